"""Attempts to do what is forbidden: nothing happens, and it is on record."""

from bot.desk.core.context import Actor, Desk
from storage.audit import events
from storage.vocabulary import EventKind


def note_attempt(desk: Desk, actor: Actor, act: str) -> None:
    """Record that a person tried something they may not do; `act` is the name of the act, never typed text."""
    with desk.store.write() as session:
        events.record(
            session,
            workspace_id=actor.workspace_id,
            kind=EventKind.ATTEMPT_REFUSED,
            actor=actor.user_id,
            now=desk.clock.now(),
            facts={"act": act},
        )
