"""What people see and do: visibility, unread, answers by response_url, live changes, memory on disk."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk.webhook import WebhookClient

from bot.clock import MovableClock
from bot.simulator.person import Person, SlackSaidNo
from bot.simulator.slack.server import LocalSlack
from tests.simulator.slack.conftest import MANIFEST, Place, application, bolt_app, over_http
from tests.support.serving import serving


def test_what_is_private_stays_hidden(place: Place) -> None:
    assert place.secret in {c["id"] for c in place.rita.workspace()["channels"]}
    assert place.secret not in {c["id"] for c in place.carla.workspace()["channels"]}
    with pytest.raises(SlackSaidNo, match="channel_not_found"):
        place.carla.messages(place.secret)
    guest = place.slack.add_user("gus", "Gus Guest", tz="UTC", is_restricted=True)
    with Person(place.url, guest) as gus:
        assert {c["kind"] for c in gus.workspace()["channels"]} == {"im"}
        with pytest.raises(SlackSaidNo, match="channel_not_found"):
            gus.say("hello", place.desk)
    outsider = place.slack.add_user("olga", "Olga", tz="UTC")
    with Person(place.url, outsider) as olga:
        assert olga.messages(place.desk) == []
        with pytest.raises(SlackSaidNo, match="not_in_channel"):
            olga.say("hello", place.desk)
    with Person(place.url, "U0NOBODY") as nobody, pytest.raises(SlackSaidNo, match="user_not_found"):
        nobody.workspace()


def test_unread_counts_what_others_wrote(place: Place) -> None:
    def unread(person: Person) -> int:
        return next(c["unread"] for c in person.workspace()["channels"] if c["id"] == place.desk)

    first = place.carla.say("one", place.desk)
    place.carla.say("two", place.desk)
    place.carla.say("in thread", place.desk, thread_ts=first)
    assert (unread(place.rita), unread(place.carla)) == (2, 0)
    httpx.post(f"{place.url}/ui/read", json={"user": place.rita.id, "channel": place.desk})
    assert unread(place.rita) == 0


def test_typed_text_is_never_markup(place: Place) -> None:
    place.rita.say("<!channel> & <@U1> see https://x.example/a?b=1&c=2.", place.desk)
    shown = place.rita.messages(place.desk)[0]["text"]
    assert shown == "&lt;!channel&gt; &amp; &lt;@U1&gt; see <https://x.example/a?b=1&amp;c=2>."


def test_a_response_url_is_good_for_five_answers(place: Place) -> None:
    app = bolt_app(place)
    urls: list[str] = []

    @app.command("/takedown")
    def _(ack: Any, body: dict[str, Any]) -> None:
        urls.append(body["response_url"])
        ack()

    over_http(place, app)
    place.rita.command("/takedown", place.desk)
    hook = WebhookClient(urls[0])
    assert hook.send(text="for all", response_type="in_channel").status_code == 200
    statuses = [hook.send(text=f"answer {n}").status_code for n in range(5)]
    assert statuses == [200, 200, 200, 200, 404]
    assert [m["text"] for m in place.carla.messages(place.desk)] == ["for all"]
    assert WebhookClient(f"{place.url}/response/unknown").send(text="x").body.find("expired_url") > 0


def test_a_response_url_replaces_and_deletes_the_message_it_came_from(place: Place) -> None:
    app = bolt_app(place)

    @app.action("go")
    def _(ack: Any, respond: Any) -> None:
        ack()
        respond("replaced", replace_original=True)

    over_http(place, app)
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    place.client().chat_postEphemeral(
        channel=place.desk, user=place.rita.id, text="x", blocks=[{"type": "actions", "elements": [button]}]
    )
    place.rita.click(place.rita.messages(place.desk)[0], "Go")
    shown = place.rita.messages(place.desk)
    assert [(m["text"], m["blocks"], m["ephemeral"]) for m in shown] == [("replaced", [], True)]


def test_pages_hear_what_concerns_them(place: Place) -> None:
    heard: list[list[str]] = []
    ready, enough = threading.Event(), threading.Event()

    def listen() -> None:
        url = f"{place.url}/ui/events"
        with httpx.stream("GET", url, params={"user": place.carla.id}, timeout=30) as stream:
            for line in stream.iter_lines():
                ready.set()
                if line.startswith("data: "):
                    heard.append(json.loads(line.removeprefix("data: "))["changed"])
                if any("outside" in topics for topics in heard):
                    enough.set()
                    return

    thread = threading.Thread(target=listen)
    thread.start()
    assert ready.wait(30)
    place.rita.say("for members only", place.secret)
    place.rita.say("for carla too", place.desk)
    place.slack.changed("outside")
    assert enough.wait(30)
    thread.join(30)
    topics = {topic for batch in heard for topic in batch}
    assert f"messages:{place.desk}" in topics
    assert f"messages:{place.secret}" not in topics


def test_members_come_and_go(place: Place) -> None:
    app = bolt_app(place)
    events: list[str] = []

    @app.event("member_left_channel")
    def _(event: dict[str, Any]) -> None:
        events.append(event["user"])

    @app.event("user_change")
    def _(event: dict[str, Any]) -> None:
        events.append(f"deleted {event['user']['deleted']}")

    over_http(place, app)
    place.slack.remove_member(place.desk, place.carla.id)
    place.rita.wait_for(lambda: events == [place.carla.id])
    place.slack.change_user(place.carla.id, deleted=True)
    place.rita.wait_for(lambda: events[-1] == "deleted True")


def test_the_state_is_there_again_after_a_restart(tmp_path: Path) -> None:
    clock = MovableClock()
    slack = LocalSlack(clock, MANIFEST, state_dir=tmp_path)
    rita = slack.add_user("rita", "Rita", tz="UTC")
    desk = slack.add_channel("desk", [rita, slack.bot_user_id])
    upload = tmp_path / "a.pdf"
    upload.write_bytes(b"%PDF")
    with serving(application(slack)) as url, Person(url, rita) as person:
        parent = person.say("kept", desk)
        person.say("reply", desk, thread_ts=parent)
        file = person.upload(upload)
    again = LocalSlack(MovableClock(), MANIFEST, state_dir=tmp_path)
    assert again.restored
    assert (again.bot_token, again.signing_secret, again.team_id) == (
        slack.bot_token, slack.signing_secret, slack.team_id,
    )  # fmt: skip
    with serving(application(again)) as url, Person(url, rita) as person:
        assert [m["text"] for m in person.thread(desk, parent)] == ["kept", "reply"]
        content = httpx.get(f"{url}/ui/files/{file['id']}", params={"user": rita}).content
        assert content == b"%PDF"
        assert person.say("later", desk) > parent
    assert clock.advance(timedelta(0))


def test_a_bot_put_out_of_a_channel_hears_it_about_itself_and_nothing_more_from_there(place: Place) -> None:
    app = bolt_app(place)
    events: list[tuple[str, str]] = []

    @app.event("channel_left")
    def _(event: dict[str, Any]) -> None:
        events.append((event["type"], event["channel"]))

    @app.event("member_joined_channel")
    def _(event: dict[str, Any]) -> None:
        events.append((event["type"], event["user"]))

    over_http(place, app)
    place.slack.remove_member(place.desk, place.slack.bot_user_id)
    place.slack.add_member(place.desk, place.slack.add_user("gus", "Gus", tz="UTC"))
    place.slack.add_member(place.desk, place.slack.bot_user_id)
    place.rita.wait_for(lambda: len(events) == 2)
    assert sorted(events) == sorted(
        [("channel_left", place.desk), ("member_joined_channel", place.slack.bot_user_id)]
    )
