"""The audit record of a case: what happened is written down, counted, and then shown."""

from typing import Any

from bot.desk.core.context import UnitOfWork
from bot.desk.core.refresh import show_what_changed
from storage.audit import events
from storage.models import Case
from storage.vocabulary import EventKind


def record_event(
    work: UnitOfWork,
    case: Case,
    kind: EventKind,
    actor: str,
    facts: dict[str, Any] | None = None,
    content: str = "",
) -> None:
    """Record an event of a case, count its version up, and have its card and its thread follow."""
    case.version += 1
    case.updated_at = work.now
    work.session.add(case)
    events.record(
        work.session,
        workspace_id=case.workspace_id,
        case_id=case.id,
        kind=kind,
        actor=actor,
        now=work.now,
        facts=facts,
        content=content,
    )
    show_what_changed(work, case, actor)
