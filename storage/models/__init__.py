"""The tables, a module a family; what is asked of them lies in queries, lists and ledger."""

from storage.models.case import Case, Custody, Evidence, Item, Matter, Person, Restriction
from storage.models.columns import Table
from storage.models.effect import Card, Effect, RateLimit
from storage.models.event import Event, EventContent
from storage.models.notice import Approval, Notice, NoticeItem
from storage.models.workspace import (
    Channel,
    ChannelMember,
    DigestSubscription,
    Member,
    RoleGrant,
    SeenRequest,
    Workspace,
)

__all__ = [
    "Approval",
    "Card",
    "Case",
    "Channel",
    "ChannelMember",
    "Custody",
    "DigestSubscription",
    "Effect",
    "Event",
    "EventContent",
    "Evidence",
    "Item",
    "Matter",
    "Member",
    "Notice",
    "NoticeItem",
    "Person",
    "RateLimit",
    "Restriction",
    "RoleGrant",
    "SeenRequest",
    "Table",
    "Workspace",
]
