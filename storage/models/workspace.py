"""Tables about the workspace itself: its people, their roles, its channels and digests."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from storage.models.columns import Table, words
from storage.vocabulary import Role


class Workspace(Table, table=True):
    """One Slack workspace; the Slack team id is an attribute that an unclaimed one lacks."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=64)
    name: str = Field(default="", max_length=255)
    slack_team_id: str | None = Field(default=None, unique=True, max_length=32)
    claimed_at: datetime | None = None
    paused_at: datetime | None = None
    paused_by: str | None = Field(default=None, max_length=32)
    pause_reason: str | None = Field(default=None, sa_type=sa.Text)
    created_at: datetime


class RoleGrant(Table, table=True):
    """One role of one person."""

    __tablename__ = "role_grant"

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    user_id: str = Field(primary_key=True, max_length=32)
    role: Role = Field(primary_key=True, sa_type=words(Role))
    given_by: str = Field(max_length=32)
    given_at: datetime


class Member(Table, table=True):
    """What Slack last said of one of its users; the facts behind who may decide."""

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    user_id: str = Field(primary_key=True, max_length=32)
    real_name: str = Field(default="", max_length=255)
    title: str = Field(default="", max_length=255)
    email: str = Field(default="", max_length=320)
    zone: str = Field(default="UTC", max_length=64)
    is_bot: bool = False
    is_guest: bool = False
    is_deactivated: bool = False
    is_foreign: bool = False
    checked_at: datetime


class Channel(Table, table=True):
    """What Slack last said of a channel the desk uses; kept by id, never by name."""

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    channel_id: str = Field(primary_key=True, max_length=32)
    name: str = Field(default="", max_length=255)
    is_private: bool = False
    is_archived: bool = False
    bot_is_member: bool = False
    checked_at: datetime


class ChannelMember(Table, table=True):
    """One person's membership of one channel."""

    __tablename__ = "channel_member"

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    channel_id: str = Field(primary_key=True, max_length=32)
    user_id: str = Field(primary_key=True, max_length=32)


class DigestSubscription(Table, table=True):
    """When a channel gets its daily digest, in the zone its people named."""

    __tablename__ = "digest_subscription"

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    channel_id: str = Field(primary_key=True, max_length=32)
    schedule: str = Field(max_length=120)
    says_quiet: bool = True
    is_active: bool = True
    last_date: date | None = None
    set_by: str = Field(max_length=32)
    set_at: datetime


class SeenRequest(Table, table=True):
    """A request from Slack that was handled, so that its repetition is not handled again."""

    __tablename__ = "seen_request"

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=255)
    seen_at: datetime = Field(index=True)
