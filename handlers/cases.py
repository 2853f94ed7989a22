"""A case itself: who looks after it, its evidence, its end, and its beginning again."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.desk.card.reading import look_at_case
from bot.desk.evidence.intake import OfferedFile, add_evidence
from bot.desk.tracking.closing import refuse, reopen, withdraw
from handlers.base.ids import Act, Form
from handlers.base.metadata import carried, case_of
from handlers.base.request import Click, Submission
from handlers.base.responses import Answer, Close, Open, Submitted
from handlers.card.stale_clicks import aware
from handlers.views.case_views import evidence_view, reopen_view, withdraw_view


def add_files(click: Click) -> Answer:
    """Open the form in which evidence is handed over."""
    facts = look_at_case(click.desk, click.actor, case_of(click))
    return Open(evidence_view(facts, carried(click)))


def files_submitted(submission: Submission) -> Submitted:
    """Note the files as evidence; an effect fetches them."""
    numbers = sorted(int(number) for number in submission.ticks("items"))
    files = [_offered(file) for file in submission.files("files")]
    add_evidence(submission.desk, submission.actor, case_of(submission), numbers, files)
    return Close()


def end_case(click: Click) -> Answer:
    """Open the form in which a case is ended."""
    facts = look_at_case(click.desk, click.actor, case_of(click))
    return Open(withdraw_view(facts, carried(click)))


def end_submitted(submission: Submission) -> Submitted:
    """End a case: the client withdraws it, or the desk does not take it on."""
    end = refuse if submission.choice("how") == "refuse" else withdraw
    end(submission.desk, submission.actor, case_of(submission), submission.text("reason"))
    return Close()


def begin_again(click: Click) -> Answer:
    """Open the form in which a case is reopened."""
    facts = look_at_case(click.desk, click.actor, case_of(click))
    return Open(reopen_view(facts, carried(click)))


def begin_again_submitted(submission: Submission) -> Submitted:
    """Reopen a case with the items that are open again."""
    named = "items" in submission.inputs
    numbers = [int(number) for number in submission.ticks("items")] if named else None
    reason = submission.text("reason")
    reopen(submission.desk, submission.actor, case_of(submission), reason, numbers)
    return Close()


def _offered(file: Mapping[str, Any]) -> OfferedFile:
    return OfferedFile(str(file["id"]), str(file.get("name") or ""), int(file.get("size") or 0))


CLICKS: Mapping[Act, Callable[[Click], Answer]] = {
    Act.ADD_EVIDENCE: aware(add_files),
    Act.WITHDRAW: aware(end_case),
    Act.REOPEN: aware(begin_again),
}
FORMS: Mapping[Form, Callable[[Submission], Submitted]] = {
    Form.EVIDENCE: aware(files_submitted),
    Form.WITHDRAW: aware(end_submitted),
    Form.REOPEN: aware(begin_again_submitted),
}
