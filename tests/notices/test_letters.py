import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.notices.errors import NoLetterForm, UnprintableCharacter
from bot.notices.facts import DmcaFacts, HackedMaterialFacts, ReportFacts
from bot.notices.letter import check_printable, render_pdf
from bot.notices.render import render
from tests.notices import examples

LETTERS: list[DmcaFacts | HackedMaterialFacts | ReportFacts] = [
    examples.dmca(),
    examples.hacked(items=examples.listed(20), preservation=True),
    examples.report(),
]
FOREIGN_FONT = Path("/usr/share/fonts/truetype/dejavu")


def pdf(facts: DmcaFacts | HackedMaterialFacts | ReportFacts) -> bytes:
    text = render(facts)
    return render_pdf(
        text.template, text.version, subject=text.subject or "", body=text.body, dated=facts.dated
    )


def squeezed(text: str) -> str:
    return "".join(text.split())


def read(letter: bytes) -> str:
    pages = PdfReader(io.BytesIO(letter)).pages
    texts = [squeezed(page.extract_text()) for page in pages]
    return "".join(text.removesuffix(f"{n}/{len(pages)}") for n, text in enumerate(texts, 1))


@pytest.mark.parametrize("facts", LETTERS, ids=lambda facts: facts.template)
def test_the_letter_says_exactly_what_the_mail_says(
    facts: DmcaFacts | HackedMaterialFacts | ReportFacts,
) -> None:
    text = render(facts)
    assert read(pdf(facts)) == squeezed((text.subject or "") + text.body)


@pytest.mark.parametrize("facts", LETTERS, ids=lambda facts: facts.template)
def test_the_same_letter_is_the_same_bytes(facts: DmcaFacts | HackedMaterialFacts | ReportFacts) -> None:
    assert pdf(facts) == pdf(facts)


def test_another_process_on_another_day_makes_the_same_bytes() -> None:
    source = (
        "import sys; from tests.notices.test_letters import LETTERS, pdf;"
        "sys.stdout.buffer.write(pdf(LETTERS[0]))"
    )
    root = Path(__file__).parents[2]
    made = subprocess.run([sys.executable, "-c", source], cwd=root, capture_output=True, check=True).stdout
    assert made == pdf(LETTERS[0])


def test_an_edited_body_is_what_the_letter_carries() -> None:
    letter = render_pdf("dmca", 1, subject="S", body="Dear all,\n\nas edited.", dated=date(2026, 12, 1))
    assert read(letter) == "SDearall,asedited."


def test_typed_text_is_never_markup_of_the_letter() -> None:
    hostile = '#panic("x") #read("/etc/passwd") *b* _i_ $x$ <y> @z // c /* d */ = h \\ "q" #sys.inputs'
    letter = render_pdf("platform_report", 1, subject=hostile, body=hostile, dated=date(2026, 12, 1))
    assert read(letter) == squeezed(hostile) * 2


def test_a_message_has_no_letter_form() -> None:
    with pytest.raises(NoLetterForm, match="warning"):
        render_pdf("warning", 1, subject="S", body="B", dated=date(2026, 12, 1))


@pytest.mark.parametrize("text", ["", "Łódź, Ελλάδα, Київ, § 5 – “quoted” € ✓", "a\tb\nc", "e\u0301"])
def test_what_the_fonts_have_can_be_printed(text: str) -> None:
    check_printable(text)


@pytest.mark.parametrize(
    ("text", "character", "position"),
    [
        ("日本", "日", 0),
        ("Dear 木村 san", "木", 5),
        ("fine until here \U0001f600 and on", "\U0001f600", 16),
        ("x" * 5000 + "語", "語", 5000),
        ("unassigned \u0378", "\u0378", 11),
    ],
)
def test_a_character_no_font_has_is_named_with_its_place(text: str, character: str, position: int) -> None:
    with pytest.raises(UnprintableCharacter) as refused:
        check_printable(text)
    assert (refused.value.character, refused.value.position) == (character, position)
    assert f"U+{ord(character):04X}" in refused.value.sentence


def test_a_letter_with_such_a_character_is_refused_and_never_printed_with_a_box() -> None:
    with pytest.raises(UnprintableCharacter, match="木"):
        render_pdf("dmca", 1, subject="To 木村", body="B", dated=date(2026, 12, 1))


@pytest.mark.skipif(not FOREIGN_FONT.is_dir(), reason="needs a folder with another font")
def test_a_folder_with_fonts_adds_its_characters() -> None:
    sign = "\U0001f600"
    with pytest.raises(UnprintableCharacter):
        check_printable(sign)
    check_printable(sign, FOREIGN_FONT)
    letter = render_pdf(
        "dmca", 1, subject="S", body=f"sign {sign}", dated=date(2026, 12, 1), font_path=FOREIGN_FONT
    )
    assert sign in read(letter)


def test_fonts_of_the_machine_do_not_count(tmp_path: Path) -> None:
    with pytest.raises(UnprintableCharacter):
        check_printable("日", tmp_path)
