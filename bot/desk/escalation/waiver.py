"""The waiver of asking first: going to the platform at once, with counsel's consent."""

from bot.desk.core.access import require_human, require_role, visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk
from bot.desk.core.refusals import Invalid, NotAllowed, NotNow, Overtaken
from bot.desk.gates.gate_facts import gate_facts_of
from bot.rules.case import gates
from storage.vocabulary import ENDED, EventKind, Role

LONGEST_REASON = 1000


def request_waiver(desk: Desk, actor: Actor, case_id: int, reason: str) -> None:
    """Ask counsel to agree that nobody is asked first in this case, and why."""
    text = reason.strip()
    if not text:
        raise Invalid("Why should nobody be asked first? Counsel will read this.", field="reason")
    if len(text) > LONGEST_REASON:
        raise Invalid(f"At most {LONGEST_REASON} characters.", field="reason")
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        if case.status in ENDED or case.waiver_granted_by or case.warned_at:
            raise NotNow(f"{case.key} needs no waiver now.")
        if case.waiver_requested_by is not None:
            raise Overtaken(f"<@{case.waiver_requested_by}> has asked for this already; counsel has to agree.")
        case.waiver_reason, case.waiver_requested_by = text, actor.user_id
        record_event(work, case, EventKind.WAIVER_REQUESTED, actor.user_id, content=text)


def grant_waiver(desk: Desk, actor: Actor, case_id: int) -> None:
    """Agree, as counsel, that nobody is asked first; never on one's own request."""
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        require_role(work, actor, Role.COUNSEL)
        require_human(work, actor.workspace_id, actor.user_id)
        if case.status in ENDED:
            raise NotNow(f"{case.key} is over; reopen it first.")
        if case.waiver_requested_by is None:
            raise NotNow(f"Nobody has asked for a waiver in {case.key}.")
        if case.waiver_granted_by is not None:
            raise Overtaken(f"<@{case.waiver_granted_by}> has agreed to that already.")
        if case.waiver_requested_by == actor.user_id:
            raise NotAllowed("You asked for this yourself; another counsel has to agree.")
        case.waiver_granted_by = actor.user_id
        record_event(work, case, EventKind.WAIVER_GRANTED, actor.user_id)


def may_request_waiver(desk: Desk, actor: Actor, case_id: int) -> str | None:
    """Return the case's key if nothing but asking first stands between it and the platform, else None.

    Raise Overtaken if somebody has asked counsel already.
    """
    with desk.read() as work:
        case, matter = visible_case(work, actor, case_id)
        blocks = gates.against_escalation(gate_facts_of(work, case, matter), work.now)
        if [block.blocker for block in blocks] != [gates.Blocker.NOT_WARNED] or case.status in ENDED:
            return None
        if case.waiver_requested_by is not None:
            raise Overtaken(f"<@{case.waiver_requested_by}> has asked for this already; counsel has to agree.")
        return case.key
