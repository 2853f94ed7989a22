"""The form in which files are handed over as evidence."""

from collections.abc import Sequence

from bot.desk.card.card_facts import CardFacts, ItemFacts
from bot.desk.evidence.intake import MOST_FILES
from handlers.base.ids import CallbackId, Value
from handlers.base.responses import View
from handlers.blocks.elements import (
    MOST_OPTIONS,
    Element,
    field,
    modal,
    option,
)
from handlers.blocks.words import shown_url


def evidence_view(facts: CardFacts, value: Value) -> View:
    """Return the form in which files are added as evidence of items; those without any come first, chosen."""
    found = sorted(facts.items, key=lambda item: (item.stored > 0, item.number))[:MOST_OPTIONS]
    bare = [item for item in found if not item.stored and item.is_open]
    files: Element = {
        "type": "file_input",
        "action_id": "files",
        "filetypes": ["png", "jpg", "jpeg", "pdf"],
        "max_files": MOST_FILES,
    }
    blocks = [
        field("items", "Which items does this show?", item_ticks(found, bare)),
        field("files", "Files", files, hint="png, jpg or pdf, up to 10 MB each."),
    ]
    return modal(CallbackId.EVIDENCE, "Add evidence", blocks, value, submit="Add")


def item_ticks(found: Sequence[ItemFacts], chosen: Sequence[ItemFacts]) -> Element:
    """Return boxes for items of a case, those of `chosen` ticked from the start."""
    numbers = {item.number for item in chosen}
    options = [option(str(item.number), f"{item.number}  {shown_url(item.url, 60)}") for item in found]
    ticked = [each for item, each in zip(found, options, strict=True) if item.number in numbers]
    element: Element = {"type": "multi_static_select", "action_id": "items", "options": options}
    return element | ({"initial_options": ticked} if ticked else {})
