"""Messages to the contacted person: drafting, editing, and asking for approval."""

from collections.abc import Callable, Mapping

from bot.desk.contact.drafting import draft_message, request_message
from bot.desk.contact.editing import edit_message, request_saved
from bot.desk.escalation.letter_sheet import edit_sheet
from bot.desk.review.text_sheet import look_at_text
from handlers.base.ids import ActionId, CallbackId, Value
from handlers.base.metadata import case_of, metadata_of, notice_of, seen_hash
from handlers.base.request import Click, Submission
from handlers.base.responses import Close, Open, Replace, Response, Submitted
from handlers.card.stale_clicks import with_what_changed
from handlers.contact.message_forms import draft_view, edit_view
from handlers.escalation.letter_forms import letter_view
from handlers.review.text_forms import preview_view, shown_text
from storage.vocabulary import NoticeKind


def request_approval(click: Click) -> Response:
    """Open the draft of the warning, or the letter that was saved as a draft."""
    if click.value.notice is not None:
        return _saved_text(click, notice_of(click))
    return _draft(click, NoticeKind.WARNING)


def remind(click: Click) -> Response:
    """Open the draft of the one reminder."""
    return _draft(click, NoticeKind.REMINDER)


def thank(click: Click) -> Response:
    """Open the draft of the closing thanks."""
    return _draft(click, NoticeKind.THANKS)


def edit(click: Click) -> Response:
    """Open a text to edit it: a message as it stands, a letter as its form was filled in."""
    sheet = look_at_text(click.desk, click.actor, notice_of(click))
    if sheet.kind.is_to_person:
        return Open(edit_view(sheet, _value(click, sheet.notice_id, sheet.content_hash)))
    return Open(
        letter_view(edit_sheet(click.desk, click.actor, sheet.notice_id), metadata_of(click), is_edit=True)
    )


def message_submitted(submission: Submission) -> Submitted:
    """Ask for approval of exactly what stands in the form, or of the saved text that was shown."""
    if submission.value.notice is not None:
        request_saved(submission.desk, submission.actor, notice_of(submission), seen_hash(submission))
        return Close()
    kind = NoticeKind(submission.value.kind or NoticeKind.WARNING)
    request_message(submission.desk, submission.actor, case_of(submission), kind, submission.text("body"))
    return Close()


def edit_submitted(submission: Submission) -> Submitted:
    """Save the edited message, then show it as it will go out, to ask for approval anew."""
    saved = edit_message(
        submission.desk,
        submission.actor,
        notice_of(submission),
        submission.text("body"),
        seen_hash(submission),
    )
    value = shown_text(submission, saved.sheet)
    return Replace(preview_view(saved.sheet, value, form=CallbackId.MESSAGE, voided=saved.voided))


def _draft(click: Click, kind: NoticeKind) -> Response:
    draft = draft_message(click.desk, click.actor, case_of(click), kind)
    if draft.saved is not None and draft.saved.sender_id != click.user_id:
        return _saved_text(click, draft.saved.notice_id)
    return Open(draft_view(draft, metadata_of(click).model_copy(update={"kind": kind.value})))


def _saved_text(click: Click, notice_id: int) -> Response:
    sheet = look_at_text(click.desk, click.actor, notice_id)
    form = CallbackId.MESSAGE if sheet.kind.is_to_person else CallbackId.LETTER_PREVIEW
    return Open(preview_view(sheet, _value(click, sheet.notice_id, sheet.content_hash), form=form))


def _value(click: Click, notice_id: int, content_hash: str) -> Value:
    return metadata_of(click).model_copy(update={"notice": notice_id, "hash": content_hash})


CLICKS: Mapping[ActionId, Callable[[Click], Response]] = {
    ActionId.REQUEST_APPROVAL: with_what_changed(request_approval),
    ActionId.REMIND: with_what_changed(remind),
    ActionId.THANK: with_what_changed(thank),
    ActionId.EDIT: with_what_changed(edit),
}
FORMS: Mapping[CallbackId, Callable[[Submission], Submitted]] = {
    CallbackId.MESSAGE: with_what_changed(message_submitted),
    CallbackId.EDIT_MESSAGE: with_what_changed(edit_submitted),
}
