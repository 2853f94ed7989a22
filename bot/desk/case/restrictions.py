"""Restrictions of a case, and the switch that pauses a whole workspace."""

from collections.abc import Sequence

from sqlmodel import col, select

from bot.desk.core.context import Actor, UnitOfWork
from storage.models import Case, Restriction, Workspace
from storage.vocabulary import RestrictionKind


def restrictions_on(work: UnitOfWork, case: Case) -> Sequence[Restriction]:
    """Return the restrictions of a case that nobody lifted."""
    wanted = select(Restriction).where(
        Restriction.workspace_id == case.workspace_id,
        Restriction.case_id == case.id,
        col(Restriction.lifted_at).is_(None),
    )
    return work.session.exec(wanted).all()


def is_paused(work: UnitOfWork, workspace_id: int) -> bool:
    """Whether everything that goes outside is stopped."""
    return work.session.get_one(Workspace, workspace_id).paused_at is not None


def place_restriction(work: UnitOfWork, actor: Actor, case: Case, kind: RestrictionKind) -> None:
    """Restrict a case in the name of whoever placed it."""
    work.session.add(
        Restriction(
            workspace_id=case.workspace_id,
            case_id=case.pk,
            kind=kind,
            placed_by=actor.user_id,
            placed_at=work.now,
        )
    )
    work.session.flush()
