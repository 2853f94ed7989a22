"""Gates before going to the platform."""

from bot.desk.core.context import UnitOfWork
from bot.desk.core.refusals import NotNow
from bot.desk.gates.gate_facts import gate_facts_of
from bot.rules.case import gates
from bot.rules.law.grounds import LetterKind, ground_rule
from storage.models import Case, Matter
from storage.vocabulary import ENDED, Ground


def require_clear_way(work: UnitOfWork, case: Case, matter: Matter, ground: Ground) -> LetterKind:
    """Return which letter follows from a ground; raise NotNow with what stands against it."""
    blocks = gates.against_escalation(gate_facts_of(work, case, matter, ground), work.now)
    if blocks:
        raise NotNow(blocks[0].sentence)
    if case.status in ENDED:
        raise NotNow(f"{case.key} is over; reopen it first.")
    if not work.installation.verify_url:
        raise NotNow("`VERIFY_URL` is not set: nobody could check who writes.")
    return ground_rule(ground).letter
