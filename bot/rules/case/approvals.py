"""Who may decide on an outward text: different humans, the right roles, one exact content, 24 hours."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.vocabulary import ApprovalSlot, NoticeKind, Role, Route

VALID_FOR = timedelta(hours=24)

_REVIEWERS = frozenset({Role.REVIEWER, Role.COUNSEL})
_SIGNERS = frozenset({Role.COUNSEL, Role.SIGNATORY})


@dataclass(frozen=True)
class Content:
    """Everything an approval binds to: the exact text, its recipient and the items it speaks about."""

    kind: NoticeKind
    route: Route
    sender_id: str
    signatory_id: str | None
    recipient: str
    recipient_name: str
    subject: str
    body: str
    facts: str
    items: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Given:
    """An approval as it stands."""

    slot: ApprovalSlot
    user_id: str
    role: Role
    content_hash: str
    expires_at: datetime
    is_void: bool = False

    def holds(self, content_hash: str, now: datetime) -> bool:
        """Whether it counts for this content at this instant."""
        return not self.is_void and self.content_hash == content_hash and now < self.expires_at


def content_hash(content: Content) -> str:
    """Return the SHA-256 (hex) over text, recipient and items: one changed comma is another hash."""
    said = [
        content.kind.value,
        content.route.value,
        content.sender_id,
        content.signatory_id,
        content.recipient,
        content.recipient_name,
        content.subject,
        content.body,
        content.facts,
        sorted(content.items),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def slots_behind(kind: NoticeKind) -> tuple[ApprovalSlot, ...]:
    """Return the approvals that stand behind a kind of notice, besides its author."""
    return (ApprovalSlot.A,) if kind.is_to_person else (ApprovalSlot.A, ApprovalSlot.B)


def roles_for(kind: NoticeKind, slot: ApprovalSlot, *, counsel_only: bool = False) -> frozenset[Role]:
    """Return the roles that may fill a slot.

    A message takes a reviewer or counsel, or counsel alone where the ground says so. What goes to a platform
    takes a reviewer, and counsel or a signatory; a notice under 17 USC 512(c)(3)(A)(vi) the named signatory.
    """
    if slot is ApprovalSlot.A:
        if not kind.is_to_person:
            return frozenset({Role.REVIEWER})
        return frozenset({Role.COUNSEL}) if counsel_only else _REVIEWERS
    return frozenset({Role.SIGNATORY}) if kind is NoticeKind.LEGAL_NOTICE else _SIGNERS


def slot_for(
    kind: NoticeKind, roles: Iterable[Role], taken: Sequence[ApprovalSlot], *, counsel_only: bool = False
) -> tuple[ApprovalSlot, Role] | None:
    """Return the first free slot that one of the roles may fill, with that role; None if there is none."""
    held = frozenset(roles)
    for slot in slots_behind(kind):
        fitting = sorted(held & roles_for(kind, slot, counsel_only=counsel_only), key=list(Role).index)
        if slot not in taken and fitting:
            return slot, fitting[0]
    return None


def missing_slots(
    kind: NoticeKind,
    author_id: str,
    approvals: Sequence[Given],
    digest: str,
    now: datetime,
    *,
    counsel_only: bool = False,
) -> tuple[ApprovalSlot, ...]:
    """Return the slots still unfilled for this content now; different humans only, and never the author."""
    counted: dict[ApprovalSlot, str] = {}
    for given in approvals:
        fits = given.role in roles_for(kind, given.slot, counsel_only=counsel_only)
        is_new_human = given.user_id != author_id and given.user_id not in counted.values()
        if given.holds(digest, now) and fits and is_new_human:
            counted.setdefault(given.slot, given.user_id)
    return tuple(slot for slot in slots_behind(kind) if slot not in counted)
