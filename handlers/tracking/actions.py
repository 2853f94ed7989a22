"""What came of it: the person's reply, the platform's answer, a dispute, and what became of each item."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time

from bot.desk.card.reading import look_at_case
from bot.desk.tracking.answers import PlatformAnswer, record_answer
from bot.desk.tracking.disputes import decide_dispute
from bot.desk.tracking.outcomes import Outcomes, record_outcome
from bot.desk.tracking.replies import record_reply
from handlers.base.ids import ActionId, CallbackId
from handlers.base.metadata import case_of, metadata_of
from handlers.base.request import Click, Submission
from handlers.base.responses import Close, Errors, Open, Response, Submitted
from handlers.card.stale_clicks import with_what_changed
from handlers.tracking.forms import EVERY_ITEM, answer_view, dispute_view, outcome_view, reply_view
from storage.vocabulary import Outcome, ReplyKind

_FORWARDED = {"yes": True, "no": False}


def reply(click: Click) -> Response:
    """Open the form in which the person's reply is recorded."""
    return Open(reply_view(look_at_case(click.desk, click.actor, case_of(click)), metadata_of(click)))


def reply_submitted(submission: Submission) -> Submitted:
    """Record the person's reply."""
    chosen = submission.choice("reply")
    if chosen is None:
        return Errors({"reply": "What did they say?"})
    quote = submission.text("quote")
    record_reply(submission.desk, submission.actor, case_of(submission), ReplyKind(chosen), quote)
    return Close()


def answer(click: Click) -> Response:
    """Open the form in which the platform's answer is recorded."""
    return Open(answer_view(look_at_case(click.desk, click.actor, case_of(click)), metadata_of(click)))


def answer_submitted(submission: Submission) -> Submitted:
    """Record the platform's answer with its reference, and whether it passed our letter on."""
    said = PlatformAnswer(
        reference=submission.text("reference"),
        text=submission.text("quote"),
        was_forwarded=_FORWARDED.get(submission.choice("forwarded") or ""),
    )
    record_answer(submission.desk, submission.actor, case_of(submission), said)
    return Close()


def dispute(click: Click) -> Response:
    """Open the form in which a dispute is decided."""
    return Open(dispute_view(look_at_case(click.desk, click.actor, case_of(click)), metadata_of(click)))


def dispute_submitted(submission: Submission) -> Submitted:
    """Decide whether the person's dispute is justified."""
    verdict = submission.choice("verdict")
    if verdict is None:
        return Errors({"verdict": "Is the dispute justified?"})
    upheld, reason = verdict == "upheld", submission.text("reason")
    decide_dispute(submission.desk, submission.actor, case_of(submission), upheld=upheld, reason=reason)
    return Close()


def outcome(click: Click) -> Response:
    """Open the form in which outcomes are recorded."""
    return Open(outcome_view(look_at_case(click.desk, click.actor, case_of(click)), metadata_of(click)))


def outcome_submitted(submission: Submission) -> Submitted:
    """Record what became of items and of the account."""
    account = submission.choice("account")
    said = Outcomes(
        items=_chosen(submission),
        account=Outcome(account) if account else None,
        until=_until(submission),
        note=submission.text("note"),
    )
    record_outcome(submission.desk, submission.actor, case_of(submission), said)
    return Close()


def _chosen(submission: Submission) -> dict[int, Outcome]:
    every = submission.choice(EVERY_ITEM)
    found: dict[int, Outcome] = {}
    for name in submission.inputs:
        chosen = (submission.choice(name) or every) if name.startswith("item_") else None
        if chosen:
            found[int(name.removeprefix("item_"))] = Outcome(chosen)
    return found


def _until(submission: Submission) -> datetime | None:
    chosen = submission.chosen("until", "selected_date")
    if chosen is None:
        return None
    zone = submission.desk.installation.zone
    return datetime.combine(date.fromisoformat(chosen), time(), zone).astimezone(UTC)


CLICKS: Mapping[ActionId, Callable[[Click], Response]] = {
    ActionId.RECORD_REPLY: with_what_changed(reply),
    ActionId.RECORD_ANSWER: with_what_changed(answer),
    ActionId.DECIDE_DISPUTE: with_what_changed(dispute),
    ActionId.RECORD_OUTCOME: with_what_changed(outcome),
}
FORMS: Mapping[CallbackId, Callable[[Submission], Submitted]] = {
    CallbackId.REPLY: with_what_changed(reply_submitted),
    CallbackId.ANSWER: with_what_changed(answer_submitted),
    CallbackId.DISPUTE: with_what_changed(dispute_submitted),
    CallbackId.OUTCOME: with_what_changed(outcome_submitted),
}
