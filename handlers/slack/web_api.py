"""Calling Slack's Web API, and telling apart what was refused, what must wait, and what nobody knows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPException
from socket import gaierror
from typing import Any, Final
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse, WebClient

from bot.effects.protocols import Absent, Done, MayBeDone, NotDone

EVENT_TYPE: Final = "takedown_act"
SHORTEST_WAIT: Final = timedelta(seconds=1)
# An archived channel takes no new message (`is_archived`) and no change of an old one (`is_inactive`).
ARCHIVED: Final = frozenset({"is_archived", "is_inactive"})
UNREACHABLE_CHANNEL: Final = ARCHIVED | {
    "channel_not_found",
    "not_in_channel",
    "restricted_action",
    "cannot_reply_to_message",
}
PASSING: Final = frozenset(
    {"internal_error", "service_unavailable", "fatal_error", "request_timeout", "team_added_to_org"}
)
UNREACHABLE_PERSON: Final = frozenset({"user_not_in_channel", *UNREACHABLE_CHANNEL})
NEVER_SENT: Final = (ConnectionRefusedError, gaierror)
LONGEST_WAIT: Final = timedelta(hours=1)
PAGE: Final = 200
MOST_PAGES: Final = 10


@dataclass(frozen=True)
class Post:
    """A message to a channel, or to a person when given a user id; `key` is our marker in its metadata.

    `upto` is the last event that a part of a history tells; the marker says it too.
    """

    channel: str
    text: str
    key: str
    blocks: tuple[dict[str, Any], ...] = ()
    thread_ts: str | None = None
    upto: int | None = None

    @property
    def metadata(self) -> dict[str, Any]:
        """What the message carries unseen, so that it can be found again (Slack's message metadata)."""
        known = {"key": self.key, "upto": self.upto}
        marker = {name: value for name, value in known.items() if value is not None}
        return {"event_type": EVENT_TYPE, "event_payload": marker}


class Slack:
    """Slack's Web API, as far as the desk uses it; every message leaves without unfurling anything."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def post(self, post: Post) -> Done:
        """Post a message. Raise NotDone or MayBeDone."""
        answer = called(
            self._client.chat_postMessage,
            channel=post.channel,
            text=post.text,
            blocks=list(post.blocks) or None,
            thread_ts=post.thread_ts,
            unfurl_links=False,
            unfurl_media=False,
            metadata=post.metadata,
        )
        return Done(str(answer["ts"]), {"channel": answer["channel"]})

    def update(self, post: Post, ts: str) -> Done:
        """Make a message say something else. Raise NotDone or MayBeDone."""
        called(
            self._client.chat_update,
            channel=post.channel,
            ts=ts,
            text=post.text,
            blocks=list(post.blocks) or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata=post.metadata,
        )
        return Done(ts, {"channel": post.channel})

    def post_ephemeral(self, post: Post, user_id: str) -> Done:
        """Say something to one person in a channel, so that nobody else sees it. Raise NotDone or MayBeDone."""
        answer = called(
            self._client.chat_postEphemeral,
            channel=post.channel,
            user=user_id,
            text=post.text,
            blocks=list(post.blocks) or None,
            thread_ts=post.thread_ts,
        )
        return Done(str(answer.get("message_ts") or ""))

    def find(self, post: Post) -> Done | Absent | None:
        """Look for a message by our marker: the newest 2,000 of a channel, or that many of a thread.

        None if it cannot be looked up now.
        """
        try:
            channel = self._conversation(post.channel)
            messages = self._messages(channel, post.thread_ts)
            found = next((each for each in messages if _marker(each).get("key") == post.key), None)
        except (NotDone, MayBeDone):
            return None
        if found is None:
            return Absent()
        kept = {name: value for name, value in _marker(found).items() if name != "key"}
        return Done(str(found["ts"]), {"channel": channel, **kept})

    def permalink(self, channel: str, ts: str) -> str | None:
        """Return the link to a message, or None if Slack does not tell it."""
        try:
            answer = called(self._client.chat_getPermalink, channel=channel, message_ts=ts)
        except (NotDone, MayBeDone):
            return None
        return str(answer["permalink"])

    def publish(self, user_id: str, view: dict[str, Any]) -> Done:
        """Show a person their Home tab. Raise NotDone or MayBeDone."""
        called(self._client.views_publish, user_id=user_id, view=view)
        return Done()

    def user(self, user_id: str) -> dict[str, Any]:
        """Return what Slack says of a person. Raise NotDone or MayBeDone."""
        return dict(called(self._client.users_info, user=user_id)["user"])

    def channel(self, channel_id: str) -> dict[str, Any]:
        """Return what Slack says of a channel. Raise NotDone or MayBeDone."""
        return dict(called(self._client.conversations_info, channel=channel_id)["channel"])

    def members(self, channel_id: str) -> frozenset[str]:
        """Return the ids of everybody in a channel, page by page. Raise NotDone or MayBeDone."""
        found: set[str] = set()
        cursor = ""
        while True:
            answer = called(
                self._client.conversations_members, channel=channel_id, limit=1000, cursor=cursor or None
            )
            found.update(answer["members"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return frozenset(found)

    def file(self, file_id: str) -> dict[str, Any]:
        """Return what Slack says of a file. Raise NotDone or MayBeDone."""
        return dict(called(self._client.files_info, file=file_id)["file"])

    def _conversation(self, channel_or_user: str) -> str:
        if channel_or_user[:1] not in "UW":
            return channel_or_user
        return str(called(self._client.conversations_open, users=channel_or_user)["channel"]["id"])

    def _messages(self, channel: str, thread_ts: str | None) -> Iterator[dict[str, Any]]:
        method = self._client.conversations_replies if thread_ts else self._client.conversations_history
        cursor = None
        for _ in range(MOST_PAGES):
            answer = called(
                method,
                channel=channel,
                ts=thread_ts,
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor,
            )
            yield from answer["messages"]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return


def called(method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse:
    """Call a method of the Web API. Raise NotDone where Slack proves it did nothing, MayBeDone otherwise."""
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        return method(**given)
    except SlackApiError as error:
        raise _refusal(error) from error
    except URLError as error:
        if isinstance(error.reason, NEVER_SENT):
            raise NotDone("Slack cannot be reached.") from error
        raise MayBeDone("Slack did not answer.") from error
    except (OSError, HTTPException, SlackClientError, ValueError) as error:
        raise MayBeDone("Slack did not answer.") from error


def _refusal(error: SlackApiError) -> NotDone | MayBeDone:
    response = error.response
    name = str(response.get("error") or "") if isinstance(response.data, dict) else ""
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS or name in {"ratelimited", "rate_limited"}:
        return NotDone("Slack asks for patience.", retry_after=_patience(response.headers))
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or name in PASSING:
        return MayBeDone("Slack had trouble of its own.")
    return NotDone(name or "refused", final=True)


def _patience(headers: Mapping[str, Any]) -> timedelta:
    """Return for how long Slack wants to be left alone; header names count without case (RFC 9110, 5.1)."""
    said = next((str(value) for name, value in headers.items() if name.lower() == "retry-after"), "")
    wait = timedelta(seconds=int(said)) if said.isdecimal() and len(said) < 7 else SHORTEST_WAIT
    return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)


def _marker(message: dict[str, Any]) -> dict[str, Any]:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return {}
    return metadata.get("event_payload") or {}
