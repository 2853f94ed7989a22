"""The pieces of Block Kit that modals, lists and messages are put together from; each keeps Slack's limits."""

from collections.abc import Sequence
from typing import Any

from handlers.base.ids import ActionId, CallbackId, Value, packed
from handlers.base.mrkdwn import mrkdwn, plain, shortened, trimmed
from handlers.base.responses import Block, View

Element = dict[str, Any]
Option = dict[str, Any]

MOST_OPTIONS = 100
LONGEST_INPUT = 3000


def heading(text: str) -> Block:
    """Return a headline of plain text."""
    return {"type": "header", "text": plain(text, 150)}


def said(text: str, accessory: Element | None = None, *, name: str | None = None) -> Block:
    """Return a paragraph of mrkdwn: user text in it went through `literal`."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block | _given(accessory=accessory, block_id=name)


def plain_paragraph(text: str) -> Block:
    """Return a paragraph that shows text exactly as somebody typed it."""
    return {"type": "section", "text": plain(text)}


def small(text: str) -> Block:
    """Return a line in small print, of mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def row_of(name: str, *elements: Element) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "block_id": name, "elements": list(elements)}


def card_link(permalink: str, *, which: str = "") -> Element:
    """Return a button that leads to a case's card; the address is Slack's own."""
    name = f"{ActionId.OPEN_CARD}:{which}" if which else ActionId.OPEN_CARD.value
    return {"type": "button", "action_id": name, "text": plain("Open the card", 75), "url": permalink}


def option(value: str, text: str, description: str = "") -> Option:
    """Return one choice of a menu."""
    choice: Option = {"value": value[:75], "text": plain(text, 75)}
    return choice | _given(description=plain(description, 75) if description else None)


def text_field(
    name: str,
    label: str,
    *,
    value: str = "",
    most: int = LONGEST_INPUT,
    lines: bool = False,
    optional: bool = False,
    hint: str = "",
    example: str = "",
) -> Block:
    """Return an input for text; what does not fit into it is not filled in."""
    element: Element = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": lines,
        "max_length": min(most, LONGEST_INPUT),
    }
    filled = value[: min(most, LONGEST_INPUT)] or None
    placeholder = plain(example, 150) if example else None
    return field(name, label, element | _given(initial_value=filled, placeholder=placeholder), optional, hint)


def menu(
    name: str,
    label: str,
    options: Sequence[Option],
    *,
    chosen: str | None = None,
    optional: bool = False,
    hint: str = "",
    placeholder: str = "",
) -> Block:
    """Return an input that chooses one of up to 100 options."""
    initial = next((one for one in options[:MOST_OPTIONS] if one["value"] == chosen), None)
    element: Element = {"type": "static_select", "action_id": name, "options": list(options[:MOST_OPTIONS])}
    shown = plain(placeholder, 150) if placeholder else None
    return field(name, label, element | _given(initial_option=initial, placeholder=shown), optional, hint)


def ticks(name: str, label: str, options: Sequence[Option], *, hint: str = "") -> Block:
    """Return an input of boxes that may be ticked or not."""
    return field(
        name,
        label,
        {"type": "checkboxes", "action_id": name, "options": list(options)},
        optional=True,
        hint=hint,
    )


def field(name: str, label: str, element: Element, optional: bool = False, hint: str = "") -> Block:
    """Return an input of any kind; `name` is what the desk calls it when it refuses what was typed."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 2000),
        "element": element,
        "optional": optional,
    }
    return block | _given(hint=plain(hint, 2000) if hint else None)


def modal(
    form: CallbackId,
    title: str,
    blocks: Sequence[Block],
    value: Value,
    *,
    submit: str | None = None,
    close: str = "Cancel",
) -> View:
    """Return a modal; without `submit` there is nothing to hand in."""
    view: View = {
        "type": "modal",
        "callback_id": form.value,
        "private_metadata": packed(value),
        "title": plain(title, 24),
        "close": plain(close, 24),
        "blocks": list(blocks)[:100],
    }
    return view | _given(submit=plain(submit, 24) if submit else None)


def text_length(node: object) -> int:
    """Return how many characters of text blocks hold, as Slack counts them: 10,000 are too many."""
    if isinstance(node, list):
        return sum(map(text_length, node))
    if not isinstance(node, dict):
        return 0
    return sum(
        len(one) if name == "text" and isinstance(one, str) else text_length(one) for name, one in node.items()
    )


def shorter(blocks: Sequence[Block], longest: int) -> list[Block]:
    """Return blocks in which no paragraph and no small print has more than `longest` characters."""
    return [_shorter(block, longest) for block in blocks]


def _shorter(block: Block, longest: int) -> Block:
    if block["type"] == "section":
        return block | {"text": _shorter_text(block["text"], longest)}
    if block["type"] == "context":
        return block | {"elements": [_shorter_text(text, longest) for text in block["elements"]]}
    return block


def _shorter_text(text: Block, longest: int) -> Block:
    cut = trimmed if text["type"] == "mrkdwn" else shortened
    return text | {"text": cut(text["text"], longest)}


def in_words(lines: Sequence[str], longest: int = 3900) -> str:
    """Return lines as the text of a message: whole lines while they fit, and a word on those that do not."""
    kept: list[str] = []
    room = longest - 40
    for line in lines:
        if len(line) + 1 > room:
            return (
                "\n".join([*kept, f"… and {len(lines) - len(kept)} more lines"])
                if kept
                else trimmed(line, room)
            )
        kept.append(line)
        room -= len(line) + 1
    return "\n".join(kept)


def _given(**parts: Any) -> dict[str, Any]:
    return {name: part for name, part in parts.items() if part is not None}
