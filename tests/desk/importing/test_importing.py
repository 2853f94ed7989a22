"""Importing: each row by itself, and twice is once."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from bot.clock import MovableClock
from bot.desk.importing.rows import HeaderRefused, Rejected
from bot.desk.importing.running import ImportResult, import_rows
from bot.desk.importing.runs import NewMatters
from storage.audit import chain, events
from storage.database.engine import Store, open_store
from storage.database.migrate import migrate
from storage.models import Case, Effect, Event, EventContent, Item, Matter, Person, Workspace
from storage.vocabulary import CaseStatus, EventKind, Ground, ItemKind
from tests.support.database import TUESDAY

Import = Callable[..., ImportResult]
X = "https://x.com/leakmirror/status/"


class Desk:
    """A store with one workspace and one matter, and a short way to import text into it."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock = store, MovableClock(TUESDAY)
        with store.write() as session:
            self.workspace = Workspace(key="w", created_at=TUESDAY)
            session.add(self.workspace)
            session.flush()
            session.add(
                Matter(
                    workspace_id=self.workspace.id,
                    key="NLP",
                    title="Northlight papers",
                    ground=Ground.PRIVATE_INFO,
                    created_by="U1",
                    created_at=TUESDAY,
                )
            )
        self.rejected: list[Rejected] = []

    def imports(self, text: str | bytes, *, create: bool = False, dry: bool = False) -> ImportResult:
        self.rejected = []
        return import_rows(
            self.store,
            self.clock,
            self.workspace.pk,
            io.BytesIO(text if isinstance(text, bytes) else text.encode()),
            create_matters=NewMatters() if create else None,
            dry_run=dry,
            on_rejected=self.rejected.append,
        )

    def reasons(self) -> list[str]:
        return [one.reason for one in self.rejected]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def counts(desk: Desk) -> dict[str, int]:
    with desk.store.read() as session:
        tables = (Case, Item, Event, EventContent, Person, Effect, Matter)
        return {table.__name__: len(session.exec(select(table)).all()) for table in tables}


def in_order(session: Session, table: type) -> list:
    return list(session.exec(select(table).order_by(col(table.id))))


def test_rows_of_one_account_become_one_case_with_its_items(desk: Desk) -> None:
    result = desk.imports(
        "matter,url,kind,ground,note,external_id\n"
        f"NLP,{X}1,screenshot,copyright_us,first,A-1\n"
        "nlp,http://twitter.com/LeakMirror/status/2?s=20,,,,\n"
        "NLP,https://www.reddit.com/user/other/,,,,\n"
    )
    assert result.sentence == "imported 2 cases, 3 items; 0 duplicates; 0 rejected"
    with desk.store.read() as session:
        first, second = in_order(session, Case)
        items = in_order(session, Item)
    assert (first.key, first.account, first.status, first.owner_id) == ("NLP-1", "leakmirror", "open", None)
    assert (second.key, first.version, first.filed_by) == ("NLP-2", 1, "import")
    assert len(first.code) == 3
    assert first.person_id != second.person_id
    assert [(item.number, item.kind, item.ground, item.external_id) for item in items] == [
        (1, ItemKind.SCREENSHOT, Ground.COPYRIGHT_US, "A-1"),
        (2, ItemKind.COPY, Ground.PRIVATE_INFO, None),
        (1, ItemKind.COPY, Ground.PRIVATE_INFO, None),
    ]


def test_a_second_run_adds_nothing_at_all(desk: Desk) -> None:
    text = f"matter,url\nNLP,{X}1\nNLP,{X}2\nNLP,https://leaks.example/a\nNLP,https://leaks.example/b\n"
    assert desk.imports(text).items == 4
    before = counts(desk)
    assert desk.imports(text).sentence == "imported 0 cases, 0 items; 4 duplicates; 0 rejected"
    assert counts(desk) == before


def test_the_chains_are_sound_and_tell_what_was_filed(desk: Desk) -> None:
    desk.imports(f"matter,url\nNLP,{X}1\n")
    desk.imports(f"matter,url\nNLP,{X}2\nNLP,{X}3\n")
    with desk.store.read() as session:
        assert [found for found in chain.check_chains(session, desk.workspace.pk) if found] == []
        history = events.history(session, desk.workspace.pk, 1)
        contents = events.contents_of(session, desk.workspace.pk, [event.pk for event in history])
        assert session.exec(select(Case.version)).one() == 2
    assert [event.kind for event in history] == [EventKind.CASE_FILED] + [EventKind.ITEM_ADDED] * 3
    assert list(contents.values()) == ["leakmirror", f"{X}1", f"{X}2", f"{X}3"]


def test_the_whole_import_is_one_event_and_posts_no_card(desk: Desk) -> None:
    desk.imports(f"matter,url\nNLP,{X}1\nNLP,nonsense\n")
    with desk.store.read() as session:
        told = session.exec(select(Event).where(Event.kind == EventKind.IMPORTED)).one()
        assert session.exec(select(Effect)).all() == []
    assert told.facts == {"rows": 2, "cases": 1, "items": 1, "duplicates": 0, "rejected": 1}


