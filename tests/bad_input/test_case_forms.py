"""The forms of a case's life, filled in with what does not belong there, or by whom it does not become."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.simulator.person import Person, SlackSaidNo, shown_text
from tests.bad_input.stage import HOSTILE, PATIENCE, Json, Stage, errors_of

VISIBLE = [kind for kind in HOSTILE if kind != "nul"]


def body_of(view: Json) -> str:
    return str(next(iter(view["state"]["values"]["body"].values()))["value"])


def still_open(person: Person, view: Json, **typed: str) -> None:
    """Fail unless the form is still there with what was typed."""
    top = person.views()[-1]
    assert top["id"] == view["id"]
    for name, value in typed.items():
        assert next(iter(top["state"]["values"][name].values()))["value"] == value
    person.close_view(top, whole_stack=True)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: "Please take it down.",
        lambda body: body.replace("https://northlight.example/verify", "https://evil.example/verify"),
        lambda body: body.replace("Northlight Pictures", "Somebody Else"),
        lambda body: body + "\nBcc: everyone\u202egpj.exe",
        lambda body: body + "\nnul\x00",
        lambda body: body + "\n" + "z" * (3000 - len(body) - 1),
    ],
    ids=["nothing left", "another address", "another client", "right-to-left", "nul", "too long"],
)
def test_a_warning_that_lost_what_it_needs_is_not_put_before_anybody(
    stage: Stage, change: Callable[[str], str]
) -> None:
    rita = stage.people.rita
    form = stage.press(rita, stage.case(), "Request approval")
    typed = change(body_of(form))
    with stage.nothing_changes():
        assert list(errors_of(rita.submit(form, body=typed))) == ["body"]
    still_open(rita, form, body=typed)


def test_a_reason_is_needed_to_decline_and_stands_literally(stage: Stage) -> None:
    rob = stage.people.rob
    key = stage.case()
    stage.people.rita.submit(stage.press(stage.people.rita, key, "Request approval"))
    form = stage.press(rob, key, "Decline")
    with stage.nothing_changes():
        assert list(errors_of(rob.submit(form, reason=" \n "))) == ["reason"]
    still_open(rob, form, reason=" \n ")
    form = stage.press(rob, key, "Decline")
    assert rob.submit(form, reason=HOSTILE["mentions"])["response_action"] == "clear"
    assert "declined" in shown_text(stage.see(rob, key)).lower() or stage.see(rob, key)


@pytest.mark.parametrize("label", ["Approve", "Decline"])
def test_a_person_without_the_role_cannot_decide(stage: Stage, label: str) -> None:
    """Simon signs letters; a warning takes a reviewer or counsel."""
    simon = stage.people.simon
    key = stage.case()
    stage.people.rita.submit(stage.press(stage.people.rita, key, "Request approval"))
    before = stage.attempts()
    with stage.nothing_changes():
        place = stage.see(simon, key)
        simon.click(place, label)
        view = simon.views()[-1:] or [None]
        if view[0] is not None and view[0]["callback_id"] != "note":
            values = {"reason": "No"} if label == "Decline" else {}
            said = str(simon.submit(view[0], **values)) + str(simon.views())
            assert "role" in said or "approval takes" in said
        for each in simon.views()[-1:]:
            simon.close_view(each, whole_stack=True)
    assert stage.attempts() > before


def test_ones_own_text_cannot_be_approved(stage: Stage) -> None:
    rob = stage.people.rob
    key = stage.case()
    rob.submit(stage.press(rob, key, "Request approval"))
    before = stage.attempts()
    with stage.nothing_changes():
        rob.click(stage.see(rob, key), "Approve")
        assert rob.views() == []
        told = rob.message_with(stage.home, "This is your own text", PATIENCE)
    assert told["ephemeral"]
    assert stage.attempts() == before + 1


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("no link", "paste the link"),
        ("https://x.com/messages/1\u202e", "paste the link"),
        ("javascript:alert(1)", "paste the link"),
        ("<!channel>", "paste the link"),
        (" ", "paste the link"),
    ],
)
def test_a_proof_that_is_no_link_is_refused_at_its_field(
    stage: Stage, waiting: str, reference: str, said: str
) -> None:
    rita = stage.people.rita
    form = stage.press(rita, waiting, "I sent it")
    with stage.nothing_changes():
        assert said in errors_of(rita.submit(form, reference=reference))["reference"]
    still_open(rita, form, reference=reference)


def test_a_proof_from_the_future_or_from_before_the_approval_is_refused(stage: Stage, waiting: str) -> None:
    rita = stage.people.rita
    form = stage.press(rita, waiting, "I sent it")
    now = int(stage.desk.town.clock.now().timestamp())
    for moment, said in ((now + 7200, "future"), (now - 86_400, "before the approval")):
        with stage.nothing_changes():
            answer = rita.submit(form, reference="https://x.com/messages/1", sent_at=moment)
            assert said in errors_of(answer)["sent_at"]
    still_open(rita, form, reference="https://x.com/messages/1")


def test_only_the_person_named_in_the_text_sends_it(stage: Stage, waiting: str) -> None:
    rob = stage.people.rob
    with stage.nothing_changes():
        form = stage.press(rob, waiting, "I sent it")
        answer = rob.submit(form, reference="https://x.com/messages/1")
        assert "Rita Marsh" in str(errors_of(answer))
    rob.close_view(rob.views()[-1], whole_stack=True)


def test_sent_twice_is_recorded_once_and_the_second_is_told(stage: Stage) -> None:
    rita = stage.people.rita
    key = stage.approved()
    form = stage.press(rita, key, "I sent it")
    stale = stage.see(rita, key)
    rita.submit(form, reference="https://x.com/messages/77")
    before = stage.counts()["outward"]
    rita.click(stale, "I sent it")
    for view in rita.views()[-1:]:
        said = str(rita.submit(view, reference="https://x.com/messages/78"))
        assert "sent already" in said
        rita.close_view(view, whole_stack=True)
    assert stage.counts()["outward"] == before


@pytest.fixture(scope="module")
def waiting(shared_stage: Stage) -> str:
    """The key of a case with an approved warning that nobody sends."""
    return shared_stage.approved()


@pytest.fixture(scope="module")
def asked(shared_stage: Stage) -> str:
    """The key of a case whose person was asked."""
    return shared_stage.warned()


@pytest.mark.parametrize("kind", VISIBLE)
def test_a_hostile_reply_is_kept_as_it_was_said(stage: Stage, asked: str, kind: str) -> None:
    rita = stage.people.rita
    form = stage.press(rita, asked, "Record reply")
    answer = rita.submit(form, reply="agreed", quote=HOSTILE[kind][:3000])
    assert answer["response_action"] == "clear"
    assert stage.see(rita, asked)


def test_a_reply_without_a_kind_keeps_the_quote(stage: Stage, asked: str) -> None:
    rita = stage.people.rita
    form = stage.press(rita, asked, "Record reply")
    with stage.nothing_changes():
        assert list(errors_of(rita.submit(form, quote="They wrote this."))) == ["reply"]
    still_open(rita, form, quote="They wrote this.")


def test_an_outcome_that_cannot_be_is_refused(stage: Stage, asked: str) -> None:
    rita = stage.people.rita
    form = stage.press(rita, asked, "Record outcome")
    with stage.nothing_changes():
        assert "Nothing was changed" in str(errors_of(rita.submit(form, note="kept")))
        typed: dict[str, Any] = {"account": "suspended_until", "until": "2020-01-01", "note": "kept"}
        choices = [each["value"] for each in element(form, "account")["options"]]
        typed["account"] = next(value for value in choices if "suspend" in value)
        assert errors_of(rita.submit(form, **typed))
    still_open(rita, form, note="kept")


def element(view: Json, name: str) -> Json:
    found: Json = next(block["element"] for block in view["blocks"] if block.get("block_id") == name)
    return found


@pytest.mark.parametrize("kind", VISIBLE)
def test_a_hostile_reason_ends_and_reopens_a_case_literally(stage: Stage, kind: str) -> None:
    rob = stage.people.rob
    key = stage.case()
    reason = HOSTILE[kind][:1000]
    form = stage.press(rob, key, "Withdraw")
    assert rob.submit(form, reason=reason)["response_action"] == "clear"
    form = stage.press(rob, key, "Reopen")
    assert rob.submit(form, reason=reason)["response_action"] == "clear"
    assert stage.see(rob, key)


@pytest.mark.parametrize("label", ["Withdraw", "Reopen"])
def test_no_case_ends_or_begins_again_without_a_reason(stage: Stage, label: str) -> None:
    rob = stage.people.rob
    key = stage.case()
    if label == "Reopen":
        rob.submit(stage.press(rob, key, "Withdraw"), reason="The client wants it so.")
    form = stage.press(rob, key, label)
    with stage.nothing_changes():
        assert list(errors_of(rob.submit(form, reason=" \t "))) == ["reason"]
    still_open(rob, form, reason=" \t ")


def test_a_case_that_somebody_ended_meanwhile_says_so_and_by_whom(stage: Stage) -> None:
    rita, rob = stage.people.rita, stage.people.rob
    key = stage.case()
    stale = stage.see(rita, key)
    form = stage.press(rita, key, "Request approval")
    rob.submit(stage.press(rob, key, "Withdraw"), reason="Not ours.")
    with stage.nothing_changes():
        said = str(errors_of(rita.submit(form)))
        assert "withdrawn" in said
        assert "Rob Vance" in said
        rita.close_view(rita.views()[-1])
        rita.click(stale, "Request approval")
        told = rita.message_with(stage.home, "Meanwhile", PATIENCE)
    assert told["ephemeral"]
    assert f"<@{rob.id}>" in told["text"]


def test_what_a_reporter_may_not_do_is_refused_and_noted(stage: Stage) -> None:
    rita = stage.people.rita
    key = stage.case()
    form = stage.press(rita, key, "Withdraw")
    before = stage.attempts()
    with stage.nothing_changes():
        answer = rita.submit(form, how="refuse", reason="Parody.")
        assert "This takes the role" in str(errors_of(answer))
    still_open(rita, form, reason="Parody.")
    assert stage.attempts() == before + 1


@pytest.fixture(scope="module")
def over(shared_stage: Stage) -> str:
    """The key of a case whose person was asked, whose time is over, with evidence."""
    key = shared_stage.warned()
    shared_stage.shown_items(key)
    shared_stage.move(days=8)
    rita = shared_stage.people.rita
    rita.wait_for(lambda: "Escalate" in rita.buttons(shared_stage.see(rita, key)))
    return key


@pytest.mark.parametrize("field", ["rule", "explanation", "law", "contact_email"])
@pytest.mark.parametrize("kind", ["mentions", "markup", "nul", "formula", "emoji", "unbroken"])
def test_a_hostile_letter_is_refused_at_its_field_or_shown_exactly(
    stage: Stage, over: str, field: str, kind: str
) -> None:
    rita = stage.people.rita
    form = stage.press(rita, over, "Escalate")
    longest = element(form, field)["max_length"]
    typed = {
        "rule": "rule on private information",
        "explanation": "It shows home addresses.",
        field: HOSTILE[kind][:longest],
    }
    answer = rita.submit(form, **typed)
    assert answer["response_action"] in {"errors", "update"}
    if answer["response_action"] == "errors":
        assert set(answer["errors"]) <= {field}
        still_open(rita, form, **typed)
    else:
        rita.close_view(rita.views()[-1], whole_stack=True)


def test_a_letter_without_its_facts_is_refused(stage: Stage, over: str) -> None:
    rita = stage.people.rita
    form = stage.press(rita, over, "Escalate")
    with stage.nothing_changes():
        answer = rita.submit(form, rule=" ", explanation=" ")
        assert set(errors_of(answer)) <= {"rule", "explanation"}
    rita.close_view(rita.views()[-1], whole_stack=True)


def test_a_modal_opened_for_one_case_survives_that_another_took_it(stage: Stage) -> None:
    rita, rob = stage.people.rita, stage.people.rob
    key = stage.case()
    stale = stage.see(rita, key)
    rob.click(stage.see(rob, key), "Take")
    with stage.nothing_changes():
        rita.click(stale, "Take")
        told = rita.message_with(stage.home, "meanwhile", PATIENCE)
    assert f"<@{rob.id}>" in told["text"]


def test_a_value_that_was_never_offered_is_refused_by_slack_itself(stage: Stage, asked: str) -> None:
    rita = stage.people.rita
    form = stage.press(rita, asked, "Record reply")
    forged = {"text": {"type": "plain_text", "text": "x"}, "value": "drop table"}
    state = {"reply": {"reply": {"type": "static_select", "selected_option": forged}}}
    with stage.nothing_changes(), pytest.raises(SlackSaidNo):
        rita._do("submit", view_id=form["id"], state=state)
    rita.close_view(rita.views()[-1], whole_stack=True)
