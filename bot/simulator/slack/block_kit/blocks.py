"""Checks blocks and views as Slack does, and says what is wrong at which place."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from bot.simulator.slack.block_kit import limits
from bot.simulator.slack.block_kit.block_rules import RULES
from bot.simulator.slack.block_kit.limits import Flag, Many, Number, Rule, Surface, Text, Thing, Words
from bot.simulator.slack.state.records import Json
from bot.simulator.slack.state.refusals import Refusal, RefusedError

Problems = Iterator[str]


def check_message_blocks(blocks: object) -> list[Json]:
    """Return the blocks of a message if Slack takes them.

    Raises invalid_blocks_format for what is no list of objects, invalid_blocks with each place that is
    wrong, msg_blocks_too_long when all text together is too much.
    """
    found = _as_blocks(blocks)
    _refuse(Refusal.INVALID_BLOCKS, list(_list_problems(found, Surface.MESSAGE, "/blocks")))
    if _text_length(found) > limits.BLOCK_TEXT_IN_MESSAGE:
        raise RefusedError(Refusal.MSG_BLOCKS_TOO_LONG)
    return found


def check_view(view: object) -> Json:
    """Return a modal or Home view if Slack takes it; raise invalid_arguments or view_too_large."""
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        raise RefusedError(
            Refusal.INVALID_ARGUMENTS, ["must be a view of type modal or home [json-pointer:/view]"]
        )
    if len(json.dumps(view, ensure_ascii=False).encode()) > limits.VIEW_BYTES:
        raise RefusedError(Refusal.VIEW_TOO_LARGE)
    _refuse(Refusal.INVALID_ARGUMENTS, list(_view_problems(view)))
    return view


def _as_blocks(blocks: object) -> list[Json]:
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise RefusedError(Refusal.INVALID_BLOCKS_FORMAT)
    return blocks


def _refuse(refusal: Refusal, problems: list[str]) -> None:
    if problems:
        raise RefusedError(refusal, problems)


def _view_problems(view: Json) -> Problems:
    surface = Surface.MODAL if view["type"] == "modal" else Surface.HOME
    fields = limits.MODAL if surface is Surface.MODAL else limits.HOME
    yield from _fields({name: value for name, value in view.items() if name != "blocks"}, fields, "/view")
    blocks = view.get("blocks")
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        yield "missing required field: blocks [json-pointer:/view]"
        return
    yield from _list_problems(blocks, surface, "/view/blocks")
    has_input = any(block.get("type") == "input" for block in blocks)
    if surface is Surface.MODAL and has_input and not view.get("submit"):
        yield "missing required field: submit [json-pointer:/view]"


def _list_problems(blocks: list[Json], surface: Surface, at: str) -> Problems:
    most = limits.MESSAGE_BLOCKS if surface is Surface.MESSAGE else limits.VIEW_BLOCKS
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:{at}]"
    if not blocks and surface is not Surface.MESSAGE:
        yield f"no less than 1 items allowed [json-pointer:{at}]"
    for index, block in enumerate(blocks):
        yield from _block_problems(block, surface, f"{at}/{index}")
    yield from _across(blocks, at)


def _block_problems(block: Json, surface: Surface, at: str) -> Problems:
    kind = block.get("type")
    if kind not in limits.BLOCKS[surface]:
        yield f"unsupported type: {kind} [json-pointer:{at}]"
        return
    if surface is not Surface.MODAL and _element_type(block) in limits.MODAL_ONLY_ELEMENTS:
        yield f"unsupported type: {_element_type(block)} [json-pointer:{at}/element]"
    yield from _thing(block, str(kind), at, {"block_id": limits.BLOCK_ID})
    yield from _unique_actions(block, at)


def _element_type(block: Json) -> object:
    element = block.get("element")
    return element.get("type") if isinstance(element, dict) else None


def _unique_actions(block: Json, at: str) -> Problems:
    elements = block.get("elements")
    if not isinstance(elements, list):
        return
    ids = [e["action_id"] for e in elements if isinstance(e, dict) and isinstance(e.get("action_id"), str)]
    for repeated in sorted({action_id for action_id in ids if ids.count(action_id) > 1}):
        yield f"`action_id` {repeated} already exists [json-pointer:{at}/elements]"


def _across(blocks: list[Json], at: str) -> Problems:
    ids = [block["block_id"] for block in blocks if isinstance(block.get("block_id"), str)]
    for repeated in sorted({block_id for block_id in ids if ids.count(block_id) > 1}):
        yield f"`block_id` {repeated} already exists [json-pointer:{at}]"
    written = sum(len(str(block.get("text"))) for block in blocks if block.get("type") == "markdown")
    if written > limits.MARKDOWN_IN_PAYLOAD:
        yield f"must be less than {limits.MARKDOWN_IN_PAYLOAD + 1} characters of markdown [json-pointer:{at}]"
    for kind, most in (("table", limits.TABLES_IN_MESSAGE), ("data_visualization", limits.CHARTS_IN_MESSAGE)):
        if sum(block.get("type") == kind for block in blocks) > most:
            yield f"no more than {most} blocks of type {kind} allowed [json-pointer:{at}]"
    if sum(_element_focus(block) for block in blocks) > 1:
        yield f"only one element may have focus_on_load [json-pointer:{at}]"


def _element_focus(block: Json) -> bool:
    element = block.get("element")
    return isinstance(element, dict) and element.get("focus_on_load") is True


def _thing(value: Json, shape: str, at: str, also: dict[str, Rule]) -> Problems:
    problems = list(_fields(value, {"type": Words()} | also | limits.SHAPES[shape], at))
    yield from problems
    if not problems and shape in RULES:
        yield from (f"{problem} [json-pointer:{at}]" for problem in RULES[shape](value))


def _fields(value: Json, fields: dict[str, Rule], at: str) -> Problems:
    for name in value.keys() - fields.keys():
        if value[name] is not None:
            yield f"invalid additional property: {name} [json-pointer:{at}]"
    for name, rule in fields.items():
        found = value.get(name)
        if found is not None:
            yield from _check(found, rule, f"{at}/{name}")
        elif rule.required:
            yield f"missing required field: {name} [json-pointer:{at}]"


def _check(value: object, rule: Rule, at: str) -> Problems:
    return _CHECKS[type(rule)](value, rule, at)


def _check_words(value: object, rule: Words, at: str) -> Problems:
    if not isinstance(value, str):
        yield f"must be a valid string [json-pointer:{at}]"
        return
    yield from _length(value, rule.least, rule.most, at)
    if rule.one_of and value not in rule.one_of:
        yield f"must be one of {', '.join(sorted(rule.one_of))} [json-pointer:{at}]"
    if rule.pattern and not re.fullmatch(rule.pattern, value):
        yield f"must match pattern {rule.pattern} [json-pointer:{at}]"


def _length(value: str, least: int, most: int | None, at: str) -> Problems:
    if len(value) < least:
        yield f"must be more than {least - 1} characters [json-pointer:{at}]"
    if most is not None and len(value) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{at}]"


def _check_text(value: object, rule: Text, at: str) -> Problems:
    kinds = ("plain_text",) if rule.plain_only else ("plain_text", "mrkdwn")
    problems = list(_check_thing(value, Thing(kinds), at))
    yield from problems
    if not problems and isinstance(value, dict):
        yield from _length(value["text"], rule.least, rule.most, f"{at}/text")


def _check_number(value: object, rule: Number, at: str) -> Problems:
    number = _as_number(value, rule)
    if number is None:
        yield f"must be a valid {'integer' if rule.whole else 'number'} [json-pointer:{at}]"
        return
    if rule.least is not None and number < rule.least:
        yield f"must be at least {rule.least:g} [json-pointer:{at}]"
    if rule.most is not None and number > rule.most:
        yield f"must be at most {rule.most:g} [json-pointer:{at}]"


def _as_number(value: object, rule: Number) -> float | None:
    if rule.as_words:
        return float(value) if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return None if rule.whole and not isinstance(value, int) else float(value)


def _check_flag(value: object, rule: Flag, at: str) -> Problems:
    del rule
    if not isinstance(value, bool):
        yield f"must be a valid boolean [json-pointer:{at}]"


def _check_thing(value: object, rule: Thing, at: str) -> Problems:
    if not isinstance(value, dict):
        yield f"must be an object [json-pointer:{at}]"
        return
    shapes = {name.partition(":")[0]: name for name in rule.of}
    kind = str(value.get("type")) if rule.typed else rule.of[0]
    if kind not in shapes:
        yield f"unsupported type: {kind} [json-pointer:{at}]"
        return
    also: dict[str, Rule] = {"block_id": limits.BLOCK_ID} if kind in ("card", "rich_text") else {}
    yield from _thing(value, shapes[kind], at, also)


def _check_many(value: object, rule: Many, at: str) -> Problems:
    if not isinstance(value, list):
        yield f"must be an array [json-pointer:{at}]"
        return
    if len(value) > rule.most:
        yield f"no more than {rule.most} items allowed [json-pointer:{at}]"
    if len(value) < rule.least:
        yield f"no less than {rule.least} items allowed [json-pointer:{at}]"
    for index, entry in enumerate(value):
        yield from _check(entry, rule.of, f"{at}/{index}")


_CHECKS: dict[type, Callable[[Any, Any, str], Problems]] = {
    Words: _check_words,
    Text: _check_text,
    Number: _check_number,
    Flag: _check_flag,
    Thing: _check_thing,
    Many: _check_many,
}


def _text_length(node: object) -> int:
    """Count the characters of all text, of alternatives too; data tables have a limit of their own."""
    if isinstance(node, list):
        return sum(_text_length(entry) for entry in node)
    if not isinstance(node, dict) or node.get("type") in ("data_table", "markdown"):
        return 0
    own = sum(len(node[name]) for name in ("text", "alt_text") if isinstance(node.get(name), str))
    return own + sum(_text_length(value) for value in node.values())
