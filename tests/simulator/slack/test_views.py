"""Modals and Home as Slack keeps them: triggers, stack, hash, kept answers, every kind of input."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from bot.simulator.person import SlackSaidNo
from tests.simulator.slack.conftest import Place, bolt_app, over_http
from tests.simulator.slack.test_bolt_over_http import TITLE, modal, text_input
from tests.simulator.slack.test_web_api import SECTION, refusal


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def inputs() -> dict[str, dict[str, Any]]:
    """Every kind of input, by label."""
    options = {"options": [option("one"), option("two")]}
    return {
        "Text": {"type": "plain_text_input", "multiline": True},
        "Number": {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"},
        "Mail": {"type": "email_text_input"},
        "Link": {"type": "url_text_input"},
        "One": {"type": "static_select", **options},
        "Several": {"type": "multi_static_select", **options},
        "Radio": {"type": "radio_buttons", **options},
        "Ticks": {"type": "checkboxes", **options},
        "User": {"type": "users_select"},
        "Users": {"type": "multi_users_select"},
        "Conversation": {"type": "conversations_select", "response_url_enabled": True},
        "Conversations": {"type": "multi_conversations_select"},
        "Channel": {"type": "channels_select"},
        "Channels": {"type": "multi_channels_select"},
        "Day": {"type": "datepicker"},
        "Time": {"type": "timepicker", "timezone": "Europe/Berlin"},
        "Moment": {"type": "datetimepicker"},
        "Files": {"type": "file_input", "filetypes": ["png", "pdf"], "max_files": 2},
    }


def trigger(place: Place) -> str:
    """Return a fresh trigger of Rita's."""
    return place.slack._core.triggers.issue(place.rita.id)


def test_a_trigger_lives_for_a_while_and_once(place: Place) -> None:
    place.slack.stress = replace(place.slack.stress, ack_seconds=1.5)
    client = place.client()
    view = modal(text_input("a", "A"))
    first, second = trigger(place), trigger(place)
    assert client.views_open(trigger_id=first, view=view)["view"]["type"] == "modal"
    assert refusal(client.views_open, trigger_id=first, view=view) == "exchanged_trigger_id"
    assert refusal(client.views_open, trigger_id="1.2.3", view=view) == "invalid_trigger_id"
    time.sleep(1.6)
    assert refusal(client.views_open, trigger_id=second, view=view) == "expired_trigger_id"


def test_a_view_that_slack_refuses(place: Place) -> None:
    client = place.client()
    no_submit = {"type": "modal", "title": TITLE, "blocks": [text_input("a", "A")]}
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id=trigger(place), view=no_submit)
    assert caught.value.response["error"] == "invalid_arguments"
    assert (
        "[ERROR] missing required field: submit [json-pointer:/view]"
        in (caught.value.response["response_metadata"]["messages"])
    )
    huge = modal(*[text_input(f"b{n}", "A", initial_value="x" * 3000) for n in range(90)])
    assert refusal(client.views_open, trigger_id=trigger(place), view=huge) == "view_too_large"
    assert refusal(client.views_open, trigger_id=trigger(place), view="{") == "invalid_arguments"
    assert refusal(client.views_publish, user_id=place.rita.id, view=modal(SECTION)) == "invalid_arguments"
    assert refusal(client.views_update, view_id="V0NONE", view=modal(SECTION)) == "not_found"


def test_the_hash_guards_and_typed_text_survives_an_update(place: Place) -> None:
    app = bolt_app(place)
    clicked: list[dict[str, Any]] = []

    @app.action("more")
    def _(ack: Any, body: dict[str, Any]) -> None:
        ack()
        clicked.append(body)

    over_http(place, app)
    client = place.client()
    button = {"type": "actions", "elements": [{"type": "button", "action_id": "more", "text": plain("More")}]}
    opened = client.views_open(trigger_id=trigger(place), view=modal(text_input("a", "A"), button))["view"]
    state = {"a": {"typed": {"type": "plain_text_input", "value": "half a sentence"}}}
    act = {"user": place.rita.id, "container": {"type": "view", "view_id": opened["id"]}, "state": state}
    act |= {"block_id": opened["blocks"][1]["block_id"], "action_id": "more"}
    assert httpx.post(f"{place.url}/ui/action", json=act).json()["ok"]
    assert clicked[0]["view"]["state"]["values"]["a"]["typed"]["value"] == "half a sentence"
    assert clicked[0]["container"] == {"type": "view", "view_id": opened["id"]}
    wider = modal(text_input("a", "A"), text_input("b", "B"))
    updated = client.views_update(view_id=opened["id"], hash=opened["hash"], view=wider)["view"]
    assert updated["state"]["values"]["a"]["typed"]["value"] == "half a sentence"
    assert (
        refusal(client.views_update, view_id=opened["id"], hash=opened["hash"], view=wider) == "hash_conflict"
    )


