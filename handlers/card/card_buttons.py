"""The buttons of a card: one for each step that is possible now."""

from collections.abc import Callable

from bot.desk.card.card_facts import CardFacts
from bot.desk.card.steps import Step
from handlers.base.ids import ActionId, Value
from handlers.base.mrkdwn import shortened
from handlers.base.responses import Block
from handlers.blocks.buttons import button, question
from handlers.blocks.words import TEXTS, numbered, sending_label
from storage.vocabulary import Route

_ON_TEXT = frozenset({Step.APPROVE, Step.DECLINE, Step.EDIT, Step.SEND, Step.SENT_BY_HAND})
_MAIN: tuple[tuple[Step, ActionId, str], ...] = (
    (Step.APPROVE, ActionId.APPROVE, "Approve"),
    (Step.DECLINE, ActionId.DECLINE, "Decline"),
    (Step.SENT_BY_HAND, ActionId.SENT_BY_HAND, "I sent it"),
    (Step.EDIT, ActionId.EDIT, "Edit"),
    (Step.REQUEST_APPROVAL, ActionId.REQUEST_APPROVAL, "Request approval"),
    (Step.REMIND, ActionId.REMIND, "Remind once"),
    (Step.THANK, ActionId.THANK, "Say thanks"),
    (Step.RECORD_REPLY, ActionId.RECORD_REPLY, "Record reply"),
    (Step.DECIDE_DISPUTE, ActionId.DECIDE_DISPUTE, "Decide dispute"),
    (Step.ESCALATE, ActionId.ESCALATE, "Escalate"),
    (Step.REQUEST_WAIVER, ActionId.REQUEST_WAIVER, "Request a waiver"),
    (Step.RECORD_ANSWER, ActionId.RECORD_ANSWER, "Record answer"),
    (Step.RECORD_OUTCOME, ActionId.RECORD_OUTCOME, "Record outcome"),
    (Step.REOPEN, ActionId.REOPEN, "Reopen"),
)
_OTHER: tuple[tuple[Step, ActionId, str], ...] = (
    (Step.ADD_EVIDENCE, ActionId.ADD_EVIDENCE, "Add evidence"),
    (Step.TAKE, ActionId.TAKE, "Take"),
    (Step.WITHDRAW, ActionId.WITHDRAW, "Withdraw"),
)
_FIRST = frozenset({Step.APPROVE, Step.SENT_BY_HAND, Step.REQUEST_APPROVAL})


def main_buttons(facts: CardFacts) -> list[Block]:
    """Return what moves the case on now, the next step first."""
    special: dict[Step, Callable[[CardFacts], Block]] = {
        Step.SEND: _send_button,
        Step.GRANT_WAIVER: _waiver_button,
    }
    first = [make(facts) for step, make in special.items() if step in facts.steps]
    return first + [_plain_button(facts, *each) for each in _MAIN if each[0] in facts.steps]


def other_buttons(facts: CardFacts) -> list[Block]:
    """Return what can be done with the case besides."""
    return [_plain_button(facts, *each) for each in _OTHER if each[0] in facts.steps]


def case_value(facts: CardFacts) -> Value:
    """Return what a button about the case carries: the case, and which state of it the person saw."""
    return Value(case=facts.id, version=facts.version)


def text_value(facts: CardFacts) -> Value:
    """Return what a button about the text in work carries: which text, and its exact content."""
    notice = facts.notice
    if notice is None:
        return case_value(facts)
    return Value(
        case=facts.id,
        version=facts.version,
        notice=notice.id,
        hash=notice.content_hash,
        kind=notice.kind.value,
    )


def _plain_button(facts: CardFacts, step: Step, act: ActionId, label: str) -> Block:
    style = "primary" if step in _FIRST else ""
    return button(act, label, _value(facts, step), style=style)


def _value(facts: CardFacts, step: Step) -> Value:
    if step in _ON_TEXT:
        return text_value(facts)
    if step is Step.TAKE:
        return Value(case=facts.id, version=facts.version, owner=facts.owner_id)
    if step is Step.REQUEST_APPROVAL and _is_about_a_letter(facts):
        return text_value(facts)
    return case_value(facts)


def _is_about_a_letter(facts: CardFacts) -> bool:
    return facts.notice is not None and not facts.notice.kind.is_to_person


def _send_button(facts: CardFacts) -> Block:
    notice = facts.notice
    if notice is None:
        return _plain_button(facts, Step.SEND, ActionId.SEND, "Send warning")
    label = sending_label(notice.kind)
    about = numbered(notice.item_numbers)
    how = "by e-mail" if notice.route is Route.EMAIL else f"by direct message on {facts.platform}"
    recipient = shortened(notice.recipient or notice.recipient_name, 120)
    text = f"The {TEXTS[notice.kind]} about {about} goes to {recipient}, {how}. It cannot be taken back."
    confirm = question(f"{label}?", text, "Send it now")
    return button(ActionId.SEND, label, text_value(facts), style="primary", confirm=confirm)


def _waiver_button(facts: CardFacts) -> Block:
    reason = facts.waiver.reason if facts.waiver else ""
    text = f"The platform is asked at once, and nobody writes to the person first. Reason given: {reason}"
    confirm = question("Waive asking first?", text, "Grant it")
    return button(ActionId.GRANT_WAIVER, "Grant the waiver", case_value(facts), confirm=confirm)
