"""Evidence: files that show an item as a person saw it, stored under their SHA-256."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from bot.desk.core.access import visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid, NotNow
from bot.desk.evidence.files import LARGEST
from storage.ledger import effects
from storage.models import Case, Custody, Evidence
from storage.queries import items
from storage.vocabulary import ENDED, CustodyAct, EffectKind, EventKind, EvidenceStatus

MOST_FILES = 10
_ENDINGS = re.compile(r"\.(png|jpe?g|pdf)", re.IGNORECASE)


@dataclass(frozen=True)
class OfferedFile:
    """A file that a person handed over in Slack."""

    slack_file_id: str
    name: str
    size: int


def add_evidence(
    desk: Desk, actor: Actor, case_id: int, numbers: Sequence[int], files: Sequence[OfferedFile]
) -> int:
    """Note files as evidence of items, by number; an effect fetches them. Return how many pairs are new."""
    _check_offer(numbers, files)
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        if case.status in ENDED:
            raise NotNow(f"{case.key} is over; reopen it first.")
        by_number = {item.number: item for item in items.of_case(work.session, case.workspace_id, case_id)}
        known = [by_number[number] for number in numbers if number in by_number]
        if len(known) != len(set(numbers)):
            raise Invalid("One of these items is not in this case.", field="items")
        added = sum(_note(work, actor, case, item.pk, file) for item in known for file in files)
        if added:
            facts = {"items": sorted(set(numbers)), "files": [file.slack_file_id for file in files]}
            record_event(work, case, EventKind.EVIDENCE_ADDED, actor.user_id, facts)
        return added


def evidence_stored(work: UnitOfWork, evidence_id: int, digest: str, media_type: str, size: int) -> None:
    """Record that a file's bytes are stored."""
    evidence = work.session.get_one(Evidence, evidence_id)
    evidence.status, evidence.stored_at = EvidenceStatus.STORED, work.now
    evidence.sha256, evidence.media_type, evidence.size = digest, media_type, size
    work.session.add(evidence)
    _log(work, evidence, CustodyAct.STORED, "desk")
    case = work.session.get_one(Case, evidence.case_id)
    facts = {"evidence": evidence.id, "sha256": digest, "size": size}
    record_event(work, case, EventKind.EVIDENCE_STORED, "desk", facts)


def evidence_refused(work: UnitOfWork, evidence_id: int, reason: str) -> None:
    """Record that a file could not be kept, and why."""
    evidence = work.session.get_one(Evidence, evidence_id)
    evidence.status, evidence.refusal = EvidenceStatus.REFUSED, reason[:255]
    work.session.add(evidence)
    _log(work, evidence, CustodyAct.REFUSED, "desk")
    case = work.session.get_one(Case, evidence.case_id)
    record_event(work, case, EventKind.EVIDENCE_REFUSED, "desk", {"evidence": evidence.id}, reason)


def _check_offer(numbers: Sequence[int], files: Sequence[OfferedFile]) -> None:
    if not numbers:
        raise Invalid("Which items does this show?", field="items")
    if not files or len(files) > MOST_FILES:
        raise Invalid(f"Between 1 and {MOST_FILES} files are needed.", field="files")
    for file in files:
        if not _ENDINGS.fullmatch(Path(file.name).suffix):
            raise Invalid("Only png, jpg and pdf files are kept as evidence.", field="files")
        if file.size > LARGEST:
            raise Invalid("A file may have 10 MB at most.", field="files")


def _note(work: UnitOfWork, actor: Actor, case: Case, item_id: int, file: OfferedFile) -> bool:
    wanted = select(Evidence).where(
        Evidence.workspace_id == case.workspace_id,
        Evidence.item_id == item_id,
        Evidence.slack_file_id == file.slack_file_id,
    )
    if work.session.exec(wanted).first() is not None:
        return False
    evidence = Evidence(
        workspace_id=case.workspace_id,
        case_id=case.pk,
        item_id=item_id,
        slack_file_id=file.slack_file_id,
        name=file.name[:255],
        submitted_by=actor.user_id,
        submitted_at=work.now,
    )
    work.session.add(evidence)
    work.session.flush()
    _log(work, evidence, CustodyAct.HANDED_OVER, actor.user_id)
    _fetch(work, case, evidence)
    return True


def _fetch(work: UnitOfWork, case: Case, evidence: Evidence) -> None:
    effects.order(
        work.session,
        workspace_id=case.workspace_id,
        kind=EffectKind.FETCH_EVIDENCE,
        idem_key=f"evidence:{evidence.id}",
        now=work.now,
        case_id=case.id,
        payload={"evidence": evidence.id, "file": evidence.slack_file_id},
    )


def _log(work: UnitOfWork, evidence: Evidence, act: CustodyAct, by: str) -> None:
    work.session.add(
        Custody(
            workspace_id=evidence.workspace_id,
            evidence_id=evidence.pk,
            act=act,
            by=by,
            at=work.now,
        )
    )
