"""Outward texts with hostile facts: refused in a sentence, or one letter that says what was approved."""

import csv
import io
from contextlib import suppress
from dataclasses import fields
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.commands.exporting import _as_csv
from bot.desk.importing.spreadsheet import RUN_AS_FORMULA, neutral, restored
from bot.notices.checks import addresses_somebody
from bot.notices.errors import NoticeRefused
from bot.notices.facts import LetterFacts, PersonFacts
from bot.notices.letter import render_pdf
from bot.notices.render import Rendered, render
from bot.platforms.base import Letter
from bot.platforms.mail_letter import sealed
from bot.simulator.outside.status_text import to_html
from tests.fuzz.hostile import HIDDEN, bounded, encodable, texts
from tests.notices import examples
from tests.notices.test_letters import read, squeezed
from tests.support.database import TUESDAY

MESSAGES = (examples.warning, examples.reminder, examples.thanks)
LETTERS = (examples.dmca, examples.hacked, examples.report)
short = texts.map(lambda text: text[:300])
TYPST = '#panic("x") #read("/etc/passwd") *b* _i_ $x$ <y> @z // c'
HEADERS = {"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}
BY_POLICY = HEADERS | {"Content-Transfer-Encoding"}


@st.composite
def told(draw: st.DrawFn, of: Any) -> Any:
    """Return facts of a template some of whose texts are hostile; raises NoticeRefused for what is unfit."""
    usual = of()
    names = [each.name for each in fields(usual) if isinstance(getattr(usual, each.name), str)]
    parts = [each.name for each in fields(usual) if hasattr(getattr(usual, each.name), "__dataclass_fields__")]
    changed: dict[str, Any] = {
        name: draw(short | st.just(TYPST)) for name in draw(st.sets(st.sampled_from(names), max_size=2))
    }
    for name in draw(st.sets(st.sampled_from(parts), max_size=1)):
        part = getattr(usual, name)
        inner = draw(st.sampled_from([each.name for each in fields(part)]))
        if isinstance(getattr(part, inner), str):
            changed[name] = partial(type(part), **vars(part) | {inner: draw(short)})
    return changed


def _facts(of: Any, changed: dict[str, Any]) -> Any:
    return of(**{name: part() if callable(part) else part for name, part in changed.items()})


@pytest.mark.parametrize("of", [*MESSAGES, *LETTERS], ids=lambda of: of.__name__)
@bounded(40)
@given(data=st.data())
def test_a_text_is_refused_or_says_only_what_can_be_read(of: Any, data: st.DataObject) -> None:
    with suppress(NoticeRefused):
        facts = _facts(of, data.draw(told(of)))
        text = render(facts)
        assert not HIDDEN.search(text.body)
        assert "49" not in text.body.replace(examples.CODE, "") or "{{ 7*7 }}" not in str(facts)
        assert len((text.subject or "x").splitlines()) == 1
        if isinstance(facts, PersonFacts):
            assert not addresses_somebody(text.body.replace(f"@{facts.who}", "")), text.body


@pytest.mark.parametrize("of", LETTERS, ids=lambda of: of.__name__)
@bounded(12)
@given(data=st.data())
def test_the_pdf_and_the_mail_say_what_was_approved_and_nothing_else(of: Any, data: st.DataObject) -> None:
    with suppress(NoticeRefused):
        facts: LetterFacts = _facts(of, data.draw(told(of)))
        text = render(facts)
        pdf = _pdf(text, facts.dated)
        pages = PdfReader(io.BytesIO(pdf)).pages
        assert not any("/Annots" in page for page in pages), "nothing in a letter can be clicked"
        mail = _sealed("desk@northlight.example", "legal@chirp.example", text.subject or "", text.body, pdf)
        _is_one_letter(mail, text.subject or "", text.body)


def _pdf(text: Rendered, dated: date) -> bytes:
    pdf = render_pdf(text.template, text.version, subject=text.subject or "", body=text.body, dated=dated)
    if text.body.isascii() and (text.subject or "").isascii():
        assert read(pdf) == squeezed((text.subject or "") + text.body)
    return pdf


def _sealed(sender: str, recipient: str, subject: str, body: str, pdf: bytes, **more: Any) -> bytes:
    return sealed(
        Letter(sender, recipient, subject, body, pdf, "NLP-17.pdf", "1:letter:1", **more), TUESDAY
    ).content


def _is_one_letter(content: bytes, subject: str, body: str) -> None:
    letter = message_from_bytes(content, EmailMessage, policy=policy.SMTP)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert set(letter.keys()) <= BY_POLICY, letter.keys()
    assert len(letter.keys()) == len(set(letter.keys()))
    assert letter["Subject"].split() == subject.split()
    assert [part.get_content_type() for part in letter.walk() if not part.is_multipart()] == [
        "text/plain",
        "application/pdf",
    ]
    said = letter.get_body(("plain",)).get_content().replace("\r\n", "\n").rstrip("\n")
    assert said == body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")


addresses = st.sampled_from(
    ("legal@chirp.example", "Legal Desk <legal@chirp.example>", '"A, B" <a@b.example>', "a@bücher.example")
)
hostile_addresses = addresses | st.builds("{}{}".format, addresses, encodable) | encodable


@bounded(200)
@given(
    sender=hostile_addresses,
    recipient=hostile_addresses,
    reply_to=st.none() | hostile_addresses,
    subject=texts,
    body=texts,
)
def test_no_header_is_injected_into_a_mail(
    sender: str, recipient: str, reply_to: str | None, subject: str, body: str
) -> None:
    with suppress(ValueError):
        mail = _sealed(sender, recipient, subject, body, b"%PDF-1.7\n", reply_to=reply_to)
        _is_one_letter(mail, subject, body)
        letter = message_from_bytes(mail, EmailMessage, policy=policy.SMTP)
        assert len(letter["To"].addresses) == len(letter["From"].addresses) == 1
        assert letter["Bcc"] is None


@bounded(200)
@given(cell=texts | st.builds("{}{}".format, st.sampled_from((*RUN_AS_FORMULA, "'", "'=", "''@")), texts))
def test_no_cell_of_a_spreadsheet_is_run_and_every_cell_comes_back(cell: str) -> None:
    assert not neutral(cell).startswith(RUN_AS_FORMULA)
    assert restored(neutral(cell)) == cell


rows = st.lists(
    st.fixed_dictionaries({"url": encodable, "note": encodable, "number": st.integers()}), max_size=4
)


@bounded(60)
@given(rows=rows)
def test_an_export_holds_each_row_once_and_no_formula(rows: list[dict[str, Any]]) -> None:
    out = io.StringIO(newline="")
    _as_csv(out, ("url", "note", "number"), rows)
    out.seek(0)
    found = list(csv.reader(out))[1:]
    assert [restored(row[0]) for row in found] == [row["url"] for row in rows]
    assert not [cell for row in found for cell in row if cell.startswith(RUN_AS_FORMULA)]


class Tags(HTMLParser):
    """Collects the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


@bounded(100)
@given(
    text=encodable
    | st.sampled_from(("<script>alert(1)</script>", "javascript:alert(1)", '"><img src=x onerror=y>'))
)
def test_no_post_of_the_pretend_platform_is_markup(text: str) -> None:
    page = Tags()
    page.feed(to_html(text, {}))
    assert {tag for tag, _ in page.found} <= {"p", "br", "a", "span"}
    hrefs = [value or "" for _, attrs in page.found for name, value in attrs if name == "href"]
    assert all(href.startswith(("http://", "https://", "/")) for href in hrefs), hrefs
    assert not [name for _, attrs in page.found for name, _ in attrs if name.startswith("on")]
