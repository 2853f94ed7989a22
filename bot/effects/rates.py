"""How fast each receiver may be addressed, by all workers together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final, TypeAlias

from sqlmodel import Session

from storage.ledger import lanes, rates
from storage.ledger.leases import Lane, database_seconds


@dataclass(frozen=True)
class Rate:
    """One act each `per` in the long run, and up to `burst` at once after a silence (GCRA, ITU-T I.371)."""

    per: timedelta
    burst: int

    @property
    def interval(self) -> float:
        """The seconds between two acts."""
        return self.per.total_seconds()

    @property
    def tolerance(self) -> float:
        """By how many seconds an act may come before its theoretical arrival time."""
        return self.interval * (self.burst - 1)


Rates: TypeAlias = Mapping[str, Rate]

PAUSE_ONLY: Final = Rate(timedelta(0), 1)

# Slack's tiers: 50 or 100 calls a minute for a method, one new message a second in a channel.
RATES: Final[Rates] = MappingProxyType(
    {
        lanes.SLACK_POSTING: Rate(timedelta(seconds=1), burst=5),
        lanes.SLACK_UPDATING: Rate(timedelta(minutes=1) / 50, burst=20),
        lanes.SLACK_HOME: Rate(timedelta(minutes=1) / 100, burst=20),
        lanes.SLACK_USERS: Rate(timedelta(minutes=1) / 100, burst=20),
        lanes.SLACK_CHANNELS: Rate(timedelta(minutes=1) / 50, burst=20),
        lanes.SLACK_FILES: Rate(timedelta(minutes=1) / 100, burst=10),
        lanes.PLATFORM: Rate(timedelta(seconds=1), burst=3),
        lanes.MAIL: Rate(timedelta(seconds=1), burst=5),
    }
)


def rate_of(known: Rates, lane: str) -> Rate | None:
    """Return the rate of a lane: that of the longest part of its name, up to a colon, which has one."""
    name = lane
    while name:
        if name in known:
            return known[name]
        name = name.rpartition(":")[0]
    return None


def take(session: Session, known: Rates, lane: Lane) -> bool:
    """Take the lane's token; False if its rate does not allow another act now. One statement."""
    rate = rate_of(known, lane[1])
    if rate is None:
        return True
    real = database_seconds(session)
    return rates.take(session, lane, interval=rate.interval, tolerance=rate.tolerance, real=real)


def pause(session: Session, known: Rates, lane: Lane, rest: timedelta) -> None:
    """Close the lane for all workers for `rest`, as its receiver asked; then one act at a time."""
    rate = rate_of(known, lane[1]) or PAUSE_ONLY
    until = database_seconds(session) + rest.total_seconds() + rate.tolerance
    rates.shut_until(session, lane, until)


def closed(session: Session, known: Rates) -> dict[Lane, float]:
    """Return the lanes that are closed now, and in how many seconds each opens."""
    real = database_seconds(session)
    opening = {
        lane: arrival - (rate_of(known, lane[1]) or PAUSE_ONLY).tolerance - real
        for lane, arrival in rates.arrivals(session, real).items()
    }
    return {lane: seconds for lane, seconds in opening.items() if seconds > 0}
