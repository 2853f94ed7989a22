"""Queries on items and their evidence."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, func, select, update

from storage.database.loading import among
from storage.models import Case, Evidence, Item
from storage.vocabulary import Ground


def of_case(session: Session, workspace_id: int, case_id: int) -> Sequence[Item]:
    """Return a case's items, in the order in which they were filed."""
    wanted = select(Item).where(Item.workspace_id == workspace_id, Item.case_id == case_id)
    return session.exec(wanted.order_by(col(Item.number))).all()


def evidence_of(session: Session, workspace_id: int, case_id: int) -> Sequence[Evidence]:
    """Return all evidence of a case, oldest first."""
    wanted = select(Evidence).where(Evidence.workspace_id == workspace_id, Evidence.case_id == case_id)
    return session.exec(wanted.order_by(col(Evidence.id))).all()


def evidence_names(session: Session, workspace_id: int, case_id: int) -> dict[int, str]:
    """Return the names of a case's evidence files, by id."""
    wanted = select(Evidence.id, Evidence.name).where(
        Evidence.workspace_id == workspace_id, Evidence.case_id == case_id
    )
    return {number: name for number, name in session.exec(wanted) if number is not None}


def identities_by_url(
    session: Session, workspace_id: int, matter_ids: Collection[int], url_keys: Collection[str]
) -> dict[tuple[int, str], set[str]]:
    """Return, by matter id and URL key, the identities of the cases in which these URLs are filed already."""
    rows = session.exec(
        select(Case.matter_id, Item.url_key, Case.identity)
        .join(Case, col(Case.id) == col(Item.case_id))
        .where(
            Item.workspace_id == workspace_id,
            among(session, col(Item.url_key), url_keys),
            col(Case.matter_id).in_(matter_ids),
        )
    )
    found: dict[tuple[int, str], set[str]] = {}
    for matter_id, key, identity in rows:
        found.setdefault((matter_id, key), set()).add(identity)
    return found


def known_external_ids(
    session: Session, workspace_id: int, matter_ids: Collection[int], external_ids: Collection[str]
) -> set[tuple[int, str]]:
    """Return which of these external ids were filed already, with the matter's id."""
    rows = session.exec(
        select(Case.matter_id, Item.external_id)
        .join(Case, col(Case.id) == col(Item.case_id))
        .where(
            Item.workspace_id == workspace_id,
            among(session, col(Item.external_id), external_ids),
            col(Case.matter_id).in_(matter_ids),
        )
    )
    return {(matter_id, external_id) for matter_id, external_id in rows if external_id is not None}


def last_numbers(session: Session, workspace_id: int, case_ids: Collection[int]) -> dict[int, int]:
    """Return the highest item number of each case that has items."""
    rows = session.exec(
        select(Item.case_id, func.max(col(Item.number)))
        .where(Item.workspace_id == workspace_id, col(Item.case_id).in_(case_ids))
        .group_by(col(Item.case_id))
    )
    return dict(rows.all())


def follow_ground(session: Session, workspace_id: int, matter_id: int, was: Ground, now: Ground) -> None:
    """Have the items of a matter that were filed on its former ground stand on its new one."""
    of_matter = select(Case.id).where(Case.workspace_id == workspace_id, Case.matter_id == matter_id)
    session.exec(
        update(Item)
        .where(
            col(Item.workspace_id) == workspace_id, col(Item.case_id).in_(of_matter), col(Item.ground) == was
        )
        .values(ground=now)
    )