def test_three_modals_and_no_more(place: Place) -> None:
    app = bolt_app(place)
    outcomes: list[str] = []
    told: list[tuple[str, bool]] = []
    push = {"type": "actions", "elements": [{"type": "button", "action_id": "push", "text": plain("Push")}]}
    level = modal(push, notify_on_close=True)

    @app.action("push")
    def _(ack: Any, body: dict[str, Any], client: Any) -> None:
        ack()
        try:
            client.views_push(trigger_id=body["trigger_id"], view=level)
        except SlackApiError as error:
            outcomes.append(error.response["error"])

    @app.view_closed("m")
    def _(ack: Any, body: dict[str, Any]) -> None:
        ack()
        told.append((body["view"]["id"], body["is_cleared"]))

    over_http(place, app)
    place.client().views_open(trigger_id=trigger(place), view=level)
    for _ in range(3):
        place.rita.click(place.rita.views()[-1], "Push")
    assert outcomes == ["push_limit_reached"]
    stack = place.rita.views()
    assert [view["previous_view_id"] for view in stack] == [None, stack[0]["id"], stack[1]["id"]]
    assert {view["root_view_id"] for view in stack} == {stack[0]["id"]}
    place.rita.close_view(stack[2])
    place.rita.wait_for(lambda: told)
    assert told == [(stack[2]["id"], False)]
    place.rita.close_view(stack[1], whole_stack=True)
    place.rita.wait_for(lambda: len(told) == 3)
    assert {cleared for _, cleared in told[1:]} == {True}
    assert place.rita.views() == []


@pytest.mark.parametrize(("answer", "left"), [("update", 1), ("push", 2), ("clear", 0), (None, 0)])
def test_response_actions(place: Place, answer: str | None, left: int) -> None:
    app = bolt_app(place)

    @app.view("m")
    def _(ack: Any) -> None:
        if answer in ("update", "push"):
            ack(response_action=answer, view=modal(SECTION, callback_id="n"))
        elif answer:
            ack(response_action=answer)
        else:
            ack()

    over_http(place, app)
    place.client().views_open(trigger_id=trigger(place), view=modal(text_input("a", "A")))
    assert place.rita.submit(place.rita.modal(), A="x")["response_action"] == answer
    assert len(place.rita.views()) == left
    if left:
        assert place.rita.views()[-1]["callback_id"] == "n"


def test_an_answer_that_slack_could_not_use_is_an_error(place: Place) -> None:
    app = bolt_app(place)

    @app.view("m")
    def _(ack: Any) -> None:
        ack(response_action="errors", errors={"not_a_block": "?"})

    over_http(place, app)
    place.client().views_open(trigger_id=trigger(place), view=modal(text_input("a", "A")))
    with pytest.raises(SlackSaidNo, match="invalid_view_response"):
        place.rita.submit(place.rita.modal(), A="x")
    assert len(place.rita.views()) == 1
    assert place.slack.refused[-1].where == "view_submission answer"


