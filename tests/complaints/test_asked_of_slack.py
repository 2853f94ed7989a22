"""What people complain of about bots like this one, where Slack is slow, forgetful or changed by hand."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlmodel import select

from bot.desk.core.refresh import order_direct_message
from bot.simulator.person import Person, shown_text
from bot.simulator.slack.state.stress import Stress
from storage.models import Effect
from storage.queries.workspaces import all_workspaces
from tests.journeys.case import Case
from tests.journeys.conftest import opened_stage
from tests.journeys.stage import Stage
from tests.journeys.test_repeats import envelope
from tests.support.signed import headers

LISTING = {"users.list", "conversations.list", "usergroups.list", "usergroups.users.list", "team.accessLogs"}


@contextmanager
def calls_of(stage: Stage, latency: float = 0.0) -> Iterator[list[str]]:
    """Note the methods that the desk calls meanwhile, on a Slack that takes its time."""
    called: list[str] = []
    slack = stage.desk.town.slack
    slack.stress = Stress(latency=latency, fault=called.append)
    try:
        yield called
    finally:
        slack.stress = Stress()


def test_an_acknowledged_command_never_ends_in_operation_timeout(stage: Stage) -> None:
    """However long Slack's own calls take, a command, a click and a form are answered in time."""
    case = stage.x_case(shown=False)
    form = case.press("rita", "Withdraw")
    slack = stage.desk.town.slack
    slack.stress = Stress(latency=7.0, ack_seconds=6.0)
    try:
        assert case.key in stage.says("rob", "/takedown list NLP")
        case.click("rob", "Take")
        assert stage.person("rita").submit(form, reason="It is settled.")["response_action"] == "clear"
    finally:
        slack.stress = Stress()
    case.until("Withdrawn")


def test_an_event_that_comes_only_as_a_retry_is_not_dropped(stage: Stage) -> None:
    """The first delivery was lost on its way: the one with Slack's retry headers is the first to arrive."""
    rob = stage.person("rob")
    event = {"type": "app_home_opened", "user": rob.id, "channel": rob.im(), "tab": "home"}
    body = json.dumps(envelope(stage, event) | {"event_id": "EvONLYARETRY"}).encode()
    signed = headers(stage.desk.town.slack.signing_secret, body, content_type="application/json")
    with calls_of(stage) as called:
        for number in ("1", "2"):
            retry = {"X-Slack-Retry-Num": number, "X-Slack-Retry-Reason": "http_timeout"}
            url = f"{stage.desk.bot.url}/slack/events"
            assert (
                httpx.post(url, content=body, headers=signed | retry, trust_env=False, verify=False).status_code
                == 200
            )
        stage.until(lambda: "views.publish" in called)
        case = stage.x_case(shown=False, by="rob")
    # Once for the event however often it came, and for what Rob then did himself.
    with stage.desk.process.store.read() as session:
        wanted = select(Effect.requested_rev).where(Effect.idem_key == f"home:{rob.id}")
        before = session.exec(wanted).one()
    assert (
        httpx.post(url, content=body, headers=signed | retry, trust_env=False, verify=False).status_code == 200
    )
    with stage.desk.process.store.read() as session:
        assert session.exec(wanted).one() == before
    assert case.key


def test_a_button_is_there_only_while_its_act_is_possible(stage: Stage) -> None:
    """A button is never shown before its state is valid, and never after."""
    case = stage.chirp_case()
    assert {"Approve", "Send warning"}.isdisjoint(case.buttons())
    case.hand_in("rita", "Request approval").offering("Approve")
    assert {"Request approval", "Send warning"}.isdisjoint(case.buttons())
    case.hand_in("rob", "Approve").offering("Send warning")
    assert {"Request approval", "Approve"}.isdisjoint(case.buttons())
    case.click("rita", "Send warning")
    case.until("Asked first")
    assert {"Request approval", "Approve", "Send warning"}.isdisjoint(case.buttons())


def test_an_approval_counts_24_hours_from_its_own_decision_also_over_a_restart(tmp_path: Path) -> None:
    """The time is neither too short, nor begun at the wrong moment, nor lost with the process."""
    state = tmp_path / "state"
    with opened_stage(tmp_path, state=state) as stage:
        port = stage.desk.page.port
        case = stage.chirp_case().hand_in("rita", "Request approval")
        case.offering("Approve")
        stage.move(hours=20)
        case.hand_in("rob", "Approve").offering("Send warning")
        decided = stage.now
    with opened_stage(tmp_path, state=state, start=decided, port=port) as again:
        case.stage = again
        again.move(hours=23, minutes=50)
        assert "Send warning" in case.buttons()
        again.move(minutes=20)
        case.withdrawn("Send warning")
        case.nothing_arrives()


