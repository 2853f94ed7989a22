"""Trigger ids: a person's act allows one modal, once, within three real seconds unless told otherwise."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator.slack.state.refusals import Refusal, RefusedError

_FORGOTTEN_AFTER_SECONDS = 120.0


@dataclass
class Trigger:
    """One act of a person; `view` is the modal in which it happened, if it did."""

    user: str
    view: str | None
    issued: float
    exchanged: bool = False


class Triggers:
    """Issues trigger ids and redeems each once; `lifetime` tells for how many seconds one is good."""

    def __init__(self, lifetime: Callable[[], float]) -> None:
        self._lifetime = lifetime
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, *, view: str | None = None) -> str:
        """Return a new trigger id for this person's act."""
        self._forget_old()
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(user, view, time.monotonic())
        return trigger_id

    def look_up(self, trigger_id: str) -> Trigger:
        """Return a trigger still good; raise invalid_, exchanged_ or expired_trigger_id."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise RefusedError(Refusal.INVALID_TRIGGER_ID)
        if trigger.exchanged:
            raise RefusedError(Refusal.EXCHANGED_TRIGGER_ID)
        if time.monotonic() - trigger.issued > self._lifetime():
            raise RefusedError(Refusal.EXPIRED_TRIGGER_ID)
        return trigger

    def _forget_old(self) -> None:
        horizon = time.monotonic() - _FORGOTTEN_AFTER_SECONDS
        while self._issued and next(iter(self._issued.values())).issued < horizon:
            del self._issued[next(iter(self._issued))]
