"""The facts behind each template: typed, frozen, and refused when one is missing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.notices.checks import (
    CheckedFacts,
    addresses_somebody,
    lines,
    need_https,
    need_moment,
    need_nobody_addressed,
    optional_lines,
)
from bot.notices.errors import MissingFact, UnfitFact
from bot.notices.parts import (
    Addressee,
    Ask,
    ClaimedItem,
    Contact,
    Incident,
    ListedItem,
    Sender,
    Work,
    need_part_to_cover,
)

MAX_WARNED_ITEMS = 5
MAX_LETTER_ITEMS = 20


@dataclass(frozen=True, kw_only=True)
class OutwardFacts(CheckedFacts):
    """What every outward text tells: who writes for whom, and how to check that it is genuine."""

    template: ClassVar[str]

    sender: Sender
    client: str
    case_code: str
    verify_url: str
    platform_name: str

    def __post_init__(self) -> None:
        super().__post_init__()
        need_https("verify_url", self.verify_url)

    @property
    def office(self) -> str:
        """The sender's role, with the organisation and, where that is another, the client."""
        parts = [self.sender.role, self.sender.organisation or f"for {self.client}"]
        return ", ".join([*parts, f"for {self.client}"] if self.contractor else parts)

    @property
    def contractor(self) -> bool:
        """Whether the sender's organisation is another than the client, and so was asked by it to write."""
        organisation = self.sender.organisation
        return organisation is not None and organisation.casefold() != self.client.casefold()


@dataclass(frozen=True, kw_only=True)
class PersonFacts(OutwardFacts):
    """What every message to the contacted person tells besides; it can address nobody but that person."""

    handle: str

    def __post_init__(self) -> None:
        super().__post_init__()
        need_nobody_addressed(self)
        if addresses_somebody(self.who):
            raise UnfitFact("handle", "names more than one account")

    @property
    def who(self) -> str:
        """The handle as a greeting uses it, without a leading @."""
        return self.handle.lstrip("@")


@dataclass(frozen=True, kw_only=True)
class RequestFacts(PersonFacts):
    """What a warning and its reminder share: the items, one request, and a date.

    `items` are at most five. `deadline` is aware and shown in `zone` (IANA name). `privacy_url` may be None:
    the verification page then also explains how data is handled.
    """

    items: tuple[ListedItem, ...]
    request: Ask
    cover: str | None = None
    deadline: datetime
    zone: str
    reviewer_name: str
    privacy_url: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        need_at_most(len(self.items), MAX_WARNED_ITEMS)
        need_part_to_cover(self.request, self.cover)
        need_moment("deadline", self.deadline, self.zone)
        need_https("privacy_url", self.privacy_url)
        if _plain(self.reviewer_name) == _plain(self.sender.name):
            raise UnfitFact("reviewer_name", "must be somebody other than the person who writes")

    @property
    def one(self) -> bool:
        """Whether there is one item only, so that the text speaks in the singular."""
        return len(self.items) == 1

    @property
    def asked(self) -> str:
        """The request as the text words it, such as `take them down, or cover the phone numbers`."""
        covering = f"cover {self.cover}"
        if self.request is Ask.COVER:
            return covering
        removing = f"take {'it' if self.one else 'them'} down"
        return f"{removing}, or {covering}" if self.cover else removing


@dataclass(frozen=True, kw_only=True)
class WarningFacts(RequestFacts):
    """The first message: `plain_thing` completes "they show …", `ground_line` "this is material that …"."""

    template: ClassVar[str] = "warning"

    plain_thing: str
    ground_line: str
    platform_rule: str


@dataclass(frozen=True, kw_only=True)
class ReminderFacts(RequestFacts):
    """The one reminder: `first_sent` (aware) is when the warning went out about `first_count` items."""

    template: ClassVar[str] = "reminder"

    first_sent: datetime
    first_count: int
    platform_rule: str

    def __post_init__(self) -> None:
        super().__post_init__()
        need_moment("first_sent", self.first_sent, self.zone)
        if self.first_count < len(self.items):
            raise UnfitFact("first_count", "is smaller than the number of items that are still up")


@dataclass(frozen=True, kw_only=True)
class ThanksFacts(PersonFacts):
    """The closing thank-you; `deleted` names what is erased, and `deleted_on` when."""

    template: ClassVar[str] = "thanks"

    item_count: int
    deleted: str
    deleted_on: date

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.item_count < 1:
            raise MissingFact("item_count")


@dataclass(frozen=True, kw_only=True)
class LetterFacts(OutwardFacts):
    """What every letter tells besides: its date, and the account it is about."""

    dated: date
    account: str
    history: str | None = optional_lines()


