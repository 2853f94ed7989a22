"""What goes wrong with some calls, whoever makes them."""

from collections import Counter
from enum import StrEnum
from random import Random
from threading import Lock

from tests.crash.dooms import Receiver


class Way(StrEnum):
    """How a call goes wrong."""

    BUSY = "429"
    ERROR = "500, nothing done"
    ERROR_AFTER = "500 after the work"
    RESET = "connection reset, nothing done"
    RESET_AFTER = "connection reset after the work"
    SILENT_AFTER = "no answer after the work"


SOMETIMES = (Way.BUSY, Way.ERROR, Way.ERROR_AFTER, Way.RESET, Way.RESET_AFTER)


class Faults:
    """Decides for each acting call whether it goes well, by a seeded generator."""

    def __init__(self, random: Random, share: float) -> None:
        self._random = random
        self._share = share
        self._lock = Lock()
        self._ordered: list[tuple[Receiver, Way]] = []
        self.met: Counter[tuple[Receiver, Way]] = Counter()

    def stop(self) -> None:
        """Let everything go well from now on, but for what is ordered."""
        self._share = 0.0

    def order(self, receiver: Receiver, way: Way) -> None:
        """Let the next call to this receiver go wrong so."""
        with self._lock:
            self._ordered.append((receiver, way))

    def next(self, receiver: Receiver) -> Way | None:
        """Return how the call that comes now goes wrong, or None."""
        with self._lock:
            way = self._chosen(receiver)
            if way is not None:
                self.met[receiver, way] += 1
            return way

    def _chosen(self, receiver: Receiver) -> Way | None:
        for place, (wanted, way) in enumerate(self._ordered):
            if wanted is receiver:
                del self._ordered[place]
                return way
        return self._random.choice(SOMETIMES) if self._random.random() < self._share else None
