"""How an act ends, or goes back to be tried again: the changes of its row, and word to its recorder."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from bot.effects import rates
from bot.effects.kinds import policy_of
from bot.effects.protocols import AbsenceRecorder, Done, Recorder
from bot.effects.rates import Rates
from storage.ledger.leases import database_seconds
from storage.models import Effect
from storage.vocabulary import EffectStatus

# Seconds of the database's clock until each question about an act in doubt.
QUESTIONS: Final = (15.0, 60.0, 300.0)
LONGEST_REASON: Final = 255
LONGEST_REFERENCE: Final = 2100


@dataclass(frozen=True)
class Completion:
    """What one transaction does to the rows that end in it; without a recorder only the row is written."""

    session: Session
    rates: Rates
    now: datetime
    words: list[Callable[[], None]] = field(default_factory=list)

    def close(self) -> None:
        """Write all rows together, then tell the recorders."""
        self.session.flush()
        for word in self.words:
            word()

    def sent(self, row: Effect, done: Done, serving: int, recorder: Recorder | None) -> None:
        """It was done. A standing act that was asked for meanwhile is due again."""
        row.status, row.finished_at, row.served_rev = EffectStatus.SENT, self.now, serving
        row.reference, row.error = _reference(done) or row.reference, None
        row.result = {**_kept(row), **done.result}
        _let_go(row)
        self._serve_again(row, serving)
        if recorder is not None:
            self.words.append(lambda: recorder.finished(self.session, row, done, self.now))

    def skipped(self, row: Effect) -> None:
        """There was nothing to do."""
        row.status, row.finished_at, row.served_rev, row.error = (
            EffectStatus.SENT,
            self.now,
            row.requested_rev,
            None,
        )
        row.result = {**row.result, "skipped": True}
        _let_go(row)

    def cancelled(self, row: Effect, reason: str) -> None:
        """Its gate found that it is no longer right."""
        row.status, row.finished_at, row.error = EffectStatus.CANCELLED, self.now, _short(reason)
        _let_go(row)

    def waiting(self, row: Effect, until: datetime, reason: str) -> None:
        """Its gate wants it later; a past instant means in a second."""
        row.status, row.error = EffectStatus.READY, _short(reason)
        row.due_at = max(until, self.now + timedelta(seconds=1))
        _let_go(row)

    def put_back(self, row: Effect) -> None:
        """It was not begun: the lane's rate allows no more now."""
        row.status, row.owner, row.lease_until = EffectStatus.READY, None, None

    def not_done(
        self,
        row: Effect,
        reason: str,
        serving: int,
        recorder: Recorder | None,
        *,
        retry_after: timedelta | None = None,
        final: bool = False,
        alone: bool = False,
    ) -> None:
        """Provably nothing happened, or nothing that matters: try again after a rest, or give it up.

        With `alone` the acts behind it do not wait for it, be they in order or not.
        """
        policy, failures = policy_of(row.kind), row.failures + 1
        if final or failures >= policy.tries:
            self._given_up(row, reason, serving, recorder)
            return
        rest = max(policy.backoff.after(failures), retry_after or timedelta(0))
        _let_go(row)
        row.status, row.error, row.failures = EffectStatus.READY, _short(reason), failures
        row.not_before = database_seconds(self.session) + rest.total_seconds()
        # The lane opens a moment after the act itself may go on, so that no later act slips in before it.
        if row.lane and ((policy.in_order and not alone) or retry_after is not None):
            rates.pause(self.session, self.rates, (row.workspace_id, row.lane), rest)

    def in_doubt(
        self, row: Effect, reason: str, recorder: Recorder | None, arrived: Done | None = None
    ) -> None:
        """It may have been done. What is known of its arrival is kept for whoever settles it."""
        row.status, row.error, row.finished_at = EffectStatus.UNKNOWN, _short(reason), self.now
        if arrived is not None:
            row.reference, row.result = _reference(arrived), {**row.result, "arrived": True}
        _let_go(row)
        row.not_before = database_seconds(self.session) + QUESTIONS[0]
        if recorder is not None:
            self.words.append(lambda: recorder.unknown(self.session, row, reason, self.now))

    def unanswered(self, row: Effect) -> None:
        """The receiver could not tell: ask again later, a few times, then leave it to a person."""
        asked = row.failures + 1
        _let_go(row)
        row.failures = asked
        row.not_before = database_seconds(self.session) + QUESTIONS[min(asked, len(QUESTIONS) - 1)]

    def absent(self, row: Effect, recorder: Recorder | None) -> None:
        """It provably never arrived: back before the gate."""
        row.status, row.finished_at, row.error = EffectStatus.READY, None, None
        _let_go(row)
        if isinstance(recorder, AbsenceRecorder):
            self.words.append(lambda: recorder.absent(self.session, row, self.now))

    def noted_late(self, row: Effect, attempt: int, outcome: str, reference: str | None) -> None:
        """A result that came after the lease was lost: kept beside the row, which stays as others left it."""
        late = {"attempt": attempt, "outcome": outcome, "reference": reference, "at": self.now.isoformat()}
        row.result = {**row.result, "late": [*row.result.get("late", []), late]}

    def _given_up(self, row: Effect, reason: str, serving: int, recorder: Recorder | None) -> None:
        row.status, row.finished_at, row.error = EffectStatus.FAILED, self.now, _short(reason)
        _let_go(row)
        asked_again = self._serve_again(row, serving)
        if recorder is not None and not asked_again:
            self.words.append(lambda: recorder.refused(self.session, row, reason, self.now))

    def _serve_again(self, row: Effect, serving: int) -> bool:
        if row.requested_rev <= serving:
            return False
        row.status, row.due_at = EffectStatus.READY, self.now
        return True


def _let_go(row: Effect) -> None:
    row.owner, row.lease_until, row.not_before, row.failures = None, None, 0.0, 0


def _kept(row: Effect) -> dict[str, object]:
    return {name: row.result[name] for name in ("late", "settled") if name in row.result}


def _short(reason: str) -> str:
    return reason[:LONGEST_REASON]


def _reference(done: Done) -> str | None:
    return done.reference[:LONGEST_REFERENCE] if done.reference else None
