"""Asking Slack about people and channels, so that decisions rest on cached facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.desk.core import refresh
from bot.desk.core.context import Desk
from bot.desk.team import members
from bot.effects.protocols import Done, Go, NoOpRecorder, NotDone, Verdict
from handlers.slack.web_api import Slack
from storage.models import Channel, Effect, Member, Workspace
from storage.queries import grants


@dataclass(frozen=True)
class Question:
    """Whom or what Slack is asked about, and which team is ours."""

    subject: str
    team_id: str


class PersonGate:
    """Asks about the person an act names."""

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Let Slack be asked."""
        return Go(Question(str(effect.payload["user"]), _team(session, effect)))


class PersonPerformer:
    """Calls `users.info`."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def perform(self, request: Question) -> Done:
        """Ask. Raise NotDone or MayBeDone."""
        return Done(result=_person(self._slack.user(request.subject), request.team_id))


class PersonRecorder(NoOpRecorder):
    """Stores what Slack said of a person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """Store the facts and when they were learnt."""
        facts = Member(
            workspace_id=effect.workspace_id,
            user_id=str(effect.payload["user"]),
            checked_at=now,
            **done.result,
        )
        members.member_learnt(self._desk.within(session, now), facts)


class ChannelGate:
    """Asks about the channel an act names."""

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Let Slack be asked."""
        return Go(Question(str(effect.payload["channel"]), _team(session, effect)))


class ChannelPerformer:
    """Calls `conversations.info` and, where the bot is a member, `conversations.members`."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def perform(self, request: Question) -> Done:
        """Ask. A channel that Slack does not show counts as one without us. Raise NotDone or MayBeDone."""
        try:
            found = self._slack.channel(request.subject)
            present = self._slack.members(request.subject)
        except NotDone as refused:
            if refused.reason != "channel_not_found":
                raise
            return Done(result={"facts": _unseen(), "members": None})
        return Done(result={"facts": _channel(found), "members": sorted(present)})


class ChannelRecorder(NoOpRecorder):
    """Stores what Slack said of a channel and of who is in it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """Store the facts; people the desk does not know yet are asked about next."""
        work = self._desk.within(session, now)
        channel_id = str(effect.payload["channel"])
        facts = Channel(
            workspace_id=effect.workspace_id,
            channel_id=channel_id,
            checked_at=now,
            **done.result["facts"],
        )
        present = done.result["members"]
        members.channel_learnt(work, facts, None if present is None else frozenset(present))
        for holder in grants.holders(session, effect.workspace_id):
            members.learn_if_stale(work, effect.workspace_id, holder)
        if facts.bot_is_member and not facts.is_archived:
            refresh.show_channel(work, effect.workspace_id, channel_id)


def _team(session: Session, effect: Effect) -> str:
    return session.get_one(Workspace, effect.workspace_id).slack_team_id or ""


def _person(user: dict[str, Any], team_id: str) -> dict[str, Any]:
    profile = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or user.get("name") or ""
    return {
        "real_name": str(name)[:255],
        "title": str(profile.get("title") or "")[:255],
        "email": str(profile.get("email") or "")[:320],
        "zone": str(user.get("tz") or "UTC")[:64],
        "is_bot": bool(user.get("is_bot")),
        "is_guest": bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        "is_deactivated": bool(user.get("deleted")),
        "is_foreign": bool(user.get("is_stranger")) or str(user.get("team_id") or team_id) != team_id,
    }


def _channel(channel: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": str(channel.get("name") or "")[:255],
        "is_private": bool(channel.get("is_private")),
        "is_archived": bool(channel.get("is_archived")),
        "bot_is_member": bool(channel.get("is_member")),
    }


def _unseen() -> dict[str, Any]:
    return {"name": "", "is_private": True, "is_archived": False, "bot_is_member": False}
