"""What happened in a case, with what one needs to tell it in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.desk.context import Moment
from bot.desk.problems import NotFound
from storage import events, items, notices
from storage.models import Case, Event
from storage.vocabulary import NoticeKind


@dataclass(frozen=True)
class HistoryFacts:
    """Events of one case, oldest first; `contents` is what people typed, by event id, unless erased.

    `notices` names the kinds of the texts and `files` the evidence, by id; `reporter` filed the case.
    """

    key: str
    reporter: str
    platform: str
    events: Sequence[Event]
    contents: Mapping[int, str]
    notices: Mapping[int, NoticeKind]
    files: Mapping[int, str]

    def newest(self, count: int) -> "HistoryFacts":
        """Return the same with the last `count` events only."""
        return replace(self, events=self.events[-count:])


def history_facts(moment: Moment, workspace_id: int, case_id: int, *, after: int = 0) -> HistoryFacts:
    """Return a case's events after sequence number `after`; raise NotFound for a case that does not exist."""
    case = moment.session.get(Case, case_id)
    if case is None or case.workspace_id != workspace_id:
        raise NotFound("There is no such case, or it is not shown to you.")
    found = events.history(moment.session, workspace_id, case_id, after=after)
    texts = notices.of_case(moment.session, workspace_id, case_id)
    evidence = items.evidence_of(moment.session, workspace_id, case_id)
    return HistoryFacts(
        key=case.key,
        reporter=case.filed_by,
        platform=moment.reach.platform_name(case.platform, ""),
        events=found,
        contents=events.contents_of(moment.session, workspace_id, [event.id or 0 for event in found]),
        notices={each.id or 0: each.kind for each in texts},
        files={each.id or 0: each.name for each in evidence},
    )
