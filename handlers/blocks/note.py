"""A small modal that says one thing."""

from handlers.base.ids import CallbackId, Value, packed
from handlers.base.mrkdwn import plain
from handlers.base.responses import View


def note_view(title: str, sentence: str) -> View:
    """Return a modal with one sentence and nothing to decide."""
    return {
        "type": "modal",
        "callback_id": CallbackId.NOTE,
        "private_metadata": packed(Value()),
        "title": plain(title, 24),
        "close": plain("Close", 24),
        "blocks": [{"type": "section", "text": plain(sentence)}],
    }
