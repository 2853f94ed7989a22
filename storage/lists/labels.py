"""What a list needs to call cases by, and to lead to their cards."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from storage.models import Card, Case, Matter
from storage.vocabulary import Platform

_COLUMNS: tuple[Any, ...] = (
    col(Case.id),
    sa.type_coerce(col(Case.platform), sa.String),
    col(Case.account),
    col(Case.identity),
    col(Matter.channel_id),
    col(Card.permalink),
)


@dataclass(frozen=True)
class LabelRow:
    """What a case is about, the channel of its matter, and Slack's link to its card if it has one.

    A platform that this version does not know is None.
    """

    case_id: int
    platform: Platform | None
    account: str | None
    identity: str
    channel_id: str | None
    permalink: str | None


def of_cases(session: Session, workspace_id: int, case_ids: Collection[int]) -> dict[int, LabelRow]:
    """Return the labels of cases of one workspace, by case id."""
    wanted = (
        sa.select(*_COLUMNS)
        .join(Matter, col(Matter.id) == col(Case.matter_id))
        .join(Card, col(Card.case_id) == col(Case.id), isouter=True)
        .where(col(Case.workspace_id) == workspace_id, col(Case.id).in_(case_ids))
    )
    return {row[0]: _label(*row) for row in session.connection().execute(wanted)}


def _label(case_id: int, platform: str, *others: Any) -> LabelRow:
    return LabelRow(case_id, Platform(platform) if platform in set(Platform) else None, *others)
