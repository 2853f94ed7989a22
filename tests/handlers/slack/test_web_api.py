"""How Slack is called: nothing unfurls, nothing is repeated, and every refusal means what it should."""

from datetime import timedelta
from http.client import IncompleteRead
from socket import gaierror
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse, WebClient

from bot.effects.protocols import MayBeDone, NotDone
from handlers.blocks.paragraphs import paragraphs_of, thread_message
from handlers.front.connection import web_client
from handlers.slack.web_api import LONGEST_WAIT, Post, Slack, called


class Recording(WebClient):
    """Notes what would be sent, and sends nothing."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-test")
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def api_call(self, api_method: str, **request: Any) -> SlackResponse:  # type: ignore[override]
        asked = request.get("json") or request.get("params") or request.get("data") or {}
        self.sent.append((api_method, asked))
        return answer({"ok": True, "ts": "1.1", "channel": "C1"}, 200)


def answer(body: dict[str, Any], status: int, **headers: str) -> SlackResponse:
    return SlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=body, headers=headers, status_code=status
    )


def test_no_message_unfurls_anything() -> None:
    client = Recording()
    slack = Slack(client)
    post = Post("C1", "https://evil.example/flagged", "card:1")
    slack.post(post)
    slack.update(post, "1.1")
    assert [name for name, _ in client.sent] == ["chat.postMessage", "chat.update"]
    for _, sent in client.sent:
        assert sent["unfurl_links"] is False
        assert sent["unfurl_media"] is False
        assert sent["metadata"]["event_payload"] == {"key": "card:1"}


def test_a_client_repeats_nothing_by_itself() -> None:
    assert web_client("xoxb-test", "https://slack.example/api/").retry_handlers == []


def refusing(error: Exception) -> Any:
    def method(**_: object) -> SlackResponse:
        raise error

    return method


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "30"}, 30),
        ({"retry-after": "7"}, 7),
        ({"RETRY-AFTER": "0"}, 1),
        ({}, 1),
        ({"Retry-After": "soon"}, 1),
        ({"Retry-After": "-5"}, 1),
        ({"Retry-After": "9" * 40}, 1),
        ({"Retry-After": "999999"}, LONGEST_WAIT.total_seconds()),
    ],
)
def test_patience_is_read_however_it_is_spelt(headers: dict[str, str], wait: float) -> None:
    error = SlackApiError("limited", answer({"ok": False, "error": "ratelimited"}, 429, **headers))
    with pytest.raises(NotDone) as refused:
        called(refusing(error))
    assert refused.value.retry_after == timedelta(seconds=wait)
    assert not refused.value.final


@pytest.mark.parametrize("reason", [ConnectionRefusedError(), gaierror()])
def test_what_never_left_is_not_done(reason: OSError) -> None:
    with pytest.raises(NotDone):
        called(refusing(URLError(reason)))


@pytest.mark.parametrize(
    "error",
    [
        URLError(TimeoutError()),
        TimeoutError(),
        ConnectionResetError(),
        IncompleteRead(b""),
        SlackApiError("trouble", answer({"ok": False, "error": "internal_error"}, 200)),
        SlackApiError("trouble", answer({}, 502)),
        ValueError("no JSON"),
    ],
)
def test_what_may_have_arrived_may_be_done(error: Exception) -> None:
    with pytest.raises(MayBeDone):
        called(refusing(error))


def test_a_refusal_of_slacks_is_final_and_named() -> None:
    error = SlackApiError("no", answer({"ok": False, "error": "is_archived"}, 200))
    with pytest.raises(NotDone) as refused:
        called(refusing(error))
    assert (refused.value.reason, refused.value.final) == ("is_archived", True)


@pytest.mark.parametrize(
    "unit", ["&lt;", "&amp;", "x", "word ", "<!date^1795294010^{time}|fallback> ", "\u200b_"]
)
def test_long_lines_are_cut_between_their_parts_and_nothing_is_lost(unit: str) -> None:
    line = unit * (9000 // len(unit))
    found = paragraphs_of(["first", line, "", "last"])
    assert all(len(part) <= 3000 for part in found)
    assert "".join(found).replace("\n", "") == f"first{line}last"
    for part in found:
        assert part.count("<") == part.count(">")
        assert part.count("&") == part.count(";")


def test_a_message_of_many_lines_has_few_paragraphs() -> None:
    text, blocks = thread_message([f"line {number}" for number in range(200)])
    assert text.count("\n") == 199
    assert len(blocks) == 1
