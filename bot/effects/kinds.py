"""What kind of act an effect is, and how hard the ledger tries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from storage.vocabulary import EffectKind


class Redelivery(StrEnum):
    """What follows when nobody knows whether an act was done."""

    REPEATABLE = "repeatable"
    """Doing it twice is the same as doing it once: it is done again."""

    MESSAGE = "message"
    """A human would read it twice: the receiver is asked, then a named person decides."""


@dataclass(frozen=True)
class Backoff:
    """How long an act rests after a failed try: `first`, then twice as long each time, `most` at most."""

    first: timedelta
    most: timedelta

    def after(self, failures: int) -> timedelta:
        """Return the rest after this many failures in a row."""
        doublings = min(max(failures - 1, 0), 20)
        return min(self.first * (1 << doublings), self.most)


@dataclass(frozen=True)
class RetryPolicy:
    """How the ledger treats one kind.

    `outward`: it reaches someone outside the workspace. `tries`: failed tries in a row before it is given up.
    `slow`: it may take long, so such acts never get more than half of the threads. `in_order`: its lane waits
    for its next try. `patience`: how long a living worker keeps its lease for one call.
    """

    redelivery: Redelivery
    outward: bool
    tries: int
    backoff: Backoff
    slow: bool = False
    in_order: bool = False
    patience: timedelta = timedelta(minutes=2)

    @property
    def is_message(self) -> bool:
        """Whether a human reads it, so that it must not be done twice."""
        return self.redelivery is Redelivery.MESSAGE


SOON: Final = Backoff(timedelta(seconds=1), timedelta(minutes=5))
LATER: Final = Backoff(timedelta(seconds=30), timedelta(minutes=30))

SHOWN: Final = RetryPolicy(Redelivery.REPEATABLE, outward=False, tries=300, backoff=SOON)
SAID: Final = RetryPolicy(Redelivery.MESSAGE, outward=False, tries=300, backoff=SOON, in_order=True)
SENT_OUT: Final = RetryPolicy(
    Redelivery.MESSAGE, outward=True, tries=40, backoff=LATER, slow=True, in_order=True
)
LOOKED_UP: Final = RetryPolicy(Redelivery.REPEATABLE, outward=False, tries=20, backoff=SOON)
FETCHED: Final = RetryPolicy(
    Redelivery.REPEATABLE, outward=False, tries=12, backoff=SOON, slow=True, patience=timedelta(minutes=30)
)
KEPT_IN_MIND: Final = RetryPolicy(Redelivery.REPEATABLE, outward=False, tries=300, backoff=SOON)

POLICIES: Final[Mapping[EffectKind, RetryPolicy]] = MappingProxyType(
    {
        EffectKind.SEND_DIRECT: SENT_OUT,
        EffectKind.SEND_EMAIL: SENT_OUT,
        EffectKind.SENT_BY_HAND: SENT_OUT,
        EffectKind.CARD: SHOWN,
        EffectKind.HISTORY: SHOWN,
        EffectKind.HOME: SHOWN,
        EffectKind.DIRECT_MESSAGE: SAID,
        EffectKind.EPHEMERAL: SAID,
        EffectKind.DIGEST: SAID,
        EffectKind.REPLY: RetryPolicy(Redelivery.REPEATABLE, outward=False, tries=5, backoff=SOON),
        EffectKind.FETCH_EVIDENCE: FETCHED,
        EffectKind.IMPORT_FILE: FETCHED,
        EffectKind.LEARN_MEMBER: LOOKED_UP,
        EffectKind.LEARN_CHANNEL: LOOKED_UP,
        EffectKind.GRACE_ENDS: KEPT_IN_MIND,
        EffectKind.OUTCOME_DUE: KEPT_IN_MIND,
        EffectKind.APPROVALS_EXPIRE: KEPT_IN_MIND,
    }
)


def policy_of(kind: EffectKind) -> RetryPolicy:
    """Return how the ledger treats this kind."""
    return POLICIES[kind]
