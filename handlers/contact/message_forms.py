"""The forms in which a message to the person is drafted and edited."""

from bot.desk.contact.drafting import DraftMessage
from bot.desk.review.text_sheet import TextSheet
from handlers.base.ids import CallbackId, Value
from handlers.base.mrkdwn import plain, shortened
from handlers.base.responses import View
from handlers.blocks.buttons import section
from handlers.blocks.elements import modal, small, text_field
from handlers.review.text_forms import LONGEST_BODY, REQUEST_LABEL, TITLES, about_items, verifiable
from storage.vocabulary import Route


def draft_view(draft: DraftMessage, value: Value) -> View:
    """Return the form with a message as it will go out: to whom, about what, its text, how to check it."""
    blocks = [
        section(plain(_to_person(draft.recipient, draft.platform, draft.route, draft.why))),
        *about_items(draft.urls, draft.left_out),
        text_field(
            "body",
            "The exact text",
            value=draft.body,
            most=LONGEST_BODY,
            lines=True,
            hint="Names, links, the code and the last line have to stay.",
        ),
        verifiable(draft.verify_url, draft.code),
    ]
    return modal(CallbackId.MESSAGE, TITLES[draft.kind], blocks, value, submit=REQUEST_LABEL)


def edit_view(sheet: TextSheet, value: Value) -> View:
    """Return the form in which a message is edited; saving it voids its approvals."""
    blocks = [
        small("Saving voids every approval that this text has; it then needs to be approved anew."),
        *about_items(sheet.urls, sheet.left_out),
        text_field("body", "The exact text", value=sheet.body, most=LONGEST_BODY, lines=True),
        verifiable(sheet.verify_url, sheet.code),
    ]
    return modal(CallbackId.EDIT_MESSAGE, TITLES[sheet.kind], blocks, value, submit="Save")


def _to_person(recipient: str, platform: str, route: Route, why: str) -> str:
    how = "by the desk, as a direct message" if route is Route.DIRECT else "by hand, from your own account"
    return f"To {shortened(recipient, 255)} on {platform}, {how}. {why}"
