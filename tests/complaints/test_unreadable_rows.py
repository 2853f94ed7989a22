"""One row that cannot be read stops nobody's Home tab, list, digest or card: it is shown as unreadable."""

import re

import pytest
from sqlmodel import select

from bot.simulator.person import shown_text
from storage.ledger import refresh_queue
from storage.models import Case as StoredCase
from storage.models import Matter, Notice
from storage.vocabulary import EffectKind
from tests.complaints.spoiling import break_case, spoil
from tests.journeys.case import Case
from tests.journeys.stage import Stage

CANNOT = "cannot be read by this version of the desk"
TROUBLES = ["an unknown word", "an impossible date"]


def stored(stage: Stage, case: Case) -> StoredCase:
    with stage.desk.process.store.read() as session:
        return session.exec(select(StoredCase).where(StoredCase.key == case.key)).one()


def three_of_ritas(stage: Stage) -> tuple[Case, Case, Case]:
    cases = stage.x_case(shown=False), stage.x_case(shown=False), stage.x_case(shown=False)
    for case in cases:
        case.click("rita", "Take")
        case.until(f"Owner <@{stage.person('rita').id}>")
    return cases


def refresh_card(stage: Stage, case_id: int) -> None:
    """Have a card drawn anew, as any event of the case would."""
    process = stage.desk.process
    with process.store.write() as session:
        workspace_id = session.exec(select(Matter.workspace_id)).first() or 0
        refresh_queue.refresh(
            session,
            workspace_id=workspace_id,
            kind=EffectKind.CARD,
            idem_key=f"{EffectKind.CARD}:{case_id}",
            now=process.desk.clock.now(),
            case_id=case_id,
        )
    process.desk.wake()


@pytest.mark.parametrize("trouble", TROUBLES)
def test_lists_homes_and_digests_go_on_and_name_the_row(own_stage: Stage, trouble: str) -> None:
    stage, rita = own_stage, own_stage.person("rita")
    first, bad, last = three_of_ritas(stage)
    reference = break_case(stage.desk.process.store, bad.key, trouble)
    named = re.compile(rf"{bad.key}\b[^\n]*\n?[^\n]*cannot be read[^\n]*reference {reference}\b")
    for asked in ("list", "list mine", "list NLP", f"find {bad.handle}"):
        said = stage.says("rita", f"/takedown {asked}")
        assert CANNOT in said, said
        assert reference in said
    said = stage.says("rita", "/takedown list")
    assert named.search(said), said
    assert first.key in said
    assert last.key in said
    assert "Something went wrong" not in said

    rita.home()
    home = stage.until(lambda: (text := shown_text(rita.see_home() or {})) and last.key in text and text)
    assert named.search(home), home
    assert first.key in home

    stage.says("rita", "/takedown digest now")
    digest = rita.message_with(stage.home, "Takedowns · ", 20)
    said = shown_text(digest)
    assert re.search(rf"{bad.key} \(cannot be read, reference {reference}\)", said), said
    assert first.key in said
    assert last.key in said


@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_case_itself_says_so_wherever_it_is_met(own_stage: Stage, trouble: str) -> None:
    stage = own_stage
    first, bad, last = three_of_ritas(stage)
    card = bad.card()
    reference = break_case(stage.desk.process.store, bad.key, trouble)
    assert f"{bad.key} {CANNOT}" in stage.says("rita", f"/takedown case {bad.key}")
    assert f"(Reference {reference})" in bad.answered("rob", "Take", card)
    number = stored(stage, first).pk
    refresh_card(stage, int(reference.partition(":")[2]))
    refresh_card(stage, number)
    bad.until(CANNOT, f"(Reference {reference})")
    last.click("rob", "Take")
    last.until(f"Owner <@{stage.person('rob').id}>")
    assert first.key in stage.says("rob", f"/takedown case {first.key}")
    assert bad.buttons() == []


def test_a_text_that_cannot_be_read_stops_no_digest_and_no_home(own_stage: Stage) -> None:
    stage, rob = own_stage, own_stage.person("rob")
    good, bad = stage.chirp_case(), stage.chirp_case()
    for case in (good, bad):
        case.hand_in("rita", "Request approval").offering("Approve")
    with stage.desk.process.store.read() as session:
        wanted = select(Notice.id).where(Notice.case_id == stored(stage, bad).id)
        number = session.exec(wanted).one()
    spoil(stage.desk.process.store, "notice", "route = 'pigeon'", f"id = {number}")
    rob.home()
    home = stage.until(lambda: (text := shown_text(rob.see_home() or {})) and good.key in text and text)
    assert re.search(rf"{bad.key}\* · {CANNOT} \(reference notice:{number}\)", home), home
    assert "Review" in rob.buttons(rob.see_home() or {})
    stage.says("rob", "/takedown digest now")
    said = shown_text(rob.message_with(stage.home, "Waiting for a decision", 20))
    assert re.search(rf"{bad.key}\* · {CANNOT} \(reference notice:{number}\)", said), said
    assert good.key in said
    good.hand_in("rob", "Approve").offering("Send warning")
