"""At which moment of an act's life a process is to die, and who died when."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from tests.support.nursery import kill


class Boundary(StrEnum):
    """The moments in the life of an act between which something is written down or leaves."""

    READY = "before an act is claimed"
    LEASED = "claimed, and not begun"
    SENDING = "on record as being sent, before the call"
    CALL_LOST = "during the call, which is lost"
    CALL_WORKS = "during the call, which arrives"
    ANSWER_LOST = "after it arrived, before the answer"
    ANSWERED = "after the answer, before it is recorded"
    RECORDED = "after it was recorded"
    RANDOM = "at a random moment"


class Receiver(StrEnum):
    """Who counts what arrives."""

    SLACK = "Slack"
    PLATFORM = "platform"
    MAIL = "mail server"


@dataclass(frozen=True)
class Death:
    """A process that was killed; by whose hand if it was one of the receivers."""

    pid: int
    boundary: Boundary
    receiver: Receiver | None = None


class Dooms:
    """What is to become of each process. Everybody who can see its moment come may strike."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._doomed: dict[int, Boundary] = {}
        self._dead: list[Death] = []

    def assign(self, pid: int, boundary: Boundary) -> None:
        """Let a process live until this moment."""
        with self._lock:
            self._doomed[pid] = boundary

    def awaits(self, pid: int, boundary: Boundary) -> bool:
        """Whether the process is to die at this moment and lives."""
        with self._lock:
            return self._doomed.get(pid) is boundary

    def awaiting(self, boundary: Boundary) -> list[int]:
        """Return the living that are to die at this moment."""
        with self._lock:
            return [pid for pid, each in self._doomed.items() if each is boundary]

    def strike(self, pid: int, boundary: Boundary, receiver: Receiver | None = None) -> None:
        """Kill the process now, if it still lives; it died at this moment."""
        with self._lock:
            if self._doomed.pop(pid, None) is not None:
                kill(pid)
                self._dead.append(Death(pid, boundary, receiver))

    def pardon(self) -> None:
        """Let all that live now live on."""
        with self._lock:
            self._doomed.clear()

    def take_dead(self, since: int) -> list[Death]:
        """Return who died, but for the first `since`."""
        with self._lock:
            return self._dead[since:]

    def amend(self, place: int, boundary: Boundary) -> None:
        """Say of a death that it came at another moment than it was meant to."""
        with self._lock:
            self._dead[place] = Death(self._dead[place].pid, boundary, self._dead[place].receiver)

    def count(self) -> Counter[Boundary]:
        """Return how many died at each moment."""
        return Counter(death.boundary for death in self.take_dead(0))
