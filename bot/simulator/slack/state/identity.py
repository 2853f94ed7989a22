"""Who the app is in this workspace: read from its manifest, once."""

import re
import secrets
from dataclasses import dataclass
from typing import Any

from bot.simulator.slack.state.records import Json, new_id


@dataclass(frozen=True)
class Command:
    """A slash command of the manifest."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Keys:
    """Ids and secrets that stay the same as long as the workspace's state is kept."""

    team_id: str
    app_id: str
    bot_id: str
    bot_user_id: str
    bot_token: str
    app_token: str
    signing_secret: str
    verification: str

    @classmethod
    def fresh(cls) -> "Keys":
        """Return new random keys."""
        return cls(
            team_id=new_id("T0"), app_id=new_id("A0"), bot_id=new_id("B0"), bot_user_id=new_id("U0"),
            bot_token=f"xoxb-local-{secrets.token_hex(12)}", app_token=f"xapp-local-{secrets.token_hex(12)}",
            signing_secret=secrets.token_hex(16), verification=secrets.token_hex(12),
        )  # fmt: skip


@dataclass(frozen=True)
class AppManifest:
    """The parts of an app manifest that Slack acts upon."""

    name: str
    bot_name: str
    commands: tuple[Command, ...]
    shortcuts: tuple[Json, ...]
    scopes: frozenset[str]
    events: frozenset[str]
    home_enabled: bool

    @classmethod
    def read(cls, manifest: Json) -> "AppManifest":
        """Read Slack's manifest (the JSON form); what is absent is off."""
        features: Json = manifest.get("features", {})
        scopes: list[str] = _inside(manifest, "oauth_config", "scopes", "bot") or []
        events: list[str] = _inside(manifest, "settings", "event_subscriptions", "bot_events") or []
        name = str(_inside(manifest, "display_information", "name") or "App")
        return cls(
            name=name,
            bot_name=_handle(_inside(features, "bot_user", "display_name") or name),
            commands=tuple(_command(entry) for entry in features.get("slash_commands", [])),
            shortcuts=tuple(features.get("shortcuts", [])),
            scopes=frozenset(scopes),
            events=frozenset(events),
            home_enabled=bool(_inside(features, "app_home", "home_tab_enabled")),
        )

    def command_named(self, name: str) -> Command | None:
        """Return the slash command with this name (`/takedown`), or None."""
        return next((command for command in self.commands if command.command == name), None)

    def shortcut(self, callback_id: str) -> Json | None:
        """Return the manifest's shortcut with this callback id, or None."""
        return next((entry for entry in self.shortcuts if entry["callback_id"] == callback_id), None)


def _command(entry: Json) -> Command:
    return Command(
        command=entry["command"],
        description=entry.get("description", ""),
        usage_hint=entry.get("usage_hint", ""),
        should_escape=bool(entry.get("should_escape", False)),
    )


def _handle(display_name: str) -> str:
    return re.sub(r"[^a-z0-9_.-]+", "-", display_name.lower()).strip("-") or "app"


def _inside(tree: Json, *path: str) -> Any:
    branch: Any = tree
    for step in path:
        branch = branch.get(step) if isinstance(branch, dict) else None
    return branch
