"""One digest for each channel and local date, by the ledger: clock changes, outages, second thoughts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import MovableClock
from bot.desk.core.context import Desk
from bot.effects.protocols import Absent, Done, MayBeDone
from bot.effects.registry import Registry
from bot.effects.worker import Worker
from handlers.digest.performer import DigestGate, DigestRecorder
from handlers.slack.web_api import Post
from storage.database.engine import Store
from storage.models import Workspace
from storage.vocabulary import EffectKind
from tests.handlers.office import HOME, Someone, employ

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])
BERLIN = ZoneInfo("Europe/Berlin")
STEP = timedelta(minutes=30)


@dataclass
class Channel:
    """Where digests arrive: what was posted when, in Berlin's time."""

    clock: MovableClock
    posted: list[tuple[str, datetime]] = field(default_factory=list)
    loses_answers: bool = False

    def perform(self, request: Post) -> Done:
        self.posted.append((request.key, self.clock.now().astimezone(BERLIN)))
        if self.loses_answers:
            raise MayBeDone("Slack did not answer.")
        return Done("1.1", {"channel": request.channel})

    def find(self, request: Post) -> Done | Absent | None:
        return Done("1.1") if request.key in [key for key, _ in self.posted] else Absent()

    @property
    def days(self) -> list[str]:
        """The local dates and times at which the daily digests arrived."""
        return [
            f"{at:%d %b %H:%M}" for key, at in self.posted if not key.startswith(("digest:now", "digest:me"))
        ]


@dataclass
class Week:
    """A desk whose worker looks at the ledger whenever time has moved."""

    desk: Desk
    clock: MovableClock
    rita: Someone
    channel: Channel
    worker: Worker

    def says(self, text: str) -> str:
        return self.rita.says(f"digest {text}", HOME)

    def until(self, when: str, *, working: bool = True) -> None:
        """Let time pass until a Berlin time such as `2026-11-24 09:00`, in steps if somebody works."""
        end = datetime.fromisoformat(when).replace(tzinfo=BERLIN).astimezone(UTC)
        while working and self.clock.now() + STEP < end:
            self.clock.advance(STEP)
            self.worker.step()
        self.clock.advance(end - self.clock.now())
        self.worker.step()
        self.worker.step()

    def restart(self) -> None:
        self.worker = working(self.desk, self.channel)


def working(desk: Desk, channel: Channel) -> Worker:
    registry = Registry()
    registry.register(EffectKind.DIGEST, DigestGate(desk), channel, DigestRecorder())
    return Worker(desk.store, registry, desk.clock, name="test", rates={})


@pytest.fixture
def week(desk: Desk, store: Store, workspace: Workspace, clock: MovableClock) -> Week:
    channel = Channel(clock)
    rita = employ(desk, workspace.pk, "U1RITA", "reviewer")
    return Week(desk, clock, rita, channel, working(desk, channel))


def start(week: Week, when: str) -> None:
    """Begin at a Berlin time after the clock's own."""
    week.clock.advance(datetime.fromisoformat(when).replace(tzinfo=BERLIN) - week.clock.now())


def test_a_time_that_the_clocks_skip_is_the_next_minute(week: Week) -> None:
    start(week, "2027-03-26 12:00")
    week.says("here at 02:30 Europe/Berlin")
    week.until("2027-03-30 12:00")
    assert week.channel.days == ["27 Mar 02:30", "28 Mar 03:00", "29 Mar 02:30", "30 Mar 02:30"]


def test_a_time_that_comes_twice_is_the_first(week: Week) -> None:
    start(week, "2027-10-30 12:00")
    week.says("here at 02:30 Europe/Berlin")
    week.until("2027-11-02 12:00")
    assert week.channel.days == ["31 Oct 02:30", "01 Nov 02:30", "02 Nov 02:30"]
    sunday = week.channel.posted[0][1]
    assert f"{sunday.astimezone(UTC):%H:%M}" == "00:30"


def test_weekdays_leave_the_weekend_out(week: Week) -> None:
    start(week, "2026-11-26 12:00")
    week.says("here at 09:00 Europe/Berlin weekdays")
    week.until("2026-12-01 12:00")
    assert week.channel.days == ["27 Nov 09:00", "30 Nov 09:00", "01 Dec 09:00"]