def test_new_items_reopen_a_resolved_case(desk: Desk) -> None:
    desk.imports(f"matter,url\nNLP,{X}1\n")
    with desk.store.write() as session:
        case = session.exec(select(Case)).one()
        case.status, case.resolved_at = CaseStatus.RESOLVED, TUESDAY
        session.add(case)
    desk.imports(f"matter,url\nNLP,{X}2\n")
    with desk.store.read() as session:
        case = session.exec(select(Case)).one()
        assert (case.status, case.resolved_at) == (CaseStatus.OPEN, None)
        kinds = [event.kind for event in events.history(session, desk.workspace.pk, case.pk)]
    assert kinds[-1] == EventKind.CASE_REOPENED


def test_rows_of_an_unknown_matter_are_rejected_unless_matters_may_be_opened(desk: Desk) -> None:
    text = "matter,url,ground\nHAR,https://x.com/a/status/1,defamation_uk\nHAR,https://x.com/a/status/2,\n"
    assert desk.imports(text).rejected == 2
    assert desk.reasons() == ["There is no matter HAR."] * 2
    result = desk.imports(text, create=True)
    assert (result.matters, result.items) == (1, 2)
    with desk.store.read() as session:
        matter = session.exec(select(Matter).where(Matter.key == "HAR")).one()
        opened = session.exec(select(Event).where(Event.kind == EventKind.MATTER_OPENED)).one()
        grounds = set(session.exec(select(Item.ground)))
    assert (matter.ground, matter.channel_id, matter.next_number) == (Ground.DEFAMATION_UK, None, 2)
    assert grounds == {Ground.DEFAMATION_UK}
    assert opened.facts["key"] == "HAR"


def test_a_key_that_no_matter_could_have_opens_none(desk: Desk) -> None:
    assert desk.imports("matter,url\n=cmd|' /C calc'!A0,https://x.com/a/status/1\n", create=True).rejected == 1
    assert counts(desk)["Matter"] == 1


def test_a_dry_run_says_the_same_and_keeps_nothing(desk: Desk) -> None:
    rows = [f"NLP,{X}{number % 900},,E{number % 1000}" for number in range(1000)]
    rows += [f"HAR,https://x.com/a{number}/status/{number},," for number in range(900)]
    text = "matter,url,account,external_id\n" + "\n".join(rows) + "\nNLP,nonsense,,\n"
    before = counts(desk)
    rehearsed = desk.imports(text, create=True, dry=True)
    assert counts(desk) == before
    assert desk.imports(text, create=True) == rehearsed
    assert (rehearsed.matters, rehearsed.cases, rehearsed.items, rehearsed.duplicates) == (1, 901, 1800, 100)
    assert desk.imports(text, create=True, dry=True).duplicates == 1900


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"NLP,{X}1,someoneelse", "shows the account leakmirror, but the column account says someoneelse"),
        (f"NLP,{X}1,two words", "shows the account leakmirror"),
        ("NLP,https://youtu.be/abc12345678,two words", "no account name"),
        (f",{X}1,", "column matter is empty"),
        ("NLP,,", "column url is empty"),
        ("NLP,   ,", "column url is empty"),
        ("NLP,https://user:secret@x.com/a,", "user name or password"),
        ("NLP,javascript:alert(1),", "Only addresses that begin"),
        (f"NLP,{X}1,,extra", "4 cells, but the header has 3"),
        (f"NLP,{X}1\0,", "NUL"),
        ("NLP,https://x.com/\u202egnp.exe/status/1,", "invisible"),
        (f"NLP,https://x.com/{'a' * 5000},", "longer than"),
        (f"NLP,{X}1,{'a' * 201}", "account is longer than 200"),
        (f'NLP,"{X}1"x,', "quotation mark is at an odd place"),
        (f'NLP,"{X}1,', "never closed"),
        ("NLP," + "x" * 20_000 + ",", "line is longer"),
        (f"NLP,{X}1\rNLP,", "cannot be split"),
    ],
)
def test_a_hostile_row_is_rejected_alone(desk: Desk, row: str, reason: str) -> None:
    result = desk.imports(f"matter,url,account\nNLP,{X}7,\n{row}\nNLP,{X}8,\n")
    assert (result.items, result.rejected) == (2, 1)
    assert reason in desk.reasons()[0]
    assert desk.rejected[0].line == 3


def test_bytes_that_are_not_utf_8_reject_their_row_and_no_other(desk: Desk) -> None:
    result = desk.imports(
        b"matter,url,note\nNLP,https://x.com/a/status/1,\xff\xfe\nNLP,https://x.com/a/status/2,\n"
    )
    assert (result.items, result.rejected) == (1, 1)
    assert "UTF-8" in desk.reasons()[0]
    assert desk.rejected[0].cells[2] == "\ufffd\ufffd"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("kind", "video", "no such kind. Known are copy, screenshot, link"),
        ("ground", "because", "no such ground"),
        ("note", "n" * 2001, "note is longer than 2,000"),
        ("external_id", "e" * 256, "external_id is longer than 255"),
        ("external_id", "a\u200bb", "control or invisible"),
    ],
)
def test_a_column_that_says_what_the_desk_does_not_know(
    desk: Desk, column: str, value: str, reason: str
) -> None:
    assert desk.imports(f"matter,url,{column}\nNLP,{X}1,{value}\n").rejected == 1
    assert reason in desk.reasons()[0]


