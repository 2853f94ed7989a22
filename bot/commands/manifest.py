"""`takedown manifest`: print what to paste into Slack's form for a new app."""

import json
import sys

from bot.manifest import build_manifest


def print_manifest(socket_mode: bool, url: str | None) -> int:
    """Print the app manifest as JSON; return the exit status, 2 with a sentence for a wrong choice."""
    try:
        manifest = build_manifest(socket_mode=socket_mode, url=url)
    except ValueError as problem:
        sys.stderr.write(f"takedown manifest: {problem}. Use --socket-mode, or --url https://desk.example\n")
        return 2
    sys.stdout.write(json.dumps(manifest, indent=2) + "\n")
    return 0
