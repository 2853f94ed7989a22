"""The kill switch: stopping, and resuming, everything that goes to anyone outside the workspace."""

from bot.desk.core.access import SWITCHERS, require_role
from bot.desk.core.context import Actor, Desk, Moment
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
    with desk.act() as moment:
        require_role(moment, actor, *SWITCHERS)
        workspace = moment.session.get_one(Workspace, actor.workspace_id, with_for_update={"key_share": True})
        if workspace.paused_at is not None:
            return False
        workspace.paused_at, workspace.paused_by = moment.now, actor.user_id
        workspace.pause_reason = reason.strip() or None
        moment.session.add(workspace)
        _changed(moment, actor, EventKind.PAUSED, reason.strip())
        return True


def resume(desk: Desk, actor: Actor) -> bool:
    """Let acts towards the outside go on; each runs its gates again. Return whether the desk was paused."""
    with desk.act() as moment:
        require_role(moment, actor, *SWITCHERS)
        workspace = moment.session.get_one(Workspace, actor.workspace_id, with_for_update={"key_share": True})
        if workspace.paused_at is None:
            return False
        workspace.paused_at = workspace.paused_by = workspace.pause_reason = None
        moment.session.add(workspace)
        _changed(moment, actor, EventKind.RESUMED, "")
        effects.reschedule(moment.session, workspace_id=actor.workspace_id, due_at=moment.now, kinds=OUTWARD)
        return True


def _changed(moment: Moment, actor: Actor, kind: EventKind, reason: str) -> None:
    events.record(
        moment.session,
        workspace_id=actor.workspace_id,
        kind=kind,
        actor=actor.user_id,
        now=moment.now,
        content=reason,
    )
    cards.show_in_work(moment.session, actor.workspace_id, moment.now)
