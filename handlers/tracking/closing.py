"""The end of a case, and its beginning again."""

from collections.abc import Callable, Mapping

from bot.desk.card.reading import look_at_case
from bot.desk.tracking.closing import refuse, reopen, withdraw
from handlers.base.ids import ActionId, CallbackId
from handlers.base.metadata import case_of, metadata_of
from handlers.base.request import Click, Submission
from handlers.base.responses import Close, Open, Response, Submitted
from handlers.card.stale_clicks import with_what_changed
from handlers.tracking.forms import reopen_view, withdraw_view


def end_case(click: Click) -> Response:
    """Open the form in which a case is ended."""
    facts = look_at_case(click.desk, click.actor, case_of(click))
    return Open(withdraw_view(facts, metadata_of(click)))


def end_submitted(submission: Submission) -> Submitted:
    """End a case: the client withdraws it, or the desk does not take it on."""
    end = refuse if submission.choice("how") == "refuse" else withdraw
    end(submission.desk, submission.actor, case_of(submission), submission.text("reason"))
    return Close()


def begin_again(click: Click) -> Response:
    """Open the form in which a case is reopened."""
    facts = look_at_case(click.desk, click.actor, case_of(click))
    return Open(reopen_view(facts, metadata_of(click)))


def begin_again_submitted(submission: Submission) -> Submitted:
    """Reopen a case with the items that are open again."""
    named = "items" in submission.inputs
    numbers = [int(number) for number in submission.ticks("items")] if named else None
    reason = submission.text("reason")
    reopen(submission.desk, submission.actor, case_of(submission), reason, numbers)
    return Close()


CLICKS: Mapping[ActionId, Callable[[Click], Response]] = {
    ActionId.WITHDRAW: with_what_changed(end_case),
    ActionId.REOPEN: with_what_changed(begin_again),
}
FORMS: Mapping[CallbackId, Callable[[Submission], Submitted]] = {
    CallbackId.WITHDRAW: with_what_changed(end_submitted),
    CallbackId.REOPEN: with_what_changed(begin_again_submitted),
}
