"""Saying something once: to a person by direct message, to a person in a channel, to a channel."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.effects.protocols import Absent, Cancel, Done, Go, NoOpRecorder, NotDone, Verdict
from handlers.blocks.paragraphs import thread_message
from handlers.slack.web_api import UNREACHABLE_PERSON, Post, Slack
from storage.models import Effect
from storage.queries.reachable import first_reachable


@dataclass(frozen=True)
class DirectMessage:
    """What to say, where, and to whom alone if to one person in a channel."""

    post: Post
    only_to: str | None = None


class DirectMessageGate:
    """Takes what to say from the act itself: it was decided when the act was ordered."""

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Let it be said, unless to somebody who left: Slack would take it, and nobody would read it."""
        user = effect.payload.get("user")
        if user and first_reachable(session, effect.workspace_id, [str(user)]) is None:
            return Cancel("This person's Slack account is deactivated.")
        return Go(self.recall(session, effect))

    def recall(self, session: Session, effect: Effect) -> object | None:
        """Return what was to be said."""
        payload: dict[str, Any] = effect.payload
        channel = payload.get("channel")
        text = str(payload["text"])
        post = Post(
            channel=str(channel or payload["user"]),
            text=text,
            key=effect.idem_key,
            blocks=tuple(payload.get("blocks") or thread_message(text.split("\n"))[1]),
            thread_ts=payload.get("thread_ts"),
        )
        return DirectMessage(post, str(payload["user"]) if channel and payload.get("user") else None)


class DirectMessagePerformer:
    """Posts a message, or a private one that only a single person in a channel sees."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def perform(self, request: DirectMessage) -> Done:
        """Say it, directly to a person who cannot be reached where they clicked. Raise NotDone or MayBeDone."""
        if request.only_to is None:
            return self._slack.post(request.post)
        try:
            return self._slack.post_ephemeral(request.post, request.only_to)
        except NotDone as refused:
            if refused.reason not in UNREACHABLE_PERSON:
                raise
            return self._slack.post(replace(request.post, channel=request.only_to, thread_ts=None))

    def find(self, request: DirectMessage) -> Done | Absent | None:
        """Look whether it was said; a private message leaves no trace and is not said again."""
        return Done() if request.only_to is not None else self._slack.find(request.post)


class DirectMessageRecorder(NoOpRecorder):
    """Nothing follows from having told somebody something."""
