"""Asking for what Slack shows to be brought up to date; the worker does it from committed state."""

from datetime import datetime, timedelta

from sqlalchemy import event
from sqlmodel import Session, col, select

from bot.desk.core.context import Actor, UnitOfWork
from storage.database.unreadable import UnreadableRow, entities_of
from storage.ledger import cards, effects, lanes, refresh_queue
from storage.ledger.refresh_queue import Asking
from storage.models import Case, Effect, Matter
from storage.vocabulary import EffectKind, EffectStatus

CARD_COMES_WITHIN = timedelta(minutes=1)
ASKED_AT_COMMIT = "asked_at_commit"

Waiting = dict[tuple[int, datetime], dict[str, Asking]]
"""What is to be asked right before the commit, by workspace and instant, then by key."""


def show_what_changed(work: UnitOfWork, case: Case, actor: str) -> None:
    """Have a case's card and thread brought up to date, and the Home tab of whoever acted.

    That is asked once, right before the commit, however many events a use case records of however many cases.
    """
    waiting: Waiting = work.session.info.setdefault(ASKED_AT_COMMIT, {})
    if not waiting:
        event.listen(work.session, "before_commit", _ask_together, once=True)
    asked = waiting.setdefault((case.workspace_id, work.now), {})
    home = [_home_to_follow(work, actor)] if actor.startswith(("U", "W")) else []
    for asking in (*_card_and_thread(work.session, case, work.now, work.installation.fallback_channel), *home):
        asked[asking.idem_key] = asking


def _ask_together(session: Session) -> None:
    waiting: Waiting = session.info.pop(ASKED_AT_COMMIT, {})
    for (workspace_id, now), asked in waiting.items():
        # Always in the same order, so that two who show the same cards do not wait for each other.
        refresh_queue.refresh_together(session, workspace_id, [asked[key] for key in sorted(asked)], now)


def show_case(session: Session, case: Case, now: datetime, fallback: str | None = None) -> None:
    """Have a case's card and the history in its thread brought up to date.

    A case whose matter has no channel is shown in the channel `fallback`, and waits if there is none.
    """
    shown = _card_and_thread(session, case, now, fallback)
    refresh_queue.refresh_together(session, case.workspace_id, shown, now)


def _card_and_thread(session: Session, case: Case, now: datetime, fallback: str | None) -> list[Asking]:
    channel = session.get_one(Matter, case.matter_id).channel_id or fallback
    if channel is None:
        return []
    card = Asking(EffectKind.CARD, f"{EffectKind.CARD}:{case.id}", due_at=now, case_id=case.id)
    history = Asking(
        EffectKind.HISTORY,
        f"{EffectKind.HISTORY}:{case.id}",
        due_at=now,
        # The thread's turn comes with its card; without one nobody should look at it for every event.
        without_card_at=now + CARD_COMES_WITHIN,
        case_id=case.id,
        lane=lanes.posting(channel),
    )
    return [card, history]


def show_others_of(work: UnitOfWork, case: Case) -> None:
    """Have the other cards about the same person brought up to date: what they want counts in every matter."""
    if case.person_id is None:
        return
    for other in cards.shown_of_person(work.session, case.workspace_id, case.person_id):
        if other.id != case.id:
            show_case(work.session, other, work.now, work.installation.fallback_channel)


def open_home(work: UnitOfWork, actor: Actor) -> None:
    """Have a person's Home tab shown, which they opened."""
    refresh_queue.refresh(
        work.session,
        workspace_id=actor.workspace_id,
        kind=EffectKind.HOME,
        idem_key=_home_key(actor.user_id),
        now=work.now,
        payload={"user": actor.user_id},
    )


def _home_to_follow(work: UnitOfWork, actor: str) -> Asking:
    """Return the Home tab that follows an act, if it was ever opened."""
    return Asking(EffectKind.HOME, _home_key(actor), due_at=work.now, payload={"user": actor}, follows=True)


def _home_key(user_id: str) -> str:
    return f"home:{user_id}"


def order_direct_message(work: UnitOfWork, workspace_id: int, user_id: str, text: str, key: str) -> None:
    """Have a person told something in a direct message, once per `key`.

    `text` is mrkdwn in which nothing was typed by a person.
    """
    effects.order(
        work.session,
        workspace_id=workspace_id,
        kind=EffectKind.DIRECT_MESSAGE,
        idem_key=f"tell:{user_id}:{key}",
        now=work.now,
        lane=lanes.posting(user_id),
        payload={"user": user_id, "text": text},
    )


def learn_member(work: UnitOfWork, workspace_id: int, user_id: str) -> None:
    """Have Slack asked who a person is."""
    refresh_queue.refresh(
        work.session,
        workspace_id=workspace_id,
        kind=EffectKind.LEARN_MEMBER,
        idem_key=f"member:{user_id}",
        now=work.now,
        payload={"user": user_id},
    )


def learn_channel(work: UnitOfWork, workspace_id: int, channel_id: str) -> None:
    """Have Slack asked about a channel and who is in it."""
    refresh_queue.refresh(
        work.session,
        workspace_id=workspace_id,
        kind=EffectKind.LEARN_CHANNEL,
        idem_key=f"channel:{channel_id}",
        now=work.now,
        payload={"channel": channel_id},
    )


def show_channel(work: UnitOfWork, workspace_id: int, channel_id: str) -> None:
    """Have what could not be posted in a channel posted now that it can be: cards, and what threads tell."""
    waiting = (
        select(Case)
        .join(Matter, col(Matter.id) == col(Case.matter_id))
        .join(Effect, col(Effect.case_id) == col(Case.id))
        .where(
            Case.workspace_id == workspace_id,
            Matter.channel_id == channel_id,
            col(Effect.kind).in_((EffectKind.CARD, EffectKind.HISTORY)),
            Effect.status == EffectStatus.FAILED,
        )
    )
    for case in entities_of(work.session, waiting, col(Case.id), col(Case.key)):
        if not isinstance(case, UnreadableRow):
            show_case(work.session, case, work.now, work.installation.fallback_channel)
