"""When a channel gets its digest: setting and ending it, and ordering the next one."""

from datetime import date, datetime

from bot.desk.core.access import require_role
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid
from bot.rules.calendar.digest_times import Schedule, ScheduleUnreadable, parse_schedule
from storage.audit import events
from storage.ledger import digests, effects, lanes
from storage.models import DigestSubscription
from storage.vocabulary import EffectKind, EventKind


def set_digest(desk: Desk, actor: Actor, channel_id: str, text: str, *, says_quiet: bool = True) -> Schedule:
    """Have a channel get its digest at a time such as `09:00 Europe/Berlin weekdays`; return the schedule."""
    try:
        schedule = parse_schedule(text)
    except ScheduleUnreadable as refused:
        raise Invalid(refused.sentence) from refused
    with desk.write() as work:
        require_role(work, actor)
        found = _subscription(work, actor.workspace_id, channel_id)
        work.session.merge(
            DigestSubscription(
                workspace_id=actor.workspace_id,
                channel_id=channel_id,
                schedule=str(schedule),
                says_quiet=says_quiet,
                is_active=True,
                last_date=found.last_date if found else None,
                set_by=actor.user_id,
                set_at=work.now,
            )
        )
        _forget_next(work, actor.workspace_id, channel_id, "the digest was set anew")
        order_next(work, actor.workspace_id, channel_id, schedule, work.now)
        _record(work, actor, EventKind.DIGEST_SET, channel_id, str(schedule))
        return schedule


def end_digest(desk: Desk, actor: Actor, channel_id: str) -> bool:
    """Have a channel get no digest any more; return whether it had one."""
    with desk.write() as work:
        require_role(work, actor)
        found = _subscription(work, actor.workspace_id, channel_id)
        if found is None or not found.is_active:
            return False
        found.is_active = False
        work.session.add(found)
        _forget_next(work, actor.workspace_id, channel_id, "the digest was ended")
        _record(work, actor, EventKind.DIGEST_OFF, channel_id, found.schedule)
        return True


def digest_now(desk: Desk, actor: Actor, channel_id: str, key: str) -> None:
    """Have a channel get a digest at once, besides the daily one; `key` makes one order one digest."""
    _extra(desk, actor, {"channel": channel_id}, f"digest:now:{channel_id}:{key}")


def digest_for_me(desk: Desk, actor: Actor, key: str) -> None:
    """Have a person get their own digest by direct message, at once."""
    _extra(desk, actor, {"user": actor.user_id}, f"digest:me:{actor.user_id}:{key}")


def order_next(
    work: UnitOfWork, workspace_id: int, channel_id: str, schedule: Schedule, after: datetime
) -> None:
    """Order the next digest of a channel: one for each local date, whatever the clocks do.

    A date whose digest went out already is passed over.
    """
    day, due_at = schedule.next_after(after)
    while not _order(work, workspace_id, channel_id, day, due_at):
        day, due_at = schedule.next_after(due_at)


def digest_key(channel_id: str, day: date) -> str:
    """Return the key of a channel's digest for one local date."""
    return f"digest:{channel_id}:{day.isoformat()}"


def _order(work: UnitOfWork, workspace_id: int, channel_id: str, day: date, due_at: datetime) -> bool:
    key = digest_key(channel_id, day)
    payload = {"channel": channel_id, "date": day.isoformat()}
    ordered = effects.order(
        work.session,
        workspace_id=workspace_id,
        kind=EffectKind.DIGEST,
        idem_key=key,
        now=work.now,
        due_at=due_at,
        lane=lanes.posting(channel_id),
        payload=payload,
    )
    return ordered is not None or digests.revive(work.session, workspace_id, key, due_at)


def _extra(desk: Desk, actor: Actor, payload: dict[str, str], key: str) -> None:
    with desk.write() as work:
        require_role(work, actor)
        effects.order(
            work.session,
            workspace_id=actor.workspace_id,
            kind=EffectKind.DIGEST,
            idem_key=key,
            now=work.now,
            lane=lanes.posting(payload.get("user") or payload["channel"]),
            payload=payload,
        )


def _subscription(work: UnitOfWork, workspace_id: int, channel_id: str) -> DigestSubscription | None:
    return work.session.get(DigestSubscription, (workspace_id, channel_id), with_for_update=True)


def _forget_next(work: UnitOfWork, workspace_id: int, channel_id: str, reason: str) -> None:
    digests.forget_waiting(work.session, workspace_id, channel_id, work.now, reason)


def _record(work: UnitOfWork, actor: Actor, kind: EventKind, channel_id: str, schedule: str) -> None:
    events.record(
        work.session,
        workspace_id=actor.workspace_id,
        kind=kind,
        actor=actor.user_id,
        now=work.now,
        facts={"channel": channel_id, "schedule": schedule},
    )
