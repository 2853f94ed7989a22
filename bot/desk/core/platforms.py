"""How people and platforms can be reached, as the desk needs to know it; the front door says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from storage.vocabulary import Ground, Platform, Route


@dataclass(frozen=True)
class WayToWrite:
    """How a first message reaches an account; `route` is None where nobody may write at all.

    `limit` bounds the text as `count` counts it. `source` and `checked` say where the rule stands and when
    it was last read.
    """

    route: Route | None
    why: str
    limit: int | None
    count: Callable[[str], int]
    conversation_url: str | None
    source: str
    checked: date
    is_stale: bool


@dataclass(frozen=True)
class WayToReport:
    """How a notice reaches a platform: by e-mail to `address`, or by hand at `form_url`; `how` in words."""

    route: Route
    address: str | None
    form_url: str | None
    addressee: str
    how: str
    poster_learns: str
    source: str
    checked: date
    is_stale: bool


class Platforms(Protocol):
    """What is known of the platforms: their names, their rules, and the ways in."""

    def platform_name(self, platform: Platform, host: str) -> str:
        """Return what people call the platform."""
        ...

    def rule_name(self, platform: Platform, host: str, ground: Ground) -> str | None:
        """Return the platform's own name for the rule that fits the ground, if known."""
        ...

    def to_write(self, platform: Platform, host: str, account: str | None) -> WayToWrite:
        """Return how a first message reaches the account."""
        ...

    def to_report(self, platform: Platform, host: str, ground: Ground) -> tuple[WayToReport, ...]:
        """Return the ways in which a notice on this ground reaches the platform, best first."""
        ...

    def legal_address(self, platform: Platform, host: str) -> WayToReport | None:
        """Return how a letter reaches the platform's counsel, if known."""
        ...
