"""Sending an approved text: every gate again, then the ledger."""

from bot.desk.case.items import host_of
from bot.desk.core.access import DECIDERS, require_human, require_role
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import NotNow, Overtaken
from bot.desk.gates.sending import refuse_blocked
from bot.desk.review.drafts import notice_for
from storage.ledger import effects, lanes
from storage.models import Case, Notice
from storage.vocabulary import EffectKind, EffectStatus, EventKind, NoticeStatus, Route

_KINDS = {Route.DIRECT: EffectKind.SEND_DIRECT, Route.EMAIL: EffectKind.SEND_EMAIL}


def order_send(desk: Desk, actor: Actor, notice_id: int, seen_hash: str) -> None:
    """Have the ledger send an approved text; all gates run again now, and once more right before the act.

    Raise Overtaken if it is no longer the text that the person saw.
    """
    with desk.write() as work:
        case, notice = notice_for(work, actor, notice_id)
        require_sender(work, actor, notice)
        require_unsent(case, notice)
        if notice.content_hash != seen_hash:
            raise Overtaken(f"{case.key}: the text was changed after you saw it. Please read it again.")
        if notice.route is Route.ASSISTED:
            raise NotNow(f"{case.key}: this text is sent by hand; press “I sent it” afterwards.")
        refuse_blocked(work, case, notice)
        _into_ledger(work, actor, case, notice)
        notice.status = NoticeStatus.SENDING
        work.session.add(notice)
        record_event(work, case, EventKind.SEND_ORDERED, actor.user_id, {"notice": notice.id})


def idem_key_of(case: Case, notice: Notice) -> str:
    """Return the key under which the ledger knows the sending of a text as it was approved."""
    return f"{notice.kind.value}:{case.key}:{notice.number}:{notice.revision}"


def stop_sending(work: UnitOfWork, case: Case, notice: Notice, reason: str) -> bool:
    """Take an ordered text out of the ledger again; return False if it is already on its way."""
    key = idem_key_of(case, notice)
    stopped = effects.cancel(
        work.session, workspace_id=case.workspace_id, now=work.now, reason=reason, idem_key=key
    )
    if stopped:
        notice.status = NoticeStatus.APPROVED
        work.session.add(notice)
    return bool(stopped)


def require_sender(work: UnitOfWork, actor: Actor, notice: Notice) -> None:
    """Raise NotAllowed unless the actor is a human who wrote this text, signs it, or decides."""
    require_human(work, actor.workspace_id, actor.user_id)
    if actor.user_id not in {notice.author_id, notice.sender_id}:
        require_role(work, actor, *DECIDERS)


def require_unsent(case: Case, notice: Notice) -> None:
    """Raise Overtaken if a text is sent or on its way, NotNow if it is not approved."""
    if notice.status is NoticeStatus.SENT:
        raise Overtaken(f"{case.key}: this text was sent already.")
    if notice.status is NoticeStatus.SENDING:
        raise Overtaken(f"{case.key}: this text is being sent already.")
    if notice.status is not NoticeStatus.APPROVED:
        raise NotNow(f"{case.key}: this text is not approved.")


def _into_ledger(work: UnitOfWork, actor: Actor, case: Case, notice: Notice) -> None:
    key = idem_key_of(case, notice)
    ordered = effects.order(
        work.session,
        workspace_id=case.workspace_id,
        kind=_KINDS[notice.route],
        idem_key=key,
        now=work.now,
        case_id=case.id,
        notice_id=notice.id,
        lane=_lane(case, notice),
        payload={"by": actor.user_id},
    )
    if ordered is None:
        _once_more(work, case, key)


def _lane(case: Case, notice: Notice) -> str:
    if notice.route is Route.EMAIL:
        return lanes.mail(notice.recipient.rpartition("@")[2])
    return lanes.platform(case.platform, host_of(case))


def _once_more(work: UnitOfWork, case: Case, key: str) -> None:
    row = effects.find(work.session, case.workspace_id, key)
    if row is None or row.status not in {EffectStatus.FAILED, EffectStatus.CANCELLED}:
        raise Overtaken(f"{case.key}: this text is being sent already.")
    row.status, row.due_at, row.failures, row.error = EffectStatus.READY, work.now, 0, None
    work.session.add(row)
