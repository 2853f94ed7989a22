"""A few threads that call performers; they know neither the database nor the ledger."""

from collections.abc import Callable, Sequence
from queue import SimpleQueue
from threading import Thread
from typing import TypeAlias

from bot.effects.claims import ClaimedEffect, Report

Task: TypeAlias = Callable[[ClaimedEffect], Report]


class Threads:
    """Threads that take acts from one queue; each result is handed to `done`, in the thread that has it."""

    def __init__(self, size: int, task: Task, done: Callable[[Report], None], *, name: str) -> None:
        self._queue: SimpleQueue[ClaimedEffect | None] = SimpleQueue()
        self._task = task
        self._done = done
        # Daemons: a call that hangs must not keep the process from ending; its lease will run out.
        self._threads = [
            Thread(target=self._work, name=f"{name}-{place}", daemon=True) for place in range(size)
        ]

    def start(self) -> None:
        """Let the threads begin to wait for acts."""
        for thread in self._threads:
            thread.start()

    def submit(self, acts: Sequence[ClaimedEffect]) -> None:
        """Hand acts to the threads, in this order."""
        for act in acts:
            self._queue.put(act)

    def dismiss(self) -> None:
        """Let each thread go when it has done what was handed to it before."""
        for _ in self._threads:
            self._queue.put(None)

    def _work(self) -> None:
        while (act := self._queue.get()) is not None:
            self._done(self._task(act))
