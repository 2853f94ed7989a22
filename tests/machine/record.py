"""The record tells everything: what is so now, counted anew from the events alone."""

from collections import Counter

from sqlmodel import Session, col, select

from storage.models import Approval, Case, Event, Evidence, Item, Matter, Notice, RoleGrant, Workspace
from storage.vocabulary import Decision, EventKind, EvidenceStatus, NoticeStatus, Outcome

Grants = frozenset[tuple[str, str]]


class Record:
    """Compares what is stored with what was recorded; roles given before there was a record count as given."""

    def __init__(self, session: Session) -> None:
        self._first = _grants(session)

    def tells_everything(self, session: Session) -> None:
        """Fail if something is so that no event tells, or told and not so."""
        told = session.exec(select(Event).order_by(col(Event.id))).all()
        kinds = Counter(event.kind for event in told)
        _is_counted(session, kinds)
        _decisions(session, told)
        _ends(session, told)
        pauses = [event.kind for event in told if event.kind in {EventKind.PAUSED, EventKind.RESUMED}]
        is_paused = session.get_one(Workspace, 1).paused_at is not None
        assert is_paused == (pauses[-1:] == [EventKind.PAUSED]), "the switch was thrown, and nobody knows"
        assert _grants(session) == self._with_changes(told), "roles changed, and nobody knows by whom"

    def _with_changes(self, told: list[Event]) -> Grants:
        held = set(self._first)
        for event in told:
            if event.kind is EventKind.ROLE_GIVEN:
                held.add((event.facts["user"], event.facts["role"]))
            elif event.kind is EventKind.ROLE_TAKEN:
                held.discard((event.facts["user"], event.facts["role"]))
        return frozenset(held)


def _grants(session: Session) -> Grants:
    return frozenset((each.user_id, each.role.value) for each in session.exec(select(RoleGrant)))


def _is_counted(session: Session, kinds: Counter[EventKind]) -> None:
    assert kinds[EventKind.MATTER_OPENED] == len(session.exec(select(Matter)).all())
    assert kinds[EventKind.CASE_FILED] == len(session.exec(select(Case)).all())
    assert kinds[EventKind.ITEM_ADDED] == len(session.exec(select(Item)).all())
    kept = Counter(session.exec(select(Evidence.status)).all())
    assert kinds[EventKind.EVIDENCE_STORED] == kept[EvidenceStatus.STORED]
    assert kinds[EventKind.EVIDENCE_REFUSED] == kept[EvidenceStatus.REFUSED]


def _decisions(session: Session, told: list[Event]) -> None:
    kinds = {EventKind.APPROVAL_GIVEN: Decision.APPROVED, EventKind.APPROVAL_DECLINED: Decision.DECLINED}
    said = Counter(
        (event.facts["notice"], event.facts["hash"], event.actor, kinds[event.kind])
        for event in told
        if event.kind in kinds
    )
    kept = Counter(
        (each.notice_id, each.content_hash, each.user_id, each.decision)
        for each in session.exec(select(Approval))
    )
    assert kept == said, "decisions and their events are not the same"


def _ends(session: Session, told: list[Event]) -> None:
    sent = Counter(event.facts["notice"] for event in told if event.kind is EventKind.NOTICE_SENT)
    went = session.exec(select(Notice.id).where(Notice.status == NoticeStatus.SENT)).all()
    assert sent == Counter(went), "what went out and what is recorded as sent are not the same"
    found = {
        (event.case_id, event.facts["item"]): event.facts["outcome"]
        for event in told
        if event.kind is EventKind.OUTCOME_RECORDED and "item" in event.facts
    }
    for item in session.exec(select(Item).where(Item.outcome != Outcome.OPEN)):
        assert found[item.case_id, item.number] == item.outcome, "an outcome that nobody recorded"
