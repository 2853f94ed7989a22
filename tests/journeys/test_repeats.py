"""What comes twice counts once: requests that Slack delivers again, and forms handed in twice at once."""

from concurrent.futures import ThreadPoolExecutor

from bot.simulator.person import Person, SlackSaidNo
from bot.simulator.slack.state.stress import Stress
from tests.journeys.case import Case, Json
from tests.journeys.stage import Stage


def envelope(stage: Stage, event: Json) -> Json:
    """Return an event as Slack delivers it, and delivers it again if nobody acknowledged it."""
    slack = stage.desk.town.slack
    return {
        "token": "verification",
        "team_id": slack.team_id,
        "api_app_id": "A0LOCAL",
        "event": event | {"event_ts": "1.0"},
        "type": "event_callback",
        "event_id": f"EvREPEATED{stage.now.timestamp():.0f}",
        "event_time": int(stage.now.timestamp()),
        "authorizations": [{"team_id": slack.team_id, "user_id": slack.bot_user_id, "is_bot": True}],
    }


def handed_in(person: Person, form: Json) -> str:
    try:
        return str(person.submit(form).get("response_action"))
    except SlackSaidNo as gone:
        return str(gone.error)


def test_a_redelivered_event_is_handled_once(stage: Stage) -> None:
    slack, rob = stage.desk.town.slack, stage.person("rob")
    calls: list[str] = []
    slack.stress = Stress(fault=calls.append)
    try:
        event = {"type": "app_home_opened", "user": rob.id, "channel": rob.im(), "tab": "home"}
        repeated = envelope(stage, event)
        for _ in range(3):
            slack.redeliver(repeated)
        stage.until(lambda: "views.publish" in calls)
        case = stage.chirp_case(shown=False)
        case.click("rob", "Take")
        case.until(f"Owner <@{rob.id}>")
        stage.until(lambda: calls.count("views.publish") >= 2)
    finally:
        slack.stress = Stress()
    published = calls.count("views.publish")
    assert published <= 3, calls
    assert case.key in str(rob.see_home())


def test_a_form_handed_in_twice_at_once_files_once(stage: Stage) -> None:
    _, links = stage.account()
    rita = stage.person("rita")
    form = stage.opens("rita", f"/takedown file NLP {links[0]}")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: handed_in(rita, form), range(2)))
    found = stage.says("rita", f"/takedown find {links[0]}")
    assert "Found for" not in found
    case = Case(stage, found.partition(" ")[0], tuple(links))
    assert case.told("Item 1 was added").count("Filed by") == 1
    assert "Item 2" not in case.thread()


def test_approval_is_asked_for_once(stage: Stage) -> None:
    case = stage.chirp_case()
    form, rita = case.press("rita", "Request approval"), stage.person("rita")
    with ThreadPoolExecutor(3) as pool:
        said = list(pool.map(lambda _: handed_in(rita, form), range(3)))
    assert "clear" in said
    case.offering("Approve")
    review, rob = case.press("rob", "Approve"), stage.person("rob")
    with ThreadPoolExecutor(3) as pool:
        said = list(pool.map(lambda _: handed_in(rob, review), range(3)))
    assert "clear" in said
    case.offering("Send warning")
    told = case.told("has all its approvals")
    assert told.count("asked for approval of the warning") == 1
    assert told.count("approved the warning as reviewer") == 1
