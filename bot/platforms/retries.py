"""Trying again within one call: only what provably did not happen, and only for a few seconds."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from bot.platforms.base import NotDelivered

Result = TypeVar("Result")

ATTEMPTS = 3


class NotYet(NotDelivered):
    """Proven not delivered, and worth another try within this call after `pause`."""

    def __init__(self, reason: str, *, pause: timedelta, retry_after: timedelta) -> None:
        super().__init__(reason, retry_after)
        self.pause = pause


def with_retries(act: Callable[[], Result], *, sleep: Callable[[float], None] = time.sleep) -> Result:
    """Call `act` up to three times while it raises NotYet, pausing as asked; raise what the last raised."""
    retrying = Retrying(
        retry=retry_if_exception_type(NotYet),
        stop=stop_after_attempt(ATTEMPTS),
        wait=_pause_asked_for,
        sleep=sleep,
        reraise=True,
    )
    return retrying(act)


def _pause_asked_for(state: RetryCallState) -> float:
    problem = state.outcome.exception() if state.outcome else None
    return problem.pause.total_seconds() if isinstance(problem, NotYet) else 0.0
