"""What messages and letters have in common on their way out: the last gate, and the record of how it ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.desk.core.audit import record_event
from bot.desk.core.context import Desk, UnitOfWork
from bot.desk.gates.sending import blocks_against
from bot.desk.review.validity import approvals_expired
from bot.desk.sending.results import was_not_sent, was_rehearsed, was_sent
from bot.effects.protocols import UNTIL_WOKEN, Cancel, Done, Go, Verdict, Wait
from bot.rules.case.gates import Blocker
from storage.models import Case, Effect, Notice
from storage.queries import notices
from storage.vocabulary import EventKind, NoticeStatus

REHEARSED = "A rehearsal: it went to the rehearsal address only."


@dataclass(frozen=True)
class Outgoing:
    """A notice on its way out, with its case and the ledger's row."""

    effect: Effect
    case: Case
    notice: Notice


def outgoing(work: UnitOfWork, effect: Effect) -> Outgoing | None:
    """Return the notice an act is about, or None if there is none any more."""
    notice = notices.notice(work.session, effect.workspace_id, effect.notice_id or 0)
    if notice is None:
        return None
    return Outgoing(effect, work.session.get_one(Case, notice.case_id), notice)


def judged(work: UnitOfWork, effect: Effect, request: Callable[[Outgoing], object]) -> Verdict:
    """Run every gate again: a pause waits, anything else that closed meanwhile cancels and is recorded."""
    found = outgoing(work, effect)
    if found is None or found.notice.status is not NoticeStatus.SENDING:
        return Cancel("The text is no longer to be sent.")
    blocks = blocks_against(work, found.case, found.notice)
    closed = [block for block in blocks if block.blocker is not Blocker.PAUSED]
    if closed:
        not_delivered(work, found, closed[0].sentence)
        return Cancel(closed[0].sentence)
    return Wait(UNTIL_WOKEN, blocks[0].sentence) if blocks else Go(request(found))


def not_delivered(work: UnitOfWork, found: Outgoing, reason: str) -> None:
    """Record that a text did not arrive: it can be sent again, or goes back if its approvals ran out."""
    if reason == REHEARSED:
        was_rehearsed(work, found.case, found.notice)
    else:
        was_not_sent(work, found.case, found.notice, reason)
    approvals_expired(work, found.notice.pk, found.effect.workspace_id)


class NoticeRecorder:
    """Writes down how the sending of a notice ended."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """It arrived: the grace period or the wait for the platform begins."""
        found, work = self._found(session, effect, now)
        if found is None:
            return
        sent_at = effect.started_at or now
        by = str(effect.payload.get("by") or "desk")
        was_sent(work, found.case, found.notice, reference=done.reference or "", sent_at=sent_at, by=by)

    def refused(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """It provably did not arrive."""
        found, work = self._found(session, effect, now)
        if found is not None:
            not_delivered(work, found, reason)

    def unknown(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """Nobody knows whether it arrived; the card says so."""
        found, work = self._found(session, effect, now)
        if found is not None:
            facts = {"notice": found.notice.id, "effect": effect.id}
            record_event(work, found.case, EventKind.DELIVERY_UNKNOWN, "desk", facts, reason)

    def absent(self, session: Session, effect: Effect, now: datetime) -> None:
        """The receiver was asked and does not have it: it goes through its gate again."""
        found, work = self._found(session, effect, now)
        if found is not None:
            facts = {"notice": found.notice.id, "effect": effect.id, "answer": "absent"}
            record_event(work, found.case, EventKind.DELIVERY_RECONCILED, "desk", facts)

    def _found(self, session: Session, effect: Effect, now: datetime) -> tuple[Outgoing | None, UnitOfWork]:
        work = self._desk.within(session, now)
        return outgoing(work, effect), work
