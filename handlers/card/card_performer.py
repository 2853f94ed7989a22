"""Cards: one message per case in its matter's channel, always rendered from what is committed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.desk.card.card_facts import card_facts
from bot.desk.core.context import Desk
from bot.desk.core.refusals import CannotBeRead
from bot.desk.core.unreadable import read_in_words
from bot.effects.protocols import Absent, Done, Go, NoOpRecorder, NotDone, Skip, Verdict
from handlers.base.mrkdwn import literal
from handlers.base.responses import Block
from handlers.blocks.elements import said
from handlers.card.card_message import card_message
from handlers.slack.unreachable import tell_of_channel
from handlers.slack.web_api import Post, Slack
from storage.ledger import lanes, refresh_queue
from storage.models import Card, Case, Effect, Matter
from storage.vocabulary import EffectKind


@dataclass(frozen=True)
class Showing:
    """A card to post, or to change if it has a `ts`; `tried_before` means an earlier post may have arrived."""

    post: Post
    ts: str | None
    tried_before: bool


class CardGate:
    """Renders the newest committed state."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Show the card, unless its matter has no channel yet; of a case that cannot be read it says so."""
        try:
            with read_in_words(session, effect.case_id or 0):
                return self._shown(session, effect, now)
        except CannotBeRead as refusal:
            return self._unread(session, effect, refusal.sentence)

    def _shown(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        case_id = effect.case_id or 0
        channel = channel_of(session, case_id, self._desk.installation.fallback_channel)
        if channel is None:
            return Skip()
        work = self._desk.within(session, now)
        text, blocks = card_message(card_facts(work, effect.workspace_id, case_id))
        return self._go(session, effect, channel, text, blocks)

    def _unread(self, session: Session, effect: Effect, sentence: str) -> Verdict:
        of_matter = select(Matter.channel_id).join(Case, col(Case.matter_id) == col(Matter.id))
        channel = session.exec(of_matter.where(col(Case.id) == effect.case_id)).first()
        channel = channel or self._desk.installation.fallback_channel
        text = literal(sentence)
        return self._go(session, effect, channel, text, [said(text)]) if channel else Skip()

    def _go(self, session: Session, effect: Effect, channel: str, text: str, blocks: list[Block]) -> Go:
        card = session.get(Card, effect.case_id or 0)
        post = Post(card.channel_id if card else channel, text, effect.idem_key, tuple(blocks))
        return Go(Showing(post, card.ts if card else None, tried_before=effect.error is not None))


class CardPerformer:
    """Posts a card once and changes it from then on."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def perform(self, request: Showing) -> Done:
        """Show it; one that somebody deleted by hand is posted anew. Raise NotDone or MayBeDone."""
        if request.ts is None:
            return self._posted(request)
        try:
            return self._slack.update(request.post, request.ts)
        except NotDone as refused:
            if refused.reason not in {"message_not_found", "cant_update_message"}:
                raise
            return self._posted(request)

    def _posted(self, request: Showing) -> Done:
        found = self._slack.find(request.post) if request.tried_before else Absent()
        if found is None:
            raise NotDone("Slack does not tell whether the card is there already.")
        if isinstance(found, Absent):
            return self._with_link(self._slack.post(request.post))
        self._slack.update(request.post, found.reference or "")
        return self._with_link(found)

    def _with_link(self, done: Done) -> Done:
        channel = str(done.result["channel"])
        return Done(
            done.reference, {"channel": channel, "link": self._slack.permalink(channel, done.reference or "")}
        )


class CardRecorder(NoOpRecorder):
    """Keeps where a card stands, and has the thread follow."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """Note channel and timestamp; a new card's thread tells the history from its beginning."""
        case_id = effect.case_id or 0
        known = session.get(Card, case_id)
        if known is None or known.ts != done.reference:
            session.merge(_card(effect, done, known))
            session.flush()
            refresh_queue.refresh(
                session,
                workspace_id=effect.workspace_id,
                kind=EffectKind.HISTORY,
                idem_key=f"{EffectKind.HISTORY}:{case_id}",
                now=now,
                case_id=case_id,
                lane=lanes.posting(str(done.result["channel"])),
            )

    def refused(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """Tell whoever looks after the case what to do about it."""
        tell_of_channel(self._desk, session, effect, reason, now)


def channel_of(session: Session, case_id: int, fallback: str | None) -> str | None:
    """Return the channel a case's card stands in: its matter's, else the one set for such cases."""
    matter = session.get_one(Matter, session.get_one(Case, case_id).matter_id)
    return matter.channel_id or fallback


def _card(effect: Effect, done: Done, known: Card | None) -> Card:
    result: dict[str, Any] = done.result
    return Card(
        workspace_id=effect.workspace_id,
        case_id=effect.case_id or 0,
        channel_id=str(result["channel"]),
        ts=done.reference,
        permalink=result.get("link") or (known.permalink if known else None),
        thread_seq=0,
    )
