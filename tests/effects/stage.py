"""A ledger with everybody who takes part in it: gates, a receiver that counts, recorders that remember."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from sqlmodel import Session, select

from bot.clock import MovableClock
from bot.effects.protocols import Absent, Done, Go, Verdict
from bot.effects.rates import Rates
from bot.effects.registry import Registry
from bot.effects.worker import Worker
from storage.database.engine import Store
from storage.ledger import effects, refresh_queue
from storage.models import Effect, Workspace
from storage.vocabulary import EffectKind, EffectStatus

SHORT_LEASE = timedelta(seconds=0.15)
NO_RATES: Rates = {}


class Killed(BaseException):
    """The process died at this point: nothing may clean up after it."""


class Receiver:
    """Counts what arrived. `before` and `after` run around each arrival and may raise."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.before: Callable[[str], None] = lambda _: None
        self.after: Callable[[str], None] = lambda _: None
        self._lock = Lock()

    def perform(self, request: str) -> Done:
        self.before(request)
        with self._lock:
            self.arrived.append(request)
        self.after(request)
        return Done(f"ref-{request}", {"seen": True})

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.arrived)


class AnsweringReceiver(Receiver):
    """Can be asked what arrived; `knows` switches that off."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.knows = True

    def find(self, request: str) -> Done | Absent | None:
        self.asked.append(request)
        if not self.knows:
            return None
        return Done(f"ref-{request}") if request in self.arrived else Absent()


class OpenGate:
    """Says go, or what `verdicts` has for the key."""

    def __init__(self) -> None:
        self.verdicts: dict[str, Verdict] = {}
        self.judged: list[str] = []
        self.trouble: dict[str, Exception] = {}

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        del session, now
        self.judged.append(effect.idem_key)
        if effect.idem_key in self.trouble:
            raise self.trouble[effect.idem_key]
        return self.verdicts.get(effect.idem_key, Go(effect.idem_key))

    def recall(self, session: Session, effect: Effect) -> object | None:
        del session
        return effect.idem_key


class Notes:
    """Remembers what it was told; `trouble` is raised instead of recording that it finished."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.trouble: Exception | None = None
        self.then: Callable[[Session, Effect, datetime], None] = lambda *_: None

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        del done
        if self.trouble is not None:
            raise self.trouble
        self.then(session, effect, now)
        self.told.append(("finished", effect.idem_key))

    def refused(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        del session, reason, now
        self.told.append(("refused", effect.idem_key))

    def unknown(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        del session, reason, now
        self.told.append(("unknown", effect.idem_key))

    def absent(self, session: Session, effect: Effect, now: datetime) -> None:
        del session, now
        self.told.append(("absent", effect.idem_key))


class Stage:
    """Orders acts, and hires workers that do them."""

    def __init__(self, store: Store, workspace: Workspace, clock: MovableClock) -> None:
        self.store = store
        self.clock = clock
        self.workspace_id = workspace.pk
        self.gate = OpenGate()
        self.receiver = AnsweringReceiver()
        self.notes = Notes()
        self._hired: list[Worker] = []

    def registry(self) -> Registry:
        registry = Registry()
        for kind in EffectKind:
            registry.register(kind, self.gate, self.receiver, self.notes)
        return registry

    def worker(self, store: Store | None = None, **settings: Any) -> Worker:
        chosen: dict[str, Any] = {"name": "worker", "lease": SHORT_LEASE, "rates": NO_RATES, **settings}
        chosen.setdefault("poll", timedelta(seconds=0.02))
        self._hired.append(Worker(store or self.store, self.registry(), self.clock, **chosen))
        return self._hired[-1]

    def close(self) -> None:
        """Send everybody home, so that nobody works on in the next test."""
        for worker in self._hired:
            worker.stop(timedelta(seconds=5))

    def order(self, key: str, kind: EffectKind = EffectKind.SEND_DIRECT, **facts: Any) -> Effect | None:
        with self.store.write() as session:
            return self.order_in(session, key, kind, **facts)

    def order_in(self, session: Session, key: str, kind: EffectKind, **facts: Any) -> Effect | None:
        return effects.order(
            session,
            workspace_id=self.workspace_id,
            kind=kind,
            idem_key=key,
            now=self.clock.now(),
            **facts,
        )

    def refresh(self, key: str, kind: EffectKind = EffectKind.CARD, **facts: Any) -> None:
        with self.store.write() as session:
            refresh_queue.refresh(
                session,
                workspace_id=self.workspace_id,
                kind=kind,
                idem_key=key,
                now=self.clock.now(),
                **facts,
            )

    def row(self, key: str) -> Effect:
        with self.store.read() as session:
            return session.exec(select(Effect).where(Effect.idem_key == key)).one()

    def status(self, key: str) -> EffectStatus:
        return self.row(key).status

    def change(self, key: str, **values: Any) -> None:
        with self.store.write() as session:
            row = session.exec(select(Effect).where(Effect.idem_key == key)).one()
            for name, value in values.items():
                setattr(row, name, value)

    def ask_now(self, key: str) -> None:
        """Let the next question about an act in doubt be due, without waiting for it."""
        self.change(key, not_before=0.0)
