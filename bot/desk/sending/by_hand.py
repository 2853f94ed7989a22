"""A text that a named person sent by hand, with the proof of it."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.case.status import move
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid, NotAllowed, NotNow
from bot.desk.gates.sending import refuse_blocked
from bot.desk.review.drafts import notice_for
from bot.desk.review.submitting import request_for
from bot.desk.review.validity import ApprovalWindow, approval_window
from bot.desk.sending.results import was_sent
from bot.desk.sending.sending import idem_key_of, require_sender, require_unsent
from bot.rules.addresses.registry import resolve
from bot.rules.addresses.url.address import UrlRefused
from bot.rules.case.lifecycle import Action
from storage.models import Case, Effect, Notice
from storage.vocabulary import EffectKind, EffectStatus, NoticeKind, NoticeStatus, Route

LONGEST_REFERENCE = 255


@dataclass(frozen=True)
class Proof:
    """What a person says who sent a text by hand: where it can be seen, and when it was sent (UTC)."""

    reference: str
    sent_at: datetime


def sent_by_hand(desk: Desk, actor: Actor, notice_id: int, proof: Proof) -> None:
    """Record that the named sender sent an approved text by hand, with the proof of it.

    It may be recorded after the approvals ran out, if it was sent before. Raise Invalid naming the field for a
    proof that cannot be right.
    """
    with desk.write() as work:
        case, notice = notice_for(work, actor, notice_id)
        if notice.kind.is_to_person and actor.user_id != notice.sender_id:
            raise NotAllowed(f"This text is written in the name of <@{notice.sender_id}>, who sends it.")
        require_sender(work, actor, notice)
        window = approval_window(work, notice)
        if window is None or notice.status is not NoticeStatus.DRAFT:
            require_unsent(case, notice)
        if notice.route is not Route.ASSISTED:
            raise NotNow(f"{case.key}: this text is sent by the desk, not by hand.")
        if work.installation.rehearsal_address:
            raise NotNow("This desk is in rehearsal (MAIL_REDIRECT_TO is set): nothing is recorded as sent.")
        refuse_blocked(work, case, notice, approved=window is not None)
        reference = _checked_proof(work, notice, proof, window)
        if notice.status is NoticeStatus.DRAFT:
            _as_approved(work, case, notice)
        _note_by_hand(work, actor, case, notice, reference)
        was_sent(work, case, notice, reference=reference, sent_at=proof.sent_at, by=actor.user_id)


def _as_approved(work: UnitOfWork, case: Case, notice: Notice) -> None:
    """Bring a case back to where it stood when the text went out: since then only its approvals ran out."""
    if notice.kind is not NoticeKind.THANKS:
        move(work, case, request_for(notice.kind))
        move(work, case, Action.APPROVE)


def _checked_proof(work: UnitOfWork, notice: Notice, proof: Proof, window: ApprovalWindow | None) -> str:
    text = proof.reference.strip()
    if not text or len(text) > LONGEST_REFERENCE or not text.isprintable():
        raise Invalid(_wanted_proof(notice), field="reference")
    if notice.kind.is_to_person:
        try:
            resolve(text)
        except UrlRefused as refused:
            raise Invalid(f"{_wanted_proof(notice)} {refused.sentence}", field="reference") from refused
    if proof.sent_at > work.now:
        raise Invalid("This lies in the future.", field="sent_at")
    if window is None or proof.sent_at < window.start.replace(second=0, microsecond=0):
        raise Invalid("This lies before the approval; nothing may go out before that.", field="sent_at")
    if proof.sent_at >= window.end:
        raise Invalid("The approvals had run out by then; nothing may go out after that.", field="sent_at")
    return text


def _wanted_proof(notice: Notice) -> str:
    if notice.kind.is_to_person:
        return "Please paste the link to the message you sent."
    return "Please enter the platform's ticket number, or the link to it."


def _note_by_hand(work: UnitOfWork, actor: Actor, case: Case, notice: Notice, reference: str) -> None:
    row = Effect(
        workspace_id=case.workspace_id,
        kind=EffectKind.SENT_BY_HAND,
        idem_key=idem_key_of(case, notice),
        status=EffectStatus.SENT,
        case_id=case.id,
        notice_id=notice.id,
        payload={"by": actor.user_id},
        due_at=work.now,
        served_rev=1,
        reference=reference,
        created_at=work.now,
        finished_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
