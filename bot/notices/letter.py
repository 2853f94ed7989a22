"""Letters as PDF, set from the very text of the mail.

The files are PDF/A-2b (ISO 19005-2): made for archives, and by that standard no text may be shown by the
glyph that stands for a missing one. So the typesetter itself, with exactly the fonts of the letter, says what
can be printed.
"""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

import typst

from bot.notices.errors import NoLetterForm, UnprintableCharacter
from bot.notices.folder import TEMPLATES, template

STANDARD: Final = "a-2b"


def render_pdf(
    name: str,
    version: int,
    *,
    subject: str,
    body: str,
    dated: date,
    font_path: Path | None = None,
) -> bytes:
    """Return the letter with this `subject` and `body` as PDF; equal arguments give equal bytes.

    `body` is the text as approved, `dated` the letter's date, `font_path` a folder with fonts beside the
    built-in ones. Raise NoLetterForm for a message, UnprintableCharacter if no font has a character.
    """
    chosen = template(name, version)
    if not chosen.has_letter:
        raise NoLetterForm(name)
    letter = {"subject": subject, "body": body, "dated": dated.isoformat()}
    try:
        return _compiled(f"{chosen.path}/letter.typ", {"letter": json.dumps(letter)}, dated, font_path)
    except typst.TypstError:
        # Whatever else may be wrong, a character without a glyph is named; the rest goes on as it is.
        check_printable(f"{subject}\n{body}", font_path)
        raise


def check_printable(text: str, font_path: Path | None = None) -> None:
    """Raise UnprintableCharacter for the first character of `text` that no font of the letters has.

    `font_path` is a folder with fonts beside the built-in ones.
    """
    if _prints(text, font_path):
        return
    good, bad = 0, len(text)
    while bad - good > 1:
        middle = (good + bad) // 2
        if _prints(text[:middle], font_path):
            good = middle
        else:
            bad = middle
    raise UnprintableCharacter(text[good], good)


def _prints(text: str, font_path: Path | None) -> bool:
    try:
        _compiled("_layout/probe.typ", {"text": text}, date(2000, 1, 1), font_path)
    except typst.TypstError as refused:
        if "could not be displayed" in refused.message:
            return False
        raise
    return True


def _compiled(file: str, inputs: dict[str, str], dated: date, font_path: Path | None) -> bytes:
    return typst.compile(
        TEMPLATES / file,
        root=TEMPLATES,
        font_paths=[font_path] if font_path else [],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=[STANDARD],
        timestamp=datetime.combine(dated, time(), UTC),
    )
