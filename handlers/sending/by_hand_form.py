"""The form in which a person says that they sent a text by hand."""

from datetime import datetime

from bot.desk.review.text_sheet import TextSheet
from handlers.base.ids import CallbackId, Value
from handlers.base.mrkdwn import plain
from handlers.base.responses import View
from handlers.blocks.buttons import section
from handlers.blocks.elements import Element, field, modal, text_field
from handlers.blocks.words import TEXTS


def by_hand_view(sheet: TextSheet, value: Value, now: datetime) -> View:
    """Return the form in which a person says that they sent a text by hand, and proves it."""
    picker: Element = {
        "type": "datetimepicker",
        "action_id": "sent_at",
        "initial_date_time": int(now.timestamp()),
    }
    is_message = sheet.poster_learns is None
    label = "Link to the message you sent" if is_message else "The platform’s ticket number, or a link to it"
    blocks = [
        section(
            plain(f"{sheet.case_key}: you sent the {TEXTS[sheet.kind]}, word for word as it was approved.")
        ),
        text_field("reference", label, most=255),
        field("sent_at", "When was it sent?", picker),
    ]
    return modal(CallbackId.SENT_BY_HAND, "I sent it", blocks, value, submit="I sent it")
