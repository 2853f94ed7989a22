"""Decisions on outward texts: reading one exactly as it will go out, approving it, declining it."""

from collections.abc import Callable, Mapping

from bot.desk.core.refusals import NotAllowed
from bot.desk.review.approving import Assent, approve, decline
from bot.desk.review.text_sheet import TO_APPROVE, TO_DECLINE, look_at_text
from handlers.base.ids import Act, Form
from handlers.base.metadata import carried, notice_of, seen_hash
from handlers.base.request import Click, Submission
from handlers.base.responses import Answer, Close, Open, Submitted
from handlers.card.stale_clicks import aware
from handlers.review.text_forms import decline_view, review_view


def review(click: Click) -> Answer:
    """Open a text for its approver; whoever wrote it is refused at once."""
    sheet = look_at_text(click.desk, click.actor, notice_of(click), TO_APPROVE)
    if sheet.author_id == click.user_id:
        raise NotAllowed("This is your own text; somebody else has to approve it.")
    value = carried(click).model_copy(
        update={"case": sheet.case_id, "hash": sheet.content_hash, "version": sheet.version}
    )
    return Open(review_view(sheet, value))


def review_submitted(submission: Submission) -> Submitted:
    """Approve exactly the content that was shown."""
    assent = Assent(
        content_hash=seen_hash(submission),
        statements=submission.ticks("statements"),
        signature=submission.text("signature"),
    )
    approve(submission.desk, submission.actor, notice_of(submission), assent)
    return Close()


def refuse(click: Click) -> Answer:
    """Open the form in which a text is declined; whoever wrote it is told to edit it."""
    sheet = look_at_text(click.desk, click.actor, notice_of(click), TO_DECLINE)
    if sheet.author_id == click.user_id:
        raise NotAllowed("This is your own text: edit it instead of declining it.")
    return Open(decline_view(sheet, carried(click)))


def decline_submitted(submission: Submission) -> Submitted:
    """Decline a text with its reason."""
    decline(submission.desk, submission.actor, notice_of(submission), submission.text("reason"))
    return Close()


CLICKS: Mapping[Act, Callable[[Click], Answer]] = {Act.APPROVE: aware(review), Act.DECLINE: aware(refuse)}
FORMS: Mapping[Form, Callable[[Submission], Submitted]] = {
    Form.REVIEW: aware(review_submitted),
    Form.DECLINE: aware(decline_submitted),
}
