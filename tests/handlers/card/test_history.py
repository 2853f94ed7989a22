"""The thread: one sentence for everything that happens in a case, and what was typed stays literal."""

import pytest

from bot.desk.card.history import HistoryFacts, history_facts
from bot.desk.tracking.closing import withdraw
from bot.desk.tracking.outcomes import Outcomes, record_outcome
from handlers.card.history_lines import OF_THE_WORKSPACE, SENTENCES, history_lines
from storage.models import Event
from storage.vocabulary import EventKind, NoticeKind, Outcome
from tests.desk.office import CARLA, RITA, ROB, ROSA, Office
from tests.support.database import TUESDAY

FACTS: dict[str, object] = {
    "number": 1,
    "items": [1, 2],
    "files": ["F1"],
    "evidence": 5,
    "sha256": "ab" * 32,
    "notice": 3,
    "hash": "cd" * 32,
    "voided": 2,
    "role": "counsel",
    "answer": "again",
    "reply": "disputes",
    "upheld": True,
    "forwarded": None,
    "item": 1,
    "outcome": "still_up",
    "owner": ROB,
}
HOSTILE = "<!channel> *b* <https://evil.example|x>"


def told(office: Office, case_id: int) -> list[str]:
    with office.desk.read() as work:
        return history_lines(history_facts(work, office.workspace_id, case_id))


def one(kind: EventKind, content: str = HOSTILE, facts: dict[str, object] | None = None) -> str:
    event = Event(
        id=1,
        workspace_id=1,
        chain="case:1",
        seq=1,
        case_id=1,
        kind=kind,
        actor=ROB,
        at=TUESDAY,
        facts=FACTS if facts is None else facts,
        previous_hash="",
        hash="",
    )
    about = HistoryFacts("NLP-1", RITA, [event], {1: content}, {3: NoticeKind.WARNING}, {5: "<!here>.png"})
    return history_lines(about)[0]


def test_every_kind_of_event_has_its_sentence_or_belongs_to_the_workspace() -> None:
    assert set(EventKind) == SENTENCES.keys() | OF_THE_WORKSPACE
    assert not SENTENCES.keys() & OF_THE_WORKSPACE


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_every_sentence_can_be_said_and_nothing_in_it_is_markup(kind: EventKind) -> None:
    line = one(kind)
    assert line.startswith(f"<!date^{int(TUESDAY.timestamp())}^")
    sentence = line.split(" · ", 1)[1]
    assert sentence[0].isupper() or sentence.startswith("<@")
    assert not any(mark in sentence for mark in ("<!channel>", "<!here>", "<https://evil", " *b* "))
    assert kind.value not in sentence or "_" not in kind.value


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_every_sentence_can_be_said_after_its_content_was_erased(kind: EventKind) -> None:
    assert "“”" not in one(kind, "")


@pytest.mark.parametrize("kind", [EventKind.CASE_RESOLVED, EventKind.CASE_WITHDRAWN, EventKind.CASE_REFUSED])
def test_the_reporter_is_told_at_the_end(kind: EventKind) -> None:
    assert f"<@{RITA}>, you filed this." in one(kind)


def test_an_outcome_of_the_account_is_said() -> None:
    facts = {"account": "account_suspended", "until": TUESDAY.isoformat()}
    assert "the account: account suspended until <!date^" in one(EventKind.OUTCOME_RECORDED, "", facts)


def test_a_case_tells_its_story(office: Office) -> None:
    case_id = office.file()
    office.prove(case_id)
    office.ask(case_id)
    record_outcome(office.desk, office.actor(ROB), case_id, Outcomes({1: Outcome.USER_REMOVED_AFTER_CONTACT}))
    story = "\n".join(told(office, case_id))
    for part in (
        f"Filed by <@{RITA}> from <#C0DESK>",
        f"Item 1 was added by <@{RITA}>",
        f"<@{RITA}> added 1 file as evidence of item 1",
        f"<@{ROB}> asked for approval of the warning (text ",
        f"<@{CARLA}> approved the warning as counsel (text ",
        f"The warning was sent by <@{ROB}> (text ",
        f"<@{ROB}> recorded what became of item 1: removed by the person after we asked",
        f"The case is resolved. <@{RITA}>, you filed this.",
    ):
        assert part in story
    assert len(told(office, case_id)) == len(office.kinds(case_id))


def test_only_what_is_new_is_told(office: Office) -> None:
    case_id = office.file()
    seen = len(told(office, case_id))
    withdraw(office.desk, office.actor(ROSA), case_id, "The client asked.")
    with office.desk.read() as work:
        lines = history_lines(history_facts(work, office.workspace_id, case_id, after=seen))
    assert len(lines) == 1
    assert f"<@{ROSA}> withdrew the case for the client: “The client asked.”" in lines[0]
