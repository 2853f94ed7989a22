"""Sending an approved text: every gate again, then the ledger or a named human; and what follows from it."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.case.grace import start_grace
from bot.desk.case.items import host_of
from bot.desk.case.status import ANSWER_EXPECTED, move, set_deadline
from bot.desk.core.access import DECIDERS, require_human, require_role
from bot.desk.core.audit import happened
from bot.desk.core.context import Actor, Desk, Moment
from bot.desk.core.refresh import show_others_of
from bot.desk.core.refusals import Invalid, NotAllowed, NotNow, Overtaken
from bot.desk.gates.sending import refuse_blocked
from bot.desk.review.drafts import notice_for
from bot.desk.review.submitting import request_for
from bot.desk.review.validity import Span, approvals_expired, approved_span
from bot.rules.addresses.registry import resolve
from bot.rules.addresses.url.address import UrlRefused
from bot.rules.case.lifecycle import Action
from bot.rules.law.grace import answer_expected
from storage.ledger import effects, lanes
from storage.models import Case, Effect, Matter, Notice
from storage.vocabulary import EffectKind, EffectStatus, EventKind, NoticeKind, NoticeStatus, Route

LONGEST_REFERENCE = 255
_KINDS = {Route.DIRECT: EffectKind.SEND_DIRECT, Route.EMAIL: EffectKind.SEND_EMAIL}


@dataclass(frozen=True)
class Proof:
    """What a person says who sent a text by hand: where it can be seen, and when it was sent (UTC)."""

    reference: str
    sent_at: datetime


def order_send(desk: Desk, actor: Actor, notice_id: int, seen_hash: str) -> None:
    """Have the ledger send an approved text; all gates run again now, and once more right before the act.

    Raise Overtaken if it is no longer the text that the person saw.
    """
    with desk.act() as moment:
        case, notice = notice_for(moment, actor, notice_id)
        _need_sender(moment, actor, notice)
        _need_unsent(case, notice)
        if notice.content_hash != seen_hash:
            raise Overtaken(f"{case.key}: the text was changed after you saw it. Please read it again.")
        if notice.route is Route.ASSISTED:
            raise NotNow(f"{case.key}: this text is sent by hand; press “I sent it” afterwards.")
        refuse_blocked(moment, case, notice)
        _into_ledger(moment, actor, case, notice)
        notice.status = NoticeStatus.SENDING
        moment.session.add(notice)
        happened(moment, case, EventKind.SEND_ORDERED, actor.user_id, {"notice": notice.id})


def sent_by_hand(desk: Desk, actor: Actor, notice_id: int, proof: Proof) -> None:
    """Record that the named sender sent an approved text by hand, with the proof of it.

    It may be recorded after the approvals ran out, if it was sent before. Raise Invalid naming the field for a
    proof that cannot be right.
    """
    with desk.act() as moment:
        case, notice = notice_for(moment, actor, notice_id)
        if notice.kind.is_to_person and actor.user_id != notice.sender_id:
            raise NotAllowed(f"This text is written in the name of <@{notice.sender_id}>, who sends it.")
        _need_sender(moment, actor, notice)
        span = approved_span(moment, notice)
        if span is None or notice.status is not NoticeStatus.DRAFT:
            _need_unsent(case, notice)
        if notice.route is not Route.ASSISTED:
            raise NotNow(f"{case.key}: this text is sent by the desk, not by hand.")
        if moment.policy.rehearsal_address:
            raise NotNow("This desk is in rehearsal (MAIL_REDIRECT_TO is set): nothing is recorded as sent.")
        refuse_blocked(moment, case, notice, approved=span is not None)
        reference = _checked_proof(moment, notice, proof, span)
        if notice.status is NoticeStatus.DRAFT:
            _as_approved(moment, case, notice)
        _note_by_hand(moment, actor, case, notice, reference)
        was_sent(moment, case, notice, reference=reference, sent_at=proof.sent_at, by=actor.user_id)


def idem_key_of(case: Case, notice: Notice) -> str:
    """Return the key under which the ledger knows the sending of a text as it was approved."""
    return f"{notice.kind.value}:{case.key}:{notice.number}:{notice.revision}"


def was_sent(moment: Moment, case: Case, notice: Notice, *, reference: str, sent_at: datetime, by: str) -> None:
    """Record that a text went out, and start what follows: the grace period, or waiting for the platform."""
    notice.status, notice.sent_at, notice.reference = NoticeStatus.SENT, sent_at, reference
    moment.session.add(notice)
    if notice.kind is not NoticeKind.THANKS:
        _follow(moment, case, notice, sent_at)
    if notice.kind.is_to_person:
        show_others_of(moment, case)
    effects.cancel(
        moment.session,
        workspace_id=case.workspace_id,
        now=moment.now,
        reason="the text was sent",
        idem_key=f"expire:{notice.id}:{notice.revision}",
    )
    facts = {"notice": notice.id, "kind": notice.kind.value, "hash": notice.content_hash}
    happened(moment, case, EventKind.NOTICE_SENT, by, facts, reference)


def was_not_sent(moment: Moment, case: Case, notice: Notice, reason: str) -> None:
    """Record that a text provably did not go out; it can be sent again while its approvals are valid."""
    if notice.status is NoticeStatus.SENDING:
        notice.status = NoticeStatus.APPROVED
        moment.session.add(notice)
    happened(moment, case, EventKind.NOTICE_NOT_SENT, "desk", {"notice": notice.id}, reason)
    approvals_expired(moment, notice.id or 0, notice.workspace_id)


def stop_sending(moment: Moment, case: Case, notice: Notice, reason: str) -> bool:
    """Take an ordered text out of the ledger again; return False if it is already on its way."""
    key = idem_key_of(case, notice)
    stopped = effects.cancel(
        moment.session, workspace_id=case.workspace_id, now=moment.now, reason=reason, idem_key=key
    )
    if stopped:
        notice.status = NoticeStatus.APPROVED
        moment.session.add(notice)
    return bool(stopped)


def _follow(moment: Moment, case: Case, notice: Notice, sent_at: datetime) -> None:
    if notice.kind is NoticeKind.WARNING:
        case.warned_at = sent_at
        start_grace(moment, case, notice, sent_at)
    elif notice.kind is NoticeKind.REMINDER:
        case.reminded_at = sent_at
        start_grace(moment, case, notice, sent_at)
    else:
        case.escalated_at = case.escalated_at or sent_at
        case.answered_at, case.answer_reference, case.was_forwarded = None, None, None
        region = moment.session.get_one(Matter, case.matter_id).region
        due = answer_expected(sent_at, region=region, zone=moment.policy.zone)
        set_deadline(case, ANSWER_EXPECTED, due)
    move(moment, case, Action.SENT)


def _need_sender(moment: Moment, actor: Actor, notice: Notice) -> None:
    require_human(moment, actor.workspace_id, actor.user_id)
    if actor.user_id not in {notice.author_id, notice.sender_id}:
        require_role(moment, actor, *DECIDERS)


def _need_unsent(case: Case, notice: Notice) -> None:
    if notice.status is NoticeStatus.SENT:
        raise Overtaken(f"{case.key}: this text was sent already.")
    if notice.status is NoticeStatus.SENDING:
        raise Overtaken(f"{case.key}: this text is being sent already.")
    if notice.status is not NoticeStatus.APPROVED:
        raise NotNow(f"{case.key}: this text is not approved.")


def _into_ledger(moment: Moment, actor: Actor, case: Case, notice: Notice) -> None:
    key = idem_key_of(case, notice)
    ordered = effects.order(
        moment.session,
        workspace_id=case.workspace_id,
        kind=_KINDS[notice.route],
        idem_key=key,
        now=moment.now,
        case_id=case.id,
        notice_id=notice.id,
        lane=_lane(case, notice),
        payload={"by": actor.user_id},
    )
    if ordered is None:
        _once_more(moment, case, key)


def _lane(case: Case, notice: Notice) -> str:
    if notice.route is Route.EMAIL:
        return lanes.mail(notice.recipient.rpartition("@")[2])
    return lanes.platform(case.platform, host_of(case))


def _once_more(moment: Moment, case: Case, key: str) -> None:
    row = effects.find(moment.session, case.workspace_id, key)
    if row is None or row.status not in {EffectStatus.FAILED, EffectStatus.CANCELLED}:
        raise Overtaken(f"{case.key}: this text is being sent already.")
    row.status, row.due_at, row.failures, row.error = EffectStatus.READY, moment.now, 0, None
    moment.session.add(row)


def _as_approved(moment: Moment, case: Case, notice: Notice) -> None:
    """Bring a case back to where it stood when the text went out: since then only its approvals ran out."""
    if notice.kind is not NoticeKind.THANKS:
        move(moment, case, request_for(notice.kind))
        move(moment, case, Action.APPROVE)


def _checked_proof(moment: Moment, notice: Notice, proof: Proof, span: Span | None) -> str:
    text = proof.reference.strip()
    if not text or len(text) > LONGEST_REFERENCE or not text.isprintable():
        raise Invalid(_wanted_proof(notice), field="reference")
    if notice.kind.is_to_person:
        try:
            resolve(text)
        except UrlRefused as refused:
            raise Invalid(f"{_wanted_proof(notice)} {refused.sentence}", field="reference") from refused
    if proof.sent_at > moment.now:
        raise Invalid("This lies in the future.", field="sent_at")
    if span is None or proof.sent_at < span.start.replace(second=0, microsecond=0):
        raise Invalid("This lies before the approval; nothing may go out before that.", field="sent_at")
    if proof.sent_at >= span.end:
        raise Invalid("The approvals had run out by then; nothing may go out after that.", field="sent_at")
    return text


def _wanted_proof(notice: Notice) -> str:
    if notice.kind.is_to_person:
        return "Please paste the link to the message you sent."
    return "Please enter the platform's ticket number, or the link to it."


def _note_by_hand(moment: Moment, actor: Actor, case: Case, notice: Notice, reference: str) -> None:
    row = Effect(
        workspace_id=case.workspace_id,
        kind=EffectKind.SENT_BY_HAND,
        idem_key=idem_key_of(case, notice),
        status=EffectStatus.SENT,
        case_id=case.id,
        notice_id=notice.id,
        payload={"by": actor.user_id},
        due_at=moment.now,
        done=1,
        reference=reference,
        created_at=moment.now,
        finished_at=moment.now,
    )
    moment.session.add(row)
    moment.session.flush()


def was_rehearsed(moment: Moment, case: Case, notice: Notice) -> None:
    """Record that a text went to the rehearsal address only; it stays approved and unsent."""
    notice.status = NoticeStatus.APPROVED
    moment.session.add(notice)
    happened(moment, case, EventKind.NOTICE_REHEARSED, "desk", {"notice": notice.id})
