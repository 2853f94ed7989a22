"""The thread under a card: one plain sentence for everything that happened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from bot.desk.card.history import HistoryFacts
from bot.rules.case.outcomes import TABLE
from handlers.base.mrkdwn import literal, person, shortened, when
from handlers.blocks.words import FORWARDED, REPLIES, TEXTS, counted, middle_out, numbered
from storage.audit.events import Told, UnreadableEvent
from storage.database.unreadable import BROKEN, logged
from storage.models import Event
from storage.vocabulary import EventKind, Outcome, ReplyKind

LONGEST_QUOTE = 1200
_RECONCILED = {
    "as_sent": "it was sent",
    "again": "it is to be sent again",
    "cancel": "it is given up, and counts as not sent",
}


@dataclass(frozen=True)
class _Told:
    """One event with what its sentence may say."""

    event: Event
    content: str
    about: HistoryFacts

    @property
    def facts(self) -> dict[str, Any]:
        return self.event.facts

    @property
    def who(self) -> str:
        return person(self.event.actor)

    @property
    def text(self) -> str:
        kind = self.about.notices.get(int(self.facts.get("notice") or 0))
        return TEXTS[kind] if kind else "text"

    @property
    def file(self) -> str:
        name = self.about.files.get(int(self.facts.get("evidence") or 0), "a file")
        return literal(middle_out(name, 80))

    @property
    def reporter(self) -> str:
        is_known = self.about.reporter != self.event.actor
        return f" {person(self.about.reporter)}, you filed this." if is_known else ""

    def quoted(self, lead: str = ": ") -> str:
        """Return what was typed, in quotation marks, if it is still kept."""
        said = " ".join(self.content.split())
        return f"{lead}“{literal(shortened(said, LONGEST_QUOTE))}”" if said else ""

    def version(self) -> str:
        """Return the beginning of the text's content hash, to tell one version from another."""
        return f"text {str(self.facts.get('hash') or '')[:8]}"


def history_lines(facts: HistoryFacts) -> list[str]:
    """Return one line of mrkdwn for each event, in their order; what people typed stays literal."""
    told = zip(facts.events, sentences(facts), strict=True)
    return [f"{_when(event)}{sentence}" for event, sentence in told]


def sentences(facts: HistoryFacts) -> list[str]:
    """Return the sentence of each event without its instant, in their order."""
    return [_sentence_of(event, facts) for event in facts.events]


def _when(event: Told) -> str:
    return "" if isinstance(event, UnreadableEvent) else f"{when(event.at)} · "


def _sentence_of(event: Told, about: HistoryFacts) -> str:
    if isinstance(event, UnreadableEvent):
        return _unreadable(event.reference)
    try:
        return _sentence(_Told(event, about.contents.get(event.pk, ""), about))
    except BROKEN as error:
        return _unreadable(logged("event", event.pk, error))


def _unreadable(reference: str) -> str:
    return f"Something happened that cannot be read by this version of the desk (reference {reference})"


def _sentence(told: _Told) -> str:
    sentence = SENTENCES.get(told.event.kind)
    return sentence(told) if sentence else f"{told.who}: {told.event.kind.value.replace('_', ' ')}"


def _filed(told: _Told) -> str:
    channel = told.facts.get("from_channel")
    return f"Filed by {told.who}" + (f" from <#{channel}>" if channel else "")


def _item_added(told: _Told) -> str:
    address = literal(middle_out(told.content, 200))
    return f"Item {told.facts.get('number', '')} was added by {told.who}" + (f": {address}" if address else "")


def _owner(told: _Told) -> str:
    return f"{person(str(told.facts.get('owner') or ''))} looks after this case now"


def _evidence_added(told: _Told) -> str:
    items = numbered(told.facts.get("items", []))
    files = counted(len(told.facts.get("files", [])), "file")
    return f"{told.who} added {files} as evidence of {items}"


def _evidence_stored(told: _Told) -> str:
    return f"Evidence is kept: {told.file}, SHA-256 {str(told.facts.get('sha256') or '')[:12]}…"


def _edited(told: _Told) -> str:
    voided = int(told.facts.get("voided") or 0)
    lost = f"; {counted(voided, 'approval')} no longer {'counts' if voided == 1 else 'count'}" if voided else ""
    return f"{told.who} took the {told.text} back to edit it{lost}"


def _approved(told: _Told) -> str:
    return f"{told.who} approved the {told.text} as {told.facts.get('role', '')} ({told.version()})"


def _settled(told: _Told) -> str:
    answer = _RECONCILED.get(str(told.facts.get("answer")), "it is settled")
    return f"Nobody knew whether the {told.text} arrived. {told.who} says: {answer}"


def _sent(told: _Told) -> str:
    proof = f" · {literal(middle_out(told.content, 200))}" if told.content else ""
    return f"The {told.text} was sent by {told.who} ({told.version()}){proof}"


