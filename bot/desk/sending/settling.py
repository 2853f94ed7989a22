"""Acts of which nobody knows whether they arrived: a named person says, and it is recorded who."""

from bot.desk.core.access import DECIDERS, require_human, require_role, visible_case
from bot.desk.core.audit import happened
from bot.desk.core.context import Actor, Desk, Moment
from bot.desk.core.refusals import NotFound, Overtaken
from bot.desk.sending.results import was_not_sent, was_sent
from storage.ledger import effects
from storage.ledger.effects import NothingToSettle, Settlement
from storage.models import Case, Effect, Notice
from storage.queries import notices
from storage.vocabulary import EventKind


def settle_delivery(desk: Desk, actor: Actor, effect_id: int, answer: Settlement) -> None:
    """Settle a delivery in doubt: it was sent, it is to be sent again, or it is given up."""
    with desk.act() as moment:
        effect, case, notice = _doubtful(moment, actor, effect_id)
        require_role(moment, actor, *DECIDERS)
        require_human(moment, actor.workspace_id, actor.user_id)
        try:
            effects.settle(moment.session, effect, answer, by=actor.user_id, now=moment.now)
        except NothingToSettle as settled:
            raise Overtaken(str(settled)) from settled
        facts = {"notice": notice.id, "effect": effect.id, "answer": answer.value}
        happened(moment, case, EventKind.DELIVERY_SETTLED, actor.user_id, facts)
        _follow(moment, actor, effect, case, notice, answer)


def _follow(
    moment: Moment, actor: Actor, effect: Effect, case: Case, notice: Notice, answer: Settlement
) -> None:
    if answer is Settlement.AS_SENT:
        sent_at = effect.started_at or moment.now
        was_sent(moment, case, notice, reference="", sent_at=sent_at, by=actor.user_id)
    elif answer is Settlement.CANCEL:
        was_not_sent(moment, case, notice, "given up: nobody knows whether it arrived")


def _doubtful(moment: Moment, actor: Actor, effect_id: int) -> tuple[Effect, Case, Notice]:
    effect = moment.session.get(Effect, effect_id)
    if effect is None or effect.workspace_id != actor.workspace_id or effect.notice_id is None:
        raise NotFound("There is no such delivery, or it is not shown to you.")
    case_id = notices.case_of(moment.session, actor.workspace_id, effect.notice_id)
    if case_id is None:
        raise NotFound("There is no such delivery, or it is not shown to you.")
    case, _ = visible_case(moment, actor, case_id)
    return effect, case, moment.session.get_one(Notice, effect.notice_id)
