"""Digests: exactly one for each channel and date, also over a restart; late on their own date, else dropped."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.simulator.person import NotThere, shown_text
from tests.journeys.case import Case, Json
from tests.journeys.conftest import Way, opened_stage
from tests.journeys.stage import Stage

DAY = "Takedowns · "


def digests(stage: Stage) -> list[Json]:
    found = [each for each in stage.person("rita").messages(stage.home) if each["text"].startswith(DAY)]
    return [each for each in found if not each["ephemeral"]]


def days(stage: Stage) -> list[str]:
    return [each["text"].splitlines()[0].removeprefix(DAY).partition(":")[0] for each in digests(stage)]


def comes(stage: Stage, *expected: str) -> None:
    """Wait for these digests and a little longer: no other comes."""
    stage.until(lambda: len(days(stage)) >= len(expected))
    stays(stage, *expected)


def stays(stage: Stage, *expected: str) -> None:
    with suppress(NotThere):
        stage.until(lambda: len(days(stage)) > len(expected), 0.7)
    assert days(stage) == list(expected)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def test_one_digest_a_day_over_restarts_and_outages(way: Way, tmp_path: Path) -> None:
    state = tmp_path / "state"
    with opened_stage(tmp_path, way, state=state, start=at(1, 9)) as stage:
        assert "11:00" in stage.says("ada", "/takedown digest here at 11:00 Europe/Berlin")
        case = stage.chirp_case().hand_in("rita", "Request approval")
        case.offering("Approve")
        stage.says("rob", "/takedown digest me")
        own = stage.told_directly("rob", "Waiting for a decision")
        assert case.key in own
        stage.says("rita", "/takedown digest now")
        comes(stage, "Tuesday 1 December")
        stage.move_to(at(1, 10, 1))
        comes(stage, *["Tuesday 1 December"] * 2)
        _its_buttons_work(stage, case)
        assert "11:30" in stage.says("ada", "/takedown digest here at 11:30 Europe/Berlin")
        stage.move_to(at(1, 10, 40))
        stays(stage, *["Tuesday 1 December"] * 2)
        port = stage.desk.page.port
    with opened_stage(tmp_path, way, state=state, start=at(1, 11), port=port) as stage:
        stays(stage, *["Tuesday 1 December"] * 2)
    with opened_stage(tmp_path, way, state=state, start=at(2, 15), port=port) as stage:
        comes(stage, *["Tuesday 1 December"] * 2, "Wednesday 2 December")
    missed_thursday = at(3, 23, 30)
    with opened_stage(tmp_path, way, state=state, start=missed_thursday, port=port) as stage:
        seen = [*["Tuesday 1 December"] * 2, "Wednesday 2 December"]
        stays(stage, *seen)
        stage.move_to(at(4, 10, 31))
        comes(stage, *seen, "Friday 4 December")
        assert stage.desk.town.slack.refused == []
        assert stage.broken_chains() == []


def test_what_came_over_a_weekend_is_new_on_monday(own_stage: Stage) -> None:
    stage = own_stage
    stage.move_to(at(3, 12))
    stage.says("ada", "/takedown digest here at 11:00 Europe/Berlin weekdays")
    stage.move_to(at(4, 10, 1))
    comes(stage, "Friday 4 December")
    stage.move_to(at(5, 12))
    stage.chirp_case(shown=False)
    stage.move_to(at(7, 10, 1))
    comes(stage, "Friday 4 December", "Monday 7 December")
    assert "*New* · 1" in digests(stage)[-1]["text"]


def test_a_quiet_day_is_one_line_or_nothing_and_off_is_off(own_stage: Stage) -> None:
    stage = own_stage
    stage.says("ada", "/takedown digest here at 11:00 Europe/Berlin")
    stage.move_to(at(1, 10, 1))
    comes(stage, "Tuesday 1 December")
    assert "a quiet day" in digests(stage)[0]["text"]
    assert "A quiet day sends nothing" in stage.says("ada", "/takedown digest here quiet off")
    stage.move_to(at(2, 10, 1))
    stays(stage, "Tuesday 1 December")
    stage.chirp_case(shown=False)
    stage.move_to(at(3, 9, 59))
    stage.move_to(at(3, 10, 1))
    comes(stage, "Tuesday 1 December", "Thursday 3 December")
    assert "no digest any more" in stage.says("ada", "/takedown digest off")
    stage.chirp_case(shown=False)
    stage.move_to(at(4, 10, 1))
    stays(stage, "Tuesday 1 December", "Thursday 3 December")


@pytest.mark.parametrize(
    ("text", "said"),
    [("at 25:00 Europe/Berlin", "25:00"), ("at 09:00 Atlantis/City", "Atlantis/City"), ("at noon", "noon")],
)
def test_a_time_nobody_can_read_is_refused(stage: Stage, text: str, said: str) -> None:
    answer = stage.says("rita", f"/takedown digest here {text}", stage.channel("press-watch"))
    assert said in answer
    assert "comes to this channel at" not in answer


def test_what_is_overdue_is_said(own_stage: Stage) -> None:
    stage = own_stage
    case = stage.chirp_case().warned()
    case.grace_over()
    stage.move(days=5)
    stage.says("rita", "/takedown digest now")
    stage.until(lambda: digests(stage))
    said = shown_text(digests(stage)[-1])
    assert "Overdue" in said
    assert case.key in said


def _its_buttons_work(stage: Stage, case: Case) -> None:
    carla = stage.person("carla")
    newest = digests(stage)[-1]
    assert case.key in shown_text(newest)
    carla.click(newest, "Review")
    carla.submit(carla.modal())
    case.offering("Send warning")
