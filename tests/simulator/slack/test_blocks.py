"""Every limit of Block Kit: what is just allowed passes, one more is refused at its place."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from bot.simulator.slack.block_kit.blocks import check_message_blocks, check_view
from bot.simulator.slack.state.refusals import Refusal, RefusedError
from tests.simulator.slack.pieces import (
    actions,
    button,
    chart,
    confirm,
    data_table,
    field,
    group,
    image,
    line,
    modal,
    mrkdwn,
    option,
    options,
    pie,
    plain,
    rich,
    section,
    select,
    table,
    text_field,
)

Json = dict[str, Any]


ALLOWED_AND_NOT: list[tuple[str, Json, Json, str]] = [
    ("section text", section(text=mrkdwn(3000)), section(text=mrkdwn(3001)), "/blocks/0/text/text"),
    ("section text not empty", section(), section(text=mrkdwn(0)), "/blocks/0/text/text"),
    ("section fields", section(fields=[mrkdwn()] * 10), section(fields=[mrkdwn()] * 11), "/blocks/0/fields"),
    ("field text", section(fields=[mrkdwn(2000)]), section(fields=[mrkdwn(2001)]), "/blocks/0/fields/0/text"),
    ("section has something", section(), {"type": "section"}, "/blocks/0"),
    (
        "section accessory",
        section(accessory=button()),
        section(accessory=text_field()["element"]),
        "/accessory",
    ),
    ("header", {"type": "header", "text": plain(150)}, {"type": "header", "text": plain(151)}, "/text/text"),
    (
        "header is plain",
        {"type": "header", "text": plain()},
        {"type": "header", "text": mrkdwn()},
        "/blocks/0/text",
    ),
    ("block_id", section(block_id="x" * 255), section(block_id="x" * 256), "/block_id"),
    (
        "actions",
        actions(*[button(n) for n in range(25)]),
        actions(*[button(n) for n in range(26)]),
        "/elements",
    ),
    ("actions not empty", actions(button()), actions(), "/elements"),
    ("action_id unique", actions(button(1), button(2)), actions(button(1), button(1)), "/elements"),
    ("action_id", actions(button(action_id="x" * 255)), actions(button(action_id="x" * 256)), "/action_id"),
    (
        "context",
        {"type": "context", "elements": [mrkdwn()] * 10},
        {"type": "context", "elements": [mrkdwn()] * 11},
        "/elements",
    ),
    (
        "context_actions",
        {
            "type": "context_actions",
            "elements": [{"type": "icon_button", "icon": "trash", "text": plain()}] * 5,
        },
        {
            "type": "context_actions",
            "elements": [{"type": "icon_button", "icon": "trash", "text": plain()}] * 6,
        },
        "/elements",
    ),
    (
        "button text",
        actions(button(text=plain(75))),
        actions(button(text=plain(76))),
        "/elements/0/text/text",
    ),
    ("button value", actions(button(value="x" * 2000)), actions(button(value="x" * 2001)), "/value"),
    ("button url", actions(button(url="x" * 3000)), actions(button(url="x" * 3001)), "/url"),
    ("button style", actions(button(style="danger")), actions(button(style="default")), "/style"),
    (
        "button label",
        actions(button(accessibility_label="x" * 75)),
        actions(button(accessibility_label="x" * 76)),
        "/accessibility_label",
    ),
    ("image alt", image(alt_text="x" * 2000), image(alt_text="x" * 2001), "/alt_text"),
    ("image url", image(image_url="x" * 3000), image(image_url="x" * 3001), "/image_url"),
    ("image title", image(title=plain(2000)), image(title=plain(2001)), "/title/text"),
    ("image source", image(), image(slack_file={"id": "F1"}), "/blocks/0"),
    (
        "option text",
        actions(select(options=[option(text=plain(75))])),
        actions(select(options=[option(text=plain(76))])),
        "/text",
    ),
    (
        "option value",
        actions(select(options=[option(value="x" * 75)])),
        actions(select(options=[option(value="x" * 76)])),
        "/value",
    ),
    (
        "option description",
        actions(select(options=[option(description=plain(75))])),
        actions(select(options=[option(description=plain(76))])),
        "/description/text",
    ),
    (
        "select options",
        actions(select(options=options(100))),
        actions(select(options=options(101))),
        "/options",
    ),
    (
        "select groups",
        actions(select(options=None, option_groups=[group(1)] * 100)),
        actions(select(options=None, option_groups=[group(1)] * 101)),
        "/option_groups",
    ),
    (
        "group label",
        actions(select(options=None, option_groups=[group(1, 75)])),
        actions(select(options=None, option_groups=[group(1, 76)])),
        "/label/text",
    ),
    ("options or groups", actions(select()), actions(select(option_groups=[group(1)])), "/elements/0"),
    (
        "initial option",
        actions(select(initial_option=option())),
        actions(select(initial_option=option(7))),
        "/elements/0",
    ),
    (
        "placeholder",
        actions(select(placeholder=plain(150))),
        actions(select(placeholder=plain(151))),
        "/placeholder/text",
    ),
    (
        "overflow",
        actions(select(type="overflow", options=options(5))),
        actions(select(type="overflow", options=options(6))),
        "/options",
    ),
    (
        "checkboxes",
        actions(select(type="checkboxes", options=options(10))),
        actions(select(type="checkboxes", options=options(11))),
        "/options",
    ),
    (
        "radios",
        actions(select(type="radio_buttons", options=options(10))),
        actions(select(type="radio_buttons", options=options(11))),
        "/options",
    ),
    (
        "external select",
        actions(select()),
        actions({"type": "external_select", "action_id": "x"}),
        "/elements/0",
    ),
    (
        "confirm title",
        actions(button(confirm=confirm(title=100))),
        actions(button(confirm=confirm(title=101))),
        "/title/text",
    ),
    (
        "confirm text",
        actions(button(confirm=confirm(text=300))),
        actions(button(confirm=confirm(text=301))),
        "/text/text",
    ),
    (
        "confirm yes",
        actions(button(confirm=confirm(yes=30))),
        actions(button(confirm=confirm(yes=31))),
        "/confirm/text",
    ),
    (
        "confirm no",
        actions(button(confirm=confirm(no=30))),
        actions(button(confirm=confirm(no=31))),
        "/deny/text",
    ),
    (
        "markdown",
        {"type": "markdown", "text": "x" * 12_000},
        {"type": "markdown", "text": "x" * 12_001},
        "/text",
    ),
    ("table rows", table(100, 1), table(101, 1), "/rows"),
    ("table cells", table(1, 20), table(1, 21), "/rows/0"),
    ("data_table rows", data_table(101), data_table(102), "/rows"),
    ("data_table least rows", data_table(2), data_table(1), "/rows"),
    ("data_table columns", data_table(cells=20), data_table(cells=21), "/rows/0"),
    ("data_table caption", data_table(), data_table(caption=None), "/blocks/0"),
    ("data_table page", data_table(page_size=100), data_table(page_size=101), "/page_size"),
    ("data_table even", data_table(), data_table(rows=[[{"type": "raw_text", "text": "c"}], []]), "/rows/1"),
    (
        "data_table header",
        data_table(),
        data_table(rows=[[rich({"type": "text", "text": "c"})]] * 2),
        "/blocks/0",
    ),
    (
        "data_table text",
        data_table(rows=[[{"type": "raw_text", "text": "x" * 4999}]] * 2),
        data_table(rows=[[{"type": "raw_text", "text": "x" * 5000}]] * 2),
        "/blocks/0",
    ),
    ("chart title", chart(title="x" * 50), chart(title="x" * 51), "/title"),
    ("pie segments", chart(chart=pie(6)), chart(chart=pie(7)), "/segments"),
    ("pie above zero", chart(chart=pie(1, 0.1)), chart(chart=pie(1, 0)), "/chart"),
    ("line series", chart(chart=line(6)), chart(chart=line(7)), "/series"),
    ("line categories", chart(chart=line(1, 20)), chart(chart=line(1, 21)), "/categories"),
    (
        "line complete",
        chart(chart=line(1, 2)),
        chart(chart=line(1, 2, axis_config={"categories": ["c0"]})),
        "/chart",
    ),
    (
        "line finite",
        chart(chart=line()),
        chart(chart=line(series=[{"name": "s", "data": [{"label": "c0", "value": float("nan")}]}])),
        "/chart",
    ),
    (
        "card title",
        {"type": "card", "title": mrkdwn(150)},
        {"type": "card", "title": mrkdwn(151)},
        "/title/text",
    ),
    ("card body", {"type": "card", "body": mrkdwn(200)}, {"type": "card", "body": mrkdwn(201)}, "/body/text"),
    ("card has something", {"type": "card", "title": mrkdwn()}, {"type": "card"}, "/blocks/0"),
    (
        "rich text",
        rich({"type": "link", "url": "https://x.example"}),
        rich({"type": "link"}),
        "/elements/0/elements/0",
    ),
    ("unknown block", {"type": "divider"}, {"type": "marquee"}, "/blocks/0"),
    ("unknown property", {"type": "divider"}, {"type": "divider", "colour": "red"}, "/blocks/0"),
    ("alert is for modals", section(), {"type": "alert", "text": plain()}, "/blocks/0"),
    ("file input is for modals", section(), field(type="file_input"), "/element"),
]


@pytest.mark.parametrize(("name", "good", "bad", "where"), ALLOWED_AND_NOT, ids=[c[0] for c in ALLOWED_AND_NOT])
def test_each_limit(name: str, good: Json, bad: Json, where: str) -> None:
    assert check_message_blocks([deepcopy(good)]) == [good], name
    with pytest.raises(RefusedError) as caught:
        check_message_blocks([bad])
    assert caught.value.refusal is Refusal.INVALID_BLOCKS
    assert any(message.rstrip("]").endswith(where) or where in message for message in caught.value.messages)


VIEWS: list[tuple[str, Json, Json]] = [
    ("title", modal(section(), title=plain(24)), modal(section(), title=plain(25))),
    ("submit", modal(section(), submit=plain(24)), modal(section(), submit=plain(25))),
    ("close", modal(section(), close=plain(24)), modal(section(), close=plain(25))),
    (
        "private_metadata",
        modal(section(), private_metadata="x" * 3000),
        modal(section(), private_metadata="x" * 3001),
    ),
    ("callback_id", modal(section(), callback_id="x" * 255), modal(section(), callback_id="x" * 256)),
    ("blocks", modal(*[section()] * 100), modal(*[section()] * 101)),
    ("no blocks", modal(section()), modal()),
    ("submit with input", modal(text_field()), modal(text_field(), submit=None)),
    ("label", modal(text_field() | {"label": plain(2000)}), modal(text_field() | {"label": plain(2001)})),
    ("hint", modal(text_field() | {"hint": plain(2000)}), modal(text_field() | {"hint": plain(2001)})),
    ("max_length", modal(text_field(max_length=3000)), modal(text_field(max_length=3001))),
    (
        "initial in max",
        modal(text_field(max_length=2, initial_value="ab")),
        modal(text_field(max_length=2, initial_value="abc")),
    ),
    ("files", modal(field(type="file_input", max_files=10)), modal(field(type="file_input", max_files=11))),
    ("number", modal(field(type="number_input", is_decimal_allowed=True)), modal(field(type="number_input"))),
    (
        "number bounds",
        modal(field(type="number_input", is_decimal_allowed=True, min_value="1")),
        modal(field(type="number_input", is_decimal_allowed=True, min_value=1)),
    ),
    (
        "date",
        modal(field(type="datepicker", initial_date="2026-12-01")),
        modal(field(type="datepicker", initial_date="1.12.2026")),
    ),
    (
        "time",
        modal(field(type="timepicker", initial_time="09:00")),
        modal(field(type="timepicker", initial_time="24:00")),
    ),
    (
        "alert",
        modal({"type": "alert", "text": plain(), "level": "warning"}),
        modal({"type": "alert", "text": plain(), "level": "loud"}),
    ),
    (
        "duplicate block_id",
        modal(section(block_id="a"), section(block_id="b")),
        modal(section(block_id="a"), section(block_id="a")),
    ),
    (
        "one focus",
        modal(text_field(focus_on_load=True)),
        modal(text_field(focus_on_load=True), text_field(focus_on_load=True)),
    ),
    ("markdown is for messages", modal(section()), modal({"type": "markdown", "text": "x"})),
    (
        "home has no title",
        {"type": "home", "blocks": [section()]},
        {"type": "home", "title": plain(), "blocks": [section()]},
    ),
    (
        "overlong option in an input",
        modal(field(type="static_select", options=options(1))),
        modal(field(type="static_select", options=[option(text=mrkdwn())])),
    ),
]


@pytest.mark.parametrize(("name", "good", "bad"), VIEWS, ids=[case[0] for case in VIEWS])
def test_each_limit_of_views(name: str, good: Json, bad: Json) -> None:
    assert check_view(deepcopy(good)) == good, name
    with pytest.raises(RefusedError) as caught:
        check_view(bad)
    assert caught.value.refusal is Refusal.INVALID_ARGUMENTS
    assert caught.value.messages


def test_a_message_as_a_whole() -> None:
    assert len(check_message_blocks([section()] * 50)) == 50
    for too_much in (
        [section()] * 51,
        [section(block_id="a")] * 2,
        [chart()] * 3,
        [table(1, 1)] * 2,
        [{"type": "markdown", "text": "x" * 6001}] * 2,
    ):
        with pytest.raises(RefusedError, match="invalid_blocks"):
            check_message_blocks(too_much)
    with pytest.raises(RefusedError, match="msg_blocks_too_long"):
        check_message_blocks([section(text=mrkdwn(2600))] * 4)
    for shapeless in ("text", {"type": "section"}, ["section"], None):
        with pytest.raises(RefusedError, match="invalid_blocks_format"):
            check_message_blocks(shapeless)


def test_problems_read_as_slack_writes_them() -> None:
    with pytest.raises(RefusedError) as caught:
        check_message_blocks([{"type": "section", "text": {"type": "mrkdwn", "text": "", "emoji": True}}])
    assert caught.value.messages == ("invalid additional property: emoji [json-pointer:/blocks/0/text]",)
    with pytest.raises(RefusedError) as caught:
        check_message_blocks([section(text=mrkdwn(0))])
    assert caught.value.messages == ("must be more than 0 characters [json-pointer:/blocks/0/text/text]",)
