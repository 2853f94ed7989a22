"""What a Slack workspace holds: users, channels, messages, views, files."""

import secrets
import string
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]

_ALPHABET = string.ascii_uppercase + string.digits


def new_id(prefix: str) -> str:
    """Return a fresh id in Slack's style: the prefix and nine capitals or digits."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(9))


def ts_key(ts: str) -> tuple[int, int]:
    """Return a message timestamp as a pair that sorts by time; raise ValueError if it is none."""
    seconds, _, micros = ts.partition(".")
    return int(seconds or 0), int((micros or "0")[:6].ljust(6, "0"))


class ChannelKind(StrEnum):
    """What kind of conversation a channel is."""

    PUBLIC = "channel"
    PRIVATE = "private"
    IM = "im"


@dataclass
class User:
    """A member of the workspace, or a stranger from another one (`team_id`)."""

    id: str
    name: str
    real_name: str
    tz: str
    team_id: str
    is_bot: bool = False
    is_restricted: bool = False
    deleted: bool = False
    updated: int = 0
    title: str = ""

    def as_slack(self, now: datetime) -> Json:
        """Return Slack's user object; `tz_offset` in seconds as of `now`. Deactivated users have no zone."""
        user: Json = {
            "id": self.id, "team_id": self.team_id, "name": self.name, "deleted": self.deleted,
            "profile": self._profile(), "is_bot": self.is_bot, "is_app_user": False, "updated": self.updated,
        }  # fmt: skip
        return user if self.deleted else user | self._of_the_living(now)

    def _profile(self) -> Json:
        names = {"real_name": self.real_name, "display_name": self.name}
        normalized = {f"{key}_normalized": name for key, name in names.items()}
        return names | normalized | {"team": self.team_id, "title": self.title}

    def _of_the_living(self, now: datetime) -> Json:
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        return {
            "real_name": self.real_name, "tz": self.tz, "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0, "color": "4bbe2e",
            "is_admin": False, "is_owner": False, "is_primary_owner": False,
            "is_restricted": self.is_restricted, "is_ultra_restricted": False, "is_email_confirmed": True,
        }  # fmt: skip


@dataclass
class Message:
    """One message; `ephemeral_to` names the only person who sees it."""

    ts: str
    channel: str
    user: str
    bot: bool
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    edited: Json | None = None
    ephemeral_to: str | None = None
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    broadcast: bool = False
    deleted: bool = False
    earlier: list[list[Json]] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """Whether this message stands in another message's thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class Channel:
    """A conversation with its members and messages, oldest first."""

    id: str
    name: str
    kind: ChannelKind
    members: list[str]
    created: int
    topic: str = ""
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)

    def others(self, user: str) -> list[str]:
        """Return the members besides `user`."""
        return [member for member in self.members if member != user]

    def top_level(self) -> list[Message]:
        """Return the messages of the channel's main flow, oldest first, without ephemeral ones."""
        return [m for m in self.messages.values() if not m.ephemeral_to and (not m.is_reply or m.broadcast)]


@dataclass
class View:
    """A modal or a Home tab as one person sees it."""

    id: str
    user: str
    definition: Json
    hash: str
    root: str
    previous: str | None = None
    values: Json = field(default_factory=dict)
    earlier: list[list[Json]] = field(default_factory=list)

    @property
    def blocks(self) -> list[Json]:
        """The blocks of the view as it stands."""
        blocks: list[Json] = self.definition["blocks"]
        return blocks

    @property
    def is_home(self) -> bool:
        """Whether this is a Home tab."""
        return bool(self.definition["type"] == "home")


@dataclass
class StoredFile:
    """A file someone uploaded; its bytes lie beside the state."""

    id: str
    name: str
    mimetype: str
    size: int
    user: str
    created: int
