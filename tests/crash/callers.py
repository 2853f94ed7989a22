"""Which process calls: each has a path of its own to Slack and the platform, and an address to mail from."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

PATH = re.compile(r"/p(\d+)(/.*)")


class Callers:
    """The processes by their numbers, and what is under way of each."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pids: dict[int, int] = {}
        self._under_way: Counter[int] = Counter()
        self.greeted: set[int] = set()

    def enter(self, number: int, pid: int) -> None:
        """Say which process got this number."""
        self._pids[number] = pid

    def pid(self, number: int) -> int:
        """Return the process of this number; 0 for none."""
        return self._pids.get(number, 0)

    def is_busy(self, pid: int) -> bool:
        """Whether a receiver still works on a call of this process, dead or alive."""
        with self._lock:
            return self._under_way[pid] > 0

    @contextmanager
    def call(self, pid: int) -> Iterator[None]:
        """Note that a call of this process is worked on until the block ends."""
        with self._lock:
            self.greeted.add(pid)
            self._under_way[pid] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[pid] -= 1


def told_apart(path: str) -> tuple[int, str]:
    """Return the number of the process that calls this path, 0 for none, and the rest of the path."""
    found = PATH.fullmatch(path)
    return (int(found[1]), found[2]) if found else (0, path)