def test_every_kind_of_input(place: Place, tmp_path: Path) -> None:
    app = bolt_app(place)
    bodies: list[dict[str, Any]] = []

    @app.view("m")
    def _(ack: Any, body: dict[str, Any]) -> None:
        ack()
        bodies.append(body)

    over_http(place, app)
    blocks = [
        {"type": "input", "block_id": label, "label": plain(label), "element": {"action_id": "a", **element}}
        for label, element in inputs().items()
    ]
    place.client().views_open(trigger_id=trigger(place), view=modal(*blocks))
    picture = tmp_path / "proof.png"
    picture.write_bytes(b"\x89PNG not really")
    wrong = {"Number": 12, "Mail": "no", "Link": "ftp://x", "Text": "t"}
    errors = place.rita.submit(place.rita.modal(), **wrong)["errors"]
    assert set(errors) == set(inputs()) - {"Text"}
    answers: dict[str, Any] = {
        "Text": "line 1\nline 2", "Number": 3, "Mail": "a@b.example", "Link": "https://x.example",
        "One": "Two",
        "Several": ["one", "two"], "Radio": "one", "Ticks": ["Two"], "User": place.carla.id,
        "Users": [place.carla.id], "Conversation": place.desk, "Conversations": [place.desk],
        "Channel": place.desk, "Channels": [place.desk, place.lobby], "Day": "2026-12-01", "Time": "09:30",
        "Moment": 1_800_000_000, "Files": place.rita.upload(picture),
    }  # fmt: skip
    assert place.rita.submit(place.rita.modal(), **answers)["response_action"] is None
    values = {label: bodies[0]["view"]["state"]["values"][label]["a"] for label in answers}
    assert values["Number"] == {"type": "number_input", "value": "3"}
    assert values["One"]["selected_option"] == option("two") | {"text": plain("Two")}
    assert [chosen["value"] for chosen in values["Ticks"]["selected_options"]] == ["two"]
    assert values["Users"]["selected_users"] == [place.carla.id]
    assert values["Time"] == {"type": "timepicker", "selected_time": "09:30", "timezone": "Europe/Berlin"}
    assert bodies[0]["response_urls"][0]["channel_id"] == place.desk
    _downloaded(place, values["Files"]["files"][0], b"\x89PNG not really")


def _downloaded(place: Place, file: dict[str, Any], content: bytes) -> None:
    assert (file["name"], file["mimetype"], file["filetype"]) == ("proof.png", "image/png", "png")
    headers = {"Authorization": f"Bearer {place.slack.bot_token}"}
    assert httpx.get(file["url_private_download"], headers=headers).content == content
    assert httpx.get(file["url_private"]).status_code == 302
    assert place.client().files_info(file=file["id"])["file"]["size"] == len(content)
    assert refusal(place.client().files_info, file="F0NONE") == "file_not_found"


def test_a_file_of_another_type_and_an_option_nobody_offered(place: Place, tmp_path: Path) -> None:
    element = inputs()["Files"] | {"action_id": "a"}
    files = {"type": "input", "block_id": "f", "label": plain("Files"), "element": element}
    place.client().views_open(trigger_id=trigger(place), view=modal(files))
    script = tmp_path / "run.sh"
    script.write_text("true")
    answer = place.rita.submit(place.rita.modal(), Files=place.rita.upload(script))
    assert "run.sh" in answer["errors"]["f"]
    select = {"type": "static_select", "action_id": "a", "options": [option("one")]}
    block = {"type": "input", "block_id": "s", "label": plain("S"), "element": select}
    opened = place.client().views_open(trigger_id=trigger(place), view=modal(block))["view"]
    state = {"s": {"a": {"type": "static_select", "selected_option": {"value": "forged"}}}}
    act = {"user": place.rita.id, "view_id": opened["id"], "state": state}
    assert httpx.post(f"{place.url}/ui/submit", json=act).json()["error"] == "invalid_selection"
    other = {"user": place.carla.id, "view_id": opened["id"], "state": {}}
    assert httpx.post(f"{place.url}/ui/submit", json=other).json()["error"] == "view_not_found"


def test_home_is_replaced_and_guarded_by_its_hash(place: Place) -> None:
    client = place.client()
    first = client.views_publish(user_id=place.rita.id, view={"type": "home", "blocks": [SECTION]})["view"]
    second = client.views_publish(
        user_id=place.rita.id,
        hash=first["hash"],
        view={"type": "home", "blocks": [SECTION, {"type": "divider"}]},
    )["view"]
    assert first["id"] == second["id"]
    home = {"type": "home", "blocks": [SECTION]}
    assert (
        refusal(client.views_publish, user_id=place.rita.id, hash=first["hash"], view=home) == "hash_conflict"
    )
    assert place.carla.see_home() is None
    seen = place.rita.see_home()
    assert seen is not None
    assert len(seen["blocks"]) == 2
