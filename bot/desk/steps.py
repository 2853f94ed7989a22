"""What may be done with a case now, and why not yet what may be done later."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Step(StrEnum):
    """Everything a person can do with a case."""

    ADD_EVIDENCE = "add_evidence"
    REQUEST_APPROVAL = "request_approval"
    REMIND = "remind"
    THANK = "thank"
    APPROVE = "approve"
    DECLINE = "decline"
    EDIT = "edit"
    SEND = "send"
    SENT_BY_HAND = "sent_by_hand"
    RECORD_REPLY = "record_reply"
    DECIDE_DISPUTE = "decide_dispute"
    ESCALATE = "escalate"
    AGREE_TO_SKIP = "agree_to_skip"
    RECORD_ANSWER = "record_answer"
    RECORD_OUTCOME = "record_outcome"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    TAKE = "take"
    SETTLE = "settle"


@dataclass(frozen=True)
class Withheld:
    """A step that is not possible yet: why, and until when if that ends by itself (UTC)."""

    step: Step
    sentence: str
    until: datetime | None