def test_material_that_belongs_elsewhere_is_referred_and_not_kept_in_the_rejects(desk: Desk) -> None:
    assert desk.imports(f"matter,url,ground\nNLP,{X}1,csam\n").rejected == 1
    assert desk.rejected[0].cells == ()
    assert "NCMEC" in desk.reasons()[0] or "police" in desk.reasons()[0].lower()


@pytest.mark.parametrize(
    ("header", "word"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"matter\n", "no column url"),
        (b"matter;url\n", "commas"),
        (b"matter,url,colour\n", "colour"),
        (b"matter,url,url\n", "twice"),
        ("matter,url\n".encode("utf-16"), "UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0", "UTF-8"),
        (b"matter,\xff\n", "UTF-8"),
        (b'matter,"url\n', "UTF-8"),
        (b"x" * 100_000, "UTF-8"),
    ],
)
def test_a_header_that_cannot_be_used_refuses_the_file(desk: Desk, header: bytes, word: str) -> None:
    before = counts(desk)
    with pytest.raises(HeaderRefused, match=word):
        desk.imports(header + f"NLP,{X}1\n".encode() if header.strip() else header)
    assert counts(desk) == before


def test_a_byte_order_mark_any_order_of_columns_and_windows_lines_are_fine(desk: Desk) -> None:
    text = f'\ufeffURL, Note ,matter\r\n{X}1,"two\r\nlines, and ""quotes""",NLP\r\n\r\n{X}2,,NLP'
    assert desk.imports(text).items == 2
    with desk.store.read() as session:
        assert in_order(session, Item)[0].note == 'two\r\nlines, and "quotes"'


def test_an_external_id_counts_once_in_a_matter(desk: Desk) -> None:
    text = f"matter,url,external_id\nNLP,{X}1,T-1\nNLP,{X}2,T-1\nHAR,{X}3,T-1\n"
    assert desk.imports(text, create=True).sentence == "imported 2 cases, 2 items; 1 duplicates; 0 rejected"
    assert desk.imports(f"matter,url,external_id\nNLP,{X}9,T-1\n").duplicates == 1


def test_a_url_that_shows_no_account_is_known_once_somebody_named_one(desk: Desk) -> None:
    video = "https://youtube.com/watch?v=abc12345678"
    assert desk.imports(f"matter,url,account\nNLP,{video},@channel\nNLP,{video},\n").duplicates == 1
    with desk.store.read() as session:
        assert session.exec(select(Case.account)).all() == ["channel"]


def test_accounts_nobody_names_are_one_case_for_a_url_and_one_for_a_site(desk: Desk) -> None:
    desk.imports(
        "matter,url\n"
        "NLP,https://youtu.be/abc12345678\nNLP,https://youtu.be/abc12345679\n"
        "NLP,https://leaks.example/a\nNLP,http://www.leaks.example/b\n"
    )
    with desk.store.read() as session:
        assert len(in_order(session, Case)) == 3


def test_the_file_of_rejects_can_be_imported_again(desk: Desk) -> None:
    assert desk.imports(f"line,reason,matter,url,account\n2,because,NLP,{X}1,'@leakmirror\n").items == 1


def test_a_stray_quote_does_not_swallow_the_rows_behind_it(desk: Desk) -> None:
    rows = "".join(f"NLP,{X}{number}\n" for number in range(1000))
    result = desk.imports(f'matter,url\nNLP,"{X}5000\n{rows}')
    assert (result.items, result.rejected) == (1000, 1)


CELLS = st.one_of(
    st.sampled_from(
        ["NLP", "HAR", "", X + "1", X + "2", "https://leaks.example/a", "copy", "@leakmirror", '"', "\0"]
    ),
    st.text(max_size=12),
)


@settings(max_examples=25)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=12), create=st.booleans())
def test_whatever_the_rows_say_every_row_is_counted_and_twice_is_once(
    rows: list[list[str]], create: bool
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([["matter", "url", "kind", "account"], *rows])
    text = out.getvalue().encode("utf-8", "surrogatepass")
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'takedown.db'}")
        migrate(store)
        desk = Desk(store)
        rehearsed = desk.imports(text, create=create, dry=True)
        first = desk.imports(text, create=create)
        before = counts(desk)
        second = desk.imports(text, create=create)
        assert counts(desk) == before
        store.close()
    assert rehearsed == first
    assert (second.items, second.rejected, second.rows) == (0, first.rejected, first.rows)


@settings(max_examples=200)
@given(junk=st.binary(max_size=400))
def test_no_bytes_whatever_break_the_reading(junk: bytes) -> None:
    from bot.desk.importing.rows import ImportFile

    file = ImportFile(io.BytesIO(b"matter,url\n" + junk + f"\nNLP,{X}1\n".encode()))
    found = list(file.rows())
    assert found, "the last row is there, whole or as part of a broken one"
    assert file.bytes_read == len(junk) + len(X) + 18
