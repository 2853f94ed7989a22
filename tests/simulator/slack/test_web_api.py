"""slack_sdk's real client against the local Slack: what is answered and what is refused."""

from __future__ import annotations

import http.client
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.error import URLError

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.simulator.slack.state.stress import Fault, FaultKind
from tests.simulator.slack.conftest import Place

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


def refusal(call: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return str(caught.value.response["error"])


def test_auth(place: Place) -> None:
    who = place.client().auth_test()
    assert (who["user_id"], who["team_id"]) == (place.slack.bot_user_id, place.slack.team_id)
    assert who["user"] == "takedown-desk"
    assert refusal(WebClient(base_url=f"{place.url}/api/").auth_test) == "not_authed"
    assert refusal(place.client("xoxb-other").auth_test) == "invalid_auth"
    assert refusal(place.client(place.slack.app_token).auth_test) == "not_allowed_token_type"
    assert refusal(place.client().apps_connections_open, app_token="") == "not_allowed_token_type"
    assert refusal(place.client().api_call, "chat.nonsense") == "unknown_method"


def test_scopes_are_needed(place: Place) -> None:
    slack = place.slack
    core = slack._core
    core.manifest = replace(core.manifest, scopes=frozenset({"chat:write"}))
    with pytest.raises(SlackApiError) as caught:
        place.client().conversations_info(channel=place.desk)
    assert caught.value.response["needed"] == "channels:read"
    assert caught.value.response["provided"] == "chat:write"
    assert refusal(place.client().users_info, user=place.rita.id) == "missing_scope"


def test_where_the_bot_may_post(place: Place) -> None:
    client = place.client()
    post = client.chat_postMessage
    assert post(channel=place.desk, text="x")["channel"] == place.desk
    assert post(channel="#desk", text="x")["channel"] == place.desk
    assert refusal(post, channel=place.lobby, text="x") == "not_in_channel"
    assert refusal(post, channel=place.secret, text="x") == "channel_not_found"
    assert refusal(client.conversations_info, channel=place.secret) == "channel_not_found"
    assert refusal(post, channel="C0NOWHERE", text="x") == "channel_not_found"
    assert refusal(client.api_call, "chat.postMessage", json={"channel": place.desk, "text": " "}) == "no_text"
    place.slack.archive_channel(place.desk)
    assert refusal(post, channel=place.desk, text="x") == "is_archived"
    assert client.conversations_info(channel=place.desk)["channel"]["is_archived"] is True
    client.conversations_join(channel=place.lobby)
    assert post(channel=place.lobby, text="x")["ok"]
    assert place.slack.refused[0].error == "not_in_channel"


def test_a_user_id_opens_the_direct_conversation(place: Place) -> None:
    client = place.client()
    posted = client.chat_postMessage(channel=place.carla.id, text="for you")
    assert posted["channel"].startswith("D0")
    assert posted["channel"] == place.carla.im()
    assert client.conversations_open(users=place.carla.id)["channel"]["id"] == posted["channel"]
    assert place.carla.messages(posted["channel"])[0]["text"] == "for you"
    assert posted["channel"] not in {c["id"] for c in place.rita.workspace()["channels"]}
    place.slack.change_user(place.carla.id, deleted=True)
    assert client.chat_postMessage(channel=place.carla.id, text="still succeeds")["ok"]
    assert client.users_info(user=place.carla.id)["user"]["deleted"] is True
    assert refusal(client.conversations_open, users="U0NOBODY") == "user_not_found"


def test_threads_and_history(place: Place) -> None:
    client = place.client()
    parent = client.chat_postMessage(channel=place.desk, text="card")["ts"]
    for number in range(3):
        client.chat_postMessage(channel=place.desk, text=f"step {number}", thread_ts=parent)
    last = client.chat_postMessage(channel=place.desk, text="other")["ts"]
    found = client.conversations_replies(channel=place.desk, ts=parent)["messages"]
    assert [m["text"] for m in found] == ["card", "step 0", "step 1", "step 2"]
    assert found[0]["reply_count"] == 3
    flow = client.conversations_history(channel=place.desk)["messages"]
    assert [m["text"] for m in flow] == ["other", "card"]
    only = client.conversations_history(channel=place.desk, oldest=parent)["messages"]
    assert [m["ts"] for m in only] == [last]
    both = client.conversations_history(channel=place.desk, oldest=parent, inclusive=True)["messages"]
    assert len(both) == 2
    first = client.conversations_replies(channel=place.desk, ts=parent, limit=2)
    assert first["has_more"]
    following = client.conversations_replies(
        channel=place.desk, ts=parent, limit=2, cursor=first["response_metadata"]["next_cursor"]
    )
    assert [m["text"] for m in following["messages"]] == ["step 1", "step 2"]
    assert refusal(client.conversations_replies, channel=place.desk, ts="1.000001") == "thread_not_found"
    assert [m["text"] for m in place.rita.thread(place.desk, parent)][-1] == "step 2"
    assert [m["text"] for m in place.rita.messages(place.desk)] == ["card", "other"]


def test_metadata_comes_back_when_asked_for(place: Place) -> None:
    client = place.client()
    marker = {"event_type": "effect", "event_payload": {"id": "e-1"}}
    client.chat_postMessage(channel=place.desk, text="x", metadata=marker)
    plain = client.conversations_history(channel=place.desk)["messages"][0]
    assert "metadata" not in plain
    asked = client.conversations_history(channel=place.desk, include_all_metadata=True)["messages"][0]
    assert asked["metadata"] == marker
    assert refusal(client.chat_postMessage, channel=place.desk, text="x", metadata={"event_type": "e"}) == (
        "invalid_metadata_format"
    )


def test_messages_are_updated_and_deleted_only_by_their_author(place: Place) -> None:
    client = place.client()
    ts = client.chat_postMessage(channel=place.desk, text="a", blocks=[SECTION])["ts"]
    shown = client.chat_update(channel=place.desk, ts=ts, text="b", blocks=[SECTION])
    assert "edited" not in shown["message"]
    shown = client.chat_update(channel=place.desk, ts=ts, text="c")
    assert "blocks" not in shown["message"]
    assert "edited" in shown["message"]
    theirs = place.rita.say("mine", place.desk)
    assert refusal(client.chat_update, channel=place.desk, ts=theirs, text="x") == "cant_update_message"
    assert refusal(client.chat_delete, channel=place.desk, ts=theirs) == "cant_delete_message"
    assert refusal(client.chat_update, channel=place.desk, ts="1.000002", text="x") == "message_not_found"
    assert refusal(client.chat_update, channel=place.desk, ts=ts, text="x" * 4001) == "msg_too_long"
    client.chat_delete(channel=place.desk, ts=ts)
    assert refusal(client.chat_delete, channel=place.desk, ts=ts) == "message_not_found"


def test_long_texts(place: Place) -> None:
    client = place.client()
    shown = client.chat_postMessage(channel=place.desk, text="x" * 50_000)
    assert len(shown["message"]["text"]) == 40_000
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "y" * 2900}}] * 4
    assert (
        refusal(client.chat_postMessage, channel=place.desk, text="x", blocks=blocks) == "msg_blocks_too_long"
    )
    assert refusal(client.chat_postMessage, channel=place.desk, text="x", blocks="[") == "invalid_blocks_format"


