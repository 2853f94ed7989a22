"""The form in which files are handed over as evidence."""

from bot.desk.card.card_facts import CaseFacts
from bot.desk.evidence.intake import MOST_FILES
from handlers.base.ids import Form, Value
from handlers.base.responses import View
from handlers.blocks.elements import Element, field, modal
from handlers.tracking.forms import MOST_OPTIONS, _several


def evidence_view(facts: CaseFacts, value: Value) -> View:
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
        field("items", "Which items does this show?", _several(found, bare)),
        field("files", "Files", files, hint="png, jpg or pdf, up to 10 MB each."),
    ]
    return modal(Form.EVIDENCE, "Add evidence", blocks, value, submit="Add")
