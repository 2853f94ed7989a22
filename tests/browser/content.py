"""Invented content that uses every block and element the page must show, kept as JSON under `blocks/`."""

import json
from pathlib import Path
from string import Template
from typing import Any

Block = dict[str, Any]
FOLDER = Path(__file__).with_name("blocks")


def blocks(name: str, **facts: object) -> list[Block]:
    """Return the blocks of `name` with `$fact` filled in."""
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    found: list[Block] = json.loads(
        Template(text).substitute({key: str(value) for key, value in facts.items()})
    )
    return found


def section(text: str, kind: str = "mrkdwn") -> Block:
    """Return a section block."""
    return {"type": "section", "text": {"type": kind, "text": text}}
