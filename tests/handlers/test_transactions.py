"""How often a request goes to the database: a decision is one transaction, and says there what it did."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlmodel import select

from bot.desk.core.context import Desk
from handlers.base.ids import CallbackId
from handlers.base.responses import Replace
from storage.models import Effect
from storage.vocabulary import EffectKind, Ground
from tests.desk.office import ROB, Office
from tests.handlers.casework import at
from tests.handlers.filing.test_filing import open_matter
from tests.handlers.office import Someone, opened, written
from tests.handlers.review.test_modals import to_platform

POSTS = "\n".join(f"https://x.com/leakmirror/status/{number}" for number in range(1, 21))


@contextmanager
def counted(desk: Desk, patch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Count the transactions that are begun in the block, by what they may do."""
    begun: Counter[str] = Counter()

    def counting(name: str) -> None:
        begin = getattr(desk.store, name)

        def noted() -> object:
            begun[name] += 1
            return begin()

        patch.setattr(desk.store, name, noted)

    with patch.context() as inner:
        patch = inner
        for name in ("read", "write"):
            counting(name)
        yield begun


def test_filing_is_one_transaction_that_says_what_it_filed(
    rita: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_matter(rita)
    form = rita.opens("file")
    with counted(rita.desk, monkeypatch) as begun:
        filed = rita.submit(form, urls=POSTS)
    assert begun == {"write": 1}
    assert "NLP-1* · leakmirror on X" in written(opened(filed)["blocks"])


def test_a_card_is_asked_for_once_however_many_links_are_filed(rita: Someone) -> None:
    open_matter(rita)
    rita.submit(rita.opens("file"), urls=POSTS)
    with rita.desk.store.read() as session:
        cards = session.exec(select(Effect).where(Effect.kind == EffectKind.CARD)).all()
    assert [(card.case_id, card.requested_rev) for card in cards] == [(1, 1)]
    rita.submit(
        rita.opens("file"), urls="https://x.com/leakmirror/status/21\nhttps://x.com/leakmirror/status/22"
    )
    with rita.desk.store.read() as session:
        assert session.get_one(Effect, cards[0].id).requested_rev == 2


def test_choosing_a_ground_reads_and_saving_a_letter_is_one_transaction(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = to_platform(office, Ground.PRIVATE_INFO)
    office.file("https://x.com/leakmirror/status/3", ground=Ground.HACKED_CONFIDENTIAL)
    office.prove(case_id)
    rob = at(office, ROB)
    with counted(office.desk, monkeypatch) as begun:
        asked = rob.opens(case_id, "Escalate")
    assert (asked["callback_id"], begun["write"]) == (CallbackId.GROUND, 0)
    with counted(office.desk, monkeypatch) as begun:
        form = rob.submit(asked, ground="private_info")
    assert isinstance(form, Replace)
    assert begun == {"read": 1}
    with counted(office.desk, monkeypatch) as begun:
        preview = rob.submit(form.view)
    assert isinstance(preview, Replace)
    assert preview.view["callback_id"] == CallbackId.LETTER_PREVIEW
    assert begun == {"write": 1}
