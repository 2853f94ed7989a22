"""When a digest is due: once per local date, whatever the clocks do."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.rules.calendar.local_time import day_exists, first_instant, local_date

MONDAY_TO_FRIDAY = frozenset(range(5))
_EXAMPLE = "Write it like this: 09:00 Europe/Berlin weekdays"
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}", re.ASCII)
# Names that a system may carry beside the zones of the world, and that mean something else elsewhere.
_NO_PLACES = frozenset({"factory", "localtime", "posixrules"})
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPANS: dict[str, frozenset[int] | None] = {"weekdays": MONDAY_TO_FRIDAY, "daily": None}


class ScheduleUnreadable(ValueError):
    """A digest's time that cannot be understood; `sentence` says which part and how to write it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Schedule:
    """A time of day in a zone, on every day or on some weekdays (0 is Monday).

    As text it reads as parse_schedule takes it.
    """

    at: time
    zone: ZoneInfo
    weekdays: frozenset[int] | None = None

    def next_after(self, after: datetime) -> tuple[date, datetime]:
        """Return the local date and the instant, in UTC, of the first digest after an instant."""
        return next_occurrence(after, at=self.at, zone=self.zone, weekdays=self.weekdays)

    def __str__(self) -> str:
        return f"{self.at:%H:%M} {self.zone.key} {_spelt(self.weekdays)}"


def next_occurrence(
    after: datetime, *, at: time, zone: ZoneInfo, weekdays: frozenset[int] | None
) -> tuple[date, datetime]:
    """Return the local date and the instant, in UTC, of the first digest later than `after`.

    There is exactly one for each local date: a time that does not exist on it means the next minute that
    does, a time that occurs twice means the first. `weekdays` counts from Monday as 0; None is every day.
    Raise ValueError for a naive `after` or for weekdays that name no day.
    """
    if weekdays is not None and not (weekdays and weekdays <= frozenset(range(7))):
        raise ValueError("weekdays are numbers from 0 to 6, at least one of them")
    # The day before counts too: a skipped time late in the evening can come to lie after midnight.
    start = local_date(after, zone) - timedelta(days=1)
    days = (start + timedelta(days=ahead) for ahead in count())
    for day in days:
        if (weekdays is None or day.weekday() in weekdays) and day_exists(day, zone):
            due = first_instant(day, at, zone)
            if due > after:
                return day, due
    raise AssertionError("the calendar does not end")


def may_still_go_out(day: date, now: datetime, *, at: time, zone: ZoneInfo) -> bool:
    """Tell whether a digest that was missed may go out late: while the local date of its time lasts."""
    return local_date(now, zone) == local_date(first_instant(day, at, zone), zone)


def parse_schedule(text: str) -> Schedule:
    """Read `[at] HH:MM Zone [weekdays|daily|mon,wed]`; without days, every day.

    Raise ScheduleUnreadable, naming the part that is wrong."""
    words = text.split()
    if words and words[0].lower() == "at":
        words = words[1:]
    if not words:
        raise ScheduleUnreadable(f"The time is missing. {_EXAMPLE}.")
    at = _time(words[0])
    if len(words) == 1:
        raise ScheduleUnreadable(f"The time zone is missing. {_EXAMPLE}.")
    return Schedule(at, zone_named(words[1]), _weekdays(words[2:]))


def zone_named(name: str) -> ZoneInfo:
    """Return an IANA time zone, found without case. Raise ScheduleUnreadable for a name that is none."""
    if _ZONE.fullmatch(name) is None or name.lower() in _NO_PLACES:
        raise ScheduleUnreadable("This is no time zone. Name a continent and a city, such as Europe/Berlin.")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _zone_spelt_otherwise(name)


def _zone_spelt_otherwise(name: str) -> ZoneInfo:
    zones = {zone.lower(): zone for zone in sorted(available_timezones())}
    known = zones.get(name.lower())
    if known is not None:
        return ZoneInfo(known)
    city = next((zone for lower, zone in zones.items() if lower.endswith(f"/{name.lower()}")), None)
    hint = f"Did you mean {city}?" if city else "Name a continent and a city, such as Europe/Berlin."
    raise ScheduleUnreadable(f"This time zone is not known. {hint}")


def _time(word: str) -> time:
    found = _TIME.fullmatch(word)
    if found is None:
        raise ScheduleUnreadable(f"This is no time of day from 00:00 to 23:59. {_EXAMPLE}.")
    return time(int(found[1]), int(found[2]))


def _weekdays(words: list[str]) -> frozenset[int] | None:
    if not words:
        return None
    word = words[0].lower()
    if word in _SPANS and len(words) == 1:
        return _SPANS[word]
    named = word.split(",")
    if len(words) > 1 or not set(named) <= set(_NAMES):
        raise ScheduleUnreadable(
            "After the time zone only weekdays, daily, or days such as mon,wed can follow."
        )
    return frozenset(_NAMES.index(name) for name in named)


def _spelt(weekdays: frozenset[int] | None) -> str:
    span = next((word for word, days in _SPANS.items() if days == weekdays), None)
    return span or ",".join(_NAMES[day] for day in sorted(weekdays or ()))
