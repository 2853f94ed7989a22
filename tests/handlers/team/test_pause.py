"""The kill switch by command."""

import pytest
from sqlmodel import select

from bot.desk.core.refusals import Invalid, NotAllowed
from storage.models import Event, EventContent
from storage.vocabulary import EventKind
from tests.handlers.office import Someone


def test_pausing_and_resuming_say_what_is_now_true(carla: Someone) -> None:
    assert "The desk was not paused." in carla.says("resume")
    assert "nothing goes to anyone outside" in carla.says("pause press inquiry &lt;1&gt;")
    assert "paused already" in carla.says("pause")
    assert "The desk goes on." in carla.says("resume")
    with carla.desk.store.read() as session:
        assert [event.kind for event in session.exec(select(Event))] == [EventKind.PAUSED, EventKind.RESUMED]
        assert "press inquiry <1>" in [kept.content for kept in session.exec(select(EventContent))]


def test_reviewers_and_strangers_cannot_pause(rita: Someone, stranger: Someone) -> None:
    for person in (rita, stranger):
        for text in ("pause", "resume"):
            with pytest.raises(NotAllowed):
                person.command(text)


def test_a_reason_has_an_end(carla: Someone) -> None:
    with pytest.raises(Invalid, match="500"):
        carla.command("pause " + "x" * 501)
    assert "was not paused" in carla.says("resume")
