"""Commands with everything that does not belong behind them."""

import pytest

from tests.bad_input.stage import HOSTILE, MENTION, STRANGER_ID, Stage

ANSWERED = ("list", "case", "find", "help", "roles", "digest", "matter", "", "nonsense", "takedown", "resume")
TOLD = (
    "roles add", "roles remove", "roles add @rob", "digest here at", "digest here at 09:00", "digest quiet",
    "digest here at 09:00 Europe/Berlin", "matter", "list", "case", "find", "help me",
)  # fmt: skip


@pytest.mark.parametrize("words", TOLD)
def test_hostile_words_get_a_sentence_and_change_nothing(stage: Stage, words: str) -> None:
    with stage.nothing_changes():
        for hostile in HOSTILE.values():
            assert len(stage.say(stage.people.rob, f"/takedown {words} {hostile}")) > 10


def test_a_hostile_word_in_the_place_of_the_command_is_named_literally(stage: Stage) -> None:
    with stage.nothing_changes():
        for hostile in HOSTILE.values():
            assert "There is no command" in stage.say(stage.people.rita, f"/takedown {hostile}")


@pytest.mark.parametrize("words", ANSWERED)
def test_a_command_with_nothing_behind_it_is_answered(stage: Stage, words: str) -> None:
    with stage.nothing_changes():
        assert stage.say(stage.people.rita, f"/takedown {words}")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("roles add", "Who is meant, and which role?"),
        ("roles add @rob", "Which role?"),
        ("roles add @rob reviewr", "There is no role reviewr. Did you mean reviewer?"),
        ("roles add @nobodyhere reviewer", "@nobodyhere is nobody in this workspace"),
        (f"roles add {MENTION} reviewer", f"{MENTION} is nobody in this workspace"),
        ("roles grant @rob reviewer", "Roles are shown, given and taken away"),
        ("digest here at 25:00 Europe/Berlin", "This is no time of day"),
        ("digest here at 09:00", "The time zone is missing"),
        ("digest here at 09:00 Mars/Olympus", "This time zone is not known"),
        ("digest here at 09:00 Europe/Berlin sometimes", "After the time zone only weekdays"),
        ("digest here at 09:00 Europe/Berlin quiet perhaps", "On a quiet day either one line"),
        ("digest whenever", "/takedown digest"),
        ("list NOSUCH", "There is no matter NOSUCH"),
        ("case NLP-9999", "There is no such case"),
        ("case", "Which case?"),
        ("find", "What are you looking for?"),
        ("find nothing-like-it", "Nothing"),
        ("matter close", "/takedown matter new"),
        ("lst", "Did you mean `/takedown list`?"),
    ],
)
def test_a_wrong_word_gets_its_sentence(stage: Stage, typed: str, said: str) -> None:
    with stage.nothing_changes():
        answer = stage.say(stage.people.ada, f"/takedown {typed}")
    assert said.replace("<", "&lt;").replace(">", "&gt;") in answer or said in answer


@pytest.mark.parametrize("typed", ["roles add @rob emperor", "digest here at 25:00 Europe/Berlin"])
def test_a_refused_command_shows_again_what_was_typed(stage: Stage, typed: str) -> None:
    assert f"You typed: /takedown {typed}" in stage.say(stage.people.ada, f"/takedown {typed}")


def test_a_mention_that_somebody_typed_out_is_not_made_one(stage: Stage) -> None:
    answer = stage.people.ada.command(f"/takedown roles add {MENTION} reviewer", stage.home)
    assert answer is not None
    assert f"<@{STRANGER_ID}" not in answer["text"]
    assert f"&lt;@{STRANGER_ID}&gt;" in answer["text"]


@pytest.mark.parametrize(
    "typed",
    ["list", "case NLP-1", "find leak", "matter", "matter new", "import", "roles", "roles add @nell admin",
     "digest me", "digest now", "digest off", "digest here at 09:00 Europe/Berlin", "pause", "resume", "file",
     "file https://x.com/someone/status/1"],
)  # fmt: skip
def test_a_person_without_a_role_is_told_so_and_leaves_nothing(stage: Stage, typed: str) -> None:
    before = stage.attempts()
    with stage.nothing_changes():
        said = stage.say(stage.nell, f"/takedown {typed}")
    assert "role" in said
    assert stage.attempts() == before + 1
    assert stage.nell.views() == []


@pytest.mark.parametrize(
    "typed", ["pause because", "resume", "roles add @rita admin", "roles remove @ada admin"]
)
def test_a_role_that_is_not_enough_is_told_which_it_takes(stage: Stage, typed: str) -> None:
    before = stage.attempts()
    with stage.nothing_changes():
        assert "This takes the role" in stage.say(stage.people.rita, f"/takedown {typed}")
    assert stage.attempts() == before + 1


def test_an_admin_named_in_the_settings_cannot_be_taken_the_role(stage: Stage) -> None:
    with stage.nothing_changes():
        assert "ADMIN_USER_IDS" in stage.say(stage.people.ada, "/takedown roles remove @ada admin")


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_reason_for_a_pause_stands_literally_everywhere(stage: Stage, kind: str) -> None:
    carla = stage.people.carla
    assert "The desk is paused" in stage.say(carla, f"/takedown pause {HOSTILE[kind][:400]}")
    assert "paused already" in stage.say(carla, "/takedown pause again")
    assert stage.say(carla, "/takedown list")
    assert "goes on" in stage.say(carla, "/takedown resume")


def test_a_reason_for_a_pause_that_is_too_long_pauses_nothing(stage: Stage) -> None:
    with stage.nothing_changes():
        said = stage.say(stage.people.carla, f"/takedown pause {HOSTILE['unbroken']}")
    assert said.startswith("A reason has at most 500 characters.")
    assert f"You typed: /takedown pause {'x' * 500}" in said
