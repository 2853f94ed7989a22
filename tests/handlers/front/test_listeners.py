"""The front towards Slack: one decision for one request, and a sentence for whoever asked in vain."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from bot.desk.core.context import Desk
from bot.simulator.person import shown_text
from handlers.base.ids import ActionId, CallbackId, Value, packed
from handlers.base.request import Click, Command, Shortcut, Submission
from handlers.base.responses import Close, Ephemeral, Nothing
from handlers.front.registry import all_routes
from handlers.front.routes import Routes
from storage.models import Case, Effect, Matter, Workspace
from storage.vocabulary import EffectKind, EventKind
from tests.handlers import shelf
from tests.handlers.front.doorway import MATTER, Line, answered, connected, database_away
from tests.handlers.office import employ
from tests.support.slack_side import SlackSide, slack_side

Json = dict[str, Any]
ON_ONE_DATABASE = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture(scope="module")
def side() -> Iterator[SlackSide]:
    found = slack_side()
    with found.served():
        yield found


@pytest.fixture
def line(side: SlackSide, desk: Desk) -> Line:
    app = connected(side, desk, all_routes())
    with desk.store.read() as session:
        workspace_id = session.exec(select(Workspace.id)).one() or 0
    employ(desk, workspace_id, side.rita, "reviewer", "counsel", channel=side.channel)
    return Line(side, desk, app, workspace_id, side.rita)


@pytest.fixture
def case_id(line: Line) -> int:
    """A case that Rita is shown."""
    matter = shelf.matter(line.desk.store, line.workspace_id, channel=line.side.channel)
    with line.desk.store.write() as session:
        case = shelf.case(session, line.workspace_id, matter, 1)
    return case.pk


def test_the_same_command_twice_is_one_decision_and_both_are_answered(line: Line) -> None:
    assert "paused" in line.command("pause once")["text"]
    assert "taken in already" in answered(line.again())["text"]
    assert line.events(EventKind.PAUSED) == 1


def test_the_same_click_twice_is_one_decision(line: Line, case_id: int) -> None:
    value = packed(Value(case=case_id, version=0))
    assert line.click(ActionId.TAKE, value).status == 200
    assert line.again().status == 200
    assert line.events(EventKind.OWNER_CHANGED) == 1
    assert line.ephemerals() == []


def test_a_second_click_of_its_own_is_told_what_happened(line: Line, case_id: int) -> None:
    value = packed(Value(case=case_id, version=0))
    line.click(ActionId.TAKE, value)
    line.click(ActionId.TAKE, value)
    assert line.events(EventKind.OWNER_CHANGED) == 1
    assert "NLP-1 is yours already" in line.ephemerals()[-1]


def test_the_same_submission_twice_is_one_matter_and_the_second_says_so(line: Line) -> None:
    assert line.submit(CallbackId.MATTER, "{}", MATTER)["response_action"] == "update"
    second = answered(line.again())
    assert second["response_action"] == "update"
    assert "taken in already" in shown_text(second["view"])
    assert line.events(EventKind.MATTER_OPENED) == 1


def test_a_form_that_was_refused_can_be_handed_in_again_unchanged(line: Line) -> None:
    wrong = MATTER | {"key": {"type": "plain_text_input", "value": "?"}}
    assert line.submit(CallbackId.MATTER, "{}", wrong)["response_action"] == "errors"
    assert answered(line.again())["errors"].keys() == {"key"}


def test_the_same_event_twice_is_taken_in_once(line: Line) -> None:
    for sending in (lambda: line.event("app_home_opened", user=line.user, tab="home"), line.again, line.again):
        assert sending().status == 200
    with line.desk.store.read() as session:
        home = session.exec(select(Effect).where(Effect.kind == EffectKind.HOME)).one()
    assert home.requested_rev == 1
    line.event("app_home_opened", user=line.user, tab="home")
    with line.desk.store.read() as session:
        home = session.exec(select(Effect).where(Effect.kind == EffectKind.HOME)).one()
    assert home.requested_rev == 2


@ON_ONE_DATABASE
@pytest.mark.parametrize("kind", ["message", "reaction_added", "team_join", "tokens_revoked"])
def test_an_event_that_means_nothing_here_is_acknowledged(line: Line, kind: str) -> None:
    assert line.event(kind, user=line.user).status == 200


@ON_ONE_DATABASE
@pytest.mark.parametrize("act", ["", "no_such_act", "approve_everything", "file_", "<!channel>"])
def test_a_button_that_does_not_exist_says_that_it_is_from_an_older_version(line: Line, act: str) -> None:
    assert line.click(act, "{}").status == 200
    assert "older version" in line.modals()[0]


def test_a_link_to_a_card_opens_nothing(line: Line) -> None:
    assert line.click("open_card:7", None).status == 200
    assert line.modals() == []


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    "value",
    [
        "not json",
        '{"case": "one"}',
        '{"case": -1}',
        '{"case": 1e400}',
        f'{{"case": {10**30}}}',
        '{"case": 1, "role": "admin"}',
        "[1]",
        "null",
        "[" * 1900,
    ],
)
def test_a_tampered_button_changes_nothing_and_says_so(line: Line, case_id: int, value: str) -> None:
    with capture_logs() as logs:
        assert line.click(ActionId.TAKE, value).status == 200
    assert "older version" in line.modals()[0]
    assert line.events(EventKind.OWNER_CHANGED) == 0
    assert logs == []


@ON_ONE_DATABASE
@pytest.mark.parametrize("value", ["{", '{"case": []}', '{"secret": 1}'])
def test_a_tampered_form_keeps_what_was_typed(line: Line, value: str) -> None:
    said = line.submit(CallbackId.MATTER, value, MATTER)
    assert (said["response_action"], list(said["errors"])) == ("errors", ["key"])
    assert "older version" in said["errors"]["key"]


@ON_ONE_DATABASE
@pytest.mark.parametrize("form", ["", "no_such_form", CallbackId.NOTE])
def test_a_form_that_does_not_exist_keeps_what_was_typed(line: Line, form: str) -> None:
    said = line.submit(form, "{}", MATTER)
    assert said["response_action"] == "errors"
    assert line.submit(form, "{}")["response_action"] == "push"


def test_a_shortcut_that_does_not_exist_says_so(line: Line) -> None:
    assert line.shortcut("no_such_shortcut").status == 200
    assert "older version" in line.modals()[0]


@pytest.mark.parametrize("case", [0, 77, 2**31 - 1])
def test_a_case_that_does_not_exist_is_not_told_from_one_that_is_not_shown(
    line: Line, case_id: int, case: int
) -> None:
    line.click(ActionId.TAKE, packed(Value(case=case)))
    unknown = line.ephemerals()[-1]
    line.user = line.side.rob
    employ(line.desk, line.workspace_id, line.side.rob, "reviewer", channel="C0ELSEWHERE")
    line.click(ActionId.TAKE, packed(Value(case=case_id)))
    assert line.ephemerals()[-1] == unknown
    assert "There is no such case" in unknown


def test_another_workspaces_case_does_not_exist(line: Line) -> None:
    with line.desk.store.write() as session:
        other = Workspace(key="other", name="Other", slack_team_id="T0OTHER", created_at=line.desk.clock.now())
        session.add(other)
        session.flush()
        number = other.pk
    matter = shelf.matter(line.desk.store, number, channel=line.side.channel)
    with line.desk.store.write() as session:
        foreign = shelf.case(session, number, matter, 1)
    line.click(ActionId.TAKE, packed(Value(case=foreign.id)))
    assert "There is no such case" in line.ephemerals()[-1]
    with line.desk.store.read() as session:
        assert session.get_one(Case, foreign.id).owner_id is None


def test_a_foreign_team_is_told_so_and_leaves_nothing(line: Line, case_id: int) -> None:
    foreign = {"team": {"id": "T0FOREIGN"}, "user": {"id": line.user, "team_id": "T0FOREIGN"}}
    assert "another Slack workspace" in line.command("pause", team_id="T0FOREIGN")["text"]
    assert line.click(ActionId.TAKE, packed(Value(case=case_id)), **foreign).status == 200
    assert "another Slack workspace" in str(line.submit(CallbackId.MATTER, "{}", MATTER, **foreign)["errors"])
    assert line.shortcut("file_takedown", **foreign).status == 200
    line.sent.clear()
    line.event("app_home_opened", user=line.user)
    assert line.send(line.sent[-1] | {"team_id": "T0FOREIGN", "event_id": "EvForeign"}).status == 200
    for kind in (EventKind.PAUSED, EventKind.OWNER_CHANGED, EventKind.MATTER_OPENED):
        assert line.events(kind) == 0
    line.modals()


@pytest.mark.parametrize("knows_team", [True, False])
def test_without_its_database_the_desk_says_that_nothing_was_saved(
    line: Line, case_id: int, knows_team: bool
) -> None:
    line.app = connected(line.side, line.desk, all_routes(), knows_team=knows_team)
    with database_away(line.desk), capture_logs() as logs:
        said = line.command("pause a secret reason")
        assert "nothing was saved" in said["text"]
        assert "You typed: /takedown pause a secret reason" in shown_text(said)
        errors = line.submit(CallbackId.MATTER, "{}", MATTER)
        assert errors["response_action"] == "errors"
        assert "nothing was saved" in errors["errors"]["key"]
        form = line.sent[-1]
        assert line.click(ActionId.TAKE, packed(Value(case=case_id))).status == 200
        assert "nothing was saved" in line.modals()[0]
        assert line.shortcut("file_takedown").status == 200
        assert "nothing was saved" in line.modals()[0]
        assert line.event("app_home_opened", user=line.user).status == 500
        missed = line.sent[-1]
    assert {log["event"] for log in logs} == {"trouble"}
    assert "secret" not in json.dumps(logs)
    assert line.send(missed).status == 200
    assert answered(line.send(form))["response_action"] == "update"
    with line.desk.store.read() as session:
        assert session.exec(select(Effect).where(Effect.kind == EffectKind.HOME)).one().requested_rev == 1
        assert session.exec(select(Matter).where(Matter.title == "The leak")).all()


def failing(_asked: object) -> Any:
    raise RuntimeError("words that somebody typed")


def test_an_error_nobody_foresaw_has_a_reference_that_the_log_carries(side: SlackSide, line: Line) -> None:
    routes = Routes(
        commands={"list": failing, "help": failing},
        clicks={ActionId.TAKE: failing},
        forms={CallbackId.MATTER: failing},
        shortcuts={"file_takedown": failing},
    )
    line.app = connected(side, line.desk, routes)
    with capture_logs() as logs:
        told = [line.command("list")["text"]]
        line.click(ActionId.TAKE, "{}")
        told += line.ephemerals()
        told += line.submit(CallbackId.MATTER, "{}", MATTER)["errors"].values()
        line.shortcut("file_takedown")
        told += line.modals()
    assert len(told) == len(logs) == 4
    for said, log in zip(told, logs, strict=True):
        assert f"(Reference {log['reference']})" in said
        assert "nothing was saved" in said
        assert log["error"] == "RuntimeError"
        assert log["place"].startswith("failing:")
    assert "somebody typed" not in json.dumps(logs)


def test_what_was_committed_before_an_error_is_not_called_unsaved(side: SlackSide, line: Line) -> None:
    def saves_then_fails(command: Command) -> Any:
        with command.desk.write():
            pass
        raise RuntimeError

    line.app = connected(side, line.desk, Routes(commands={"list": saves_then_fails, "help": failing}))
    with capture_logs():
        assert line.command("list")["text"].startswith("This was saved")


def test_a_trigger_that_came_too_late_is_told_and_loses_nothing(line: Line, case_id: int) -> None:
    said = line.command("file https://x.com/somebody/status/1", trigger_id="1.2.expired")
    assert "Please try again" in said["text"]
    assert "https://x.com/somebody/status/1" in shown_text(said)
    line.click(ActionId.RECORD_OUTCOME, packed(Value(case=case_id)), trigger_id="1.2.expired")
    assert "before the form could open" in line.ephemerals()[-1]
    line.shortcut("file_takedown", trigger_id="1.2.expired")
    assert "before the form could open" in line.ephemerals()[-1]


def test_a_trigger_is_measured_by_slack_itself(line: Line, case_id: int) -> None:
    used = line.trigger()
    line.shortcut("file_takedown", trigger_id=used)
    assert line.modals()
    line.shortcut("file_takedown", trigger_id=used)
    assert line.modals() == []
    assert "before the form could open" in line.ephemerals()[-1]


def test_no_answer_waits_for_slack(line: Line, case_id: int) -> None:
    """Only opening a modal may call Slack before the acknowledgement."""
    began = time.monotonic()
    line.side.slack.stress = type(line.side.slack.stress)(latency=5.0)
    try:
        line.command("list")
        line.click(ActionId.TAKE, packed(Value(case=case_id, version=0)))
        line.event("app_home_opened", user=line.user)
    finally:
        line.side.slack.stress = type(line.side.slack.stress)()
    assert time.monotonic() - began < 5.0


def test_nul_and_halves_of_characters_reach_no_database(side: SlackSide, line: Line) -> None:
    seen: list[str] = []

    def on_form(asked: Submission) -> Any:
        seen.append(asked.text("key"))
        return Close()

    def on_command(asked: Command) -> Any:
        seen.append(asked.rest)
        return Ephemeral(asked.rest)

    def on_click(asked: Click) -> Any:
        return Ephemeral(asked.user_id)

    def on_shortcut(asked: Shortcut) -> Any:
        seen.append(asked.message_text)
        return Nothing()

    routes = Routes(
        {"list": on_command, "help": failing},
        {ActionId.TAKE: on_click},
        {CallbackId.MATTER: on_form},
        {"s": on_shortcut},
    )
    line.app = connected(side, line.desk, routes)
    odd = "a\x00b\ud83dc"
    said = line.submit(CallbackId.MATTER, "{}", {"key": {"type": "plain_text_input", "value": odd}})
    assert "please type it anew" in said["errors"]["key"]
    line.command(f"list {odd}")
    line.shortcut("s", message={"text": odd})
    assert seen == ["a\ufffdb\ufffdc"] * 2
