"""The interactive elements inside blocks: their ids, their state, what a person chose."""

import secrets
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from bot.simulator.slack.block_kit.block_rules import options_of
from bot.simulator.slack.state.records import Json
from bot.simulator.slack.state.refusals import Refusal, RefusedError

INITIAL: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
_LISTS = frozenset(
    {"selected_options", "selected_users", "selected_conversations", "selected_channels", "files"}
)
_INTERACTIVE = frozenset(INITIAL) | {"button", "overflow", "icon_button", "feedback_buttons"}


@dataclass(frozen=True)
class Placed:
    """An element and the block it stands in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The id of the block."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The id of the element."""
        return str(self.element["action_id"])

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element["type"])


def with_ids(blocks: list[Json]) -> list[Json]:
    """Return a copy of the blocks in which every block and interactive element has an id."""
    filled = deepcopy(blocks)
    for block in filled:
        _identify(block)
        for card in block["elements"] if block["type"] == "carousel" else ():
            _identify(card)
    return filled


def _identify(block: Json) -> None:
    block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
    for element in _elements_of(block):
        element.setdefault("action_id", secrets.token_urlsafe(4)[:5])


def _elements_of(block: Json) -> Iterator[Json]:
    single = (block.get(name) for name in ("element", "accessory"))
    several = [*(block.get("elements") or []), *(block.get("actions") or [])]
    for element in [*single, *several]:
        if isinstance(element, dict) and element.get("type") in _INTERACTIVE:
            yield element


def placed_in(blocks: list[Json]) -> Iterator[Placed]:
    """Yield every interactive element with its block, cards of a carousel included."""
    for block in blocks:
        inner = block["elements"] if block["type"] == "carousel" else [block]
        for holder in inner:
            yield from (Placed(holder, element) for element in _elements_of(holder))


def find(versions: list[list[Json]], block_id: str, action_id: str, value: object) -> Placed:
    """Return the element a person clicked: in what stands now, else in an earlier version they still saw.

    `versions` has the newest first; a `value`, where given, must fit the button's. Raises action_not_found.
    """
    matches = [
        placed
        for blocks in versions
        for placed in placed_in(blocks)
        if (placed.block_id, placed.action_id) == (block_id, action_id)
    ]
    exact = [placed for placed in matches if value is None or placed.element.get("value") == value]
    if not (exact or matches):
        raise RefusedError(Refusal.ACTION_NOT_FOUND)
    return (exact or matches)[0]


def initial_state(blocks: list[Json]) -> Json:
    """Return `state.values` as it stands before anybody touched anything."""
    values: Json = {}
    for placed in placed_in(blocks):
        if placed.kind in INITIAL:
            values.setdefault(placed.block_id, {})[placed.action_id] = _initial(placed.element)
    return values


def _initial(element: Json) -> Json:
    field, source = INITIAL[element["type"]]
    nothing: list[Json] | None = [] if field in _LISTS else None
    return {"type": element["type"], field: deepcopy(element.get(source, nothing))}


def complete_state(blocks: list[Json], kept: Json, given: Json) -> Json:
    """Return `state.values` for these blocks: what is given, else what was kept, else the initial values."""
    values = initial_state(blocks)
    for placed in placed_in(blocks):
        for source in (kept, given):
            chosen = source.get(placed.block_id, {}).get(placed.action_id)
            if chosen is not None and placed.kind in INITIAL and chosen.get("type", placed.kind) == placed.kind:
                values[placed.block_id][placed.action_id] = chosen_state(placed.element, chosen)
    return values


def chosen_state(element: Json, chosen: Json) -> Json:
    """Return an element's state after a person's choice, options completed from the element.

    Raises invalid_selection for an option that the element does not offer.
    """
    field = INITIAL[element["type"]][0]
    picked = chosen.get(field)
    if field == "selected_option" and picked is not None:
        picked = _offered(element, picked)
    elif field == "selected_options":
        picked = [_offered(element, option) for option in picked or []]
    elif field == "value":
        picked = picked or None
    extra = {"timezone": element["timezone"]} if element.get("timezone") else {}
    return {"type": element["type"], field: picked, **extra}


def _feedback(element: Json, value: object) -> Json:
    for button in (element["positive_button"], element["negative_button"]):
        if button["value"] == value:
            return {"text": button["text"], "value": value}
    raise RefusedError(Refusal.INVALID_SELECTION)


def _offered(element: Json, option: Json) -> Json:
    for offered in options_of(element):
        if offered["value"] == option.get("value"):
            return deepcopy(offered)
    raise RefusedError(Refusal.INVALID_SELECTION)


def action_of(placed: Placed, selected: Json, action_ts: str) -> Json:
    """Return the entry of `actions` that Slack sends for a person's act on this element."""
    element = placed.element
    base = {
        "action_id": placed.action_id,
        "block_id": placed.block_id,
        "type": placed.kind,
        "action_ts": action_ts,
    }
    if placed.kind == "overflow":
        return base | {"selected_option": _offered(element, selected.get("selected_option") or selected)}
    if placed.kind == "feedback_buttons":
        return base | _feedback(element, selected.get("value"))
    if placed.kind not in INITIAL:
        shown = {name: element[name] for name in ("text", "value", "style", "url") if name in element}
        return base | shown
    extra = {name: element[name] for name in ("placeholder", "initial_option") if name in element}
    return base | extra | chosen_state(element, selected)
