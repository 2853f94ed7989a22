"""Gates before a message to the person."""

from collections.abc import Iterator

from bot.desk.case.items import removed_after_asking
from bot.desk.core.context import UnitOfWork
from bot.desk.gates.gate_facts import GatedCase
from bot.rules.case import gates
from storage.models import Case
from storage.queries import notices
from storage.vocabulary import NoticeKind


def against_message(snapshot: GatedCase, kind: NoticeKind) -> tuple[gates.Block, ...]:
    """Return what stands against writing a message of this kind now, whatever text is in work."""
    work, case, gate_facts = snapshot.work, snapshot.case, snapshot.gate_facts
    if kind is NoticeKind.WARNING:
        return gates.against_first_contact(gate_facts)
    if kind is NoticeKind.REMINDER:
        return gates.against_reminder(gate_facts, work.now)
    return (*_against_thanking(work, case), *gates.against_thanks(gate_facts))


def _against_thanking(work: UnitOfWork, case: Case) -> Iterator[gates.Block]:
    if not removed_after_asking(work, case):
        sentence = "Thanks go only to a person who removed or covered something after we asked."
        yield gates.Block(gates.Blocker.WRONG_STATUS, sentence)
    found = notices.of_case(work.session, case.workspace_id, case.pk)
    if any(each.kind is NoticeKind.THANKS and each.sent_at is not None for each in found):
        yield gates.Block(gates.Blocker.WRONG_STATUS, "This person was thanked already.")
