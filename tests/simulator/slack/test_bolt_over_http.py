"""A real Bolt app, reached by signed HTTP: commands, modals, buttons, shortcuts, Home."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.person import NotThere, SlackSaidNo, shown_text
from tests.simulator.slack.conftest import Place, bolt_app, over_http

TITLE = {"type": "plain_text", "text": "File an account"}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    submit = {"type": "plain_text", "text": "File"}
    return {
        "type": "modal",
        "callback_id": "m",
        "title": TITLE,
        "submit": submit,
        "blocks": [*blocks],
        **more,
    }


def text_input(block_id: str, label: str, **element: Any) -> dict[str, Any]:
    field = {"type": "plain_text_input", "action_id": "typed", **element}
    return {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": label},
        "element": field,
    }


def test_a_command_is_answered_in_its_acknowledgement(place: Place) -> None:
    app = bolt_app(place)
    heard: list[dict[str, Any]] = []

    @app.command("/takedown")
    def _(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        ack(f"you said {body['text']}")

    over_http(place, app)
    answer = place.rita.command("/takedown file https://x.example/1?a=1&b=2 @carla #desk <", place.desk)
    assert answer is not None
    assert answer["ephemeral"]
    assert heard[0]["text"] == (
        f"file <https://x.example/1?a=1&amp;b=2> <@{place.carla.id}|carla> <#{place.desk}|desk> &lt;"
    )
    assert place.rita.messages(place.desk)[-1]["ts"] == answer["ts"]
    assert place.carla.messages(place.desk) == []


def test_a_modal_is_opened_filled_corrected_and_submitted(place: Place) -> None:
    app = bolt_app(place)
    seen: list[dict[str, Any]] = []

    @app.command("/takedown")
    def _(ack: Any, body: dict[str, Any], client: Any) -> None:
        blocks = [text_input("url", "Link"), text_input("note", "Note", initial_value="as typed")]
        client.views_open(trigger_id=body["trigger_id"], view=modal(*blocks, private_metadata="m-1"))
        ack()

    @app.view("m")
    def _(ack: Any, view: dict[str, Any], body: dict[str, Any]) -> None:
        seen.append(body)
        if view["state"]["values"]["url"]["typed"]["value"] == "wrong":
            ack(response_action="errors", errors={"url": "That is no link."})
        else:
            ack()

    over_http(place, app)
    assert place.rita.command("/takedown", place.desk) is None
    view = place.rita.modal()
    assert place.rita.submit(view)["errors"] == {"url": "Please complete this required field."}
    assert not seen
    assert place.rita.submit(view, Link="wrong")["errors"] == {"url": "That is no link."}
    assert place.rita.modal()["state"]["values"]["url"]["typed"]["value"] == "wrong"
    assert place.rita.submit(view, Link="https://x.example/2")["response_action"] is None
    assert place.rita.views() == []
    assert seen[-1]["view"]["state"]["values"]["note"]["typed"]["value"] == "as typed"
    assert seen[-1]["view"]["private_metadata"] == "m-1"
    assert place.slack.refused == []


def test_a_button_in_a_message_and_a_stale_one_reach_the_app(place: Place) -> None:
    app = bolt_app(place)
    seen: list[dict[str, Any]] = []

    @app.action("decide")
    def _(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        seen.append(body)
        respond("noted", replace_original=False)

    over_http(place, app)
    client = place.client()
    button = {
        "type": "button",
        "action_id": "decide",
        "text": {"type": "plain_text", "text": "Approve"},
        "value": "1",
    }
    metadata = {"event_type": "card", "event_payload": {"case": "NLP-1"}}
    posted = client.chat_postMessage(
        channel=place.desk, text="card", blocks=[{"type": "actions", "elements": [button]}], metadata=metadata
    )
    card = place.rita.message_with(place.desk, "card")
    client.chat_update(channel=place.desk, ts=posted["ts"], text="decided", blocks=[])
    place.rita.click(card, "Approve")
    action = seen[0]["actions"][0]
    assert (action["action_id"], action["value"], action["type"]) == ("decide", "1", "button")
    assert seen[0]["message"]["metadata"] == metadata
    assert seen[0]["message"]["text"] == "decided"
    assert place.rita.message_with(place.desk, "noted")["ephemeral"]
    with pytest.raises(NotThere):
        place.rita.click(place.rita.message_with(place.desk, "decided"), "Approve")


def test_shortcuts_and_home(place: Place) -> None:
    app = bolt_app(place)
    heard: list[str] = []

    @app.global_shortcut("file_global")
    def _(ack: Any) -> None:
        ack()
        heard.append("global")

    @app.message_shortcut("file_message")
    def _(ack: Any, shortcut: dict[str, Any]) -> None:
        ack()
        heard.append(shortcut["message"]["text"])

    @app.event("app_home_opened")
    def _(event: dict[str, Any], client: Any) -> None:
        section = {"type": "section", "text": {"type": "mrkdwn", "text": "Nothing waits for you"}}
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section]})

    over_http(place, app)
    place.rita.say("see https://x.example/3, please", place.desk)
    message = place.rita.message_with(place.desk, "see")
    place.rita.shortcut("file_global")
    place.rita.shortcut("file_message", message)
    assert heard == ["global", "see <https://x.example/3>, please"]
    assert place.rita.home() is None
    view = place.rita.wait_for(place.rita.see_home)
    assert "Nothing waits for you" in shown_text(view)


def test_an_app_that_is_late_or_broken_shows_what_slack_would_show(place: Place) -> None:
    import time
    from dataclasses import replace

    app = bolt_app(place)

    @app.command("/takedown")
    def _(ack: Any) -> None:
        time.sleep(2.5)
        ack()

    over_http(place, app)
    place.slack.stress = replace(place.slack.stress, ack_seconds=1.5)
    with pytest.raises(SlackSaidNo, match="operation_timeout"):
        place.rita.command("/takedown", place.desk)
    with pytest.raises(SlackSaidNo, match="dispatch_failed"):
        place.rita.command("/plain", place.desk)
    with pytest.raises(SlackSaidNo, match="unknown_command"):
        place.rita.command("/nothing", place.desk)
