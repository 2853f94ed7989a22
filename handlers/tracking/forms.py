"""The forms of what came back: replies, disputes, answers, outcomes, a case's end."""

from bot.desk.card.card_facts import CardFacts, ItemFacts
from bot.desk.tracking.replies import LONGEST_QUOTE
from bot.rules.case.outcomes import ACCOUNT_CHOICES, ITEM_CHOICES, TABLE, why_not
from handlers.base.ids import CallbackId, Value
from handlers.base.mrkdwn import plain
from handlers.base.responses import Block, View
from handlers.blocks.buttons import section
from handlers.blocks.elements import (
    MOST_OPTIONS,
    Element,
    Option,
    field,
    menu,
    modal,
    option,
    small,
    text_field,
)
from handlers.blocks.words import REPLIES, counted, shown_url
from handlers.evidence.evidence_form import item_ticks
from storage.vocabulary import CaseStatus, NoticeKind, Outcome

LONGEST_REASON = 1000
MOST_ITEM_SELECTS = 25
EVERY_ITEM = "every_item"


def reply_view(facts: CardFacts, value: Value) -> View:
    """Return the form in which the person's reply is recorded."""
    options = [option(kind.value, f"The person {words}") for kind, words in REPLIES.items()]
    blocks = [
        menu("reply", "What did they say?", options),
        text_field("quote", "In their words", most=LONGEST_QUOTE, lines=True, optional=True),
        small(
            "“Refused”, “disputes it”, “has a lawyer”, “is press” and “wants no contact” stop all contact at "
            "once. The date that was promised stays."
        ),
    ]
    return modal(CallbackId.REPLY, "Record reply", blocks, value, submit="Record")


def answer_view(facts: CardFacts, value: Value) -> View:
    """Return the form in which the platform's answer is recorded, and whether it passed our letter on."""
    options = [option("yes", "Yes"), option("no", "No"), option("unknown", "Nobody knows")]
    blocks = [
        text_field("reference", "The platform’s reference", most=255),
        text_field("quote", "What it says", most=LONGEST_QUOTE, lines=True, optional=True),
        field(
            "forwarded", "Did it pass our letter on to the account holder?", _radios("forwarded", options, 2)
        ),
    ]
    return modal(CallbackId.ANSWER, "Record answer", blocks, value, submit="Record")


def dispute_view(facts: CardFacts, value: Value) -> View:
    """Return the form in which a reviewer who did not write to the person decides on the dispute."""
    options = [
        option("rejected", "Not justified: this may go to the platform"),
        option("upheld", "Justified: this does not go to the platform"),
    ]
    blocks = [
        section(
            plain(f"{facts.key}: the person disputes this. Nobody writes to them again, whatever you decide.")
        ),
        field("verdict", "The dispute is", _radios("verdict", options)),
        text_field("reason", "Why?", most=LONGEST_REASON, lines=True),
    ]
    return modal(CallbackId.DISPUTE, "Decide dispute", blocks, value, submit="Decide")


def outcome_view(facts: CardFacts, value: Value) -> View:
    """Return the form in which is recorded what became of each item and of the account."""
    was_asked = any(sent.kind is NoticeKind.WARNING for sent in facts.sent)
    options = _outcome_options(was_asked)
    shown = sorted(facts.items, key=lambda item: (not item.is_open, item.number))[:MOST_ITEM_SELECTS]
    left = len(facts.items) - len(shown)
    more = [small(f"{counted(left, 'item')} more: record these first, then come back.")] if left else []
    every = [menu(EVERY_ITEM, "Every open item below that has no choice of its own", options, optional=True)]
    until: Element = {"type": "datepicker", "action_id": "until"}
    accounts = [option(choice.value, TABLE[choice].title) for choice in ACCOUNT_CHOICES]
    blocks = [
        *(every if len(shown) > 1 else []),
        *(_outcome_field(item, options) for item in shown),
        *more,
        menu("account", "The account", accounts, optional=True),
        field(
            "until", "Suspended until", until, optional=True, hint="If it ends; the day in the matter’s zone."
        ),
        text_field("note", "Note", most=LONGEST_REASON, lines=True, optional=True),
    ]
    return modal(CallbackId.OUTCOME, "Record outcome", blocks, value, submit="Record")


def reopen_view(facts: CardFacts, value: Value) -> View:
    """Return the form in which a case that is over is reopened, with the items that are open again."""
    found = facts.items[:MOST_OPTIONS]
    blocks = [
        *([field("items", "Which items are open again?", item_ticks(found, found))] if found else []),
        text_field("reason", "Why?", most=LONGEST_REASON, lines=True),
    ]
    return modal(CallbackId.REOPEN, "Reopen", blocks, value, submit="Reopen")


def withdraw_view(facts: CardFacts, value: Value) -> View:
    """Return the form in which a case is ended: the client withdraws, or the desk does not take it on."""
    options = [option("withdraw", "The client withdraws it")]
    if facts.status is CaseStatus.OPEN:
        options.append(option("refuse", "The desk does not take it on", "Criticism, parody, news and the like"))
    blocks = [
        field("how", f"{facts.key} ends because", _radios("how", options, 0)),
        text_field("reason", "Why?", most=LONGEST_REASON, lines=True, hint="Kept with the case."),
    ]
    return modal(CallbackId.WITHDRAW, "Withdraw", blocks, value, submit="End the case")


def _outcome_options(was_asked: bool) -> list[Option]:
    return [
        option(choice.value, TABLE[choice].title)
        for choice in ITEM_CHOICES
        if choice is not Outcome.OPEN and why_not(choice, was_warned=was_asked) is None
    ]


def _outcome_field(item: ItemFacts, options: list[Option]) -> Block:
    chosen = None if item.found is Outcome.OPEN else item.found.value
    label = f"{item.number}  {shown_url(item.url, 100)}"
    return menu(f"item_{item.number}", label, options, chosen=chosen, optional=True)


def _radios(name: str, options: list[Option], chosen: int | None = None) -> Element:
    element: Element = {"type": "radio_buttons", "action_id": name, "options": options}
    return element if chosen is None else element | {"initial_option": options[chosen]}
