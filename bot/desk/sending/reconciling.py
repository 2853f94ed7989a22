"""Acts of which nobody knows whether they arrived: a named person says, and it is recorded who."""

from bot.desk.core.access import DECIDERS, require_human, require_role, visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import NotFound, Overtaken
from bot.desk.sending.results import was_not_sent, was_sent
from storage.ledger import effects
from storage.ledger.effects import NothingToReconcile, Reconciliation
from storage.models import Case, Effect, Notice
from storage.queries import notices
from storage.vocabulary import EventKind


def reconcile(desk: Desk, actor: Actor, effect_id: int, answer: Reconciliation) -> None:
    """Reconcile a delivery in doubt: it was sent, it is to be sent again, or it is given up."""
    with desk.write() as work:
        effect, case, notice = _doubtful(work, actor, effect_id)
        require_role(work, actor, *DECIDERS)
        require_human(work, actor.workspace_id, actor.user_id)
        try:
            effects.reconcile(work.session, effect, answer, by=actor.user_id, now=work.now)
        except NothingToReconcile as settled:
            raise Overtaken(str(settled)) from settled
        facts = {"notice": notice.id, "effect": effect.id, "answer": answer.value}
        record_event(work, case, EventKind.DELIVERY_RECONCILED, actor.user_id, facts)
        _follow(work, actor, effect, case, notice, answer)


def _follow(
    work: UnitOfWork, actor: Actor, effect: Effect, case: Case, notice: Notice, answer: Reconciliation
) -> None:
    if answer is Reconciliation.AS_SENT:
        sent_at = effect.started_at or work.now
        was_sent(work, case, notice, reference="", sent_at=sent_at, by=actor.user_id)
    elif answer is Reconciliation.CANCEL:
        was_not_sent(work, case, notice, "given up: nobody knows whether it arrived")


def _doubtful(work: UnitOfWork, actor: Actor, effect_id: int) -> tuple[Effect, Case, Notice]:
    effect = work.session.get(Effect, effect_id)
    if effect is None or effect.workspace_id != actor.workspace_id or effect.notice_id is None:
        raise NotFound("There is no such delivery, or it is not shown to you.")
    case_id = notices.case_of(work.session, actor.workspace_id, effect.notice_id)
    if case_id is None:
        raise NotFound("There is no such delivery, or it is not shown to you.")
    case, _ = visible_case(work, actor, case_id)
    return effect, case, work.session.get_one(Notice, effect.notice_id)
