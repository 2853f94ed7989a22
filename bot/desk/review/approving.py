"""Decisions on outward texts: approving and declining exactly what was seen."""

from dataclasses import dataclass

from bot.desk.case.status import move
from bot.desk.core.access import require_human, require_role
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid, NotAllowed, Overtaken
from bot.desk.review.content import content_of, counsel_only, given_on, slots_missing, still_given
from bot.desk.review.drafts import notice_for, what_happened
from bot.desk.review.submitting import back_to_draft
from bot.desk.review.validity import earliest_expiry
from bot.rules.case.approvals import VALID_FOR, Given, content_hash, roles_for, slot_for, slots_behind
from bot.rules.case.lifecycle import Action
from storage.ledger import effects
from storage.models import Approval, Case, Notice
from storage.queries import grants, notices
from storage.vocabulary import (
    ApprovalSlot,
    Decision,
    EffectKind,
    EventKind,
    NoticeKind,
    NoticeStatus,
    Role,
)

LONGEST_REASON = 1000
STATEMENTS = ("good_faith", "accuracy", "authority")


@dataclass(frozen=True)
class Attestation:
    """What an approver says with an approval; a legal notice takes three statements and a signature.

    The three are those of 17 USC 512(c)(3)(A)(v) and (vi), each ticked on its own; `signature` is the typed
    full name, 512(c)(3)(A)(i).
    """

    content_hash: str
    statements: frozenset[str] = frozenset()
    signature: str = ""


def approve(desk: Desk, actor: Actor, notice_id: int, attestation: Attestation) -> bool:
    """Approve exactly the content the person saw; return whether that completes the approvals.

    Raise NotAllowed for one's own text or a missing role, Overtaken if the slot or the text changed meanwhile.
    """
    with desk.write() as work:
        case, notice = _reviewed(work, actor, notice_id)
        require_human(work, actor.workspace_id, actor.user_id)
        if actor.user_id == notice.author_id:
            raise NotAllowed("This is your own text; somebody else has to approve it.")
        if attestation.content_hash != notice.content_hash:
            raise Overtaken("The text was changed after you opened it. Please read it again.")
        _void_lapsed(work, notice)
        slot, role = _free_slot(work, actor, notice)
        _need_statements(notice, slot, actor, attestation, work)
        _give(work, actor, notice, slot, role, attestation)
        facts = {"notice": notice.id, "slot": slot.value, "role": role.value, "hash": notice.content_hash}
        record_event(work, case, EventKind.APPROVAL_GIVEN, actor.user_id, facts)
        if slots_missing(work, notice):
            _watch_expiry(work, case, notice, f"lapse:{notice.id}:{case.version}")
            return False
        _complete(work, case, notice)
        return True


def decline(desk: Desk, actor: Actor, notice_id: int, reason: str) -> None:
    """Decline a text with a reason; the case goes back to where it stood before the review."""
    if not reason.strip():
        raise Invalid("Please give a reason; the author will read it.", field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"A reason has at most {LONGEST_REASON} characters.", field="reason")
    with desk.write() as work:
        case, notice = _decidable(work, actor, notice_id)
        require_human(work, actor.workspace_id, actor.user_id)
        if actor.user_id == notice.author_id:
            raise NotAllowed("This is your own text: edit it instead of declining it.")
        wanted = {role for slot in slots_behind(notice.kind) for role in roles_for(notice.kind, slot)}
        held = require_role(work, actor, *wanted)
        role = next(role for role in Role if role in held & wanted)
        work.session.add(_decision(work, actor, notice, Decision.DECLINED, role, reason.strip()))
        back_to_draft(work, case, notice, Action.DECLINE, "the text was declined")
        facts = {"notice": notice.id, "hash": notice.content_hash}
        record_event(work, case, EventKind.APPROVAL_DECLINED, actor.user_id, facts, reason.strip())


def _reviewed(work: UnitOfWork, actor: Actor, notice_id: int) -> tuple[Case, Notice]:
    case, notice = notice_for(work, actor, notice_id)
    if notice.status is NoticeStatus.IN_REVIEW:
        return case, notice
    raise Overtaken(f"{case.key}: {what_happened(work, notice)}")


def _decidable(work: UnitOfWork, actor: Actor, notice_id: int) -> tuple[Case, Notice]:
    case, notice = notice_for(work, actor, notice_id)
    if notice.status in {NoticeStatus.IN_REVIEW, NoticeStatus.APPROVED}:
        return case, notice
    raise Overtaken(f"{case.key}: {what_happened(work, notice)}")


def _free_slot(work: UnitOfWork, actor: Actor, notice: Notice) -> tuple[ApprovalSlot, Role]:
    """Return the approval that the actor can give; raise NotAllowed or Overtaken, saying why there is none."""
    held = grants.roles_of(work.session, actor.workspace_id, actor.user_id)
    given = [each for each in given_on(work, notice) if each.holds(notice.content_hash, work.now)]
    only = counsel_only(work, notice)
    found = slot_for(notice.kind, held, _not_open_to(notice, actor, given), counsel_only=only)
    if found is None or any(each.user_id == actor.user_id for each in given):
        raise _no_slot(actor, notice, held, given, only)
    return _named_signatory(notice, actor, *found)


