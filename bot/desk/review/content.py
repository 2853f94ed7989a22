"""The exact content of a notice, to which approvals bind."""

from bot.desk.core.access import may_decide
from bot.desk.core.context import UnitOfWork
from bot.rules.case.approvals import Content, Given, content_hash, missing_slots
from bot.rules.law.grounds import ground_rule
from storage.models import Approval, Notice
from storage.queries import notices, people
from storage.vocabulary import (
    ApprovalSlot,
    Ground,
    NoticeKind,
)


def content_of(work: UnitOfWork, notice: Notice) -> Content:
    """Return everything an approval of this notice binds to."""
    about = notices.items_of(work.session, notice.workspace_id, notice.pk)
    return Content(
        kind=NoticeKind(notice.kind),
        route=notice.route,
        sender_id=notice.sender_id,
        signatory_id=notice.signatory_id,
        recipient=notice.recipient,
        recipient_name=notice.recipient_name,
        subject=notice.subject,
        body=notice.body,
        facts=notice.facts,
        items=tuple((item.pk, item.url) for item in about),
    )


def hash_of(work: UnitOfWork, notice: Notice) -> str:
    """Return the content hash of the notice as it stands in the database (SHA-256, hex)."""
    return content_hash(content_of(work, notice))


def still_given(work: UnitOfWork, notice: Notice) -> list[Approval]:
    """Return the approvals that count for the notice's exact content now, by people who may still decide."""
    found = notices.approvals_of(work.session, notice.workspace_id, notice.pk)
    if not found:
        return []
    digest = hash_of(work, notice)
    known = people.members(work.session, notice.workspace_id, {each.user_id for each in found})
    return [
        each
        for each in found
        if each.content_hash == digest and work.now < each.expires_at and may_decide(known.get(each.user_id))
    ]


def given_on(work: UnitOfWork, notice: Notice) -> list[Given]:
    """Return the approvals that count for a notice now, in the form the rules ask for."""
    found = still_given(work, notice)
    return [Given(each.slot, each.user_id, each.role, each.content_hash, each.expires_at) for each in found]


def slots_missing(work: UnitOfWork, notice: Notice) -> tuple[ApprovalSlot, ...]:
    """Return the approvals that are still missing behind the notice's exact content at this instant."""
    return missing_slots(
        notice.kind,
        notice.author_id,
        given_on(work, notice),
        hash_of(work, notice),
        work.now,
        counsel_only=counsel_only(work, notice),
    )


def counsel_only(work: UnitOfWork, notice: Notice) -> bool:
    """Whether only counsel may approve a message on this ground: some threats can be sued on themselves."""
    about = notices.items_of(work.session, notice.workspace_id, notice.pk)
    return any(ground_rule(item.ground).warn_needs_counsel for item in about)


def ground_of(work: UnitOfWork, notice: Notice) -> Ground | None:
    """Return the ground a text is about; None if it names no item."""
    about = notices.items_of(work.session, notice.workspace_id, notice.pk)
    return about[0].ground if about else None
