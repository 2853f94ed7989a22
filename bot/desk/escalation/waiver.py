"""Going to the platform without asking the person first, with counsel's consent."""

from bot.desk.core.access import require_human, require_role, visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk
from bot.desk.core.refusals import Invalid, NotAllowed, NotNow, Overtaken
from bot.desk.gates.gate_facts import gate_facts_of
from bot.rules.case import gates
from bot.rules.case.lifecycle import ENDED
from storage.vocabulary import EventKind, Role

LONGEST_SKIP_REASON = 1000


def ask_to_skip(desk: Desk, actor: Actor, case_id: int, reason: str) -> None:
    """Ask counsel to agree that nobody is asked first in this case, and why."""
    text = reason.strip()
    if not text:
        raise Invalid("Why should nobody be asked first? Counsel will read this.", field="reason")
    if len(text) > LONGEST_SKIP_REASON:
        raise Invalid(f"At most {LONGEST_SKIP_REASON} characters.", field="reason")
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        if case.status in ENDED or case.skip_approved_by or case.warned_at:
            raise NotNow(f"{case.key} needs no such consent now.")
        if case.skip_asked_by is not None:
            raise Overtaken(f"<@{case.skip_asked_by}> has asked for this already; counsel has to agree.")
        case.skip_reason, case.skip_asked_by = text, actor.user_id
        record_event(work, case, EventKind.SKIP_ASKED, actor.user_id, content=text)


def agree_to_skip(desk: Desk, actor: Actor, case_id: int) -> None:
    """Agree, as counsel, that nobody is asked first; never on one's own request."""
    with desk.write() as work:
        case, _ = visible_case(work, actor, case_id)
        require_role(work, actor, Role.COUNSEL)
        require_human(work, actor.workspace_id, actor.user_id)
        if case.status in ENDED:
            raise NotNow(f"{case.key} is over; reopen it first.")
        if case.skip_asked_by is None:
            raise NotNow(f"Nobody has asked to skip the first message in {case.key}.")
        if case.skip_approved_by is not None:
            raise Overtaken(f"<@{case.skip_approved_by}> has agreed to that already.")
        if case.skip_asked_by == actor.user_id:
            raise NotAllowed("You asked for this yourself; another counsel has to agree.")
        case.skip_approved_by = actor.user_id
        record_event(work, case, EventKind.SKIP_APPROVED, actor.user_id)


def lacks_warning_only(desk: Desk, actor: Actor, case_id: int) -> str | None:
    """Return the case's key if nothing but asking first stands between it and the platform, else None.

    Raise Overtaken if somebody has asked counsel already.
    """
    with desk.read() as work:
        case, matter = visible_case(work, actor, case_id)
        blocks = gates.against_escalation(gate_facts_of(work, case, matter), work.now)
        if [block.blocker for block in blocks] != [gates.Blocker.NOT_WARNED] or case.status in ENDED:
            return None
        if case.skip_asked_by is not None:
            raise Overtaken(f"<@{case.skip_asked_by}> has asked for this already; counsel has to agree.")
        return case.key
