"""From facts to the exact text that goes out, and from stored facts back to the same text."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from jinja2 import UndefinedError

from bot.notices.errors import MissingFact, TooLong, UnfitFact
from bot.notices.facts import Facts
from bot.notices.folder import Template, environment, template

STOP_LINE = "Say stop and I will not write again."
"""The line that lets the contacted person end the contact; every first message and reminder has it."""

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
_NO_NAME = re.compile(r"'(?:[^']* object'? has no attribute ')?(\w+)'")


class TextLength(StrEnum):
    """Which of a template's two forms a text has."""

    LONG = "long"
    SHORT = "short"


_LONGEST_FIRST = ((TextLength.LONG, True), (TextLength.SHORT, True), (TextLength.SHORT, False))


@dataclass(frozen=True)
class Rendered:
    """One outward text, ready to be read and approved."""

    template: str
    version: int
    subject: str | None
    body: str
    form: TextLength


def render(
    facts: Facts,
    *,
    limit: int | None = None,
    count: Callable[[str], int] = len,
    version: int | None = None,
) -> Rendered:
    """Return the text of `facts`, in the short form where the long one has more than `limit` characters.

    The short form drops what can be dropped where it would not fit otherwise. `count` measures as the
    platform does; `version` picks an older template. Raise TooLong if no form fits, MissingFact if the
    template needs a fact that these facts do not have.
    """
    chosen = template(facts.template, version)
    over = (0, 0)
    for form, roomy in _LONGEST_FIRST if chosen.has_short else _LONGEST_FIRST[:1]:
        body = _body(chosen, form, facts, roomy=roomy)
        over = _overlength(body, chosen.longest, limit, count)
        if over == (0, 0):
            return Rendered(chosen.name, chosen.version, _subject(chosen, facts), body, form)
    raise TooLong(*over)


def exact_sentences(facts: Facts, version: int | None = None) -> dict[str, str]:
    """Return the sentences whose exact wording counts, such as the three statements of a notice."""
    return dict(template(facts.template, version).sentences)


def _overlength(body: str, longest: int, limit: int | None, count: Callable[[str], int]) -> tuple[int, int]:
    if limit is not None and count(body) > limit:
        return count(body), limit
    return (len(body), longest) if len(body) > longest else (0, 0)


def _body(chosen: Template, form: TextLength, facts: Facts, *, roomy: bool) -> str:
    file = "text.j2" if form is TextLength.LONG else "short.j2"
    text = _filled(environment().get_template(f"{chosen.path}/{file}"), chosen, facts, roomy=roomy)
    return _BLANK_LINES.sub("\n\n", text).strip()


def _subject(chosen: Template, facts: Facts) -> str:
    subject = _filled(environment().from_string(chosen.subject), chosen, facts)
    if len(subject.splitlines()) != 1:
        raise UnfitFact("subject", "must be one line")
    return subject


def _filled(source: Any, chosen: Template, facts: Facts, **more: bool) -> str:
    try:
        return str(source.render(_named(facts), sentences=chosen.sentences, stop_line=STOP_LINE, **more))
    except UndefinedError as missing:
        found = _NO_NAME.search(str(missing))
        raise MissingFact(found[1] if found else str(missing)) from missing


def _named(facts: Facts) -> dict[str, Any]:
    kind = type(facts)
    derived = [name for name in dir(kind) if isinstance(getattr(kind, name), property)]
    return {name: getattr(facts, name) for name in [*(each.name for each in fields(facts)), *derived]}
