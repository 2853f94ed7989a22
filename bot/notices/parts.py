"""The parts that facts are made of: who writes, to whom, about which items and works."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from bot.notices.checks import CheckedFacts, lines, need_item_url, optional_lines
from bot.notices.errors import MissingFact, UnfitFact
from storage.vocabulary import ItemKind

_EMAIL = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+")
_KIND_WORDS = {
    ItemKind.COPY: "a hosted copy",
    ItemKind.SCREENSHOT: "a screenshot",
    ItemKind.LINK: "a link",
}


class Ask(StrEnum):
    """What the contacted person is asked to do: take the items down, or cover a part of them."""

    REMOVE = "remove"
    COVER = "cover"


@dataclass(frozen=True, kw_only=True)
class Sender(CheckedFacts):
    """The named human who writes, with the role and organisation they write from."""

    noun: ClassVar[str] = "sender"

    name: str
    role: str
    organisation: str | None = None
    email: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        need_email(f"{self.noun}.email", self.email)


@dataclass(frozen=True, kw_only=True)
class Addressee(CheckedFacts):
    """The named person or office a letter is addressed to."""

    noun: ClassVar[str] = "addressee"

    name: str
    organisation: str | None = None
    email: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        need_email(f"{self.noun}.email", self.email)


@dataclass(frozen=True, kw_only=True)
class ListedItem(CheckedFacts):
    """One item of the account: its address, form, what is seen there, and which data and rule it is about."""

    noun: ClassVar[str] = "item"

    url: str
    kind: ItemKind
    note: str | None = None
    data_type: str | None = None
    rule: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        need_item_url("item.url", self.url)

    @property
    def form(self) -> str:
        """The item's kind in words, such as `a screenshot`."""
        return _KIND_WORDS[self.kind]


@dataclass(frozen=True, kw_only=True)
class Work(CheckedFacts):
    """A protected work; 17 USC 512(c)(3)(A)(ii) asks for its identification."""

    noun: ClassVar[str] = "work"

    title: str
    first_published: str | None = None
    registration: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimedItem(CheckedFacts):
    """One item said to infringe: where it is, which part of the work it shows, and the capture's SHA-256.

    For a link (17 USC 512(d)(3)) `link_place` says where on the page it stands, `link_target` where it leads.
    """

    noun: ClassVar[str] = "item"

    url: str
    part: str
    sha256: str | None = None
    link_place: str | None = None
    link_target: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        need_item_url("item.url", self.url)
        if self.link_target is not None:
            need_item_url("item.link_target", self.link_target)


@dataclass(frozen=True, kw_only=True)
class Contact(CheckedFacts):
    """How the complaining party can be reached; 17 USC 512(c)(3)(A)(iv)."""

    noun: ClassVar[str] = "contact"

    address: str = lines()
    phone: str
    email: str

    def __post_init__(self) -> None:
        super().__post_init__()
        need_email(f"{self.noun}.email", self.email)


@dataclass(frozen=True, kw_only=True)
class Incident(CheckedFacts):
    """What happened, in neutral words; when; and where it was reported in public, if it was."""

    noun: ClassVar[str] = "incident"

    summary: str = lines()
    happened_on: date | None = None
    public_report: str | None = optional_lines()


def need_email(fact: str, email: str | None) -> None:
    """Raise UnfitFact unless `email` is None or one address of the form name@host."""
    if email is not None and not _EMAIL.fullmatch(email):
        raise UnfitFact(fact, "must be one e-mail address")


def need_part_to_cover(ask: Ask, part: str | None) -> None:
    """Raise MissingFact if covering is asked for and nobody said what to cover."""
    if ask is Ask.COVER and part is None:
        raise MissingFact("cover", "Which part should be covered? Please say it, or ask for removal.")
