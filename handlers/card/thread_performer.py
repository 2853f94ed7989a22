"""The thread under a card: everything that happened, told once and in order."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.desk.card.history import history_facts
from bot.desk.core.context import Desk
from bot.effects.protocols import UNTIL_WOKEN, Absent, Done, Go, NoOpRecorder, NotDone, Skip, Verdict, Wait
from handlers.blocks.paragraphs import thread_message
from handlers.card.history_lines import history_lines
from handlers.slack.unreachable import tell_of_channel
from handlers.slack.web_api import Post, Slack
from storage.ledger import refresh_queue
from storage.models import Card, Effect
from storage.vocabulary import EffectKind

MOST_LINES = 20
LONGEST_TEXT = 9000


@dataclass(frozen=True)
class Story:
    """What happened since the thread was told last, up to the event with sequence number `upto`."""

    post: Post
    upto: int
    is_whole: bool
    tried_before: bool


class HistoryGate:
    """Collects what the thread has not told yet; waits until there is a card to tell it under."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Tell it, unless everything is told."""
        card = session.get(Card, effect.case_id or 0)
        if card is None or card.ts is None:
            return Wait(UNTIL_WOKEN, "The card is not posted yet.")
        work = self._desk.within(session, now)
        facts = history_facts(work, effect.workspace_id, effect.case_id or 0, after=card.thread_seq)
        if not facts.events:
            return Skip()
        lines = _fitting(history_lines(facts))
        upto = facts.events[len(lines) - 1].seq
        text, blocks = thread_message(lines)
        # Told anew under a new card, the same events are another message.
        key = f"{effect.idem_key}:{card.ts}:{card.thread_seq}"
        post = Post(card.channel_id, text, key, tuple(blocks), thread_ts=card.ts, upto=upto)
        return Go(Story(post, upto, len(lines) == len(facts.events), tried_before=effect.error is not None))


class HistoryPerformer:
    """Posts into the thread; what an earlier try may have posted is looked for first."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def perform(self, request: Story) -> Done:
        """Tell it once. Raise NotDone or MayBeDone."""
        found = self._slack.find(request.post) if request.tried_before else Absent()
        if found is None:
            raise NotDone("Slack does not tell whether this was told already.")
        if isinstance(found, Absent):
            return _told(request, self._slack.post(request.post), request.upto)
        # What happened since that earlier try is not told in it.
        return _told(request, found, int(found.result.get("upto") or request.upto))


class HistoryRecorder(NoOpRecorder):
    """Keeps how far the thread has told the history."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """Note the last event told, and go on if there is more; under a card that is gone nothing was told."""
        card = session.get_one(Card, effect.case_id)
        if done.result.get("under") == card.ts:
            card.thread_seq = max(card.thread_seq, int(done.result["upto"]))
            session.add(card)
        if not done.result.get("is_whole", True):
            refresh_queue.refresh(
                session,
                workspace_id=effect.workspace_id,
                kind=EffectKind.HISTORY,
                idem_key=effect.idem_key,
                now=now,
                case_id=effect.case_id,
                lane=effect.lane,
            )

    def refused(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """Tell whoever looks after the case what to do about its channel."""
        tell_of_channel(self._desk, session, effect, reason, now)


def _told(request: Story, done: Done, upto: int) -> Done:
    is_whole = request.is_whole and upto >= request.upto
    return Done(done.reference, {"upto": upto, "is_whole": is_whole, "under": request.post.thread_ts})


def _fitting(lines: list[str]) -> list[str]:
    chosen: list[str] = []
    length = 0
    for line in lines[:MOST_LINES]:
        length += len(line) + 1
        if chosen and length > LONGEST_TEXT:
            break
        chosen.append(line)
    return chosen
