"""Conditions behind a person's Home tab: which texts wait for exactly this person."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from storage.models import Approval, Item, Notice, NoticeItem
from storage.vocabulary import ApprovalSlot, Decision, Ground

Condition = sa.ColumnElement[bool]


def slot_is_free(slot: ApprovalSlot, now: datetime) -> Condition:
    """Return the condition that no approval that still counts fills this slot of a notice."""
    return ~sa.exists().where(
        col(Approval.notice_id) == col(Notice.id),
        col(Approval.content_hash) == col(Notice.content_hash),
        col(Approval.slot) == slot,
        col(Approval.decision) == Decision.APPROVED,
        col(Approval.void_at).is_(None),
        col(Approval.expires_at) > now,
    )


def is_about(grounds: Collection[Ground]) -> Condition:
    """Return the condition that a notice speaks about an item on one of these grounds."""
    return sa.exists().where(
        col(NoticeItem.notice_id) == col(Notice.id),
        col(Item.id) == col(NoticeItem.item_id),
        col(Item.ground).in_(grounds),
    )
