"""People who may not decide, or no longer; and letters with hostile facts."""

import re

import pytest
from sqlmodel import select

from bot.desk.core.access import may_decide
from bot.simulator.person import Person, shown_text
from storage.models import Member
from tests.bad_input.stage import HOSTILE, PATIENCE, Json, Stage, errors_of
from tests.bad_input.test_case_forms import element, still_open

CALM = {
    "work_titles": "The Long Tide",
    "part": "page 12",
    "fair_use": "The whole script was posted without a word of comment, and its market is harmed by it.",
    "agent_looked_up": "2026-11-20",
}


@pytest.mark.parametrize("fact", ["is_restricted", "deleted"])
def test_a_guest_or_a_deactivated_person_cannot_approve(stage: Stage, fact: str) -> None:
    slack, rob = stage.desk.town.slack, stage.people.rob
    key = stage.case()
    stage.people.rita.submit(stage.press(stage.people.rita, key, "Request approval"))
    form = stage.press(rob, key, "Approve")
    slack.change_user(rob.id, **{fact: True})
    try:
        rob.wait_for(lambda: not may_decide(known(stage, rob)))
        before = stage.attempts()
        with stage.nothing_changes():
            rob.submit(form)
            assert "cannot decide" in shown_text(rob.views()[-1])
        assert stage.attempts() == before + 1
        rob.close_view(rob.views()[-1])
    finally:
        slack.change_user(rob.id, **{fact: False})
        rob.wait_for(lambda: may_decide(known(stage, rob)))
    assert rob.submit(form)["response_action"] == "clear"


def known(stage: Stage, person: Person) -> Member | None:
    """Return what the desk knows of a person."""
    with stage.desk.process.store.read() as session:
        return session.exec(select(Member).where(Member.user_id == person.id)).first()


def test_a_role_taken_while_the_form_was_open_no_longer_decides(stage: Stage) -> None:
    ada, rob = stage.people.ada, stage.people.rob
    key = stage.case()
    stage.people.rita.submit(stage.press(stage.people.rita, key, "Request approval"))
    form = stage.press(rob, key, "Approve")
    stage.say(ada, "/takedown roles remove @rob reviewer")
    try:
        with stage.nothing_changes():
            assert "role" in str(rob.submit(form)) + str(rob.views())
    finally:
        stage.say(ada, "/takedown roles add @rob reviewer")
    for view in rob.views()[-1:]:
        rob.close_view(view, whole_stack=True)


def test_whoever_left_the_channel_is_shown_nothing_of_its_cases(stage: Stage) -> None:
    slack, simon = stage.desk.town.slack, stage.people.simon
    key = stage.case()
    seen = stage.see(simon, key)
    slack.remove_member(stage.home, simon.id)
    elsewhere = slack.channel_named("press-watch") or ""
    try:
        said = simon.wait_for(
            lambda: "no such case" in shown_text(simon.command(f"/takedown case {key}", elsewhere) or {})
        )
        assert said
        with stage.nothing_changes():
            simon.click(seen, "Take")
            simon.message_with(simon.im(), "There is no such case", PATIENCE)
    finally:
        slack.add_member(stage.home, simon.id)
    simon.wait_for(lambda: key in shown_text(simon.command(f"/takedown case {key}", elsewhere) or {}))
    assert {each.error for each in slack.refused} == {"user_not_in_channel"}
    slack.refused.clear()


def test_buttons_of_a_case_do_nothing_for_a_person_without_a_role(stage: Stage) -> None:
    nell = stage.nell
    key = stage.case()
    card = stage.card(key)
    labels = [
        label
        for label in nell.buttons(card)
        if label in {"Request approval", "Add evidence", "Take", "Withdraw"}
    ]
    assert len(labels) == 4
    before = stage.attempts()
    with stage.nothing_changes():
        for label in labels:
            nell.click(card, label)
        assert nell.views() == []
        nell.message_with(stage.home, "role", PATIENCE)
    assert stage.attempts() == before + len(labels)


