"""Slack's wish for patience holds for the method and the channel it was said about, and for nothing else."""

from bot.simulator.slack.state.stress import Fault, FaultKind
from tests.bad_input.stage import Stage
from tests.handlers.slack.test_slack_in_trouble import file_into, knows, open_matter, settled, trouble

PATIENCE = 5
WAIT = Fault(FaultKind.RATE_LIMITED, seconds=PATIENCE)


def taken(stage: Stage, *keys: str) -> None:
    """Have somebody take these cases, and wait until cards and threads tell it."""
    for key in keys:
        stage.people.rob.click(stage.see(stage.people.rob, key), "Take")
    for key in keys:
        settled(stage, key)


def test_no_card_is_changed_before_the_time_is_over_and_threads_go_on(stage: Stage) -> None:
    keys = [stage.case(), stage.case()]
    for key in keys:
        settled(stage, key)
    seen = trouble(stage, chat_update=[WAIT])
    taken(stage, *keys)
    first, *others = seen.of("chat.update")
    assert len(others) >= 2
    assert min(others) - first >= PATIENCE
    assert min(seen.of("chat.postMessage")) - first < PATIENCE


def test_one_channel_waits_and_the_other_does_not(stage: Stage) -> None:
    slack = stage.desk.town.slack
    people = [each.id for each in vars(stage.people).values()]
    channel = slack.add_channel("elsewhere", [*people, slack.bot_user_id])
    open_matter(stage, "ELS", channel)
    stage.people.ada.wait_for(knows(stage, "ELS"))
    keys = [stage.case(), file_into(stage, "ELS", "https://x.com/elsewhere/status/5")]
    for key in keys:
        settled(stage, key)
    seen = trouble(stage, chat_postMessage=[WAIT])
    taken(stage, *keys)
    first, second, third = seen.of("chat.postMessage")
    assert second - first < PATIENCE
    assert third - first >= PATIENCE
