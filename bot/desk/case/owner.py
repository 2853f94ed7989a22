"""Who looks after a case."""

from bot.desk.core.access import visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk
from bot.desk.core.refusals import Overtaken
from storage.vocabulary import EventKind


def take(desk: Desk, actor: Actor, case_id: int, seen_owner: str | None) -> None:
    """Become the owner of a case; raise Overtaken if its owner is no longer the one the person saw."""
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        if case.owner_id == actor.user_id:
            raise Overtaken(f"{case.key} is yours already.")
        if case.owner_id != seen_owner:
            raise Overtaken(f"<@{case.owner_id}> took {case.key} meanwhile.")
        case.owner_id = actor.user_id
        record_event(work, case, EventKind.OWNER_CHANGED, actor.user_id, {"owner": actor.user_id})
