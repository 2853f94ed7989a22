"""A word to whoever looks after a case when its card or its thread cannot be written any more."""

from datetime import datetime

from sqlmodel import Session

from bot.desk.core.context import Desk
from bot.desk.core.refresh import order_direct_message
from handlers.slack.web_api import ARCHIVED, UNREACHABLE_CHANNEL
from storage.models import Case, Effect, Matter
from storage.queries.reachable import first_reachable


def tell_of_channel(desk: Desk, session: Session, effect: Effect, reason: str, now: datetime) -> None:
    """Tell the case's owner what to do about its channel, once a day for a channel and a reason.

    If they left, whoever opened the matter is told, else an admin. Other troubles are not told.
    """
    if reason not in UNREACHABLE_CHANNEL:
        return
    case = session.get_one(Case, effect.case_id)
    matter = session.get_one(Matter, case.matter_id)
    known = [case.owner_id, matter.created_by, *desk.installation.admins]
    person = first_reachable(session, effect.workspace_id, [each for each in known if each])
    if person is None:
        return
    trouble = "is_archived" if reason in ARCHIVED else reason
    key = f"{matter.channel_id}:{trouble}:{now.date().isoformat()}"
    order_direct_message(
        desk.within(session, now),
        effect.workspace_id,
        person,
        _what_to_do(matter, reason),
        key,
    )


def _what_to_do(matter: Matter, reason: str) -> str:
    where = f"<#{matter.channel_id}>"
    if reason in ARCHIVED:
        return f"{where} is archived, so the cards of {matter.key} cannot be shown there. Please unarchive it."
    return f"I cannot post the cards of {matter.key} in {where}. Please invite me there with `/invite`."
