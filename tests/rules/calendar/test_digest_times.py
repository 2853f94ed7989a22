"""When digests are due."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules.calendar.digest_times import (
    MONDAY_TO_FRIDAY,
    Schedule,
    ScheduleUnreadable,
    may_still_go_out,
    next_occurrence,
    parse_schedule,
    zone_named,
)
from bot.rules.calendar.local_time import day_exists, first_instant

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Havana",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
]
BERLIN = ZoneInfo("Europe/Berlin")
# Days on which clocks change somewhere, and any others.
CHANGES = [
    date(2011, 12, 30),
    date(2024, 3, 30),
    date(2026, 3, 8),
    date(2026, 3, 29),
    date(2026, 4, 5),
    date(2026, 4, 24),
    date(2026, 9, 6),
    date(2026, 10, 4),
    date(2026, 10, 25),
    date(2026, 10, 30),
    date(2026, 11, 1),
]
DAYS = st.sampled_from(CHANGES) | st.dates(date(2011, 1, 1), date(2030, 1, 1))
STARTS = st.builds(
    lambda day, minutes: datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(minutes=minutes),
    DAYS,
    st.integers(0, 4 * 24 * 60),
)


def upcoming(after: str, at: time, zone: ZoneInfo, weekdays: frozenset[int] | None = None) -> tuple[str, str]:
    day, due = next_occurrence(datetime.fromisoformat(after), at=at, zone=zone, weekdays=weekdays)
    return day.isoformat(), due.strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-11-24T07:59:59+00:00", ("2026-11-24", "2026-11-24 08:00")),
        ("2026-11-24T08:00:00+00:00", ("2026-11-25", "2026-11-25 08:00")),
        ("2026-11-24T23:30:00+00:00", ("2026-11-25", "2026-11-25 08:00")),
        ("2026-07-01T00:00:00+00:00", ("2026-07-01", "2026-07-01 07:00")),
        ("2026-10-24T12:00:00+00:00", ("2026-10-25", "2026-10-25 08:00")),
    ],
)
def test_the_next_one_is_later(after: str, expected: tuple[str, str]) -> None:
    assert upcoming(after, time(9), BERLIN) == expected


def test_weekends_are_left_out_on_request() -> None:
    friday = "2026-11-27T08:00:00+00:00"
    assert upcoming(friday, time(9), BERLIN, MONDAY_TO_FRIDAY) == ("2026-11-30", "2026-11-30 08:00")
    assert upcoming(friday, time(9), BERLIN, frozenset({5})) == ("2026-11-28", "2026-11-28 08:00")


def test_a_time_that_is_skipped_is_the_next_minute_that_exists() -> None:
    before = "2026-03-28T12:00:00+00:00"
    assert upcoming(before, time(2, 30), BERLIN) == ("2026-03-29", "2026-03-29 01:00")
    assert upcoming(before, time(3, 0), BERLIN) == ("2026-03-29", "2026-03-29 01:00")
    assert upcoming("2026-03-29T01:00:00+00:00", time(2, 30), BERLIN) == ("2026-03-30", "2026-03-30 00:30")


def test_a_doubled_time_is_the_first() -> None:
    assert upcoming("2026-10-24T12:00:00+00:00", time(2, 30), BERLIN) == ("2026-10-25", "2026-10-25 00:30")
    assert upcoming("2026-10-25T00:30:00+00:00", time(2, 30), BERLIN) == ("2026-10-26", "2026-10-26 01:30")


def test_a_skipped_time_before_midnight_still_belongs_to_its_date() -> None:
    # In Nuuk, 30 March 2024 ended at 23:00.
    nuuk = ZoneInfo("America/Nuuk")
    assert upcoming("2024-03-30T12:00:00+00:00", time(23, 30), nuuk) == ("2024-03-30", "2024-03-31 01:00")
    assert upcoming("2024-03-31T00:59:59+00:00", time(23, 30), nuuk) == ("2024-03-30", "2024-03-31 01:00")
    assert upcoming("2024-03-31T01:00:00+00:00", time(23, 30), nuuk) == ("2024-03-31", "2024-04-01 00:30")


def test_a_date_that_never_was_has_no_digest() -> None:
    # Samoa went from 29 to 31 December 2011.
    apia = ZoneInfo("Pacific/Apia")
    assert not day_exists(date(2011, 12, 30), apia)
    assert upcoming("2011-12-29T20:00:00+00:00", time(9), apia) == ("2011-12-31", "2011-12-30 19:00")


@given(
    st.sampled_from(ZONES).map(ZoneInfo),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    STARTS,
    st.none() | st.frozensets(st.integers(0, 6), min_size=1),
)
def test_every_local_date_has_exactly_one(
    zone: ZoneInfo, at: time, start: datetime, weekdays: frozenset[int] | None
) -> None:
    seen: list[date] = []
    now = start
    for _ in range(10):
        day, due = next_occurrence(now, at=at, zone=zone, weekdays=weekdays)
        assert due > now
        assert due.tzinfo is UTC
        assert next_occurrence(due - timedelta(microseconds=1), at=at, zone=zone, weekdays=weekdays) == (
            day,
            due,
        )
        seen.append(day)
        now = due
    expected = [
        day
        for ahead in range((seen[-1] - seen[0]).days + 1)
        if day_exists(day := seen[0] + timedelta(days=ahead), zone)
        and (weekdays is None or day.weekday() in weekdays)
    ]
    assert seen == expected


@example(BERLIN, time(2, 0, fold=1), date(2026, 10, 25))
@given(
    st.sampled_from(ZONES).map(ZoneInfo),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    DAYS,
)
def test_no_earlier_minute_shows_the_time(zone: ZoneInfo, at: time, day: date) -> None:
    due = first_instant(day, at, zone)
    wanted, shown = datetime.combine(day, at), due.astimezone(zone).replace(tzinfo=None)
    assert shown >= wanted
    earlier = (due - timedelta(minutes=back) for back in range(1, 181))
    assert all(instant.astimezone(zone).replace(tzinfo=None) < wanted for instant in earlier)


def test_a_missed_digest_goes_out_late_on_the_same_local_date_only() -> None:
    day, at = date(2026, 11, 24), time(9)
    assert may_still_go_out(day, datetime(2026, 11, 24, 22, 59, tzinfo=UTC), at=at, zone=BERLIN)
    assert not may_still_go_out(day, datetime(2026, 11, 24, 23, 0, tzinfo=UTC), at=at, zone=BERLIN)


def test_a_schedule_without_days_or_without_a_zone_is_refused() -> None:
    after = datetime(2026, 11, 24, tzinfo=UTC)
    for wrong in (frozenset[int](), frozenset({7})):
        with pytest.raises(ValueError, match="weekdays"):
            next_occurrence(after, at=time(9), zone=BERLIN, weekdays=wrong)
    with pytest.raises(ValueError, match="time zone"):
        next_occurrence(after.replace(tzinfo=None), at=time(9), zone=BERLIN, weekdays=None)


@pytest.mark.parametrize(
    ("text", "schedule", "spelt"),
    [
        ("09:00 Europe/Berlin", Schedule(time(9), BERLIN), "09:00 Europe/Berlin daily"),
        (
            "at 9:05  europe/berlin  Weekdays",
            Schedule(time(9, 5), BERLIN, MONDAY_TO_FRIDAY),
            "09:05 Europe/Berlin weekdays",
        ),
        ("23:59 UTC daily", Schedule(time(23, 59), ZoneInfo("UTC")), "23:59 UTC daily"),
        (
            "00:00 America/Argentina/Ushuaia",
            Schedule(time(0), ZoneInfo("America/Argentina/Ushuaia")),
            "00:00 America/Argentina/Ushuaia daily",
        ),
        (
            "09:00 Europe/Berlin thu,mon",
            Schedule(time(9), BERLIN, frozenset({0, 3})),
            "09:00 Europe/Berlin mon,thu",
        ),
    ],
)
def test_a_schedule_is_read_and_spelt(text: str, schedule: Schedule, spelt: str) -> None:
    assert parse_schedule(text) == schedule
    assert str(schedule) == spelt
    assert parse_schedule(spelt) == schedule


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The time is missing."),
        ("at", "The time is missing."),
        ("24:00 Europe/Berlin", "This is no time of day"),
        ("9am Europe/Berlin", "This is no time of day"),
        ("٠٩:٠٠ Europe/Berlin", "This is no time of day"),
        ("09:00", "The time zone is missing."),
        ("09:00 Berlin", "This time zone is not known. Did you mean Europe/Berlin?"),
        ("09:00 Europe", "This time zone is not known. Name a continent"),
        ("09:00 Europe/Nowhere", "This time zone is not known. Name a continent"),
        ("09:00 Europe/Berlin/x", "This time zone is not known."),
        ("09:00 ../../etc/passwd", "This is no time zone."),
        ("09:00 /etc/localtime", "This is no time zone."),
        ("09:00 localtime", "This is no time zone."),
        ("09:00 Europe/Ber\x00lin", "This is no time zone."),
        ("09:00 Europe/Berlin sometimes", "After the time zone"),
        ("09:00 Europe/Berlin weekdays daily", "After the time zone"),
        ("09:00 Europe/Berlin mon,", "After the time zone"),
    ],
)
def test_an_unreadable_schedule_says_which_part(text: str, sentence: str) -> None:
    with pytest.raises(ScheduleUnreadable) as unreadable:
        parse_schedule(text)
    assert unreadable.value.sentence.startswith(sentence)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        schedule = parse_schedule(text)
    except ScheduleUnreadable:
        return
    assert parse_schedule(str(schedule)) == schedule


def test_a_very_long_zone_is_refused() -> None:
    with pytest.raises(ScheduleUnreadable):
        zone_named("A" * 100_000)
