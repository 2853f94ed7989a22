"""The refusals of Slack's Web API, by the names Slack gives them."""

from collections.abc import Sequence
from enum import StrEnum


class Refusal(StrEnum):
    """An `error` of Slack's Web API, or of a person's client."""

    INVALID_AUTH = "invalid_auth"
    NOT_AUTHED = "not_authed"
    WRONG_KEY_KIND = "not_allowed_token_type"
    MISSING_SCOPE = "missing_scope"
    UNKNOWN_METHOD = "unknown_method"
    INVALID_ARGUMENTS = "invalid_arguments"
    INVALID_FORM = "invalid_form_data"
    INVALID_JSON = "invalid_json"
    CHANNEL_NOT_FOUND = "channel_not_found"
    NOT_IN_CHANNEL = "not_in_channel"
    IS_ARCHIVED = "is_archived"
    IS_INACTIVE = "is_inactive"
    METHOD_NOT_SUPPORTED = "method_not_supported_for_channel_type"
    USER_NOT_FOUND = "user_not_found"
    USER_NOT_IN_CHANNEL = "user_not_in_channel"
    USERS_NOT_FOUND = "users_not_found"
    NO_TEXT = "no_text"
    MSG_TOO_LONG = "msg_too_long"
    MSG_BLOCKS_TOO_LONG = "msg_blocks_too_long"
    INVALID_BLOCKS = "invalid_blocks"
    INVALID_BLOCKS_FORMAT = "invalid_blocks_format"
    METADATA_TOO_LARGE = "metadata_too_large"
    INVALID_METADATA = "invalid_metadata_format"
    MESSAGE_NOT_FOUND = "message_not_found"
    THREAD_NOT_FOUND = "thread_not_found"
    CANT_UPDATE_MESSAGE = "cant_update_message"
    CANT_DELETE_MESSAGE = "cant_delete_message"
    INVALID_TRIGGER_ID = "invalid_trigger_id"
    EXPIRED_TRIGGER_ID = "expired_trigger_id"
    EXCHANGED_TRIGGER_ID = "exchanged_trigger_id"
    PUSH_LIMIT_REACHED = "push_limit_reached"
    VIEW_NOT_FOUND = "view_not_found"
    NOT_FOUND = "not_found"
    HASH_CONFLICT = "hash_conflict"
    VIEW_TOO_LARGE = "view_too_large"
    DUPLICATE_EXTERNAL_ID = "duplicate_external_id"
    FILE_NOT_FOUND = "file_not_found"
    ALREADY_REACTED = "already_reacted"
    INVALID_NAME = "invalid_name"
    INVALID_CURSOR = "invalid_cursor"
    RATELIMITED = "ratelimited"
    USED_URL = "used_url"
    EXPIRED_URL = "expired_url"
    OPERATION_TIMEOUT = "operation_timeout"
    DISPATCH_FAILED = "dispatch_failed"
    UNKNOWN_COMMAND = "unknown_command"
    INVALID_COMMAND_RESPONSE = "invalid_command_response"
    INVALID_VIEW_RESPONSE = "invalid_view_response"
    UNKNOWN_SHORTCUT = "unknown_shortcut"
    ACTION_NOT_FOUND = "action_not_found"
    INVALID_SELECTION = "invalid_selection"


class RefusedError(Exception):
    """Slack says no: carries Slack's `error` and, for blocks and views, what is wrong with them."""

    def __init__(self, refusal: Refusal, messages: Sequence[str] = (), **facts: str) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.messages = tuple(messages)
        self.facts = facts

    def as_slack(self) -> dict[str, object]:
        """Return the body of Slack's answer: `ok`, `error` and, if any, `response_metadata.messages`."""
        body: dict[str, object] = {"ok": False, "error": self.refusal.value, **self.facts}
        if self.messages:
            body["errors"] = list(self.messages)
            body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return body