def test_no_list_of_all_channels_or_people_is_ever_fetched(stage: Stage) -> None:
    """A whole story asks Slack about the people and channels that it is about, one by one."""
    with calls_of(stage) as called:
        case = stage.chirp_case().warned()
        stage.says("ada", "/takedown roles")
        stage.says("rob", "/takedown digest me")
        stage.told_directly("rob", "Takedowns · ")
        assert case.key in stage.says("rob", "/takedown find " + case.handle)
    assert called
    assert LISTING.isdisjoint(called), sorted(set(called))


def test_a_renamed_or_archived_channel_kills_no_job(stage: Stage) -> None:
    """The channel is kept by its id; while it is archived somebody is told, and later the card is there."""
    slack = stage.desk.town.slack
    channel = slack.add_channel("press", [each.id for each in (stage.person("ada"), *takers(stage))])
    slack.add_member(channel, slack.bot_user_id)
    stage.open_matter("REN", channel="press")
    case = Case(stage, filed(stage, "REN"), (), channel=channel)
    slack.rename_channel(channel, "press-of-next-year")
    case.click("rob", "Take")
    case.until(f"Owner <@{stage.person('rob').id}>")
    slack.archive_channel(channel)
    stage.forgiven.update({"is_archived", "is_inactive"})
    shown = stage.person("rita").command(f"/takedown case {case.key}", stage.home)
    assert shown is not None
    stage.person("rita").click(shown, "Take")
    stage.told_directly("rita", "is archived, so the cards of REN cannot be shown there")
    assert case.key in stage.says("rob", "/takedown list REN")
    slack.archive_channel(channel, archived=False)
    case.until(f"Owner <@{stage.person('rita').id}>")


def test_a_direct_message_to_a_deactivated_account_does_not_count_as_delivered(stage: Stage) -> None:
    """Slack takes it, so the desk does not send it: whoever opened the matter is told instead."""
    slack = stage.desk.town.slack
    vera = stage.newcomer("veronica", "Veronica Roth", "reviewer")
    channel = slack.add_channel("left", [each.id for each in (stage.person("ada"), vera, *takers(stage))])
    slack.add_member(channel, slack.bot_user_id)
    stage.open_matter("LEF", channel="left")
    case = Case(stage, filed(stage, "LEF"), (), channel=channel)
    case.click("veronica", "Take")
    case.until(f"Owner <@{vera.id}>")
    stage.change(vera, deleted=True)
    before = stage.direct_messages("veronica")
    slack.remove_member(channel, slack.bot_user_id)
    stage.forgiven.update({"not_in_channel", "channel_not_found"})
    shown = stage.person("rita").command(f"/takedown case {case.key}", stage.home)
    assert shown is not None
    stage.person("rita").click(shown, "Withdraw")
    stage.person("rita").submit(stage.person("rita").modal(), reason="It is settled.")
    stage.told_directly("ada", "I cannot post the cards of LEF")
    assert stage.direct_messages("veronica") == before


def test_what_was_to_be_told_to_somebody_who_left_is_recorded_as_not_sent(stage: Stage) -> None:
    walt = stage.newcomer("walt", "Walt Ames", "reviewer")
    stage.change(walt, deleted=True)
    process = stage.desk.process
    with process.store.write() as session:
        [workspace] = all_workspaces(session)
        work = process.desk.within(session, process.desk.clock.now())
        order_direct_message(work, workspace.pk, walt.id, "Something for you.", "a test")
    process.desk.wake()

    def ended() -> Effect | None:
        with process.store.read() as session:
            row = session.exec(select(Effect).where(Effect.idem_key == f"tell:{walt.id}:a test")).one()
            return row if row.finished_at else None

    row = stage.until(ended)
    assert (row.status, row.error) == ("cancelled", "This person's Slack account is deactivated.")
    assert stage.direct_messages("walt") == []


def test_a_whole_story_is_one_card_that_changes_and_no_noise(stage: Stage) -> None:
    """Each step edits the one card; its history stands in the thread."""
    channel = stage.home
    rita = stage.person("rita")
    case = stage.chirp_case().warned()
    case.grace_over()
    named = [
        each for each in rita.messages(channel) if case.key in each["text"] or case.key in shown_text(each)
    ]
    assert len([each for each in named if each["bot"] and not each["ephemeral"]]) == 1
    assert len(case.thread()) > 3
    assert not [each for each in stage.direct_messages("carla") if case.key in each]


def takers(stage: Stage) -> tuple[Person, Person]:
    return stage.person("rita"), stage.person("rob")


def filed(stage: Stage, matter: str) -> str:
    """File an account and return its case's key."""
    _, links = stage.on_x()
    form = stage.opens("rita", f"/takedown file {matter} {links[0]}")
    assert stage.person("rita").submit(form)["response_action"] == "update"
    stage.clear(stage.person("rita"))
    return stage.says("rita", f"/takedown find {links[0]}").partition(" ")[0]
