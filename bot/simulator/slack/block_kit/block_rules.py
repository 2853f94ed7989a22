"""Rules of Block Kit that hold between the fields of one object, by the object's shape."""

import math
from collections.abc import Callable, Iterator
from itertools import chain

from bot.simulator.slack.block_kit.limits import DATA_TABLE_TEXT
from bot.simulator.slack.state.records import Json

Faults = Iterator[str]


def _section(block: Json) -> Faults:
    if not block.get("text") and not block.get("fields"):
        yield "must define either `text` or `fields`"


def _image(block: Json) -> Faults:
    if bool(block.get("image_url")) == bool(block.get("slack_file")):
        yield "must define either `image_url` or `slack_file`"


def _card(block: Json) -> Faults:
    if not any(block.get(name) for name in ("hero_image", "title", "actions", "body")):
        yield "must define at least one of `hero_image`, `title`, `actions`, `body`"


def _file(element: Json) -> Faults:
    if not element.get("id") and not element.get("url"):
        yield "must define either `id` or `url`"


def options_of(element: Json) -> list[Json]:
    """Return all options of a select, overflow, checkbox or radio element, groups flattened."""
    grouped = (group["options"] for group in element.get("option_groups") or [])
    return [*(element.get("options") or []), *chain.from_iterable(grouped)]


def _initial_options(element: Json) -> Faults:
    offered = [_essence(option) for option in options_of(element)]
    if element.get("initial_option") and _essence(element["initial_option"]) not in offered:
        yield "`initial_option` must be one of the options"
    for option in element.get("initial_options") or []:
        if _essence(option) not in offered:
            yield "`initial_options` must be among the options"


def _essence(option: Json) -> tuple[str, str]:
    return option["value"], option["text"]["text"]


def _select(element: Json) -> Faults:
    if bool(element.get("options")) == bool(element.get("option_groups")):
        yield "must define either `options` or `option_groups`"
    for option in options_of(element):
        if option["text"]["type"] != "plain_text":
            yield "unsupported type: mrkdwn in an option of a select menu"
    yield from _initial_options(element)


def _text_input(element: Json) -> Faults:
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if shortest > longest:
        yield "`min_length` must not be more than `max_length`"
    if len(element.get("initial_value") or "") > longest:
        yield f"`initial_value` must be less than {longest + 1} characters"


def _number_input(element: Json) -> Faults:
    least, most = element.get("min_value"), element.get("max_value")
    if least and most and float(least) > float(most):
        yield "`min_value` must not be more than `max_value`"


def _data_table(block: Json) -> Faults:
    rows: list[list[Json]] = block["rows"]
    if len({len(row) for row in rows}) > 1:
        yield "all rows must have the same number of cells"
    if any(cell["type"] == "rich_text" for cell in rows[0]):
        yield "rich_text is not allowed in the header row"
    if block.get("row_header_column_index", 0) >= len(rows[0]):
        yield "`row_header_column_index` must be the index of a column"
    if sum(_cell_length(cell) for row in rows for cell in row) >= DATA_TABLE_TEXT:
        yield f"all cells together must be less than {DATA_TABLE_TEXT} characters"


def _cell_length(cell: Json) -> int:
    if cell["type"] != "rich_text":
        return len(cell.get("text") or str(cell.get("value", "")))
    parts = chain.from_iterable(element.get("elements", []) for element in cell["elements"])
    return sum(len(str(part.get("text") or "")) for part in parts)


def _pie(chart: Json) -> Faults:
    if any(not _is_finite(segment["value"]) or segment["value"] <= 0 for segment in chart["segments"]):
        yield "every segment must be above 0"


def _plot(chart: Json) -> Faults:
    names = [series["name"] for series in chart["series"]]
    categories = chart["axis_config"]["categories"]
    if len(set(names)) < len(names):
        yield "series names must be unique"
    for series in chart["series"]:
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield f"series {series['name']} must have one value for every category"
        if not all(_is_finite(point["value"]) for point in series["data"]):
            yield f"series {series['name']} must have finite values"


def _is_finite(value: float) -> bool:
    return math.isfinite(value)


RULES: dict[str, Callable[[Json], Faults]] = {
    "section": _section,
    "image": _image,
    "image:element": _image,
    "card": _card,
    "slack_file": _file,
    "static_select": _select,
    "multi_static_select": _select,
    "checkboxes": _initial_options,
    "radio_buttons": _initial_options,
    "plain_text_input": _text_input,
    "number_input": _number_input,
    "data_table": _data_table,
    "pie": _pie,
    "line": _plot,
    "bar": _plot,
    "area": _plot,
}
