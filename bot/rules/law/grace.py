"""When the grace period of a warning and that of a reminder are over."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.calendar.days import add_business_days

GRACE_HOURS = 72
GRACE_BUSINESS_DAYS = 2
REMINDER_HOURS = 48
ANSWER_BUSINESS_DAYS = 3


def grace_end(
    sent_at: datetime,
    *,
    region: str,
    zone: ZoneInfo,
    hours: int = GRACE_HOURS,
    business_days: int = GRACE_BUSINESS_DAYS,
) -> datetime:
    """Return the first instant, in UTC, at which a warned person's case may be escalated.

    It is the later of `hours` elapsed since the warning was sent and the end of business day number
    `business_days` after it, in the region and zone of the recipient: the local midnight that follows.
    The day of sending is day 0. It is our own promise; no statute sets it.
    Raise ValueError for a naive instant or a negative length, and RegionUnknown for a region whose
    holidays nobody knows.
    """
    elapsed = _elapsed(sent_at, hours)
    if business_days < 0:
        raise ValueError("a grace period cannot be negative")
    if business_days == 0:
        return elapsed
    return max(elapsed, add_business_days(sent_at, business_days, region=region, zone=zone))


def reminder_end(sent_at: datetime, hours: int = REMINDER_HOURS) -> datetime:
    """Return the instant, in UTC, at which the time given by a reminder is over: `hours` elapsed, no more.

    Raise ValueError for a naive instant or a negative length.
    """
    return _elapsed(sent_at, hours)


def answer_expected(
    sent_at: datetime, *, region: str, zone: ZoneInfo, business_days: int = ANSWER_BUSINESS_DAYS
) -> datetime:
    """Return the instant, in UTC, at which it is time to ask what became of a notice sent to a platform.

    17 USC 512(c)(1)(C) says "expeditiously" and sets no figure; the end of the third business day is ours.
    Raise ValueError for a naive instant, and RegionUnknown for a region whose holidays nobody knows.
    """
    return add_business_days(sent_at, business_days, region=region, zone=zone)


def _elapsed(since: datetime, hours: int) -> datetime:
    if since.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    if hours < 0:
        raise ValueError("a grace period cannot be negative")
    return since.astimezone(UTC) + timedelta(hours=hours)
