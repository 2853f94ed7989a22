"""Handing over files as evidence."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.desk.card.reading import look_at_case
from bot.desk.evidence.intake import OfferedFile, add_evidence
from handlers.base.ids import Act, Form
from handlers.base.metadata import carried, case_of
from handlers.base.request import Click, Submission
from handlers.base.responses import Answer, Close, Open, Submitted
from handlers.card.stale_clicks import aware
from handlers.evidence.evidence_form import evidence_view


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


def _offered(file: Mapping[str, Any]) -> OfferedFile:
    return OfferedFile(str(file["id"]), str(file.get("name") or ""), int(file.get("size") or 0))


CLICKS: Mapping[Act, Callable[[Click], Answer]] = {Act.ADD_EVIDENCE: aware(add_files)}
FORMS: Mapping[Form, Callable[[Submission], Submitted]] = {Form.EVIDENCE: aware(files_submitted)}
