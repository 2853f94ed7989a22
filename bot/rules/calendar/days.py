"""Business days: Monday to Friday without the public holidays of a region."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.rules.calendar.local_time import end_of_day, local_date

_SATURDAY = 5
# What stands between country and part: a slash, a line, a hyphen or one of its look-alikes.
_SEPARATOR = re.compile(r"\s*[/_\u2010-\u2015\u2212-]\s*")


class RegionUnknown(ValueError):
    """No public holidays are known for a region; `sentence` says which part is missing and what exists."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Region:
    """A country, and a part of it where holidays differ; an empty country has no public holidays."""

    country: str
    subdivision: str | None = None

    def __str__(self) -> str:
        return f"{self.country}/{self.subdivision}" if self.subdivision else self.country


def parse_region(text: str) -> Region:
    """Read a country or a part of one (ISO 3166-1 and 3166-2), or nothing for Monday to Friday only.

    `US-CA` and `us/ca`, `UK` and `GBR`, `DE/BY` and `DE/Bavaria` are all taken; the result has one spelling.
    Raise RegionUnknown for a country or a subdivision whose holidays nobody knows.
    """
    if not text.strip():
        return Region("")
    named, *rest = _SEPARATOR.split(text.strip(), maxsplit=1)
    country, part = _country(named.upper()), "".join(rest).casefold()
    parts = _subdivisions().get(country)
    if parts is None:
        raise RegionUnknown(
            "No public holidays are known for this country. "
            "Write its two-letter code, such as US, US-CA, GB-ENG or DE-BY."
        )
    if not part:
        return Region(country)
    subdivision = _spellings(country).get(part)
    if subdivision is None:
        raise RegionUnknown(f"{country} has no such part with public holidays of its own. {_known(parts)}")
    return Region(country, subdivision)


def is_business_day(day: date, region: Region) -> bool:
    """Tell whether a date is Monday to Friday and no public holiday, observed ones included, of a region."""
    return day.weekday() < _SATURDAY and day not in _public_holidays(region, day.year)


def business_day_after(day: date, count: int, region: Region) -> date:
    """Return the business day number `count` after a date, which itself is day 0 whatever it is.

    Raise ValueError unless `count` is at least 1.
    """
    if count < 1:
        raise ValueError("count business days from 1")
    following = _business_days_after(day, region)
    for _ in range(count - 1):
        next(following)
    return next(following)


def add_business_days(since: datetime, count: int, *, region: str, zone: ZoneInfo) -> datetime:
    """Return the end, in UTC, of business day number `count` after the date of `since` in a zone.

    The end is the local midnight that follows. Raise ValueError for a naive instant or a `count` below 1,
    and RegionUnknown for a region whose holidays nobody knows.
    """
    last = business_day_after(local_date(since, zone), count, parse_region(region))
    return end_of_day(last, zone)


def _business_days_after(day: date, region: Region) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        if is_business_day(day, region):
            yield day


def _known(parts: list[str]) -> str:
    return f"Known: {', '.join(parts)}." if parts else "Leave out what stands after the country."


# The library is imported where it is used: it is slow to load, and most commands count no days.
@lru_cache(maxsize=64)
def _country(named: str) -> str:
    import holidays

    known = named in holidays.list_supported_countries()
    return str(getattr(holidays, named).country) if known else named


@lru_cache(maxsize=64)
def _spellings(country: str) -> dict[str, str]:
    import holidays

    aliases = getattr(holidays, country).get_subdivision_aliases()
    return {name.casefold(): code for code, names in aliases.items() for name in (*names, code)}


@lru_cache(maxsize=1)
def _subdivisions() -> dict[str, list[str]]:
    import holidays

    return dict(holidays.list_supported_countries(include_aliases=False))


# A finished set for each year: the library's object fills itself when asked, half full for a second thread.
@lru_cache(maxsize=512)
def _public_holidays(region: Region, year: int) -> frozenset[date]:
    if not region.country:
        return frozenset()
    import holidays

    known = holidays.country_holidays(
        region.country, subdiv=region.subdivision, years=year, expand=False, observed=True
    )
    return frozenset(known)
