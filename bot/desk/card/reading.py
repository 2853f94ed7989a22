"""A case as a person is shown it, and what happened in it meanwhile."""

from bot.desk.card.card_facts import CardFacts, card_facts
from bot.desk.card.history import HistoryFacts, history_facts
from bot.desk.core.access import visible_case
from bot.desk.core.context import Actor, Desk
from bot.desk.core.unreadable import read_in_words


def look_at_case(desk: Desk, actor: Actor, case_id: int) -> CardFacts:
    """Return a case as its card shows it; raise NotFound if it is not shown to this person."""
    with desk.read() as work:
        case, _matter = visible_case(work, actor, case_id)
        with read_in_words(work.session, case_id):
            return card_facts(work, case.workspace_id, case_id)


def meanwhile(desk: Desk, actor: Actor, case_id: int, seen_version: int) -> HistoryFacts | None:
    """Return what happened in a case since the version a person saw, newest three; None if nothing did."""
    with desk.read() as work:
        case, _ = visible_case(work, actor, case_id)
        count = min(case.version - seen_version, 3)
        if count <= 0:
            return None
        told = history_facts(work, actor.workspace_id, case_id)
        return told.newest(count)
