"""The arguments of one Web API call, whichever way they were encoded."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.simulator.slack.state.records import Json, ts_key
from bot.simulator.slack.state.refusals import Refusal, RefusedError


class Arguments:
    """Named values of a call, read as what the method expects."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def has(self, name: str) -> bool:
        """Whether the argument was given, be it empty."""
        return self._values.get(name) is not None

    def words(self, name: str) -> str:
        """Return a string argument, empty if absent."""
        value = self._values.get(name)
        return "" if value is None else str(value)

    def needed(self, name: str) -> str:
        """Return a string argument; raise invalid_arguments naming it if it is absent or empty."""
        if not self.words(name):
            raise RefusedError(Refusal.INVALID_ARGUMENTS, [f"missing required field: {name}"])
        return self.words(name)

    def flag(self, name: str) -> bool:
        """Return a boolean argument: true, 1 and True count as yes."""
        return self.words(name).lower() in ("true", "1")

    def number(self, name: str, default: int, most: int) -> int:
        """Return a positive whole number, at most `most`; raise invalid_arguments for something else."""
        text = self.words(name) or str(default)
        if not text.isdecimal() or int(text) < 1:
            raise RefusedError(Refusal.INVALID_ARGUMENTS, [f"must be a positive integer: {name}"])
        return min(int(text), most)

    def moment(self, name: str) -> tuple[int, int] | None:
        """Return a message timestamp to compare with, or None; raise invalid_arguments if malformed."""
        try:
            return ts_key(self.words(name)) if self.words(name) else None
        except ValueError:
            raise RefusedError(Refusal.INVALID_ARGUMENTS, [f"invalid timestamp: {name}"]) from None

    def structure(self, name: str, malformed: Refusal) -> object:
        """Return a JSON argument, decoded if it came as a string; raise `malformed` if it is no JSON."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise RefusedError(malformed) from None


async def read_arguments(request: Request) -> Arguments:
    """Read the arguments of a call from query, form or JSON body; raise invalid_json or invalid_form_data."""
    values: Json = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        values |= _json_object(body)
    elif kind == "multipart/form-data":
        form = await request.form()
        values |= {name: value for name, value in form.items() if isinstance(value, str)}
    elif body:
        values |= _form(body)
    return Arguments(values)


def _json_object(body: bytes) -> Json:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        raise RefusedError(Refusal.INVALID_JSON) from None
    if not isinstance(parsed, dict):
        raise RefusedError(Refusal.INVALID_JSON)
    return parsed


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        raise RefusedError(Refusal.INVALID_FORM) from None
