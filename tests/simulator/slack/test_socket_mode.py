"""Socket Mode: slack_sdk's own client and a real Bolt app connected by websocket."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bot.simulator.person import SlackSaidNo
from tests.simulator.slack.conftest import Place, bolt_app
from tests.simulator.slack.test_bolt_over_http import modal, text_input


@contextmanager
def connected(place: Place, app: App) -> Iterator[SocketModeHandler]:
    handler = SocketModeHandler(app, place.slack.app_token, web_client=place.client())
    before = place.slack.connected_sockets
    handler.connect()
    try:
        place.rita.wait_for(lambda: place.slack.connected_sockets > before)
        yield handler
    finally:
        handler.close()


def test_bolt_over_socket_mode(place: Place) -> None:
    app = bolt_app(place)
    events: list[dict[str, Any]] = []

    @app.command("/takedown")
    def _(ack: Any, body: dict[str, Any], client: Any) -> None:
        if body["text"] == "modal":
            client.views_open(trigger_id=body["trigger_id"], view=modal(text_input("a", "A")))
            ack()
        else:
            ack(text="hi", blocks=[{"type": "divider"}])

    @app.view("m")
    def _(ack: Any) -> None:
        ack(response_action="errors", errors={"a": "Not that."})

    @app.event("member_joined_channel")
    def _(event: dict[str, Any]) -> None:
        events.append(event)

    with connected(place, app):
        answer = place.rita.command("/takedown", place.desk)
        assert answer is not None
        assert (answer["text"], answer["blocks"][0]["type"]) == ("hi", "divider")
        assert place.rita.command("/takedown modal", place.desk) is None
        assert place.rita.submit(place.rita.modal(), A="x")["errors"] == {"a": "Not that."}
        gus = place.slack.add_user("gus", "Gus", tz="UTC")
        place.slack.add_member(place.desk, gus)
        place.rita.wait_for(lambda: events)
        assert (events[0]["user"], events[0]["channel"]) == (gus, place.desk)
    place.rita.wait_for(lambda: place.slack.connected_sockets == 0)
    with pytest.raises(SlackSaidNo, match="dispatch_failed"):
        place.rita.command("/takedown", place.desk)


def test_an_event_is_delivered_again_when_nobody_acknowledges(place: Place) -> None:
    seen: list[SocketModeRequest] = []
    enough = threading.Event()

    def listen(client: Any, request: SocketModeRequest) -> None:
        seen.append(request)
        if len(seen) == 2:
            client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
            enough.set()

    place.slack.stress = replace(place.slack.stress, ack_seconds=1.0, redelivery_waits=(0.0, 0.0))
    client = SocketModeClient(place.slack.app_token, web_client=place.client())
    client.socket_mode_request_listeners.append(listen)
    client.connect()
    try:
        place.rita.wait_for(lambda: place.slack.connected_sockets)
        place.slack.rename_channel(place.desk, "takedowns")
        assert enough.wait(30)
    finally:
        client.close()
    first, second = seen[:2]
    assert first.payload["event"]["channel"]["name"] == "takedowns"
    assert first.payload["event_id"] == second.payload["event_id"]
    assert (first.retry_attempt, second.retry_attempt) == (0, 1)
    assert second.retry_reason == "http_timeout"


def test_hello_tickets_and_a_refresh(place: Place) -> None:
    url = place.client(place.slack.app_token).apps_connections_open(app_token=place.slack.app_token)["url"]
    with connect(url) as socket:
        hello = json.loads(socket.recv())
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        place.slack.disconnect_sockets("warning")
        assert json.loads(socket.recv())["reason"] == "warning"
        with pytest.raises(ConnectionClosed):
            socket.recv()
    with pytest.raises(Exception, match=r"403|4001"), connect(url) as socket:
        socket.recv()


def test_the_sdk_reconnects_after_a_refresh(place: Place) -> None:
    app = bolt_app(place)

    @app.command("/takedown")
    def _(ack: Any) -> None:
        ack("here")

    with connected(place, app):
        place.slack.disconnect_sockets()
        place.rita.wait_for(lambda: _answers(place), timeout=20)


def _answers(place: Place) -> bool:
    try:
        return place.rita.command("/takedown", place.desk) is not None
    except SlackSaidNo:
        return False
