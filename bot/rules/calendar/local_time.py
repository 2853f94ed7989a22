"""From a wall clock to an instant, over the days on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which the clocks of a zone show `at` on `day`.

    A time that occurs twice means the first; a time that is skipped means the next minute that exists,
    which can lie on the following date.
    """
    shown = datetime.combine(day, at.replace(fold=0))
    while not _exists(shown, zone):
        shown = shown.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return shown.replace(tzinfo=zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which a date is over in a zone: the following local midnight."""
    return first_instant(day + timedelta(days=1), time(0), zone)


def day_exists(day: date, zone: ZoneInfo) -> bool:
    """Tell whether a zone had a date at all: an island that crosses the date line skips one."""
    return local_date(first_instant(day, time(0), zone), zone) == day


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """Return the date that the calendars of a zone show at an instant. Raise ValueError if it is naive."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(zone).date()


def _exists(shown: datetime, zone: ZoneInfo) -> bool:
    back = shown.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None, fold=0) == shown
