"""Who may approve what: never one's own text, two different people, one exact content, 24 hours."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from bot.simulator.person import shown_text
from tests.journeys.case import Case, Json
from tests.journeys.stage import Stage


def tried(case: Case, name: str, form: Json | None = None) -> str:
    """Have a person try to approve; return what they are told, or `taken`."""
    person = case.stage.person(name)
    form = form or case.press(name, "Approve")
    done = person.submit(form)
    if done.get("response_action") == "clear":
        return "taken"
    said = str(done.get("errors") or "") + "".join(shown_text(each) for each in person.views()[-1:])
    case.stage.clear(person)
    return said


def test_nobody_approves_their_own_text_or_without_the_role(stage: Stage) -> None:
    case = stage.chirp_case()
    case.hand_in("rob", "Request approval")
    case.offering("Approve")
    assert "This is your own text" in case.answered("rob", "Approve")
    assert "takes reviewer or counsel" in tried(case, "rita")
    assert "Send warning" not in case.buttons()
    assert tried(case, "carla") == "taken"
    case.offering("Send warning")


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ({"is_restricted": True}, "A guest"),
        ({"deleted": True}, "A deactivated account"),
        ({"team_id": "T0ELSEWHERE"}, "Someone from another workspace"),
        ({"is_bot": True}, "A bot"),
    ],
)
def test_only_full_members_of_the_team_decide(stage: Stage, facts: dict[str, Any], who: str) -> None:
    name = "vera" + "".join(facts).replace("_", "")
    vera = stage.newcomer(name, "Vera Roth", "reviewer")
    case = stage.chirp_case().asked(approver=name)
    card = case.offering("Send warning")
    other = stage.chirp_case().hand_in("rita", "Request approval")
    other.offering("Approve")
    stage.change(vera, **facts)
    assert f"{who} cannot decide here." in tried(other, name)
    assert "approvals behind this text" in case.answered("rita", "Send warning", card)
    case.until("*Send warning*: The approvals behind this text are missing or no longer valid.")
    case.nothing_arrives()


def test_two_people_at_once_fill_a_slot_once(stage: Stage) -> None:
    case = stage.chirp_case().unasked().drafted()
    forms = {name: case.press(name, "Approve") for name in ("rob", "ada")}
    ready = Barrier(2)

    def submit(name: str) -> str:
        ready.wait(30)
        return tried(case, name, forms[name])

    with ThreadPoolExecutor(2) as pool:
        said = dict(zip(forms, pool.map(submit, forms), strict=True))
    [winner] = [name for name, word in said.items() if word == "taken"]
    [loser] = said.keys() - {winner}
    names = {"rob": "Rob Vance", "ada": "Ada Quill"}
    assert f"{names[winner]} was quicker: this approval is given already." in said[loser]
    case.until("waits for a counsel or signatory", f"approved by <@{stage.person(winner).id}>")
    assert "waits for a reviewer" not in case.text()
    assert tried(case, "simon") == "taken"
    case.offering("Send escalation")


def test_declining_takes_a_reason_and_leads_back(stage: Stage) -> None:
    case = stage.chirp_case().hand_in("rita", "Request approval")
    assert "reason" in case.refused("rob", "Decline", reason="  ")
    assert "edit it instead" in case.answered("rita", "Decline")
    case.hand_in("rob", "Decline", reason="Too *sharp*; see <https://evil.example|this> <!here>")
    said = case.until(f"Declined by <@{stage.person('rob').id}>", "Filed, nobody asked yet")
    assert "<https://evil.example" not in said
    assert "<!here>" not in said
    case.withdrawn("Approve")
    case.told("declined the warning")
    form = case.press("rita", "Request approval")
    [body] = [each["element"]["initial_value"] for each in form["blocks"] if each["type"] == "input"]
    stage.person("rita").submit(form, body=body.replace("Would you", "Could you"))
    case.until("Message waits for approval")
    assert "Declined by" not in case.text()


def test_an_edit_voids_the_approvals_and_says_so(stage: Stage) -> None:
    case = stage.chirp_case().unasked().drafted()
    case.hand_in("rob", "Approve")
    case.until("approved by")
    old = case.card()
    form = case.press("rita", "Edit")
    rita = stage.person("rita")
    assert "voids every approval" in shown_text(form)
    done = rita.submit(form, explanation="It shows phone numbers of people who never agreed to that.")
    assert done["response_action"] == "update"
    assert "1 approval given before no longer counts" in shown_text(rita.modal())
    case.until("a draft, nobody is asked to approve it yet")
    assert "approved by" not in case.text()
    rita.submit(rita.modal())
    case.until("waits for a reviewer and a counsel or signatory")
    case.told("took the report to the platform back to edit it; 1 approval no longer counts")
    form = case.press("carla", "Approve", card=old)
    assert "phone numbers of people who never agreed" in shown_text(form)


def test_an_approved_warning_that_is_edited_needs_approval_anew(stage: Stage) -> None:
    case = stage.chirp_case().asked()
    stale = case.offering("Send warning")
    form = case.press("rita", "Edit")
    rita = stage.person("rita")
    [body] = [each["element"]["initial_value"] for each in form["blocks"] if each["type"] == "input"]
    assert "code" in str(rita.submit(form, body="Take it down or else.")["errors"]["body"]).lower()
    assert "Nothing was changed" in rita.submit(form, body=body)["errors"]["body"]
    rita.submit(form, body=body.replace("Would you", "Could you"))
    assert "1 approval given before no longer counts" in shown_text(rita.modal())
    rita.submit(rita.modal())
    case.offering("Approve")
    said = case.answered("rita", "Send warning", card=stale)
    assert "not approved" in said
    assert "Meanwhile" in said
    case.nothing_arrives()
    assert tried(case, "ada") == "taken"
    case.click("rita", "Send warning")
    case.until("Asked first")
    [sent] = case.inbox()
    assert "Could you" in sent


def test_approvals_hold_for_24_hours(stage: Stage) -> None:
    case = stage.chirp_case().unasked().drafted()
    assert tried(case, "rob") == "taken"
    stage.move(hours=20)
    assert tried(case, "carla") == "taken"
    case.until("to be sent before")
    stage.move(hours=4, minutes=1)
    case.until("a draft, nobody is asked to approve it yet")
    case.withdrawn("Send escalation")
    case.told("passed before the report to the platform was sent: its approvals no longer count")
    assert stage.mails(case.key) == []
    case.hand_in("rita", "Request approval")
    assert tried(case, "carla") == "taken"
    assert tried(case, "rob") == "taken"
    case.offering("Send escalation")


def test_a_stale_button_says_what_happened_and_by_whom(stage: Stage) -> None:
    case = stage.chirp_case().hand_in("rita", "Request approval")
    stale = case.offering("Approve")
    form = case.press("carla", "Approve")
    assert tried(case, "rob") == "taken"
    case.offering("Send warning")
    rob = stage.person("rob").id
    assert f"<@{rob}> approved" in case.answered("ada", "Approve", card=stale)
    assert "Rob Vance approved" in tried(case, "carla", form)
    case.click("rita", "Send warning")
    case.until("Asked first")
    assert "sent already" in case.answered("ada", "Decline", card=stale)


def test_pressing_twice_sends_once(stage: Stage) -> None:
    case = stage.chirp_case().asked()
    card = case.offering("Send warning")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda name: case.click(name, "Send warning", card), ("rita", "rob", "rita")))
    case.until("Asked first")
    case.nothing_arrives()
    assert len(case.inbox()) == 1
    assert case.told("The warning was sent").count("had the warning sent") == 1
