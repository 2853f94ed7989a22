"""Holds on a case, and the switch that pauses a whole workspace."""

from collections.abc import Sequence

from sqlmodel import col, select

from bot.desk.core.context import Actor, UnitOfWork
from storage.models import Case, Hold, Workspace
from storage.vocabulary import HoldKind


def holds_on(work: UnitOfWork, case: Case) -> Sequence[Hold]:
    """Return the holds on a case that nobody lifted."""
    wanted = select(Hold).where(
        Hold.workspace_id == case.workspace_id, Hold.case_id == case.id, col(Hold.lifted_at).is_(None)
    )
    return work.session.exec(wanted).all()


def is_paused(work: UnitOfWork, workspace_id: int) -> bool:
    """Whether everything that goes outside is stopped."""
    return work.session.get_one(Workspace, workspace_id).paused_at is not None


def place_hold(work: UnitOfWork, actor: Actor, case: Case, kind: HoldKind) -> None:
    """Put a hold on a case in the name of whoever placed it."""
    work.session.add(
        Hold(
            workspace_id=case.workspace_id,
            case_id=case.id or 0,
            kind=kind,
            placed_by=actor.user_id,
            placed_at=work.now,
        )
    )
    work.session.flush()