def ready_for(stage: Stage, ground: str, number: int) -> str:
    """Return the key of a case on a ground, with evidence, that may go to the platform at once."""
    rita, carla = stage.people.rita, stage.people.carla
    form = stage.form(rita, "/takedown file")
    rita.submit(form, matter="NLP", urls=f"https://x.com/on_{ground}/status/{number}", ground=ground)
    key = re.findall(r"NLP-\d+", shown_text(rita.views()[-1]))[0]
    rita.close_view(rita.views()[-1], whole_stack=True)
    stage.shown_items(key)
    if "Request a waiver" in rita.buttons(stage.see(rita, key)):
        rita.submit(stage.press(rita, key, "Request a waiver"), reason="It is sold there at this moment.")
        carla.click(stage.see(carla, key), "Grant the waiver")
    return key


@pytest.fixture(scope="module")
def keys(shared_stage: Stage) -> dict[str, str]:
    """The keys of a case about a copied work, and of one about hacked material."""
    grounds = ("copyright_us", "hacked_confidential")
    return {ground: ready_for(shared_stage, ground, 900 + n) for n, ground in enumerate(grounds)}


@pytest.fixture
def copied(keys: dict[str, str]) -> str:
    return keys["copyright_us"]


FIELDS = [
    *(("copyright_us", name) for name in (
        "addressee", "work_titles", "part", "fair_use", "first_published", "registration",
        "contact_address", "contact_phone", "contact_email",
    )),
    *(("hacked_confidential", name) for name in (
        "addressee", "explanation", "public_report", "data_type", "rule", "account_rule", "contact_desk",
        "contact_email",
    )),
]  # fmt: skip
HACKED = {
    "data_type": "telephone numbers",
    "rule": "rule on hacked material",
    "account_rule": "rule on repeated violations",
    "explanation": "Files were copied.",
}


@pytest.mark.parametrize("kind", ["mentions", "right-to-left", "header", "emoji"])
@pytest.mark.parametrize(("ground", "field"), FIELDS)
def test_hostile_facts_of_a_letter_stay_at_their_field_or_are_shown_exactly(
    stage: Stage, keys: dict[str, str], ground: str, field: str, kind: str
) -> None:
    rita = stage.people.rita
    form = escalated(stage, keys[ground])
    usual = CALM if ground == "copyright_us" else HACKED
    longest = element(form, field)["max_length"]
    requests = {} if ground == "copyright_us" else {"requests": list(REQUESTS)}
    typed = usual | {"signatory": stage.people.simon.id, field: HOSTILE[kind][:longest]}
    before = stage.outside()
    answer = rita.submit(form, **typed, **requests)
    if answer["response_action"] == "errors":
        assert set(answer["errors"]) == {field}, answer
        still_open(rita, form, **{field: typed[field]})
    else:
        assert answer["response_action"] == "update"
        rita.close_view(rita.views()[-1], whole_stack=True)
    assert stage.outside() == before


REQUESTS = ("act_on_items", "account_action", "forward_to_holder", "standing_request", "preservation")


def escalated(stage: Stage, key: str) -> Json:
    """Open the letter's form: from the button, or from the draft that was kept."""
    rita = stage.people.rita
    place = stage.see(rita, key)
    rita.click(place, "Escalate" if "Escalate" in rita.buttons(place) else "Edit")
    return rita.views()[-1]


def test_the_signer_of_a_notice_is_neither_its_author_nor_just_anybody(stage: Stage, copied: str) -> None:
    rita = stage.people.rita
    for signer in (rita.id, stage.people.rob.id, stage.nell.id):
        form = escalated(stage, copied)
        with stage.nothing_changes():
            assert list(errors_of(rita.submit(form, **(CALM | {"signatory": signer})))) == ["signatory"]
        rita.close_view(rita.views()[-1], whole_stack=True)


def test_a_day_that_is_no_date_is_refused_by_slack(stage: Stage, copied: str) -> None:
    rita: Person = stage.people.rita
    form = escalated(stage, copied)
    with stage.nothing_changes():
        answer = rita.submit(form, **(CALM | {"signatory": stage.people.simon.id, "agent_looked_up": None}))
        assert list(errors_of(answer)) == ["agent_looked_up"]
    rita.close_view(rita.views()[-1], whole_stack=True)
