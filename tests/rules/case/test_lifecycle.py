"""The lifecycle over every status and every action."""

import itertools

import pytest

from bot.rules.case.lifecycle import (
    REVIEWS,
    TABLE,
    Action,
    Past,
    WrongStatus,
    after,
    may,
    picture,
    possible_targets,
)
from storage.vocabulary import ENDED, CaseStatus
from tests.source_tree import ROOT

PASTS = [
    Past(before, warned, over, escalated)
    for before in (None, CaseStatus.OPEN, CaseStatus.GRACE_OVER, CaseStatus.ESCALATED)
    for warned, over, escalated in itertools.product((False, True), repeat=3)
]


@pytest.mark.parametrize("status", CaseStatus)
@pytest.mark.parametrize("action", Action)
def test_every_action_from_every_status_leads_along_the_table_or_is_refused(
    status: CaseStatus, action: Action
) -> None:
    for past in PASTS:
        if not may(status, action):
            with pytest.raises(WrongStatus):
                after(status, action, past)
        elif action in {Action.DECLINE, Action.EDIT, Action.EXPIRE}:
            assert after(status, action, past) == (past.before_review or CaseStatus.OPEN)
        else:
            assert after(status, action, past) in possible_targets(status, action)


def test_nothing_is_approved_without_a_review_and_nothing_sent_without_an_approval() -> None:
    for status in CaseStatus:
        approved_from = {CaseStatus.WARNING_REVIEW, CaseStatus.ESCALATION_REVIEW}
        sent_from = {CaseStatus.WARNING_APPROVED, CaseStatus.ESCALATION_APPROVED}
        assert may(status, Action.APPROVE) == (status in approved_from)
        assert may(status, Action.SENT) == (status in sent_from)


def test_every_status_can_be_reached_from_open() -> None:
    reached, frontier = {CaseStatus.OPEN}, {CaseStatus.OPEN}
    while frontier:
        frontier = {
            target
            for status in frontier
            for action in TABLE[status]
            for target in possible_targets(status, action)
        } - reached
        reached |= frontier
    assert reached == set(CaseStatus)


def test_an_ended_case_can_only_be_reopened() -> None:
    for status in ENDED:
        assert set(TABLE[status]) == {Action.REOPEN}


@pytest.mark.parametrize("status", sorted(REVIEWS))
def test_a_review_leads_back_only_to_where_such_a_review_starts(status: CaseStatus) -> None:
    for target in possible_targets(status, Action.DECLINE):
        review = CaseStatus.WARNING_REVIEW if "warning" in status else CaseStatus.ESCALATION_REVIEW
        assert review in {next(iter(possible_targets(target, action)), None) for action in TABLE[target]}


def test_reopening_forgets_nothing_that_was_sent() -> None:
    def reopened(*, warned: bool, over: bool, escalated: bool) -> CaseStatus:
        return after(CaseStatus.RESOLVED, Action.REOPEN, Past(None, warned, over, escalated))

    assert reopened(warned=False, over=False, escalated=False) is CaseStatus.OPEN
    assert reopened(warned=True, over=False, escalated=False) is CaseStatus.WARNED
    assert reopened(warned=True, over=True, escalated=False) is CaseStatus.GRACE_OVER
    assert reopened(warned=True, over=True, escalated=True) is CaseStatus.ESCALATED


def test_the_picture_shows_every_arrow_of_the_table() -> None:
    drawn = [line.strip() for line in picture().splitlines()]
    everywhere = {Action.RESOLVE, Action.WITHDRAW}
    for status, action in itertools.product(CaseStatus, Action):
        for target in possible_targets(status, action):
            start = "live" if action in everywhere else str(status)
            end = "live" if action is Action.REOPEN else str(target)
            arrows = [line for line in drawn if line.startswith(f"{start} --> {end}: ")]
            assert any(action.value.replace("_", " ") in arrow for arrow in arrows), (status, action)


def test_the_picture_shows_no_arrow_that_is_not_in_the_table() -> None:
    between = [
        line.strip() for line in picture().splitlines() if line.startswith("        ") and "[*]" not in line
    ]
    for line in between:
        start, _, rest = line.partition(" --> ")
        end, _, labels = rest.partition(": ")
        for label in labels.split(", "):
            action = Action(label.replace(" ", "_"))
            assert CaseStatus(end) in possible_targets(CaseStatus(start), action)


def test_the_readme_shows_the_picture_as_it_is_now() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{picture()}\n```" in readme