def test_invalid_blocks_name_each_place(place: Place) -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "h" * 151}}
    with pytest.raises(SlackApiError) as caught:
        place.client().chat_postMessage(channel=place.desk, text="x", blocks=[SECTION, header])
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/1/text/text]"
    ]


def test_ephemeral_messages(place: Place) -> None:
    client = place.client()
    client.chat_postEphemeral(channel=place.desk, user=place.rita.id, text="psst")
    assert place.rita.messages(place.desk)[0]["ephemeral"]
    assert place.carla.messages(place.desk) == []
    assert client.conversations_history(channel=place.desk)["messages"] == []
    assert (
        refusal(client.chat_postEphemeral, channel=place.desk, user="U0NO", text="x") == "user_not_in_channel"
    )


def test_users_and_channels(place: Place) -> None:
    client = place.client()
    user = client.users_info(user=place.rita.id)["user"]
    assert (user["name"], user["tz"], user["tz_offset"] in (3600, 7200)) == ("rita", "Europe/Berlin", True)
    guest = place.slack.add_user("gus", "Gus Guest", tz="UTC", is_restricted=True)
    stranger = place.slack.add_user("sam", "Sam Stranger", tz="UTC", team_id="T0OTHER")
    assert client.users_info(user=guest)["user"]["is_restricted"] is True
    assert client.users_info(user=stranger)["user"]["team_id"] == "T0OTHER"
    assert refusal(client.users_info, user="U0NOBODY") == "user_not_found"
    assert set(client.conversations_members(channel=place.desk)["members"]) == {
        place.rita.id, place.carla.id, place.slack.bot_user_id,
    }  # fmt: skip
    named = {c["name"] for c in client.conversations_list(types="public_channel,private_channel")["channels"]}
    assert named == {"desk", "lobby"}
    mine = client.users_conversations(types="public_channel")["channels"]
    assert [c["id"] for c in mine] == [place.desk]
    assert len(client.users_list()["members"]) == 5


