"""What a list needs to call cases by, and to lead to their cards."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from storage.models import Card, Case, Matter
from storage.vocabulary import Platform


@dataclass(frozen=True)
class LabelRow:
    """What a case is about, the channel of its matter, and Slack's link to its card if it has one."""

    case_id: int
    platform: Platform
    account: str | None
    identity: str
    channel_id: str | None
    permalink: str | None


def of_cases(session: Session, workspace_id: int, case_ids: Collection[int]) -> dict[int, LabelRow]:
    """Return the labels of cases of one workspace, by case id."""
    rows = session.exec(
        select(
            col(Case.id),
            col(Case.platform),
            col(Case.account),
            col(Case.identity),
            col(Matter.channel_id),
            col(Card.permalink),
        )
        .join(Matter, col(Matter.id) == col(Case.matter_id))
        .join(Card, col(Card.case_id) == col(Case.id), isouter=True)
        .where(col(Case.workspace_id) == workspace_id, col(Case.id).in_(case_ids))
    )
    return {row[0] or 0: LabelRow(row[0] or 0, *row[1:]) for row in rows}
