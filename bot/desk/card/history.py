"""What happened in a case, with what one needs to tell it in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import select

from bot.desk.core.context import UnitOfWork
from bot.desk.core.refusals import NotFound
from storage.audit import events
from storage.audit.events import Told
from storage.models import Case
from storage.queries import items, notices
from storage.vocabulary import NoticeKind


@dataclass(frozen=True)
class HistoryFacts:
    """Events of one case, oldest first; `contents` is what people typed, by event id, unless erased.

    `notices` names the kinds of the texts and `files` the evidence, by id; `reporter` filed the case.
    """

    key: str
    reporter: str
    events: Sequence[Told]
    contents: Mapping[int, str]
    notices: Mapping[int, NoticeKind]
    files: Mapping[int, str]

    def newest(self, count: int) -> "HistoryFacts":
        """Return the same with the last `count` events only."""
        return replace(self, events=self.events[-count:])


def history_facts(work: UnitOfWork, workspace_id: int, case_id: int, *, after: int = 0) -> HistoryFacts:
    """Return a case's events after sequence number `after`; raise NotFound for a case that does not exist.

    They can be told whatever of the case cannot be read.
    """
    named = select(Case.key, Case.filed_by).where(Case.id == case_id, Case.workspace_id == workspace_id)
    case = work.session.exec(named).first()
    if case is None:
        raise NotFound("There is no such case, or it is not shown to you.")
    told = events.history(work.session, workspace_id, case_id, after=after)
    return HistoryFacts(
        key=case[0],
        reporter=case[1],
        events=told,
        contents=events.contents_of(work.session, workspace_id, [event.id or 0 for event in told]),
        notices=notices.kinds_in(work.session, workspace_id, case_id),
        files=items.evidence_names(work.session, workspace_id, case_id),
    )
