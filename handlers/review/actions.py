"""Decisions on outward texts: reading one exactly as it will go out, approving it, declining it."""

from collections.abc import Callable, Mapping

from bot.desk.core.refusals import NotAllowed
from bot.desk.review.approving import Attestation, approve, decline
from bot.desk.review.text_sheet import TO_APPROVE, TO_DECLINE, look_at_text
from handlers.base.ids import ActionId, CallbackId
from handlers.base.metadata import metadata_of, notice_of, seen_hash
from handlers.base.request import Click, Submission
from handlers.base.responses import Close, Open, Response, Submitted
from handlers.card.stale_clicks import with_what_changed
from handlers.review.text_forms import decline_view, review_view


def review(click: Click) -> Response:
    """Open a text for its approver; whoever wrote it is refused at once."""
    sheet = look_at_text(click.desk, click.actor, notice_of(click), TO_APPROVE)
    if sheet.author_id == click.user_id:
        raise NotAllowed("This is your own text; somebody else has to approve it.")
    value = metadata_of(click).model_copy(
        update={"case": sheet.case_id, "hash": sheet.content_hash, "version": sheet.version}
    )
    return Open(review_view(sheet, value))


def review_submitted(submission: Submission) -> Submitted:
    """Approve exactly the content that was shown."""
    attestation = Attestation(
        content_hash=seen_hash(submission),
        statements=submission.ticks("statements"),
        signature=submission.text("signature"),
    )
    approve(submission.desk, submission.actor, notice_of(submission), attestation)
    return Close()


def refuse(click: Click) -> Response:
    """Open the form in which a text is declined; whoever wrote it is told to edit it."""
    sheet = look_at_text(click.desk, click.actor, notice_of(click), TO_DECLINE)
    if sheet.author_id == click.user_id:
        raise NotAllowed("This is your own text: edit it instead of declining it.")
    return Open(decline_view(sheet, metadata_of(click)))


def decline_submitted(submission: Submission) -> Submitted:
    """Decline a text with its reason."""
    decline(submission.desk, submission.actor, notice_of(submission), submission.text("reason"))
    return Close()


CLICKS: Mapping[ActionId, Callable[[Click], Response]] = {
    ActionId.APPROVE: with_what_changed(review),
    ActionId.DECLINE: with_what_changed(refuse),
}
FORMS: Mapping[CallbackId, Callable[[Submission], Submitted]] = {
    CallbackId.REVIEW: with_what_changed(review_submitted),
    CallbackId.DECLINE: with_what_changed(decline_submitted),
}