def test_missed_while_down_it_comes_late_on_its_own_date(week: Week) -> None:
    week.says("here at 12:00 Europe/Berlin")
    week.until("2026-11-24 23:30", working=False)
    assert week.channel.days == ["24 Nov 23:30"]
    week.until("2026-11-25 13:00")
    assert week.channel.days == ["24 Nov 23:30", "25 Nov 12:00"]


@pytest.mark.parametrize(
    ("back", "days"),
    [
        ("2026-11-25 00:00", ["25 Nov 12:00"]),
        ("2026-11-27 08:00", ["27 Nov 12:00"]),
        ("2026-11-27 13:30", ["27 Nov 13:30"]),
    ],
)
def test_missed_on_its_date_it_is_dropped_and_the_next_one_comes(
    week: Week, back: str, days: list[str]
) -> None:
    week.says("here at 12:00 Europe/Berlin")
    week.until(back, working=False)
    week.restart()
    week.until(f"{back[:10]} 23:00")
    assert week.channel.days == days


def test_a_restart_between_two_looks_sends_nothing_twice(week: Week) -> None:
    week.says("here at 12:00 Europe/Berlin")
    week.until("2026-11-24 12:00")
    for _ in range(3):
        week.restart()
        week.worker.step()
    week.until("2026-11-25 12:10")
    assert week.channel.days == ["24 Nov 12:00", "25 Nov 12:00"]


def test_a_lost_answer_is_looked_up_and_not_repeated(week: Week) -> None:
    week.says("here at 12:00 Europe/Berlin")
    week.channel.loses_answers = True
    week.until("2026-11-24 12:00")
    week.channel.loses_answers = False
    week.until("2026-11-25 12:10")
    assert week.channel.days == ["24 Nov 12:00", "25 Nov 12:00"]


def test_changed_before_it_went_out_it_comes_once_at_the_new_time(week: Week) -> None:
    week.says("here at 12:00 Europe/Berlin")
    week.says("here at 15:00 Europe/Berlin")
    week.until("2026-11-25 15:30")
    assert week.channel.days == ["24 Nov 15:00", "25 Nov 15:00"]


def test_changed_after_it_went_out_there_is_no_second_one_that_day(week: Week) -> None:
    week.says("here at 12:00 Europe/Berlin")
    week.until("2026-11-24 13:00")
    week.says("here at 15:00 Europe/Berlin")
    week.says("here at 14:00 America/New_York")
    week.says("here at 17:00 Europe/Berlin")
    week.until("2026-11-25 18:00")
    assert week.channel.days == ["24 Nov 12:00", "25 Nov 17:00"]


def test_off_and_on_again_before_it_went_out_is_one_digest(week: Week) -> None:
    week.says("here at 12:00 Europe/Berlin")
    week.says("off")
    week.says("here at 12:00 Europe/Berlin")
    week.until("2026-11-25 12:30")
    assert week.channel.days == ["24 Nov 12:00", "25 Nov 12:00"]


def test_off_and_on_again_after_it_went_out_waits_for_the_next_day(week: Week) -> None:
    week.says("here at 12:00 Europe/Berlin")
    week.until("2026-11-24 12:30")
    week.says("off")
    week.says("here at 16:00 Europe/Berlin")
    week.until("2026-11-25 16:30")
    assert week.channel.days == ["24 Nov 12:00", "25 Nov 16:00"]


def test_off_means_off_also_while_one_waits(week: Week) -> None:
    week.says("here at 12:00 Europe/Berlin")
    week.says("off")
    week.until("2026-11-26 12:30")
    assert week.channel.posted == []


def test_those_that_somebody_asks_for_do_not_count(week: Week) -> None:
    week.says("here at 12:00 Europe/Berlin")
    for words in ("now", "me", "now"):
        week.says(words)
        week.worker.step()
    assert len(week.channel.posted) == 3
    week.until("2026-11-24 12:30")
    assert week.channel.days == ["24 Nov 12:00"]


def test_a_quiet_day_that_is_to_stay_quiet_sends_nothing_and_the_next_day_is_promised(week: Week) -> None:
    week.says("here at 12:00 Europe/Berlin quiet off")
    week.until("2026-11-26 12:30")
    assert week.channel.posted == []
    week.says("quiet line")
    week.until("2026-11-27 12:30")
    assert week.channel.days == ["27 Nov 12:00"]
