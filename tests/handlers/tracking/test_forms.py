"""The smaller forms of a case: evidence, disputes, its end, deliveries in doubt, outcomes, many items."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.desk.core.refusals import Invalid, NotAllowed, Overtaken, Refusal
from bot.desk.tracking.outcomes import Outcomes, record_outcome
from bot.simulator.slack.block_kit.limits import VIEW_BYTES
from handlers.base.ids import Value
from handlers.evidence.evidence_form import evidence_view
from handlers.tracking.forms import outcome_view, reopen_view
from storage.vocabulary import (
    CaseStatus,
    EffectStatus,
    Ground,
    NoticeStatus,
    Outcome,
    Platform,
    RestrictionKind,
)
from tests.desk.office import CARLA, RITA, ROB, ROSA, SIGRID, Office
from tests.handlers.casework import Person, at, button_named, closed, labels, next_view, said, to_platform
from tests.handlers.office import view_accepted, written

FILE = {"id": "F9", "name": "screen.png", "size": 10}


def test_evidence_is_handed_over_for_items_by_number(office: Office) -> None:
    case_id = office.file("https://x.com/leakmirror/status/1", "https://x.com/leakmirror/status/2")
    rita = at(office, RITA)
    form = rita.opens(case_id, "Add evidence")
    chosen = next(each for each in form["blocks"] if each.get("block_id") == "items")["element"]
    assert [each["value"] for each in chosen["initial_options"]] == ["1", "2"]
    for typed, field in (
        ({"files": []}, "files"),
        ({"files": [{"id": "F", "name": "a.exe", "size": 1}]}, "files"),
        ({"files": [{"id": "F", "name": "a.png", "size": 10**8}]}, "files"),
        ({"files": [FILE], "items": []}, "items"),
    ):
        with pytest.raises(Invalid) as refused:
            rita.submit(form, **typed)
        assert refused.value.field == field
    assert closed(rita.submit(form, files=[FILE])) == ""
    assert [item.pending for item in office.facts(case_id).items] == [1, 1]
    assert "1 being fetched" in said(office, case_id)


def test_a_dispute_is_decided_by_another_reviewer(office: Office) -> None:
    case_id = to_platform(office, Ground.PRIVATE_INFO)
    at(office, RITA).does(case_id, "Record reply", reply="disputes", quote="It is mine.")
    form = at(office, ROB).opens(case_id, "Decide dispute")
    with pytest.raises(NotAllowed, match="You wrote to this person"):
        at(office, ROB).submit(form, verdict="rejected", reason="No.")
    closed(at(office, ROSA).does(case_id, "Decide dispute", verdict="upheld", reason="They are right."))
    assert "found that justified" in said(office, case_id)
    assert "Escalate" not in labels(at(office, ROB).card(case_id))
    assert [restriction.kind for restriction in office.facts(case_id).restrictions] == [RestrictionKind.DISPUTE]


def test_the_desk_does_not_take_a_case_on(office: Office) -> None:
    case_id = office.file()
    form = at(office, RITA).opens(case_id, "Withdraw")
    with pytest.raises(NotAllowed):
        at(office, RITA).submit(form, how="refuse", reason="Parody.")
    closed(at(office, ROSA).does(case_id, "Withdraw", how="refuse", reason="Parody."))
    assert "Not taken on" in said(office, case_id)


def test_a_case_is_taken_and_the_second_is_told_by_whom(office: Office) -> None:
    case_id = office.file()
    take = button_named(at(office, ROSA).card(case_id), "Take")
    at(office, ROSA).click(take)
    with pytest.raises(Overtaken, match=f"<@{ROSA}> took NLP-1 meanwhile"):
        at(office, CARLA).click(take)
    assert f"Owner <@{ROSA}>" in said(office, case_id)


@pytest.mark.parametrize(
    ("label", "status"),
    [
        ("Mark as sent", NoticeStatus.SENT),
        ("Send again", NoticeStatus.SENDING),
        ("Cancel", NoticeStatus.APPROVED),
    ],
)
def test_a_delivery_in_doubt_is_settled_on_the_card(office: Office, label: str, status: NoticeStatus) -> None:
    office.platforms.writes_by_itself()
    case_id = office.file()
    office.draft(case_id)
    office.approve(case_id, CARLA)
    office.order(case_id)
    office.mark(office.sendings(case_id)[-1].pk, EffectStatus.UNKNOWN)
    button = button_named(at(office, ROSA).card(case_id), label)
    at(office, ROSA).click(button)
    assert office.notice(case_id).status is status
    with pytest.raises(Overtaken, match=f"settled meanwhile.*<@{ROSA}>"):
        at(office, CARLA).click(button)


def test_a_long_text_is_copied_from_a_modal(office: Office) -> None:
    office.platforms.reports_by_hand()
    office.open_matter("BIG", Ground.HACKED_CONFIDENTIAL)
    case_id = office.file(*[f"https://x.com/leakmirror/status/{number}" for number in range(1, 21)])
    office.prove(case_id)
    office.ask(case_id)
    office.wait(days=8)
    office.letter(case_id)
    office.approve(case_id, ROSA)
    office.approve(case_id, SIGRID)
    view = at(office, ROB).opens(case_id, "Show the text to copy")
    parts = [
        each["elements"][0]["elements"][0]["text"] for each in view["blocks"] if each["type"] == "rich_text"
    ]
    assert "".join(parts[1:]) == office.notice(case_id).body


def decided(person: Person, button: dict[str, Any], typed: dict[str, str]) -> object:
    return person.submit(next_view(person.click(button)), **typed)


@pytest.mark.parametrize("who", ["U0NOBODY", "U0ADA"])
def test_whoever_may_not_decide_changes_nothing(office: Office, who: str) -> None:
    case_id = office.file()
    office.draft(case_id)
    before = office.case(case_id).version
    for label in ("Approve", "Decline"):
        button = button_named(at(office, ROSA).card(case_id), label)
        with pytest.raises(Refusal):
            decided(at(office, who), button, {"reason": "No."} if label == "Decline" else {})
    assert office.case(case_id).version == before


def test_the_forms_hold_hundreds_of_items_with_the_longest_addresses(office: Office) -> None:
    case_id = 0
    for start in range(1, 141, 20):
        numbers = range(start, start + 20)
        case_id = office.file(*[f"https://leaks.example/{number}/{'a' * 1900}" for number in numbers])
    facts = office.facts(case_id)
    assert len(facts.items) == 140
    for make in (evidence_view, outcome_view, reopen_view):
        view = make(facts, Value(case=case_id, version=1))
        view_accepted(view)
        assert len(json.dumps(view)) < VIEW_BYTES
    assert "115 items more" in written(outcome_view(facts, Value(case=case_id))["blocks"])


def test_the_end_of_a_suspension_is_a_day_to_come(office: Office) -> None:
    case_id = to_platform(office, Ground.PRIVATE_INFO)
    form = at(office, ROB).opens(case_id, "Record outcome")
    with pytest.raises(Invalid) as refused:
        at(office, ROB).submit(form, account="account_suspended", until="2020-01-01")
    assert refused.value.field == "until"
    closed(at(office, ROB).submit(form, account="account_suspended", until="2027-01-31"))
    until = office.facts(case_id).account_outcome_until
    assert until is not None
    assert until.isoformat() == "2027-01-31T05:00:00+00:00"


def test_an_overdue_reopened_case_keeps_its_date(office: Office) -> None:
    case_id = office.file(account="leakmirror")
    office.ask(case_id)
    found = Outcomes({1: Outcome.GONE_CAUSE_UNKNOWN})
    record_outcome(office.desk, office.actor(ROB), case_id, found)
    office.wait(days=8)
    closed(at(office, ROB).does(case_id, "Reopen", reason="It is back.", items=["1"]))
    assert office.case(case_id).status is CaseStatus.GRACE_OVER
    assert office.case(case_id).platform is Platform.X
    assert office.clock.now() > (office.case(case_id).grace_ends_at or office.clock.now()) - timedelta(days=1)
