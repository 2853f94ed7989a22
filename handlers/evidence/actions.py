"""Handing over files as evidence."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.desk.card.reading import look_at_case
from bot.desk.evidence.intake import OfferedFile, add_evidence
from handlers.base.ids import ActionId, CallbackId
from handlers.base.metadata import case_of, metadata_of
from handlers.base.request import Click, Submission
from handlers.base.responses import Close, Open, Response, Submitted
from handlers.card.stale_clicks import with_what_changed
from handlers.evidence.evidence_form import evidence_view


def add_files(click: Click) -> Response:
    """Open the form in which evidence is handed over."""
    facts = look_at_case(click.desk, click.actor, case_of(click))
    return Open(evidence_view(facts, metadata_of(click)))


def files_submitted(submission: Submission) -> Submitted:
    """Note the files as evidence; an effect fetches them."""
    numbers = sorted(int(number) for number in submission.ticks("items"))
    files = [_offered(file) for file in submission.files("files")]
    add_evidence(submission.desk, submission.actor, case_of(submission), numbers, files)
    return Close()


def _offered(file: Mapping[str, Any]) -> OfferedFile:
    return OfferedFile(str(file["id"]), str(file.get("name") or ""), int(file.get("size") or 0))


CLICKS: Mapping[ActionId, Callable[[Click], Response]] = {ActionId.ADD_EVIDENCE: with_what_changed(add_files)}
FORMS: Mapping[CallbackId, Callable[[Submission], Submitted]] = {
    CallbackId.EVIDENCE: with_what_changed(files_submitted)
}
