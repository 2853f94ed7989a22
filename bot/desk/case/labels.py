"""What a case is called where several are named: whose account, on which platform, and where its card is."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from bot.desk.core.platforms import Platforms
from bot.rules.addresses.keys import host_in
from storage.lists import labels
from storage.lists.labels import LabelRow
from storage.vocabulary import Platform


@dataclass(frozen=True)
class Label:
    """Whose case it is (`leakmirror on X`), the channel of its card, and Slack's link to the card if known."""

    who: str
    channel_id: str | None = None
    permalink: str | None = None


def labels_of(
    session: Session, platforms: Platforms, workspace_id: int, case_ids: Collection[int]
) -> dict[int, Label]:
    """Return the labels of a workspace's cases, by case id; what does not exist has none."""
    rows = labels.of_cases(session, workspace_id, frozenset(case_ids))
    return {row.case_id: Label(_who(platforms, row), row.channel_id, row.permalink) for row in rows.values()}


def _who(platforms: Platforms, row: LabelRow) -> str:
    if row.platform is Platform.WEB:
        return row.account or row.identity.removeprefix(f"{row.platform}:")
    host = host_in(row.account, row.identity)
    platform = platforms.platform_name(row.platform, host) if row.platform else "an unknown platform"
    return f"{row.account or 'an unnamed account'} on {platform}"