def _no_slot(
    actor: Actor, notice: Notice, held: frozenset[Role], given: list[Given], only: bool
) -> NotAllowed | Overtaken:
    if any(each.user_id == actor.user_id for each in given):
        return Overtaken("You have approved this text already; a different person is needed now.")
    taken = next((each for each in given if held & roles_for(notice.kind, each.slot, counsel_only=only)), None)
    if taken is not None:
        return Overtaken(f"<@{taken.user_id}> was quicker: this approval is given already.")
    return NotAllowed(f"This approval takes {_wanted(notice, [each.slot for each in given], only)}.")


def _void_lapsed(work: UnitOfWork, notice: Notice) -> None:
    counting = {each.id for each in still_given(work, notice)}
    for each in notices.approvals_of(work.session, notice.workspace_id, notice.pk):
        if each.id not in counting:
            is_old = each.expires_at <= work.now
            each.void_at = work.now
            each.void_reason = "24 hours passed" if is_old else "this person may no longer decide"
            work.session.add(each)
    work.session.flush()


def _not_open_to(notice: Notice, actor: Actor, given: list[Given]) -> list[ApprovalSlot]:
    # Whoever signs is the only one who can give that approval, so they do not give the other one.
    signs = [ApprovalSlot.A] if notice.signatory_id == actor.user_id else []
    return [each.slot for each in given] + signs


def _named_signatory(notice: Notice, actor: Actor, slot: ApprovalSlot, role: Role) -> tuple[ApprovalSlot, Role]:
    if slot is ApprovalSlot.B and notice.signatory_id and notice.signatory_id != actor.user_id:
        raise NotAllowed(f"This letter is signed by <@{notice.signatory_id}>, who has to approve it.")
    return slot, role


def _wanted(notice: Notice, taken: list[ApprovalSlot], only: bool) -> str:
    free = [slot for slot in slots_behind(notice.kind) if slot not in taken]
    names = [
        " or ".join(role for role in Role if role in roles_for(notice.kind, slot, counsel_only=only))
        for slot in free
    ]
    return " and another person who is ".join(names)


def _need_statements(
    notice: Notice, slot: ApprovalSlot, actor: Actor, attestation: Attestation, work: UnitOfWork
) -> None:
    if notice.kind is not NoticeKind.LEGAL_NOTICE or slot is not ApprovalSlot.B:
        return
    for statement in STATEMENTS:
        if statement not in attestation.statements:
            raise Invalid("All three statements are needed, each ticked on its own.", field="statements")
    name = require_human(work, actor.workspace_id, actor.user_id).real_name
    if " ".join(attestation.signature.split()).casefold() != " ".join(name.split()).casefold():
        raise Invalid(f"Please sign with your full name as Slack shows it: {name}.", field="signature")


def _give(
    work: UnitOfWork, actor: Actor, notice: Notice, slot: ApprovalSlot, role: Role, attestation: Attestation
) -> None:
    approval = _decision(work, actor, notice, Decision.APPROVED, role)
    approval.slot = slot
    approval.statements = {
        "ticked": sorted(attestation.statements & set(STATEMENTS)),
        "signature": attestation.signature.strip(),
    }
    work.session.add(approval)
    work.session.flush()


def _decision(
    work: UnitOfWork, actor: Actor, notice: Notice, decision: Decision, role: Role, reason: str = ""
) -> Approval:
    return Approval(
        workspace_id=notice.workspace_id,
        notice_id=notice.pk,
        content_hash=content_hash(content_of(work, notice)),
        slot=ApprovalSlot.A,
        user_id=actor.user_id,
        role=role,
        decision=decision,
        reason=reason,
        at=work.now,
        expires_at=work.now + VALID_FOR,
    )


def _complete(work: UnitOfWork, case: Case, notice: Notice) -> None:
    notice.status, notice.approved_at = NoticeStatus.APPROVED, work.now
    work.session.add(notice)
    if notice.kind is not NoticeKind.THANKS:
        move(work, case, Action.APPROVE)
    record_event(work, case, EventKind.APPROVALS_COMPLETE, "desk", {"notice": notice.id})
    _watch_expiry(work, case, notice, f"expire:{notice.id}:{notice.revision}")


def _watch_expiry(work: UnitOfWork, case: Case, notice: Notice, key: str) -> None:
    effects.order(
        work.session,
        workspace_id=case.workspace_id,
        kind=EffectKind.APPROVALS_EXPIRE,
        idem_key=key,
        now=work.now,
        due_at=earliest_expiry(work, notice),
        case_id=case.id,
        notice_id=notice.id,
    )
