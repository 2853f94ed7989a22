"""Gates before an approved text goes out."""

from bot.desk.core.context import UnitOfWork
from bot.desk.core.refusals import NotNow
from bot.desk.gates.gate_facts import gate_facts_of
from bot.desk.review.content import slots_missing
from bot.rules.case import gates
from storage.models import Case, Matter, Notice
from storage.queries import notices


def refuse_blocked(work: UnitOfWork, case: Case, notice: Notice, *, approved: bool | None = None) -> None:
    """Raise NotNow with the first gate that is closed; `approved` says whether it is, where that is known."""
    blocks = blocks_against(work, case, notice, approved=approved)
    if blocks:
        raise NotNow(blocks[0].sentence)


def blocks_against(
    work: UnitOfWork, case: Case, notice: Notice, *, approved: bool | None = None
) -> tuple[gates.Block, ...]:
    """Return every gate that is closed for this notice right now; `approved` says whether it is, if known."""
    matter = work.session.get_one(Matter, case.matter_id)
    about = notices.items_of(work.session, notice.workspace_id, notice.pk)
    ground = about[0].ground if about else None
    gate_facts = gate_facts_of(work, case, matter, ground)
    is_approved = not slots_missing(work, notice) if approved is None else approved
    return gates.against_sending(gate_facts, notice.kind, work.now, approved=is_approved)
