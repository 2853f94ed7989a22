"""Why something may not happen, or not yet: every blocker has a name, and a sentence for the person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.vocabulary import ENDED, CaseStatus, NoticeKind, RestrictionKind

CONTACT_WINDOW = timedelta(days=180)
MOST_CONTACTS = 3


class Blocker(StrEnum):
    """Everything that can stand between a case and an outward act."""

    PAUSED = "paused"
    WRONG_STATUS = "wrong_status"
    NO_OPEN_ITEM = "no_open_item"
    NO_VERIFY_URL = "no_verify_url"
    NO_WARNING_ON_GROUND = "no_warning_on_ground"
    NOBODY_MAY_WRITE = "nobody_may_write"
    NO_ACCOUNT = "no_account"
    NO_CONTACT = "no_contact"
    CONTACT_CAP = "contact_cap"
    REMINDED_ONCE = "reminded_once"
    GRACE_RUNNING = "grace_running"
    NOT_WARNED = "not_warned"
    DISPUTE = "dispute"
    NO_EVIDENCE = "no_evidence"
    NO_LETTER_ON_GROUND = "no_letter_on_ground"
    APPROVAL_MISSING = "approval_missing"


@dataclass(frozen=True)
class Block:
    """One blocker with its sentence; `until` says when it lifts by itself, if it does (UTC)."""

    blocker: Blocker
    sentence: str
    until: datetime | None = None


@dataclass(frozen=True)
class GateFacts:
    """What the rules need to know of a case at one instant; counted and looked up by the caller."""

    key: str
    status: CaseStatus
    is_paused: bool
    restrictions: frozenset[RestrictionKind]
    person_refuses_contact: bool
    contacts_in_window: int
    has_account: bool
    has_verify_url: bool
    nobody_may_write_because: str | None
    ground_allows_warning: bool
    ground_refusal: str | None
    was_warned: bool
    was_reminded: bool
    grace_ends_at: datetime | None
    is_waived: bool
    open_items: int
    items_without_evidence: tuple[int, ...]


def against_first_contact(case: GateFacts) -> tuple[Block, ...]:
    """Return what stands against asking the account for the first time."""
    return tuple(_against_warning(case))


def against_reminder(case: GateFacts, now: datetime) -> tuple[Block, ...]:
    """Return what stands against the one reminder: never before the grace period is over, and once only."""
    return tuple(_against_reminder(case, now))


def against_escalation(case: GateFacts, now: datetime) -> tuple[Block, ...]:
    """Return what stands against going to the platform."""
    return tuple(_against_escalation(case, now))


def against_thanks(case: GateFacts) -> tuple[Block, ...]:
    """Return what stands against thanking the person."""
    return tuple(_against_writing(case))


def against_sending(case: GateFacts, kind: NoticeKind, now: datetime, *, approved: bool) -> tuple[Block, ...]:
    """Return what stands against sending a notice of this kind right now: every gate, run again."""
    return tuple(_against_sending(case, kind, now, approved=approved))


def _against_sending(case: GateFacts, kind: NoticeKind, now: datetime, *, approved: bool) -> Iterator[Block]:
    if case.is_paused:
        yield Block(Blocker.PAUSED, "The desk is paused: nothing goes to anyone outside until it is resumed.")
    if not approved:
        yield Block(Blocker.APPROVAL_MISSING, "The approvals behind this text are missing or no longer valid.")
    if kind is NoticeKind.WARNING:
        yield from _against_warning(case)
    elif kind is NoticeKind.REMINDER:
        yield from _against_reminder(case, now)
    elif kind is NoticeKind.THANKS:
        if case.status not in ENDED:
            yield Block(Blocker.WRONG_STATUS, "Thanks are sent when the case is over, and it goes on.")
        yield from _against_writing(case)
    else:
        yield from _against_escalation(case, now)


def _against_warning(case: GateFacts) -> Iterator[Block]:
    if not case.ground_allows_warning:
        yield Block(Blocker.NO_WARNING_ON_GROUND, "On this ground nobody is asked first.")
    if case.was_warned:
        yield Block(Blocker.REMINDED_ONCE, "This account was asked already; one reminder may follow.")
    yield from _against_asking(case)


def _against_reminder(case: GateFacts, now: datetime) -> Iterator[Block]:
    if not case.was_warned:
        yield Block(Blocker.NOT_WARNED, "Nobody was asked yet, so there is nothing to remind of.")
    if case.was_reminded:
        yield Block(Blocker.REMINDED_ONCE, "The one reminder was sent already.")
    yield from _grace(case, now, "A reminder is possible")
    yield from _against_asking(case)


def _against_asking(case: GateFacts) -> Iterator[Block]:
    if not case.open_items:
        yield Block(Blocker.NO_OPEN_ITEM, "No item is open any more.")
    if not case.has_verify_url:
        yield Block(
            Blocker.NO_VERIFY_URL,
            "VERIFY_URL is not set: without a page on the client's own site nobody could check the message.",
        )
    if case.contacts_in_window >= MOST_CONTACTS:
        yield Block(
            Blocker.CONTACT_CAP,
            f"This person got {MOST_CONTACTS} messages within {CONTACT_WINDOW.days} days, over all matters.",
        )
    yield from _against_writing(case)


def _against_writing(case: GateFacts) -> Iterator[Block]:
    if case.nobody_may_write_because:
        yield Block(Blocker.NOBODY_MAY_WRITE, case.nobody_may_write_because)
    if not case.has_account:
        yield Block(Blocker.NO_ACCOUNT, "No account is known that could be written to.")
    if case.person_refuses_contact or case.restrictions & frozenset(RestrictionKind):
        yield Block(Blocker.NO_CONTACT, "Contact with this person has stopped; nobody writes to them again.")


def _against_escalation(case: GateFacts, now: datetime) -> Iterator[Block]:
    if case.ground_refusal:
        yield Block(Blocker.NO_LETTER_ON_GROUND, case.ground_refusal)
    if RestrictionKind.DISPUTE in case.restrictions:
        yield Block(
            Blocker.DISPUTE,
            "The person disputes this. A reviewer who did not write the message decides that first.",
        )
    if not case.open_items:
        yield Block(Blocker.NO_OPEN_ITEM, "No item is open any more.")
    if case.items_without_evidence:
        numbers = ", ".join(str(number) for number in case.items_without_evidence)
        yield Block(Blocker.NO_EVIDENCE, f"Evidence is missing for item {numbers}.")
    yield from _asked_first(case, now)


def _asked_first(case: GateFacts, now: datetime) -> Iterator[Block]:
    if not case.ground_allows_warning:
        return
    if not case.was_warned and not case.is_waived:
        yield Block(Blocker.NOT_WARNED, "Ask first: nobody was asked yet, and counsel has not waived that.")
    # Whoever was asked after all has been promised time, whatever was agreed before.
    yield from _grace(case, now, "Escalation is possible")


def _grace(case: GateFacts, now: datetime, what: str) -> Iterator[Block]:
    if case.grace_ends_at is not None and now < case.grace_ends_at:
        yield Block(Blocker.GRACE_RUNNING, f"{what} once the time to answer is over.", until=case.grace_ends_at)
