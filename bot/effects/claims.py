"""What a worker holds in its hands: claimed acts, acts under way, and what became of them."""

from dataclasses import dataclass
from typing import TypeAlias

from bot.effects.protocols import Absent, Done, MayBeDone, NotDone
from storage.ledger.leases import number
from storage.models import Effect
from storage.vocabulary import EffectKind


@dataclass(frozen=True)
class Claim:
    """A claimed act. `attempt` is its fence: a result counts only while the row still carries it."""

    effect_id: int
    kind: EffectKind
    attempt: int


@dataclass(frozen=True)
class ClaimedEffect:
    """An act whose gate said go: its request, and which asking of a standing act it serves.

    With `asks` nothing is done: the receiver is asked whether the attempt arrived.
    """

    claim: Claim
    serving: int
    request: object
    asks: bool = False


@dataclass(frozen=True)
class Trouble:
    """Something failed that nobody foresaw. The log says more under `reference`; neither holds its text.

    `lies_in_row`: a row of the database cannot be read, which concerns this act and none behind it.
    """

    reference: str
    kind: str
    lies_in_row: bool = False

    @property
    def reason(self) -> str:
        """A sentence for a person."""
        return f"Something unexpected went wrong (reference {self.reference})."


AttemptResult: TypeAlias = Done | Absent | NotDone | MayBeDone | Trouble | None


@dataclass(frozen=True)
class Report:
    """What became of an act; for a question, None means that the receiver could not tell."""

    act: ClaimedEffect
    outcome: AttemptResult


def claim_on(effect: Effect) -> Claim:
    """Return the claim on a leased row."""
    return Claim(number(effect), effect.kind, effect.attempt)
