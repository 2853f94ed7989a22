"""Buttons and their questions before one acts."""

from typing import Any

from handlers.base.ids import ActionId, Value, packed
from handlers.base.mrkdwn import plain
from handlers.base.responses import Block

LONGEST_URL = 3000


def button(
    act: ActionId,
    label: str,
    value: Value,
    *,
    style: str = "",
    confirm: dict[str, Any] | None = None,
    suffix: str = "",
) -> Block:
    """Return a button; `suffix` tells several of the same act apart."""
    made: Block = {
        "type": "button",
        "action_id": f"{act}:{suffix}" if suffix else str(act),
        "text": plain(label, 75),
        "value": packed(value),
    }
    if style:
        made["style"] = style
    if confirm:
        made["confirm"] = confirm
    return made


def link_button(act: ActionId, label: str, url: str, confirm: dict[str, Any], suffix: str = "") -> Block | None:
    """Return a button that opens an address after a question, or None for an address no button can hold."""
    if len(url) > LONGEST_URL or not url.startswith(("https://", "http://")):
        return None
    made = button(act, label, Value(), confirm=confirm, suffix=suffix)
    return made | {"url": url}


def question(title: str, text: str, yes: str, no: str = "Not now") -> dict[str, Any]:
    """Return what Slack asks before a button does something."""
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def actions(block_id: str, *buttons: Block | None) -> list[Block]:
    """Return one row of buttons, or nothing if there is none."""
    shown = [each for each in buttons if each is not None]
    return [{"type": "actions", "block_id": block_id, "elements": shown[:25]}] if shown else []


def section(text: dict[str, Any], accessory: Block | None = None) -> Block:
    """Return a paragraph, with a button beside it if there is one."""
    made: Block = {"type": "section", "text": text}
    return made | {"accessory": accessory} if accessory else made


def context(*texts: dict[str, Any]) -> Block:
    """Return a line in small type."""
    return {"type": "context", "elements": list(texts)}


def exact(text: str) -> Block:
    """Return a text exactly as it will go out: to be copied, never read as markup."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}],
    }


def paragraphs(text: str, longest: int = 2900) -> list[Block]:
    """Return a long text as plain paragraphs below Slack's limit, cut at line ends where there are any."""
    return [section(plain(part)) for part in pieces(text, longest)]


def pieces(text: str, longest: int) -> list[str]:
    """Return a text in pieces of at most `longest` characters that together are the whole text."""
    found: list[str] = []
    rest = text
    while len(rest) > longest:
        cut = rest.rfind("\n", 1, longest) + 1 or longest
        found.append(rest[:cut])
        rest = rest[cut:]
    return [*found, rest] if rest else found