def _replied(told: _Told) -> str:
    return (
        f"{told.who} recorded a reply: the person {REPLIES[ReplyKind(told.facts['reply'])]}{told.quoted(' · ')}"
    )


def _dispute(told: _Told) -> str:
    found = "justified: this does not go to the platform" if told.facts.get("upheld") else "not justified"
    return f"{told.who} decided that the dispute is {found}{told.quoted()}"


def _answered(told: _Told) -> str:
    forwarded = FORWARDED[told.facts.get("forwarded")]
    return f"{told.who} recorded the platform’s answer; {forwarded}{told.quoted()}"


def _outcome(told: _Told) -> str:
    if "account" in told.facts:
        until = told.facts.get("until")
        ends = f" until {when(datetime.fromisoformat(until))}" if until else ""
        said = f"the account: {TABLE[Outcome(told.facts['account'])].title}{ends}"
    else:
        said = f"item {told.facts.get('item', '')}: {TABLE[Outcome(told.facts['outcome'])].title}"
    return f"{told.who} recorded what became of {said}{told.quoted(' · ')}"


def _reopened(told: _Told) -> str:
    return f"{told.who} reopened the case{told.quoted()}"


SENTENCES: Mapping[EventKind, Callable[[_Told], str]] = MappingProxyType(
    {
        EventKind.CASE_FILED: _filed,
        EventKind.ITEM_ADDED: _item_added,
        EventKind.OWNER_CHANGED: _owner,
        EventKind.EVIDENCE_ADDED: _evidence_added,
        EventKind.EVIDENCE_STORED: _evidence_stored,
        EventKind.EVIDENCE_REFUSED: lambda told: f"Not accepted as evidence: {told.file}{told.quoted()}",
        EventKind.NOTICE_DRAFTED: lambda told: (
            f"{told.who} asked for approval of the {told.text} ({told.version()})"
        ),
        EventKind.NOTICE_EDITED: _edited,
        EventKind.NOTICE_VOIDED: lambda told: f"The {told.text} was discarded, unsent",
        EventKind.APPROVAL_GIVEN: _approved,
        EventKind.APPROVAL_DECLINED: lambda told: f"{told.who} declined the {told.text}{told.quoted()}",
        EventKind.APPROVALS_EXPIRED: lambda told: (
            f"A day passed before the {told.text} was sent: its approvals no longer count"
        ),
        EventKind.APPROVALS_COMPLETE: lambda told: f"The {told.text} has all its approvals and can be sent",
        EventKind.SEND_ORDERED: lambda told: f"{told.who} had the {told.text} sent",
        EventKind.NOTICE_SENT: _sent,
        EventKind.NOTICE_NOT_SENT: lambda told: f"The {told.text} was not sent{told.quoted()}",
        EventKind.NOTICE_REHEARSED: lambda told: (
            f"Rehearsal: the {told.text} went to our own address only and counts as not sent"
        ),
        EventKind.DELIVERY_UNKNOWN: lambda told: (
            f"The {told.text} may have been sent; nobody knows whether it arrived{told.quoted()}"
        ),
        EventKind.DELIVERY_RECONCILED: _settled,
        EventKind.REPLY_RECORDED: _replied,
        EventKind.DISPUTE_DECIDED: _dispute,
        EventKind.WAIVER_REQUESTED: lambda told: (
            f"{told.who} asked counsel to waive asking first{told.quoted()}"
        ),
        EventKind.WAIVER_GRANTED: lambda told: f"{told.who} waived asking first, as counsel",
        EventKind.FAIR_USE_CONSIDERED: lambda told: f"{told.who} considered fair use{told.quoted()}",
        EventKind.GRACE_OVER: lambda told: "The time to answer is over",
        EventKind.ANSWER_RECORDED: _answered,
        EventKind.OUTCOME_RECORDED: _outcome,
        EventKind.CASE_RESOLVED: lambda told: f"The case is resolved.{told.reporter}",
        EventKind.CASE_REOPENED: _reopened,
        EventKind.CASE_WITHDRAWN: lambda told: (
            f"{told.who} withdrew the case for the client{told.quoted()}.{told.reporter}"
        ),
        EventKind.CASE_REFUSED: lambda told: (
            f"{told.who} decided that the desk does not take this on{told.quoted()}.{told.reporter}"
        ),
    }
)
OF_THE_WORKSPACE = frozenset(
    {
        EventKind.MATTER_OPENED,
        EventKind.ROLE_GIVEN,
        EventKind.ROLE_TAKEN,
        EventKind.PAUSED,
        EventKind.RESUMED,
        EventKind.DIGEST_SET,
        EventKind.DIGEST_OFF,
        EventKind.IMPORTED,
        EventKind.REFERRED,
        EventKind.ATTEMPT_REFUSED,
    }
)
