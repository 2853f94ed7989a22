"""The sentences of a card: what is urgent, what is in work, what was sent, what is not possible yet."""

from collections.abc import Iterator

from bot.desk.card.card_facts import CardFacts, ReplyFacts, RestrictionFacts
from bot.desk.card.steps import BlockedStep, Step
from bot.desk.card.text_facts import DoubtFacts, NoticeFacts, SentFacts, WantedApproval
from handlers.base.mrkdwn import literal, person, shortened, when
from handlers.blocks.words import (
    DEADLINES,
    FORWARDED,
    REPLIES,
    RESTRICTIONS,
    TEXTS,
    capitalised,
    listed,
    middle_out,
    numbered,
    roles_said,
    sending_label,
)
from storage.vocabulary import ENDED, CaseStatus, NoticeStatus, RestrictionKind

_LABELS = {
    Step.REQUEST_APPROVAL: "Request approval",
    Step.REMIND: "Remind once",
    Step.ESCALATE: "Escalate",
    Step.SENT_BY_HAND: "I sent it",
}


def title_of(facts: CardFacts) -> str:
    """Return which case this is: key, account and platform, as plain text."""
    account = middle_out(facts.account or facts.identity, 80)
    return f"{facts.key} · {account} on {facts.platform}"


def deadline_line(facts: CardFacts) -> str:
    """Return what is due next and when, or an empty text."""
    what, at = facts.dates.deadline_kind, facts.dates.deadline_at
    if what is None or at is None or facts.status in ENDED:
        return ""
    return f"{capitalised(DEADLINES[what])} {when(at)}"


def urgent_lines(facts: CardFacts) -> list[str]:
    """Return what stops everything else: the pause, unless nothing is left to be sent, and the holds."""
    lines = []
    if facts.paused is not None and (facts.status not in ENDED or facts.notice is not None):
        why = f" ({literal(shortened(facts.paused.reason, 200))})" if facts.paused.reason else ""
        by = f"by {person(facts.paused.by)}, {when(facts.paused.since)}{why}"
        lines.append(f":double_vertical_bar: *Paused* {by}: nothing goes to anyone outside.")
    return lines + [_restriction_line(each) for each in facts.restrictions]


def doubt_line(doubt: DoubtFacts) -> str:
    """Return that a sending may have arrived, and since when nobody knows."""
    why = f" {literal(shortened(doubt.reason, 200))}" if doubt.reason else ""
    return (
        f":warning: The {TEXTS[doubt.kind]} *may have been sent*, {when(doubt.since)}: nobody knows whether it "
        f"arrived.{why}"
    )


def work_lines(facts: CardFacts) -> list[str]:
    """Return what is to be said of the text in work: who wrote it, who approved, who is missing."""
    lines = []
    if facts.waiver is not None and facts.waiver.approved_by is None:
        why = literal(shortened(facts.waiver.reason, 300))
        lines.append(f"{person(facts.waiver.asked_by)} asks counsel to waive asking first: “{why}”")
    if facts.notice is not None:
        lines += list(_notice_lines(facts, facts.notice))
    return lines


def past_lines(facts: CardFacts) -> list[str]:
    """Return what was decided and sent, and what came back."""
    lines = [_sent_line(each) for each in facts.sent]
    if facts.waiver is not None and facts.waiver.approved_by is not None:
        lines.append(f"Asking first was waived by {person(facts.waiver.approved_by)}")
    if facts.reply is not None:
        lines.append(_reply_line(facts.reply))
    elif facts.status in {CaseStatus.WARNED, CaseStatus.GRACE_OVER}:
        lines.append("No reply yet")
    if facts.answer is not None:
        reference = literal(shortened(facts.answer.reference, 120))
        told = FORWARDED[facts.answer.was_forwarded]
        lines.append(f"The platform answered {when(facts.answer.at)}, reference {reference}; {told}")
    if facts.account_outcome is not None:
        until = f" until {when(facts.account_outcome_until)}" if facts.account_outcome_until else ""
        lines.append(f"{facts.account_outcome.capitalize()}{until}")
    return lines


def _reply_line(reply: ReplyFacts) -> str:
    if reply.kind is not None:
        return f"The person {REPLIES[reply.kind]}"
    reference = literal(reply.reference)
    return f"The person’s last reply cannot be read by this version of the desk (reference {reference})"


def blocked_lines(facts: CardFacts) -> list[str]:
    """Return why something is not possible yet, with its date where there is one."""
    return [_withheld_line(facts, each) for each in facts.blocked]


def _restriction_line(placed: RestrictionFacts) -> str:
    if placed.kind is RestrictionKind.DISPUTE and placed.is_decided:
        return ":no_entry_sign: The person disputes this, and a reviewer found that justified"
    return f":no_entry_sign: {RESTRICTIONS[placed.kind]} (recorded by {person(placed.by)}, {when(placed.at)})"


def _notice_lines(facts: CardFacts, notice: NoticeFacts) -> Iterator[str]:
    text = TEXTS[notice.kind].capitalize()
    about = f" about {numbered(notice.item_numbers)}" if notice.item_numbers else ""
    written = f"{text}{about} by {person(notice.author_id)}"
    given = [f"{person(each.user_id)} ({each.role.value})" for each in notice.approvals]
    approved = f"approved by {listed(given)}" if given else ""
    if notice.status is NoticeStatus.DRAFT:
        yield f"{written}: a draft, nobody is asked to approve it yet"
        if notice.declined is not None:
            reason = literal(shortened(notice.declined.reason, 400))
            yield f"Declined by {person(notice.declined.by)}: “{reason}”"
    elif notice.status is NoticeStatus.IN_REVIEW:
        missing = listed([_wanted(each) for each in notice.missing])
        yield f"{written} waits for {missing}" + (f" · {approved}" if approved else "")
    elif notice.status is NoticeStatus.APPROVED:
        until = f", to be sent before {when(notice.expires_at)}" if notice.expires_at else ""
        yield f"{written}: {approved or 'the approvals ran out'}{until}"
    else:
        yield f"{written}: being sent to {literal(shortened(notice.recipient_name, 80))}"


def _wanted(wanted: WantedApproval) -> str:
    if wanted.signatory_id:
        return f"{person(wanted.signatory_id)}, who signs"
    return f"a {roles_said(wanted.roles, 'or')}"


def _sent_line(sent: SentFacts) -> str:
    approved = listed([person(each) for each in sent.approved_by])
    proof = f" · {literal(middle_out(sent.reference, 120))}" if sent.reference else ""
    by = f" by {person(sent.sender_id)}" if sent.sender_id else ""
    text = TEXTS[sent.kind].capitalize()
    return f"{text} sent{by} {when(sent.sent_at)}" + (f", approved by {approved}" if approved else "") + proof


def _withheld_line(facts: CardFacts, blocked: BlockedStep) -> str:
    label = _LABELS.get(blocked.step, "Send")
    if blocked.step is Step.SEND and facts.notice is not None:
        label = sending_label(facts.notice.kind)
    if blocked.until is not None:
        return f"*{label}*: not before {when(blocked.until)}"
    return f"*{label}*: {literal(blocked.sentence)}"
