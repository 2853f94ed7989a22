"""The steps of the ledger, each within one transaction that its caller opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.effects import rates
from bot.effects.claims import AttemptResult, Claim, ClaimedEffect, Report, Trouble, claim_on
from bot.effects.completion import QUESTIONS, Completion
from bot.effects.kinds import policy_of
from bot.effects.protocols import (
    Absent,
    Cancel,
    Done,
    Go,
    MayBeDone,
    NotDone,
    Recorder,
    Reloading,
    Skip,
    Verdict,
    Wait,
)
from bot.effects.rates import Rates
from bot.effects.registry import Registry
from storage.ledger import leases
from storage.ledger.leases import Lease, Look
from storage.models import Effect
from storage.vocabulary import EffectStatus

LOST = "The desk stopped while this was being sent. It may have been sent."
UNRECORDED = "This was sent, but what follows from it could not be written down."


@dataclass(frozen=True)
class Choice:
    """What could be claimed now, or in how many seconds the next closed lane opens."""

    ids: list[int]
    opens_in: float | None


class Ledger:
    """One worker's way with the rows it may touch."""

    def __init__(self, registry: Registry, lease: Lease, known_rates: Rates) -> None:
        self._registry = registry
        self._lease = lease
        self._rates = known_rates

    def look(self, session: Session, now: datetime) -> Look:
        """Look whether there is anything to do. One statement, takes no lock."""
        registry = self._registry
        return leases.look(session, registry.kinds(), registry.askable(), len(QUESTIONS), now)

    def is_pending(self, session: Session, now: datetime) -> bool:
        """Whether anything this process can do is due or in flight, be it resting until its next try."""
        return leases.is_pending(session, self._registry.kinds(), now)

    def choose(self, session: Session, limit: int, now: datetime, *, slow_too: bool) -> Choice:
        """Choose what to claim: oldest first, one of each lane, none of a lane that is busy or closed."""
        kinds = [kind for kind in self._registry.kinds() if slow_too or not policy_of(kind).slow]
        closed = rates.closed(session, self._rates)
        shut = closed.keys() | leases.busy_lanes(session)
        ids = leases.choose(session, kinds, shut, limit, now)
        return Choice(ids, min(closed.values(), default=None))

    def claim(self, session: Session, limit: int, now: datetime, *, slow_too: bool) -> list[Claim]:
        """Take acts under a lease."""
        leases.take_turn(session)
        chosen = self.choose(session, limit, now, slow_too=slow_too)
        return [claim_on(row) for row in leases.claim(session, chosen.ids, self._lease)] if chosen.ids else []

    def gate(self, session: Session, claims: Sequence[Claim], now: datetime) -> list[ClaimedEffect]:
        """Put claimed acts on record as being sent where their gate says go; return those to be done."""
        completion = Completion(session, self._rates, now)
        ids = [claim.effect_id for claim in claims]
        rows = leases.mark_sending(session, ids, self._lease.owner, now)
        acts = [self._judge(completion, row) for row in rows]
        completion.close()
        return [act for act in acts if act is not None]

    def stumbled(
        self, session: Session, claim: Claim, trouble: Trouble, now: datetime, *, records: bool
    ) -> None:
        """The gate itself failed: nothing was sent; try again later or give it up."""
        row = leases.locked(session, [claim.effect_id])[claim.effect_id]
        if self._holds(row, claim, EffectStatus.LEASED):
            completion = Completion(session, self._rates, now)
            recorder = self._recorder(row, records)
            completion.not_done(row, trouble.reason, row.requested_rev, recorder, alone=trouble.lies_in_row)
            completion.close()

    def give_back(self, session: Session, claims: Sequence[Claim]) -> None:
        """Make ready again what was claimed and not begun."""
        leases.give_back(session, [claim.effect_id for claim in claims], self._lease.owner)

    def renew(self, session: Session, claims: Sequence[Claim]) -> None:
        """Hold on to acts for another lease."""
        leases.renew(session, [claim.effect_id for claim in claims], self._lease)

    def finish(
        self, session: Session, reports: Sequence[Report], now: datetime, *, records: bool = True
    ) -> None:
        """Write down what became of acts and questions; without `records` nothing but their rows."""
        completion = Completion(session, self._rates, now)
        rows = leases.locked(session, [report.act.claim.effect_id for report in reports])
        for report in reports:
            row = rows.get(report.act.claim.effect_id)
            if row is not None:
                self._end(completion, row, report, self._recorder(row, records))
        completion.close()

    def finish_in_doubt(self, session: Session, report: Report, now: datetime, *, records: bool) -> None:
        """Write down an act whose recording failed: a message stays in doubt, anything else is done again."""
        act, outcome = report.act, report.outcome
        row = leases.locked(session, [act.claim.effect_id])[act.claim.effect_id]
        completion, recorder = Completion(session, self._rates, now), self._recorder(row, records)
        if act.asks and self._holds(row, act.claim, EffectStatus.UNKNOWN):
            completion.unanswered(row)
        elif not self._holds(row, act.claim, EffectStatus.SENDING):
            return
        elif policy_of(row.kind).is_message:
            arrived = Done(outcome.reference) if isinstance(outcome, Done) and records else None
            completion.in_doubt(
                row, UNRECORDED if isinstance(outcome, Done) else _reason(outcome), recorder, arrived
            )
        else:
            completion.not_done(row, UNRECORDED, act.serving, recorder)
        completion.close()

    def reap(self, session: Session, limit: int, now: datetime, *, records: bool = True) -> int:
        """Take acts from workers that let their lease run out; return how many."""
        completion = Completion(session, self._rates, now)
        rows = leases.expired(session, self._registry.kinds(), limit)
        for row in rows:
            if row.status is EffectStatus.LEASED:
                completion.put_back(row)
            elif policy_of(row.kind).is_message:
                completion.in_doubt(row, LOST, self._recorder(row, records))
            else:
                completion.not_done(row, LOST, row.requested_rev, self._recorder(row, records))
        completion.close()
        return len(rows)

    def ask(self, session: Session, limit: int, now: datetime, *, recalls: bool = True) -> list[ClaimedEffect]:
        """Take acts in doubt whose receiver can be asked; return the questions.

        Without `recalls` no gate is troubled, and the question counts as one that nobody could answer.
        """
        completion = Completion(session, self._rates, now)
        rows = leases.claim_doubted(session, self._registry.askable(), len(QUESTIONS), limit, self._lease)
        questions = []
        for row in rows:
            request = self._recalled(session, row, now) if recalls else None
            if request is None:
                completion.unanswered(row)
            else:
                questions.append(ClaimedEffect(claim_on(row), row.requested_rev, request, asks=True))
        completion.close()
        return questions

    def _judge(self, completion: Completion, row: Effect) -> ClaimedEffect | None:
        verdict = self._registry.entry(row.kind).gate.check(completion.session, row, completion.now)
        if isinstance(verdict, Go):
            lane = (row.workspace_id, row.lane)
            if rates.take(completion.session, self._rates, lane):
                return ClaimedEffect(claim_on(row), row.requested_rev, verdict.request)
            completion.put_back(row)
            return None
        self._held_up(completion, row, verdict)
        return None

    def _held_up(self, completion: Completion, row: Effect, verdict: Verdict) -> None:
        if isinstance(verdict, Cancel):
            completion.cancelled(row, verdict.reason)
        elif isinstance(verdict, Wait):
            completion.waiting(row, verdict.until, verdict.reason)
        elif isinstance(verdict, Skip):
            completion.skipped(row)

    def _end(self, completion: Completion, row: Effect, report: Report, recorder: Recorder | None) -> None:
        act, outcome = report.act, report.outcome
        if act.asks:
            if self._holds(row, act.claim, EffectStatus.UNKNOWN):
                self._answered(completion, row, report, recorder)
        elif self._holds(row, act.claim, EffectStatus.SENDING):
            self._performed(completion, row, report, recorder)
        elif (
            row.status is EffectStatus.UNKNOWN
            and row.attempt == act.claim.attempt
            and isinstance(outcome, Done)
        ):
            # The lease ran out while the act was under way, and here is the answer that nobody else can have.
            completion.sent(row, outcome, act.serving, recorder)
        else:
            reference = outcome.reference if isinstance(outcome, Done) else None
            completion.noted_late(row, act.claim.attempt, type(outcome).__name__, reference)

    def _performed(
        self, completion: Completion, row: Effect, report: Report, recorder: Recorder | None
    ) -> None:
        outcome, serving = report.outcome, report.act.serving
        if isinstance(outcome, Done):
            completion.sent(row, outcome, serving, recorder)
        elif isinstance(outcome, NotDone):
            completion.not_done(
                row, outcome.reason, serving, recorder, retry_after=outcome.retry_after, final=outcome.final
            )
        elif policy_of(row.kind).is_message:
            completion.in_doubt(row, _reason(outcome), recorder)
        else:
            completion.not_done(row, _reason(outcome), serving, recorder)

    def _answered(self, completion: Completion, row: Effect, report: Report, recorder: Recorder | None) -> None:
        if isinstance(report.outcome, Done):
            completion.sent(row, report.outcome, report.act.serving, recorder)
        elif isinstance(report.outcome, Absent):
            completion.absent(row, recorder)
        else:
            completion.unanswered(row)

    def _recalled(self, session: Session, row: Effect, now: datetime) -> object | None:
        gate = self._registry.entry(row.kind).gate
        if isinstance(gate, Reloading):
            return gate.recall(session, row)
        verdict = gate.check(session, row, now)
        return verdict.request if isinstance(verdict, Go) else None

    def _recorder(self, row: Effect, records: bool) -> Recorder | None:
        return self._registry.entry(row.kind).recorder if records else None

    def _holds(self, row: Effect, claim: Claim, status: EffectStatus) -> bool:
        return row.status is status and row.owner == self._lease.owner and row.attempt == claim.attempt


def _reason(outcome: AttemptResult) -> str:
    return outcome.reason if isinstance(outcome, NotDone | MayBeDone | Trouble) else LOST
