"""What a channel is promised: when its digest comes, and whether it can come at all."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.core.access import require_role
from bot.desk.core.context import Actor, Desk
from storage.ledger import digests
from storage.models import DigestSubscription
from storage.queries import people


@dataclass(frozen=True)
class Promise:
    """A channel's digest: its schedule as it was typed, the next one (UTC), and what a quiet day sends.

    `needs_invitation` is true if the desk knows that it is not a member of the channel.
    """

    schedule: str | None
    next_at: datetime | None
    says_quiet: bool
    needs_invitation: bool


def promise_to(desk: Desk, actor: Actor, channel_id: str) -> Promise:
    """Return what a channel is promised; without a schedule it gets no daily digest."""
    with desk.read() as work:
        require_role(work, actor)
        found = work.session.get(DigestSubscription, (actor.workspace_id, channel_id))
        channel = people.channel(work.session, actor.workspace_id, channel_id)
        return Promise(
            schedule=found.schedule if found and found.is_active else None,
            next_at=digests.next_due(work.session, actor.workspace_id, channel_id),
            says_quiet=found.says_quiet if found else True,
            needs_invitation=channel is not None and not channel.bot_is_member,
        )
