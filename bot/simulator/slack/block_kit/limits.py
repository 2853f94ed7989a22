"""What Slack accepts: every limit of Block Kit, messages and views, as declarations.

Source: docs.slack.dev, reference of Block Kit's blocks, elements and composition objects (2026).
"""

from dataclasses import dataclass
from enum import StrEnum


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Words:
    """A plain string; lengths in characters."""

    most: int | None = None
    least: int = 1
    required: bool = False
    one_of: frozenset[str] = frozenset()
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A text object."""

    most: int
    plain_only: bool = False
    required: bool = False
    least: int = 1


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or with `as_words` a decimal number in a string."""

    least: float | None = None
    most: float | None = None
    whole: bool = True
    required: bool = False
    as_words: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    required: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of the shapes named; a name `image:element` has the wire type `image`."""

    of: tuple[str, ...]
    required: bool = False
    typed: bool = True


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    of: "Rule"
    most: int
    least: int = 1
    required: bool = False


Rule = Words | Text | Number | Flag | Thing | Many

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_TEXT = 40_000
UPDATE_TEXT = 4_000
BLOCK_TEXT_IN_MESSAGE = 10_000
MARKDOWN_IN_PAYLOAD = 12_000
TABLES_IN_MESSAGE = 1
CHARTS_IN_MESSAGE = 2
VIEW_BYTES = 250_000
MODAL_STACK = 3
METADATA_BYTES = 8_000
TABLE_COLUMNS = 20
DATA_TABLE_TEXT = 10_000

BLOCK_ID = Words(most=255)
ACTION_ID = Words(most=255)
PLACEHOLDER = Text(150, plain_only=True)
CONFIRM = Thing(("confirm",), typed=False)
URL = Words(most=3000)
ALT = Words(most=2000, required=True)
OPTION = Thing(("option",), typed=False)
GROUP = Thing(("option_group",), typed=False)
IMAGE = Thing(("image:element",))
STRING = Words()
FLAG = Flag()
DATE = Words(pattern=r"\d{4}-\d{2}-\d{2}")
TIME = Words(pattern=r"([01]\d|2[0-3]):[0-5]\d")

SELECTS = (
    "static_select", "multi_static_select", "users_select", "multi_users_select",
    "conversations_select", "multi_conversations_select", "channels_select", "multi_channels_select",
)  # fmt: skip
CHOICES = (*SELECTS, "checkboxes", "radio_buttons", "datepicker", "timepicker")
TYPED_INPUTS = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
CELLS = ("raw_text", "raw_number", "rich_text")
RICH_PARTS = ("text", "link", "emoji", "user", "channel", "usergroup", "date", "broadcast", "color", "team")

EVERYWHERE = frozenset({
    "section", "divider", "header", "context", "actions", "input", "image", "rich_text", "card",
})  # fmt: skip
BLOCKS: dict[Surface, frozenset[str]] = {
    Surface.MESSAGE: EVERYWHERE
    | {"markdown", "context_actions", "table", "data_table", "data_visualization", "carousel"},
    Surface.MODAL: EVERYWHERE | {"alert"},
    Surface.HOME: EVERYWHERE | {"carousel"},
}
MODAL_ONLY_ELEMENTS = frozenset({"file_input"})

_SELECT: dict[str, Rule] = {
    "action_id": ACTION_ID,
    "placeholder": PLACEHOLDER,
    "confirm": CONFIRM,
    "focus_on_load": FLAG,
}
_MULTI: dict[str, Rule] = _SELECT | {"max_selected_items": Number(1, 100)}
_OPTIONS: dict[str, Rule] = {"options": Many(OPTION, 100), "option_groups": Many(GROUP, 100)}
_ANSWERS: dict[str, Rule] = {"response_url_enabled": FLAG}
_WRITTEN: dict[str, Rule] = {
    "action_id": ACTION_ID,
    "placeholder": PLACEHOLDER,
    "focus_on_load": FLAG,
    "dispatch_action_config": Thing(("dispatch_action_config",), typed=False),
}
_PICKED: dict[str, Rule] = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": FLAG}
_CHART: dict[str, Rule] = {
    "series": Many(Thing(("series",), typed=False), 6, required=True),
    "axis_config": Thing(("axis_config",), required=True, typed=False),
}

SHAPES: dict[str, dict[str, Rule]] = {
    # blocks
    "section": {
        "text": Text(3000),
        "fields": Many(Text(2000), 10),
        "accessory": Thing(("button", "overflow", "image:element", *CHOICES)),
        "expand": FLAG,
    },
    "divider": {},
    "header": {"text": Text(150, plain_only=True, required=True)},
    "context": {"elements": Many(Thing(("image:element", "mrkdwn", "plain_text")), 10, required=True)},
    "actions": {"elements": Many(Thing(("button", "overflow", "datetimepicker", *CHOICES)), 25, required=True)},
    "context_actions": {"elements": Many(Thing(("feedback_buttons", "icon_button")), 5, required=True)},
    "input": {
        "label": Text(2000, plain_only=True, required=True),
        "element": Thing((*TYPED_INPUTS, *CHOICES, "datetimepicker", "file_input"), required=True),
        "hint": Text(2000, plain_only=True),
        "optional": FLAG,
        "dispatch_action": FLAG,
    },
    "image": {
        "image_url": URL,
        "slack_file": Thing(("slack_file",), typed=False),
        "alt_text": ALT,
        "title": Text(2000, plain_only=True),
    },
    "markdown": {"text": Words(most=12_000, required=True)},
    "alert": {
        "text": Text(3000, required=True),
        "level": Words(one_of=frozenset({"default", "info", "warning", "error", "success"})),
    },
    "card": {
        "hero_image": IMAGE,
        "icon": IMAGE,
        "title": Text(150),
        "subtitle": Text(150),
        "body": Text(200),
        "actions": Many(Thing(("button",)), 3),
    },
    "carousel": {"elements": Many(Thing(("card",)), 10, required=True)},
    "table": {
        "rows": Many(Many(Thing(CELLS), TABLE_COLUMNS), 100, required=True),
        "column_settings": Many(Thing(("column_setting",), typed=False), TABLE_COLUMNS),
    },
    "data_table": {
        "caption": Words(required=True),
        "rows": Many(Many(Thing(CELLS), TABLE_COLUMNS), 101, least=2, required=True),
        "page_size": Number(1, 100),
        "row_header_column_index": Number(0, TABLE_COLUMNS - 1),
    },
    "data_visualization": {
        "title": Words(most=50, required=True),
        "chart": Thing(("pie", "line", "bar", "area"), required=True),
    },
    "rich_text": {
        "elements": Many(
            Thing(("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")),
            1000,
            required=True,
        ),
    },
    # elements
    "button": {
        "text": Text(75, plain_only=True, required=True),
        "action_id": ACTION_ID,
        "value": Words(most=2000, least=0),
        "url": URL,
        "style": Words(one_of=frozenset({"primary", "danger"})),
        "confirm": CONFIRM,
        "accessibility_label": Words(most=75),
    },
    "image:element": {
        "image_url": URL,
        "slack_file": Thing(("slack_file",), typed=False),
        "alt_text": ALT,
    },
    "overflow": {"action_id": ACTION_ID, "options": Many(OPTION, 5, required=True), "confirm": CONFIRM},
    "static_select": _SELECT | _OPTIONS | {"initial_option": OPTION},
    "multi_static_select": _MULTI | _OPTIONS | {"initial_options": Many(OPTION, 100)},
    "users_select": _SELECT | {"initial_user": STRING},
    "multi_users_select": _MULTI | {"initial_users": Many(STRING, 1000)},
    "conversations_select": _SELECT
    | _ANSWERS
    | {
        "initial_conversation": STRING,
        "default_to_current_conversation": FLAG,
        "filter": Thing(("filter",), typed=False),
    },
    "multi_conversations_select": _MULTI
    | {
        "initial_conversations": Many(STRING, 1000),
        "default_to_current_conversation": FLAG,
        "filter": Thing(("filter",), typed=False),
    },
    "channels_select": _SELECT | _ANSWERS | {"initial_channel": STRING},
    "multi_channels_select": _MULTI | {"initial_channels": Many(STRING, 1000)},
    "checkboxes": _PICKED | {"options": Many(OPTION, 10, required=True), "initial_options": Many(OPTION, 10)},
    "radio_buttons": _PICKED | {"options": Many(OPTION, 10, required=True), "initial_option": OPTION},
    "datepicker": _PICKED | {"placeholder": PLACEHOLDER, "initial_date": DATE},
    "timepicker": _PICKED | {"placeholder": PLACEHOLDER, "initial_time": TIME, "timezone": STRING},
    "datetimepicker": _PICKED | {"initial_date_time": Number(10**9, 10**10 - 1)},
    "plain_text_input": _WRITTEN
    | {
        "initial_value": Words(least=0),
        "multiline": FLAG,
        "min_length": Number(0, 3000),
        "max_length": Number(1, 3000),
    },
    "number_input": _WRITTEN
    | {
        "is_decimal_allowed": Flag(required=True),
        "initial_value": Number(whole=False, as_words=True),
        "min_value": Number(whole=False, as_words=True),
        "max_value": Number(whole=False, as_words=True),
    },
    "email_text_input": _WRITTEN | {"initial_value": Words(least=0)},
    "url_text_input": _WRITTEN | {"initial_value": Words(least=0)},
    "file_input": {
        "action_id": ACTION_ID,
        "filetypes": Many(STRING, 100),
        "max_files": Number(1, 10),
    },
    "feedback_buttons": {
        "action_id": ACTION_ID,
        "positive_button": Thing(("feedback_button",), required=True, typed=False),
        "negative_button": Thing(("feedback_button",), required=True, typed=False),
    },
    "icon_button": {
        "icon": Words(required=True),
        "text": Text(75, plain_only=True, required=True),
        "action_id": ACTION_ID,
        "value": Words(most=2000),
        "confirm": CONFIRM,
        "accessibility_label": Words(most=75),
        "visible_to_user_ids": Many(STRING, 100),
    },
    # composition objects
    "plain_text": {"text": Words(least=0, required=True), "emoji": FLAG},
    "mrkdwn": {"text": Words(least=0, required=True), "verbatim": FLAG},
    "option": {
        "text": Text(75, required=True),
        "value": Words(most=75, required=True),
        "description": Text(75),
        "url": URL,
    },
    "option_group": {
        "label": Text(75, plain_only=True, required=True),
        "options": Many(OPTION, 100, required=True),
    },
    "confirm": {
        "title": Text(100, plain_only=True, required=True),
        "text": Text(300, required=True),
        "confirm": Text(30, plain_only=True, required=True),
        "deny": Text(30, plain_only=True, required=True),
        "style": Words(one_of=frozenset({"primary", "danger"})),
    },
    "feedback_button": {
        "text": Text(75, plain_only=True, required=True),
        "value": Words(most=2000, required=True),
        "accessibility_label": Words(most=75),
    },
    "filter": {
        "include": Many(Words(one_of=frozenset({"im", "mpim", "private", "public"})), 4),
        "exclude_external_shared_channels": FLAG,
        "exclude_bot_users": FLAG,
    },
    "dispatch_action_config": {
        "trigger_actions_on": Many(
            Words(one_of=frozenset({"on_enter_pressed", "on_character_entered"})), 2, required=True
        ),
    },
    "slack_file": {"id": STRING, "url": URL},
    "column_setting": {
        "align": Words(one_of=frozenset({"left", "center", "right"})),
        "is_wrapped": FLAG,
    },
    # cells and charts
    "raw_text": {"text": Words(required=True)},
    "raw_number": {"value": Number(whole=False, required=True), "text": Words()},
    "pie": {"segments": Many(Thing(("segment",), typed=False), 6, required=True)},
    "line": _CHART,
    "bar": _CHART,
    "area": _CHART,
    "segment": {"label": Words(most=20, required=True), "value": Number(whole=False, required=True)},
    "series": {
        "name": Words(most=20, required=True),
        "data": Many(Thing(("point",), typed=False), 20, required=True),
    },
    "point": {"label": Words(most=20, required=True), "value": Number(whole=False, required=True)},
    "axis_config": {
        "categories": Many(Words(most=20), 20, required=True),
        "x_label": Words(most=50),
        "y_label": Words(most=50),
    },
    # rich text
    "rich_text_section": {"elements": Many(Thing(RICH_PARTS), 1000, least=0, required=True)},
    "rich_text_preformatted": {
        "elements": Many(Thing(("text", "link")), 1000, least=0, required=True),
        "border": Number(0, 1),
        "language": STRING,
    },
    "rich_text_quote": {"elements": Many(Thing(RICH_PARTS), 1000, least=0), "border": Number(0, 1)},
    "rich_text_list": {
        "elements": Many(Thing(("rich_text_section",)), 1000, required=True),
        "style": Words(required=True, one_of=frozenset({"bullet", "ordered"})),
        "indent": Number(0, 8),
        "offset": Number(0),
        "border": Number(0, 1),
    },
    "text": {"text": Words(required=True), "style": Thing(("style",), typed=False)},
    "link": {
        "url": Words(required=True),
        "text": STRING,
        "unsafe": FLAG,
        "style": Thing(("style",), typed=False),
    },
    "emoji": {"name": Words(required=True), "unicode": STRING, "skin_tone": Number(1, 6)},
    "user": {"user_id": Words(required=True), "style": Thing(("style",), typed=False)},
    "channel": {"channel_id": Words(required=True), "style": Thing(("style",), typed=False)},
    "usergroup": {"usergroup_id": Words(required=True), "style": Thing(("style",), typed=False)},
    "team": {"team_id": Words(required=True), "style": Thing(("style",), typed=False)},
    "date": {
        "timestamp": Number(0, required=True),
        "format": Words(required=True),
        "url": URL,
        "fallback": STRING,
        "style": Thing(("style",), typed=False),
    },
    "broadcast": {"range": Words(required=True, one_of=frozenset({"here", "channel", "everyone"}))},
    "color": {"value": Words(required=True)},
    "style": dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight"), FLAG
    ),
}

MODAL: dict[str, Rule] = {
    "type": Words(required=True),
    "title": Text(24, plain_only=True, required=True),
    "submit": Text(24, plain_only=True),
    "close": Text(24, plain_only=True),
    "private_metadata": Words(most=3000, least=0),
    "callback_id": Words(most=255, least=0),
    "external_id": Words(most=255, least=0),
    "clear_on_close": FLAG,
    "notify_on_close": FLAG,
    "submit_disabled": FLAG,
}
HOME: dict[str, Rule] = {
    name: MODAL[name] for name in ("type", "private_metadata", "callback_id", "external_id")
}
