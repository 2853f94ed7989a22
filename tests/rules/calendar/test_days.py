"""Business days of regions; the dates are the published public holidays of 2026 and 2027."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar.days import (
    Region,
    RegionUnknown,
    add_business_days,
    business_day_after,
    is_business_day,
    parse_region,
)


@pytest.mark.parametrize(
    ("day", "region", "business"),
    [
        (date(2026, 11, 25), "US", True),
        (date(2026, 11, 26), "US", False),  # Thanksgiving
        (date(2026, 11, 28), "US", False),  # Saturday
        (date(2026, 7, 3), "US", False),  # Independence Day, observed on the Friday
        (date(2026, 4, 6), "GB", True),
        (date(2026, 4, 6), "GB/ENG", False),  # Easter Monday
        (date(2026, 4, 6), "GB/SCT", True),
        (date(2026, 1, 6), "DE", True),
        (date(2026, 1, 6), "DE/BY", False),  # Epiphany
        (date(2026, 1, 6), "de/by", False),
        (date(2026, 12, 25), "", True),
        (date(2026, 12, 26), "", False),
        (date(2021, 12, 31), "US", False),  # New Year's Day 2022, observed in the year before
    ],
)
def test_a_business_day_depends_on_the_region(day: date, region: str, business: bool) -> None:
    assert is_business_day(day, parse_region(region)) is business


@pytest.mark.parametrize(
    ("start", "count", "region", "day"),
    [
        (date(2026, 11, 20), 9, "US", date(2026, 12, 4)),
        (date(2026, 11, 20), 10, "US", date(2026, 12, 7)),
        (date(2026, 11, 20), 14, "US", date(2026, 12, 11)),
        (date(2026, 12, 18), 10, "US", date(2027, 1, 5)),
        (date(2026, 12, 18), 14, "US", date(2027, 1, 11)),
        (date(2026, 6, 26), 10, "US", date(2026, 7, 13)),
        (date(2026, 2, 28), 10, "US", date(2026, 3, 13)),
        (date(2026, 2, 28), 14, "US", date(2026, 3, 19)),
        (date(2026, 11, 27), 1, "", date(2026, 11, 30)),
    ],
)
def test_days_are_counted_from_the_day_after(start: date, count: int, region: str, day: date) -> None:
    assert business_day_after(start, count, parse_region(region)) == day


def test_a_region_reads_as_it_is_written() -> None:
    assert parse_region(" gb/eng ") == Region("GB", "ENG")
    assert str(parse_region("DE/BY")) == "DE/BY"
    assert str(parse_region("US")) == "US"
    assert str(parse_region("")) == ""


@pytest.mark.parametrize(
    ("texts", "spelling"),
    [
        (("US-CA", "us/ca", "US_CA", "US – CA", "US‑CA", "USA-CA", "US-California"), "US/CA"),
        (("GB-SCT", "uk/sct", "GBR-SCT", "UK – Scotland"), "GB/SCT"),
        (("DE-BY", "deu_by", "DE/Bayern"), "DE/BY"),
        (("CH-Stadt Zurich", "che/stadt zurich"), "CH/Stadt Zurich"),
    ],
)
def test_a_region_in_any_spelling_becomes_one(texts: tuple[str, ...], spelling: str) -> None:
    assert {str(parse_region(text)) for text in (*texts, spelling)} == {spelling}


def test_every_region_that_the_calendar_knows_can_be_written_and_counted_with() -> None:
    known = holidays.list_supported_countries()
    for country, parts in known.items():
        for part in ("", *parts):
            regions = {parse_region(f"{country}{sign}{part}" if part else country) for sign in "-/_"}
            assert len(regions) == 1, (country, part)
            (region,) = regions
            assert parse_region(str(region)) == region
            assert region.subdivision == (part or None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("XX", "No public holidays are known for this country"),
        ("/BY", "No public holidays are known for this country"),
        ("USA/CA/1", "US has no such part with public holidays of its own"),
        ("GB/XX", "GB has no such part with public holidays of its own. Known: ENG, NIR, SCT, WLS."),
        (
            "IE/D",
            "IE has no such part with public holidays of its own. Leave out what stands after the country.",
        ),
        ("Germany", "No public holidays are known for this country"),
        ("-", "No public holidays are known for this country"),
        ("/", "No public holidays are known for this country"),
        ("U\x00S", "No public holidays are known for this country"),
    ],
)
def test_an_unknown_region_is_named(text: str, sentence: str) -> None:
    with pytest.raises(RegionUnknown) as unknown:
        parse_region(text)
    assert unknown.value.sentence.startswith(sentence)


def test_business_days_from_an_instant_end_at_the_local_midnight_that_follows() -> None:
    new_york = ZoneInfo("America/New_York")
    # It is still Friday 20 November in New York; Thanksgiving is no business day.
    sent = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
    assert add_business_days(sent, 3, region="US", zone=new_york) == datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
    assert add_business_days(sent, 4, region="US", zone=new_york) == datetime(2026, 11, 28, 5, 0, tzinfo=UTC)


def test_counting_begins_at_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        business_day_after(date(2026, 11, 20), 0, Region("US"))


@given(
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.integers(1, 12),
    st.sampled_from(["", "US", "GB/ENG", "DE/BY", "IE", "JP"]),
)
def test_so_many_business_days_lie_between(start: date, count: int, text: str) -> None:
    region = parse_region(text)
    end = business_day_after(start, count, region)
    between = (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))
    assert sum(is_business_day(day, region) for day in between) == count
    assert is_business_day(end, region)
