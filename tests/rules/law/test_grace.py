"""When the grace period is over."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar.days import RegionUnknown, business_day_after, parse_region
from bot.rules.law.grace import grace_end, reminder_end

ZONES = [
    "America/New_York",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Tokyo",
    "America/Santiago",
    "Africa/Cairo",
]


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("sent", "region", "zone", "end"),
    [
        # Thanksgiving is no business day, so Friday is the first and Monday the second.
        ("2026-11-25 18:00", "US", "America/New_York", "2026-12-01 00:00"),
        # Without holidays Thursday and Friday count, and the 72 hours are longer.
        ("2026-11-25 18:00", "", "America/New_York", "2026-11-28 18:00"),
        ("2026-11-23 10:00", "US", "America/New_York", "2026-11-26 10:00"),
        ("2026-11-27 10:00", "US", "America/New_York", "2026-12-02 00:00"),
        ("2026-11-28 10:00", "US", "America/New_York", "2026-12-02 00:00"),
        # Easter: Good Friday and, in England alone, Easter Monday.
        ("2026-04-02 15:00", "GB/ENG", "Europe/London", "2026-04-09 00:00"),
        ("2026-04-02 15:00", "GB/SCT", "Europe/London", "2026-04-08 00:00"),
        # Clocks go back on the Sunday in between: two business days end later than 72 hours.
        ("2026-10-22 12:00", "", "Europe/Berlin", "2026-10-27 00:00"),
        ("2026-10-23 12:00", "", "Europe/Berlin", "2026-10-28 00:00"),
        ("2026-10-28 12:00", "", "America/New_York", "2026-10-31 12:00"),
        # The day of sending is the recipient's: it is still Sunday in New York.
        ("2026-11-22 23:30", "", "America/New_York", "2026-11-25 23:30"),
        # Clocks go forward in between, so that 72 hours elapsed show an hour later.
        ("2026-04-21 12:00", "", "Africa/Cairo", "2026-04-24 13:00"),
    ],
)
def test_the_grace_period_ends(sent: str, region: str, zone: str, end: str) -> None:
    assert grace_end(local(sent, zone), region=region, zone=ZoneInfo(zone)) == local(end, zone)


@pytest.mark.parametrize(
    ("sent", "end"),
    [
        ("2026-10-31 09:00", "2026-11-03 08:00"),  # back on 1 November
        ("2027-03-13 09:00", "2027-03-16 10:00"),  # forward on 14 March
    ],
)
def test_hours_are_elapsed_hours(sent: str, end: str) -> None:
    zone = "America/New_York"
    found = grace_end(local(sent, zone), region="", zone=ZoneInfo(zone), hours=72, business_days=0)
    assert found == local(end, zone)


def test_a_midnight_that_does_not_exist_is_the_next_minute_that_does() -> None:
    # Friday 24 April 2026 begins at 01:00 in Cairo; Thursday is the second business day.
    zone = ZoneInfo("Africa/Cairo")
    end = grace_end(local("2026-04-21 20:00", zone.key), region="", zone=zone, hours=0, business_days=2)
    assert end == local("2026-04-24 01:00", zone.key)
    assert end - timedelta(minutes=1) == local("2026-04-23 23:59", zone.key)


def test_it_can_be_made_longer() -> None:
    sent, zone = local("2026-11-23 10:00", "Europe/Berlin"), ZoneInfo("Europe/Berlin")
    assert grace_end(sent, region="", zone=zone, hours=120) == sent + timedelta(hours=120)
    assert grace_end(sent, region="", zone=zone, business_days=5) == local("2026-12-01 00:00", "Europe/Berlin")


def test_a_reminder_gives_48_elapsed_hours() -> None:
    sent = local("2026-10-24 12:00", "Europe/Berlin")
    assert reminder_end(sent) == local("2026-10-26 11:00", "Europe/Berlin")
    assert reminder_end(sent, hours=72) == sent + timedelta(hours=72)


def test_what_makes_no_sense_is_refused() -> None:
    zone, sent = ZoneInfo("Europe/Berlin"), datetime(2026, 11, 23, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        grace_end(sent.replace(tzinfo=None), region="", zone=zone)
    with pytest.raises(ValueError, match="negative"):
        grace_end(sent, region="", zone=zone, hours=-1)
    with pytest.raises(ValueError, match="negative"):
        grace_end(sent, region="", zone=zone, business_days=-1)
    with pytest.raises(RegionUnknown):
        grace_end(sent, region="Atlantis", zone=zone)
    with pytest.raises(ValueError, match="negative"):
        reminder_end(sent, hours=-1)


@given(
    st.integers(0, 8 * 365 * 24 * 60).map(
        lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(ZONES),
    st.sampled_from(["", "US", "GB/ENG", "DE/BY"]),
)
def test_never_shorter_than_either_promise(sent: datetime, key: str, region: str) -> None:
    zone = ZoneInfo(key)
    end = grace_end(sent, region=region, zone=zone)
    assert end.tzinfo is UTC
    assert end - sent >= timedelta(hours=72)
    second = business_day_after(sent.astimezone(zone).date(), 2, parse_region(region))
    assert end.astimezone(zone).date() > second
    assert end == sent + timedelta(hours=72) or (end - timedelta(minutes=1)).astimezone(zone).date() == second