def test_permalink_and_reaction(place: Place) -> None:
    client = place.client()
    ts = client.chat_postMessage(channel=place.desk, text="x")["ts"]
    link = client.chat_getPermalink(channel=place.desk, message_ts=ts)["permalink"]
    assert link == f"{place.url}/archives/{place.desk}/p{ts.replace('.', '')}"
    assert httpx.get(link).headers["location"] == f"/?channel={place.desk}&thread={ts}"
    client.reactions_add(channel=place.desk, timestamp=ts, name="eyes")
    assert refusal(client.reactions_add, channel=place.desk, timestamp=ts, name="eyes") == "already_reacted"


def test_timestamps_follow_the_workspace_clock(place: Place) -> None:
    client = place.client()
    first = client.chat_postMessage(channel=place.desk, text="x")["ts"]
    place.clock.advance(timedelta(days=1))
    second = client.chat_postMessage(channel=place.desk, text="x")["ts"]
    assert 86_399 < float(second) - float(first) < 86_500


def test_form_encoded_calls_mean_the_same(place: Place) -> None:
    headers = {"Authorization": f"Bearer {place.slack.bot_token}"}
    form = {"channel": place.desk, "text": "x", "blocks": '[{"type": "divider"}]'}
    answer = httpx.post(f"{place.url}/api/chat.postMessage", data=form, headers=headers).json()
    assert answer["ok"]
    assert answer["message"]["blocks"][0]["type"] == "divider"
    bare = httpx.post(f"{place.url}/api/auth.test", data={"token": place.slack.bot_token}).json()
    assert bare["ok"]
    broken = httpx.post(
        f"{place.url}/api/auth.test", content="{", headers=headers | {"Content-Type": "application/json"}
    )
    assert broken.json()["error"] == "invalid_json"


def test_faults_before_and_after_the_call_took_effect(place: Place) -> None:
    client = place.client()
    client.retry_handlers.clear()

    def order(fault: Fault | None) -> None:
        place.slack.stress = replace(place.slack.stress, fault=lambda method: fault)

    order(Fault(FaultKind.RATE_LIMITED, seconds=7))
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=place.desk, text="never")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    order(Fault(FaultKind.SERVER_ERROR))
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel=place.desk, text="never")
    order(Fault(FaultKind.RESET))
    with pytest.raises((URLError, ConnectionError, http.client.HTTPException)):
        client.chat_postMessage(channel=place.desk, text="never")
    order(Fault(FaultKind.RESET, after=True))
    with pytest.raises((URLError, ConnectionError, http.client.HTTPException)):
        client.chat_postMessage(channel=place.desk, text="it did arrive")
    order(None)
    assert [m["text"] for m in client.conversations_history(channel=place.desk)["messages"]] == [
        "it did arrive"
    ]


def test_latency_is_per_call_and_does_not_queue(place: Place) -> None:
    place.slack.stress = replace(place.slack.stress, latency=0.2)
    started = time.monotonic()
    place.client().auth_test()
    assert time.monotonic() - started >= 0.2
