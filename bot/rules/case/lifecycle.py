"""The life of a case as one table: from which status which action leads where."""

from dataclasses import dataclass
from enum import StrEnum

from storage.vocabulary import ENDED, CaseStatus

S = CaseStatus


class Action(StrEnum):
    """What can move a case from one status to another."""

    REQUEST_WARNING = "request_warning"
    REQUEST_ESCALATION = "request_escalation"
    APPROVE = "approve"
    DECLINE = "decline"
    EDIT = "edit"
    EXPIRE = "expire"
    SENT = "sent"
    GRACE_ENDS = "grace_ends"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    REFUSE = "refuse"


class Back(StrEnum):
    """Targets that depend on what the case went through."""

    BEFORE_REVIEW = "before_review"
    WHERE_IT_STOOD = "where_it_stood"


Target = CaseStatus | Back

_REVIEWED: dict[Action, Target] = {
    Action.DECLINE: Back.BEFORE_REVIEW,
    Action.EDIT: Back.BEFORE_REVIEW,
    Action.EXPIRE: Back.BEFORE_REVIEW,
}
_LIVE: dict[Action, Target] = {Action.RESOLVE: S.RESOLVED, Action.WITHDRAW: S.WITHDRAWN}
_OVER: dict[Action, Target] = {Action.REOPEN: Back.WHERE_IT_STOOD}

TABLE: dict[CaseStatus, dict[Action, Target]] = {
    S.OPEN: {
        Action.REQUEST_WARNING: S.WARNING_REVIEW,
        Action.REQUEST_ESCALATION: S.ESCALATION_REVIEW,
        Action.REFUSE: S.REFUSED,
        **_LIVE,
    },
    S.WARNING_REVIEW: {Action.APPROVE: S.WARNING_APPROVED, **_REVIEWED, **_LIVE},
    S.WARNING_APPROVED: {Action.SENT: S.WARNED, **_REVIEWED, **_LIVE},
    S.WARNED: {
        Action.GRACE_ENDS: S.GRACE_OVER,
        Action.REQUEST_ESCALATION: S.ESCALATION_REVIEW,
        **_LIVE,
    },
    S.GRACE_OVER: {
        Action.REQUEST_WARNING: S.WARNING_REVIEW,
        Action.REQUEST_ESCALATION: S.ESCALATION_REVIEW,
        **_LIVE,
    },
    S.ESCALATION_REVIEW: {Action.APPROVE: S.ESCALATION_APPROVED, **_REVIEWED, **_LIVE},
    S.ESCALATION_APPROVED: {Action.SENT: S.ESCALATED, **_REVIEWED, **_LIVE},
    S.ESCALATED: {Action.REQUEST_ESCALATION: S.ESCALATION_REVIEW, **_LIVE},
    S.RESOLVED: dict(_OVER),
    S.WITHDRAWN: dict(_OVER),
    S.REFUSED: dict(_OVER),
}

REVIEWS = frozenset({S.WARNING_REVIEW, S.WARNING_APPROVED, S.ESCALATION_REVIEW, S.ESCALATION_APPROVED})


class WrongStatus(Exception):
    """The action does not exist from this status."""

    def __init__(self, status: CaseStatus, action: Action) -> None:
        super().__init__(f"{action} is not possible from {status}")
        self.status, self.action = status, action


@dataclass(frozen=True)
class Past:
    """What the targets that lead back depend on."""

    before_review: CaseStatus | None
    was_warned: bool
    grace_is_over: bool
    was_escalated: bool


def may(status: CaseStatus, action: Action) -> bool:
    """Whether the action exists from this status."""
    return action in TABLE[status]


def after(status: CaseStatus, action: Action, past: Past) -> CaseStatus:
    """Return the status that the action leads to; raise WrongStatus where the table has no such arrow."""
    target = TABLE[status].get(action)
    if target is None:
        raise WrongStatus(status, action)
    if target is Back.BEFORE_REVIEW:
        return past.before_review or S.OPEN
    if target is Back.WHERE_IT_STOOD:
        return where_it_stood(past)
    return CaseStatus(target)


def where_it_stood(past: Past) -> CaseStatus:
    """Return the status in which a reopened case goes on: nothing that was sent is forgotten."""
    if past.was_escalated:
        return S.ESCALATED
    if not past.was_warned:
        return S.OPEN
    return S.GRACE_OVER if past.grace_is_over else S.WARNED


def possible_targets(status: CaseStatus, action: Action) -> frozenset[CaseStatus]:
    """Return every status to which the action may lead from this one; empty if it does not exist."""
    target = TABLE[status].get(action)
    if target is None:
        return frozenset()
    if target is Back.BEFORE_REVIEW:
        return frozenset(
            start for start in TABLE for reached in TABLE[start].values() if _is_review_of(status, reached)
        )
    if target is Back.WHERE_IT_STOOD:
        return frozenset({S.OPEN, S.WARNED, S.GRACE_OVER, S.ESCALATED})
    return frozenset({CaseStatus(target)})


def _is_review_of(status: CaseStatus, reached: Target) -> bool:
    warnings = {S.WARNING_REVIEW, S.WARNING_APPROVED}
    review = S.WARNING_REVIEW if status in warnings else S.ESCALATION_REVIEW
    return reached is review


def picture() -> str:
    """Return the table as a Mermaid state diagram.

    What every live case may do stands once, on the frame around them; so does reopening, which leads back into
    the frame, to where the case stood.
    """
    lines = [
        "stateDiagram-v2",
        "    direction LR",
        "    [*] --> live",
        "    state live {",
        "        [*] --> open",
    ]
    lines += [f"        {arrow}" for arrow in _arrows_between_live()]
    lines += ["    }", *(f"    live --> {target}: {action}" for action, target in _LIVE.items())]
    lines += [f"    {status} --> live: {Action.REOPEN}" for status in sorted(ENDED)]
    lines += [
        f"    {status} --> {S.REFUSED}: {Action.REFUSE}" for status in TABLE if may(status, Action.REFUSE)
    ]
    return "\n".join(lines)


def _arrows_between_live() -> list[str]:
    labels: dict[tuple[CaseStatus, CaseStatus], list[str]] = {}
    for status in TABLE.keys() - set(ENDED):
        for action in TABLE[status].keys() - _LIVE.keys() - {Action.REFUSE}:
            for target in possible_targets(status, action):
                labels.setdefault((status, target), []).append(action.value.replace("_", " "))
    order = list(CaseStatus)
    pairs = sorted(labels, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))
    return [f"{start} --> {end}: {', '.join(sorted(labels[start, end]))}" for start, end in pairs]
