"""The Home tab: exactly what waits for this person, what they look after, and how the desk stands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.case.labels import Label
from bot.desk.lists.home import HomeFacts, Paused, home_facts
from handlers.lists.home_view import home_view
from storage.lists.digest import Listed
from storage.lists.top_rows import Length
from storage.models import Approval, Item, NoticeItem
from storage.vocabulary import (
    ApprovalSlot,
    CaseStatus,
    Decision,
    Ground,
    ItemKind,
    NoticeKind,
    NoticeStatus,
    Role,
)
from tests.handlers import shelf
from tests.handlers.digest.test_digests import a_case, a_notice
from tests.handlers.filing.test_filing import HOSTILE
from tests.handlers.office import Someone, button, buttons, employ, opened, view_accepted, written
from tests.support.database import TUESDAY


@pytest.fixture
def matter_id(rita: Someone) -> int:
    return shelf.matter(rita.desk.store, rita.workspace_id)


def facts_of(person: Someone) -> HomeFacts:
    with person.desk.store.read() as session:
        work = person.desk.within(session, person.desk.clock.now())
        return home_facts(work, person.actor(None))


def waits_for(person: Someone) -> list[str]:
    return [each.case.key for each in facts_of(person).waiting.rows]


def seen(person: Someone) -> str:
    view = home_view(facts_of(person))
    view_accepted(view)
    return written(view["blocks"])


def put_notice(
    person: Someone, matter_id: int, number: int, kind: NoticeKind, **facts: object
) -> tuple[int, str]:
    """Put a text into review; return its id and content hash."""
    with person.desk.store.write() as session:
        case = shelf.case(session, person.workspace_id, matter_id, number)
        notice = shelf.notice(session, case, kind=kind, **facts)  # type: ignore[arg-type]
        session.flush()
        return notice.pk, notice.content_hash


def approve(
    person: Someone, notice: tuple[int, str], slot: ApprovalSlot, user_id: str, *, hours: int = 24
) -> None:
    with person.desk.store.write() as session:
        session.add(
            Approval(
                workspace_id=person.workspace_id,
                notice_id=notice[0],
                content_hash=notice[1],
                slot=slot,
                user_id=user_id,
                role=Role.REVIEWER,
                decision=Decision.APPROVED,
                at=TUESDAY,
                expires_at=TUESDAY + timedelta(hours=hours),
            )
        )


def test_what_waits_is_what_this_person_may_decide(rita: Someone, carla: Someone, matter_id: int) -> None:
    put_notice(rita, matter_id, 1, NoticeKind.WARNING)
    put_notice(rita, matter_id, 2, NoticeKind.WARNING, author="U1RITA")
    put_notice(rita, matter_id, 3, NoticeKind.LETTER)
    put_notice(rita, matter_id, 4, NoticeKind.WARNING, status=NoticeStatus.APPROVED)
    assert waits_for(rita) == ["NLP-1", "NLP-3"]
    assert waits_for(carla) == ["NLP-1", "NLP-2", "NLP-3"]


def test_a_slot_that_is_filled_waits_for_nobody(rita: Someone, carla: Someone, matter_id: int) -> None:
    letter = put_notice(rita, matter_id, 1, NoticeKind.LETTER)
    approve(rita, letter, ApprovalSlot.A, "U1OTHER")
    assert (waits_for(rita), waits_for(carla)) == ([], ["NLP-1"])
    approve(rita, letter, ApprovalSlot.B, "U1CARLA")
    assert waits_for(carla) == []


def test_an_approval_that_ran_out_leaves_its_slot_free(rita: Someone, matter_id: int) -> None:
    approve(rita, put_notice(rita, matter_id, 1, NoticeKind.WARNING), ApprovalSlot.A, "U1OTHER", hours=0)
    assert waits_for(rita) == ["NLP-1"]


def test_a_legal_notice_waits_for_the_one_who_signs_it(rita: Someone, carla: Someone, matter_id: int) -> None:
    sam = employ(rita.desk, rita.workspace_id, "U1SAM", "signatory")
    sue = employ(rita.desk, rita.workspace_id, "U1SUE", "signatory")
    put_notice(rita, matter_id, 1, NoticeKind.LEGAL_NOTICE, signatory="U1SAM")
    assert [waits_for(each) for each in (sam, sue, carla, rita)] == [["NLP-1"], [], [], ["NLP-1"]]


def test_a_threat_that_can_be_sued_on_waits_for_counsel(rita: Someone, carla: Someone, matter_id: int) -> None:
    notice_id, _ = put_notice(rita, matter_id, 1, NoticeKind.WARNING)
    with rita.desk.store.write() as session:
        item = Item(
            workspace_id=rita.workspace_id,
            case_id=1,
            number=1,
            url="https://x.com/a/status/1",
            url_key="x:1",
            kind=ItemKind.COPY,
            ground=Ground.TRADEMARK,
            filed_by="U1RITA",
            created_at=TUESDAY,
        )
        session.add(item)
        session.flush()
        session.add(NoticeItem(workspace_id=rita.workspace_id, notice_id=notice_id, item_id=item.pk))
    assert (waits_for(rita), waits_for(carla)) == ([], ["NLP-1"])


def test_what_is_not_shown_does_not_wait(rita: Someone, matter_id: int) -> None:
    outsider = employ(rita.desk, rita.workspace_id, "U1OUT", "reviewer", channel="C9ELSEWHERE")
    put_notice(rita, matter_id, 1, NoticeKind.WARNING)
    assert waits_for(outsider) == []


def test_the_queue_is_ordered_by_deadline_and_overdue_stands_apart(rita: Someone, matter_id: int) -> None:
    deadlines = {1: None, 2: timedelta(hours=5), 3: timedelta(hours=-5), 4: timedelta(hours=1)}
    for number, ahead in deadlines.items():
        deadline = TUESDAY + ahead if ahead else None
        shelf.cases(rita.desk.store, rita.workspace_id, matter_id, [number], owner="U1RITA", deadline=deadline)
    shelf.cases(rita.desk.store, rita.workspace_id, matter_id, [5], owner="U9")
    shelf.cases(rita.desk.store, rita.workspace_id, matter_id, [6], owner="U1RITA", status=CaseStatus.RESOLVED)
    facts = facts_of(rita)
    assert [case.key for case in facts.queue.rows] == ["NLP-4", "NLP-2", "NLP-1"]
    assert [case.key for case in facts.overdue.rows] == ["NLP-3"]
    said = seen(rita)
    assert said.index("Waiting for you") < said.index("NLP-3*") < said.index("NLP-4*")


def test_the_tab_of_a_new_person_says_what_to_do(rita: Someone, stranger: Someone) -> None:
    said = seen(rita)
    assert "No text waits for your approval." in said
    assert "You own no open case." in said
    assert "Your roles: reviewer." in said
    assert "You have no role at this desk yet" in seen(stranger)


def test_quick_actions_work(rita: Someone, matter_id: int) -> None:
    view = home_view(facts_of(rita))
    titles = [opened(rita.click(each, channel=None))["title"]["text"] for each in buttons(view["blocks"])]
    assert titles == ["File a takedown", "Takedowns", "Takedowns", "How this works"]


def test_a_case_is_shown_from_the_tab(rita: Someone, matter_id: int) -> None:
    shelf.cases(rita.desk.store, rita.workspace_id, matter_id, [1], owner="U1RITA")
    view = home_view(facts_of(rita))
    assert "NLP-1" in opened(rita.click(button(view["blocks"], "Show"), channel=None))["title"]["text"]


def test_a_pause_stands_first(rita: Someone, carla: Someone) -> None:
    carla.command("pause " + "&lt;!channel&gt; why")
    said = seen(rita)
    assert said.startswith("*Nothing goes outside.* <@U1CARLA> paused the desk")
    assert "<!channel>" not in said


@given(account=st.text(max_size=255), reason=st.text(max_size=600), total=st.integers(10, 10_000))
def test_nothing_breaks_the_tab(account: str, reason: str, total: int) -> None:
    cases = tuple(a_case(number, account) for number in range(10))
    facts = HomeFacts(
        user_id="U1RITA",
        roles=tuple(Role),
        paused=Paused("U1CARLA", TUESDAY, reason),
        waiting=Listed(tuple(a_notice(number, account=account) for number in range(10)), Length(total)),
        overdue=Listed(cases, Length(total)),
        queue=Listed(cases, Length(total)),
        labels={number: Label(account + HOSTILE) for number in range(5)},
    )
    for each in (facts, replace(facts, roles=()), replace(facts, paused=None)):
        view_accepted(home_view(each))
