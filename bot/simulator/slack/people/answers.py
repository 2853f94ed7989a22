"""What a person's client checks before it submits a modal: the answers fit the inputs."""

import re
from collections.abc import Iterator

from bot.simulator.slack.block_kit.elements import INITIAL
from bot.simulator.slack.state.records import Json

REQUIRED = "Please complete this required field."


def faults(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return a sentence for each block whose answer Slack's client would not let through."""
    return {
        block["block_id"]: fault
        for block in blocks
        if block["type"] == "input" and (fault := next(_of_input(block, values), None))
    }


def _of_input(block: Json, values: Json) -> Iterator[str]:
    element = block["element"]
    answer = values[block["block_id"]][element["action_id"]].get(INITIAL[element["type"]][0])
    if answer in (None, "", []):
        if not block.get("optional"):
            yield REQUIRED
        return
    if element["type"] == "plain_text_input":
        yield from _length(element, answer)
    elif element["type"] == "number_input":
        yield from _number(element, answer)
    elif element["type"] == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", answer):
        yield "Please enter a valid email address."
    elif element["type"] == "url_text_input" and not re.fullmatch(r"https?://\S+", answer):
        yield "Please enter a valid URL."
    elif element["type"] == "file_input":
        yield from _files(element, answer)
    elif isinstance(answer, list) and len(answer) > element.get("max_selected_items", 1000):
        yield f"Please select at most {element['max_selected_items']} items."


def _length(element: Json, answer: str) -> Iterator[str]:
    if len(answer) < element.get("min_length", 0):
        yield f"Please enter at least {element['min_length']} characters."
    if len(answer) > element.get("max_length", 3000):
        yield f"Please enter at most {element.get('max_length', 3000)} characters."


def _number(element: Json, answer: str) -> Iterator[str]:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, answer):
        yield "Please enter a valid number."
    elif "min_value" in element and float(answer) < float(element["min_value"]):
        yield f"Please enter a number of at least {element['min_value']}."
    elif "max_value" in element and float(answer) > float(element["max_value"]):
        yield f"Please enter a number of at most {element['max_value']}."


def _files(element: Json, answer: list[Json]) -> Iterator[str]:
    if len(answer) > element.get("max_files", 10):
        yield f"Please add at most {element.get('max_files', 10)} files."
    allowed = element.get("filetypes")
    for file in answer:
        extension = file["name"].rpartition(".")[2].lower()
        if allowed and not {file["filetype"], extension} & set(allowed):
            yield f"{file['name']} has a type that is not supported here."