@dataclass(frozen=True, kw_only=True)
class DmcaFacts(LetterFacts):
    """A notice under 17 USC 512(c)(3), or 512(d)(3) where the items are links.

    `signature` is the signer's typed name, 512(c)(3)(A)(i). The three statements are confirmed one by one:
    `good_faith` (v), `accuracy` and, under penalty of perjury, `authority` (both vi).
    """

    template: ClassVar[str] = "dmca"

    agent: Addressee
    agent_looked_up: date
    works: tuple[Work, ...]
    items: tuple[ClaimedItem, ...]
    contact: Contact
    good_faith: bool
    accuracy: bool
    authority: bool
    signature: str
    fair_use_note: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        need_at_most(len(self.items), MAX_LETTER_ITEMS)
        _need_statement("good_faith", self.good_faith, "the good-faith statement", "(v)")
        _need_statement("accuracy", self.accuracy, "the accuracy statement", "(vi)")
        _need_statement(
            "authority", self.authority, "the authority statement, under penalty of perjury", "(vi)"
        )
        if _plain(self.signature) != _plain(self.sender.name):
            raise UnfitFact("signature", "must be the full name of the person who signs")
        _need_links_whole(self.items)

    @property
    def one(self) -> bool:
        """Whether there is one item only, so that the text speaks in the singular."""
        return len(self.items) == 1

    @property
    def links(self) -> bool:
        """Whether the items are links to copies, so that 17 USC 512(d)(3) sets the form."""
        return any(item.link_target for item in self.items)


@dataclass(frozen=True, kw_only=True)
class HackedMaterialFacts(LetterFacts):
    """A letter to the platform's counsel about material from an intrusion; each request has its own tick.

    `account_rule` is the platform's own rule behind `account_action`; `contact_desk` is where item-level
    notices go under `standing_request`. Every item names its data type and its rule or law.
    """

    template: ClassVar[str] = "hacked_material"

    addressee: Addressee
    incident: Incident
    items: tuple[ListedItem, ...]
    reply_by: date
    act_on_items: bool
    account_action: bool = False
    account_rule: str | None = None
    forward_to_holder: bool = True
    standing_request: bool = False
    contact_desk: str | None = None
    preservation: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        need_at_most(len(self.items), MAX_LETTER_ITEMS)
        _need_item_details(self.items)
        _need_answer_address(self.sender)
        if self.account_action and self.account_rule is None:
            raise MissingFact("account_rule")
        if self.standing_request and self.contact_desk is None:
            raise MissingFact("contact_desk")
        if self.reply_by <= self.dated:
            raise UnfitFact("reply_by", "must be later than the letter's date")
        self._need_a_request()

    @property
    def one(self) -> bool:
        """Whether there is one item only, so that the text speaks in the singular."""
        return len(self.items) == 1

    def _need_a_request(self) -> None:
        if not any((self.act_on_items, self.account_action, self.standing_request, self.preservation)):
            raise MissingFact(
                "act_on_items", "The letter asks for nothing yet: please tick at least one request."
            )


@dataclass(frozen=True, kw_only=True)
class ReportFacts(LetterFacts):
    """A report under the platform's own rules, every item with its rule.

    `law` names law and article where one is relied on; the report then also has what Regulation (EU)
    2022/2065 art. 16(2) asks for: reasons, exact places, name and e-mail, and the statement of good faith.
    """

    template: ClassVar[str] = "platform_report"

    items: tuple[ListedItem, ...]
    explanation: str = lines()
    law: str | None = None
    may_share_identity: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        need_at_most(len(self.items), MAX_LETTER_ITEMS)
        _need_item_rules(self.items)
        _need_answer_address(self.sender)

    @property
    def one(self) -> bool:
        """Whether there is one item only, so that the text speaks in the singular."""
        return len(self.items) == 1


Facts = WarningFacts | ReminderFacts | DmcaFacts | HackedMaterialFacts | ReportFacts | ThanksFacts


def need_at_most(count: int, most: int) -> None:
    """Raise UnfitFact if there are more than `most` items."""
    if count > most:
        raise UnfitFact("items", f"are {count}, at most {most} can be named in one text")


def _need_answer_address(sender: Sender) -> None:
    if sender.email is None:
        raise MissingFact("sender.email")


def _need_statement(fact: str, confirmed: bool, words: str, clause: str) -> None:
    if not confirmed:
        raise MissingFact(fact, f"The signatory has not confirmed {words}: 17 USC 512(c)(3)(A){clause}.")


def _need_links_whole(items: tuple[ClaimedItem, ...]) -> None:
    if not any(item.link_target or item.link_place for item in items):
        return
    for item in items:
        if item.link_target is None:
            raise MissingFact(
                "item.link_target", f"Where does the link at {item.url} lead? 17 USC 512(d)(3) asks for it."
            )
        if item.link_place is None:
            raise MissingFact(
                "item.link_place", f"Where on {item.url} is the link? 17 USC 512(d)(3) asks for it."
            )


def _need_item_rules(items: tuple[ListedItem, ...]) -> None:
    for item in items:
        if item.rule is None:
            raise MissingFact("item.rule", f"Which rule or law is {item.url} about? Each item needs its own.")


def _need_item_details(items: tuple[ListedItem, ...]) -> None:
    _need_item_rules(items)
    for item in items:
        if item.data_type is None:
            raise MissingFact(
                "item.data_type", f"What kind of data does {item.url} show? Each item needs its own."
            )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
