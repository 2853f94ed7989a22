"""Finding matters: by key, those a person may file into, those a person may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from bot.desk.core.access import require_role
from bot.desk.core.context import Actor, Desk, UnitOfWork
from storage.lists.visibility import visible_matters
from storage.models import Case, Matter
from storage.vocabulary import Ground


@dataclass(frozen=True)
class MatterLine:
    """One matter in a list."""

    key: str
    title: str
    client: str
    ground: Ground
    channel_id: str | None
    cases: int


def list_matters(desk: Desk, actor: Actor) -> list[MatterLine]:
    """Return the matters a person may see, newest first, with their number of cases."""
    with desk.read() as work:
        require_role(work, actor)
        seen = visible_matters(work.session, actor.workspace_id, actor.user_id)
        counted = (
            select(Matter, func.count(col(Case.id)))
            .join(Case, col(Case.matter_id) == col(Matter.id), isouter=True)
            .where(Matter.workspace_id == actor.workspace_id, col(Matter.id).in_(seen))
            .group_by(col(Matter.id))
            .order_by(col(Matter.created_at).desc(), col(Matter.id).desc())
        )
        return [_line(matter, cases) for matter, cases in work.session.exec(counted)]


def find_matter(work: UnitOfWork, workspace_id: int, key: str) -> Matter | None:
    """Return the matter with this key, whoever may see it."""
    wanted = select(Matter).where(Matter.workspace_id == workspace_id, Matter.key == key.strip().upper())
    return work.session.exec(wanted).first()


def matters_for(work: UnitOfWork, actor: Actor) -> Sequence[Matter]:
    """Return the matters a person may file into, newest first."""
    seen = visible_matters(work.session, actor.workspace_id, actor.user_id)
    wanted = select(Matter).where(Matter.workspace_id == actor.workspace_id, col(Matter.id).in_(seen))
    return work.session.exec(wanted.order_by(col(Matter.id).desc())).all()


def _line(matter: Matter, cases: int) -> MatterLine:
    return MatterLine(matter.key, matter.title, matter.client, matter.ground, matter.channel_id, cases)
