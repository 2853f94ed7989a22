"""Queries on cases: numbering within a matter, and many at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, tuple_, update

from storage.models import Case, Matter
from storage.vocabulary import CaseStatus


@dataclass(frozen=True)
class KnownCase:
    """What filing needs to know of a case that exists."""

    id: int
    matter_id: int
    identity: str
    status: CaseStatus


def take_numbers(session: Session, matter_id: int, count: int) -> range:
    """Take the next `count` case numbers of a matter, which stays locked until the transaction ends."""
    taken = session.connection().execute(
        update(Matter)
        .where(col(Matter.id) == matter_id)
        .values(next_number=Matter.next_number + count)
        .returning(col(Matter.next_number))
    )
    following: int = taken.scalar_one()
    return range(following - count, following)


def known_cases(
    session: Session, workspace_id: int, wanted: Collection[tuple[int, str]]
) -> dict[tuple[int, str], KnownCase]:
    """Return the cases that exist among (matter id, identity) pairs."""
    rows = session.exec(
        select(col(Case.id), col(Case.matter_id), col(Case.identity), col(Case.status)).where(
            Case.workspace_id == workspace_id,
            tuple_(col(Case.matter_id), col(Case.identity)).in_(sorted(wanted)),
        )
    )
    found = (KnownCase(case or 0, matter, identity, status) for case, matter, identity, status in rows)
    return {(case.matter_id, case.identity): case for case in found}


def lock(session: Session, workspace_id: int, case_ids: Collection[int]) -> None:
    """Hold cases until the transaction ends, in one order, so that two holders cannot block each other."""
    wanted = select(Case.id).where(Case.workspace_id == workspace_id, col(Case.id).in_(case_ids))
    session.exec(wanted.order_by(col(Case.id)).with_for_update()).all()


def touch(session: Session, workspace_id: int, case_ids: Collection[int], now: datetime) -> None:
    """Count the versions of cases up, so that whoever looks at an older one is told."""
    session.connection().execute(
        update(Case)
        .where(col(Case.workspace_id) == workspace_id, col(Case.id).in_(case_ids))
        .values(version=Case.version + 1, updated_at=now)
    )
