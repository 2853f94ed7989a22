"""Dates and times as letters write them: in words, in the reader's zone, the same on every machine."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(when: date) -> str:
    """Return `when` as `21 November 2026`."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def day_of(when: datetime, zone: str) -> str:
    """Return the date that the aware `when` has in `zone`, as `Saturday 21 November 2026`."""
    local = when.astimezone(ZoneInfo(zone))
    return f"{_DAYS[local.weekday()]} {day(local)}"


def moment(when: datetime, zone: str) -> str:
    """Return the aware `when` as `Monday 30 November 2026, 18:00 (Europe/Berlin)`.

    Midnight is written as the end of the day before. Seconds are dropped, so that the reader never gets less
    time than the text says.
    """
    last_day, hour = _ending(when, zone)
    words = f"{_DAYS[last_day.weekday()]} {day(last_day)}"
    return f"the end of {words} ({zone})" if hour is None else f"{words}, {hour:%H:%M} ({zone})"


def short_day_of(when: datetime, zone: str) -> str:
    """Return the date that the aware `when` has in `zone`, as `21 Nov`."""
    return _short(when.astimezone(ZoneInfo(zone)))


def short_moment(when: datetime, zone: str) -> str:
    """Return the aware `when` as `Mon 30 Nov 18:00 (Europe/Berlin)`; midnight ends the day before."""
    last_day, hour = _ending(when, zone)
    words = f"{_DAYS[last_day.weekday()][:3]} {_short(last_day)}"
    return f"the end of {words} ({zone})" if hour is None else f"{words} {hour:%H:%M} ({zone})"


def _short(when: date) -> str:
    return f"{when.day} {_MONTHS[when.month - 1][:3]}"


def _ending(when: datetime, zone: str) -> tuple[date, time | None]:
    local = when.astimezone(ZoneInfo(zone))
    if local.hour == local.minute == 0:
        return date.fromordinal(local.toordinal() - 1), None
    return local.date(), local.time()
