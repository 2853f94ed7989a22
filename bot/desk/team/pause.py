"""The kill switch: stopping, and resuming, everything that goes to anyone outside the workspace."""

from bot.desk.core.access import SWITCHERS, require_role
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid
from storage.audit import events
from storage.ledger import cards, effects
from storage.models import Workspace
from storage.vocabulary import EffectKind, EventKind

OUTWARD = (EffectKind.SEND_DIRECT, EffectKind.SEND_EMAIL)
LONGEST_REASON = 500


def pause(desk: Desk, actor: Actor, reason: str) -> bool:
    """Stop every act towards the outside; for admins, counsel and executives. Return whether that is new."""
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"A reason has at most {LONGEST_REASON} characters.")
    with desk.write() as work:
        require_role(work, actor, *SWITCHERS)
        workspace = work.session.get_one(Workspace, actor.workspace_id, with_for_update={"key_share": True})
        if workspace.paused_at is not None:
            return False
        workspace.paused_at, workspace.paused_by = work.now, actor.user_id
        workspace.pause_reason = reason.strip() or None
        work.session.add(workspace)
        _changed(work, actor, EventKind.PAUSED, reason.strip())
        return True


def resume(desk: Desk, actor: Actor) -> bool:
    """Let acts towards the outside go on; each runs its gates again. Return whether the desk was paused."""
    with desk.write() as work:
        require_role(work, actor, *SWITCHERS)
        workspace = work.session.get_one(Workspace, actor.workspace_id, with_for_update={"key_share": True})
        if workspace.paused_at is None:
            return False
        workspace.paused_at = workspace.paused_by = workspace.pause_reason = None
        work.session.add(workspace)
        _changed(work, actor, EventKind.RESUMED, "")
        effects.reschedule(work.session, workspace_id=actor.workspace_id, due_at=work.now, kinds=OUTWARD)
        return True


def _changed(work: UnitOfWork, actor: Actor, kind: EventKind, reason: str) -> None:
    events.record(
        work.session,
        workspace_id=actor.workspace_id,
        kind=kind,
        actor=actor.user_id,
        now=work.now,
        content=reason,
    )
    cards.show_in_work(work.session, actor.workspace_id, work.now)
