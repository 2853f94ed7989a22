"""Names and values that travel through Slack and come back: typed, and checked when they return."""

import json
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class ActionId(StrEnum):
    """The action ids of buttons and menus."""

    FILE = "file"
    NEW_MATTER = "new_matter"
    ADD_EVIDENCE = "add_evidence"
    REQUEST_APPROVAL = "request_approval"
    REMIND = "remind"
    THANK = "thank"
    APPROVE = "approve"
    DECLINE = "decline"
    EDIT = "edit"
    SEND = "send"
    SENT_BY_HAND = "sent_by_hand"
    OPEN_CONVERSATION = "open_conversation"
    OPEN_ITEM = "open_item"
    COPY_TEXT = "copy_text"
    OPEN_CARD = "open_card"
    RECORD_REPLY = "record_reply"
    DECIDE_DISPUTE = "decide_dispute"
    ESCALATE = "escalate"
    REQUEST_WAIVER = "ask_to_skip"
    GRANT_WAIVER = "agree_to_skip"
    RECORD_ANSWER = "record_answer"
    RECORD_OUTCOME = "record_outcome"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    TAKE = "take"
    MARK_AS_SENT = "mark_as_sent"
    SEND_AGAIN = "send_again"
    GIVE_UP = "give_up"
    SHOW_CASE = "show_case"
    SHOW_LIST = "show_list"
    SHOW_HELP = "show_help"
    MORE = "more"


class CallbackId(StrEnum):
    """The callback ids of modals."""

    FILE = "file"
    MATTER = "matter"
    IMPORT = "import"
    EVIDENCE = "evidence"
    MESSAGE = "message"
    EDIT_MESSAGE = "edit_message"
    GROUND = "ground"
    LETTER = "letter"
    LETTER_PREVIEW = "letter_preview"
    REVIEW = "review"
    DECLINE = "decline"
    SENT_BY_HAND = "sent_by_hand"
    REPLY = "reply"
    DISPUTE = "dispute"
    WAIVER = "skip"
    ANSWER = "answer"
    OUTCOME = "outcome"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    LIST = "list"
    NOTE = "note"


Number = Annotated[int, Field(ge=0, lt=2**31)]


class Value(BaseModel):
    """What a button or a modal carries: which case, text or act it is about, and which state the person saw."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: Number | None = None
    notice: Number | None = None
    effect: Number | None = None
    version: Number | None = None
    hash: str | None = None
    owner: str | None = None
    kind: str | None = None
    word: str | None = None
    channel: str | None = None
    url: str | None = None


class BadActionValue(Exception):
    """A value came back from Slack in a form that was never sent out."""


def packed(value: Value) -> str:
    """Return a value as the short text that Slack carries (2,000 characters in a button, 3,000 in a modal)."""
    return value.model_dump_json(exclude_none=True)


def unpacked(text: str | None) -> Value:
    """Return the value that Slack brought back; raise Unreadable if it is none of ours."""
    try:
        return Value.model_validate(json.loads(text or "{}"))
    except (ValidationError, json.JSONDecodeError, RecursionError) as error:
        raise BadActionValue from error
