"""What every fact is checked for before it can stand in an outward text."""

import re
from collections.abc import Iterable
from dataclasses import Field, dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ConfigDict

from bot.notices.errors import MissingFact, UnfitFact

LINE_LENGTH = 500
TEXT_LENGTH = 10_000
URL_LENGTH = 2_000

_LINE_BREAK = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_REORDERING = r"\u202a-\u202e\u2066-\u2069\ufeff\ufffe"
_HIDDEN = re.compile(f"[{_CONTROLS}{_REORDERING}]")
_ADDRESSES_SOMEBODY = re.compile(r"(?<![=/\w])@\w")
_ITEM_URL = re.compile(r"(?:https?|at)://[^\s<>\"]+", re.IGNORECASE)
_HTTPS_URL = re.compile(r"https://[^\s<>\"]+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class CheckedFacts:
    """Facts that cannot exist half-filled.

    Blank required texts raise MissingFact, blank optional ones become None; line breaks where one line
    belongs, characters that hide or reorder text, and over-long texts raise UnfitFact.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
    noun: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, str):
                _check_text(self, each, value)
            elif value == () and not each.metadata.get("may_be_empty"):
                raise MissingFact(each.name)


def lines() -> Any:
    """Return a field whose text may have several lines."""
    return field(metadata={"lines": True})


def optional_lines() -> Any:
    """Return a field for a text of several lines, or None."""
    return field(default=None, metadata={"lines": True})


def need_item_url(fact: str, url: str) -> None:
    """Raise UnfitFact unless `url` is one http, https or at address without spaces."""
    _need_url(_ITEM_URL, fact, url, "an http, https or at")


def need_https(fact: str, url: str | None) -> None:
    """Raise UnfitFact unless `url` is None or one https address without spaces."""
    if url is not None:
        _need_url(_HTTPS_URL, fact, url, "an https")


def need_moment(fact: str, moment: datetime, zone: str) -> None:
    """Raise UnfitFact unless `moment` is aware and `zone` names an IANA time zone."""
    if moment.tzinfo is None:
        raise UnfitFact(fact, "has no time zone")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise UnfitFact("zone", f"is no time zone: {zone[:60]!r}") from unknown


def need_nobody_addressed(facts: object) -> None:
    """Raise UnfitFact if a text of `facts` would mention, and so notify, somebody else.

    On Mastodon the people mentioned in a direct post are the people who can read it.
    """
    for name, text in _texts(facts):
        if name != "handle" and _ADDRESSES_SOMEBODY.search(text):
            raise UnfitFact(name, "would also address somebody else: please write it without @")


def need_readable(fact: str, text: str) -> None:
    """Raise UnfitFact if `text` has characters that hide or reorder what a person reads."""
    hidden = _HIDDEN.search(text)
    if hidden:
        raise UnfitFact(fact, f"contains a hidden character (U+{ord(hidden.group()):04X}): please remove it")


def addresses_somebody(text: str) -> bool:
    """Whether a platform would read a mention in `text`."""
    return _ADDRESSES_SOMEBODY.search(text) is not None


def _check_text(facts: CheckedFacts, of: "Field[Any]", text: str) -> None:
    fact = f"{facts.noun}.{of.name}" if facts.noun else of.name
    if not text.strip():
        if of.default is not None:
            raise MissingFact(fact)
        object.__setattr__(facts, of.name, None)
        return
    if not of.metadata.get("lines") and _LINE_BREAK.search(text):
        raise UnfitFact(fact, "must be one line")
    need_readable(fact, text)
    limit = _limit(of)
    if len(text) > limit:
        raise UnfitFact(fact, f"has {len(text)} characters, at most {limit} are possible")


def _limit(of: "Field[Any]") -> int:
    if of.name.endswith("url"):
        return URL_LENGTH
    return TEXT_LENGTH if of.metadata.get("lines") else LINE_LENGTH


def _need_url(pattern: re.Pattern[str], fact: str, url: str, kind: str) -> None:
    if not pattern.fullmatch(url):
        raise UnfitFact(fact, f"must be {kind} address")


def _texts(facts: object) -> Iterable[tuple[str, str]]:
    for each in fields(facts):  # type: ignore[arg-type]  # only called with dataclasses, down the tree
        value = getattr(facts, each.name)
        if isinstance(value, str):
            yield each.name, value
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, CheckedFacts):
                yield from _texts(part)
