"""Slack's endpoint: requests are checked for form, then handed to Bolt in a pool of threads."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ada_url import URLSearchParams
from anyio import CapacityLimiter, to_thread
from slack_bolt import BoltRequest, BoltResponse
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

Dispatch = Callable[[BoltRequest], BoltResponse]

LARGEST_BODY = 4 * 1024 * 1024
THREADS = 40
_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
_TIMESTAMP = re.compile(r"\d{1,12}", re.ASCII)


class SlackEndpoint:
    """`POST /slack/events`, for everything Slack sends.

    Bolt answers a malformed timestamp, signature or body with an error of its own making (status 500), so such
    requests are refused here; whether a signature is right and recent is for Bolt to say.
    """

    def __init__(self, dispatch: Dispatch, threads: int = THREADS) -> None:
        self._dispatch = dispatch
        self._limiter = CapacityLimiter(threads)

    async def __call__(self, request: Request) -> Response:
        """Answer one request of Slack's."""
        if not _is_well_formed(request):
            return PlainTextResponse("The signature is missing or malformed.", 401)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return PlainTextResponse("The request is too large.", 413)
        bolt_request = _parsed(request, body)
        if bolt_request is None:
            return PlainTextResponse("The request cannot be read.", 400)
        answer = await to_thread.run_sync(self._dispatch, bolt_request, limiter=self._limiter)
        return _response(answer)


def _is_well_formed(request: Request) -> bool:
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    return bool(_TIMESTAMP.fullmatch(timestamp)) and signature.isascii() and bool(signature)


async def _body(request: Request) -> bytes | None:
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > LARGEST_BODY:
            return None
    return bytes(received)


def _parsed(request: Request, body: bytes) -> BoltRequest | None:
    headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
    text = body.decode("utf-8", "replace")
    try:
        # In this mode Bolt takes what was read already; its own reading costs more than all else on the way.
        found = BoltRequest(body=_fields(text), headers=headers, mode="socket_mode")
        found.mode, found.raw_body = "http", text
        return found if _names_its_listener(found.body) else None
    except _UNREADABLE:
        return None


def _fields(body: str) -> dict[str, Any]:
    """Return what a body says: JSON, or a form, or a form that carries JSON in its field `payload`."""
    if body.startswith("{"):
        return _object(json.loads(body))
    form = dict(URLSearchParams(body).items())
    return _object(json.loads(form["payload"])) if "payload" in form else form


def _object(found: object) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise ValueError("a body is an object")
    return found


def _names_its_listener(body: Mapping[str, Any]) -> bool:
    """Whether the name by which Bolt looks for a listener is there, and is a text."""
    names = {
        "block_actions": lambda: body["actions"][0]["action_id"],
        "view_submission": lambda: body["view"]["callback_id"],
        "view_closed": lambda: body["view"]["callback_id"],
        "shortcut": lambda: body["callback_id"],
        "message_action": lambda: body["callback_id"],
        "event_callback": lambda: body["event"]["type"],
    }
    kind = body.get("type")
    name = names.get(kind) if isinstance(kind, str) else None
    # Bolt describes in its log what nobody listens to, and looks into a view that is there.
    return isinstance(name(), str) if name else isinstance(body.get("view", {}), Mapping)


def _response(answer: BoltResponse) -> Response:
    response = Response(answer.body, answer.status)
    for name, values in answer.headers.items():
        for value in values:
            if name.lower() != "content-length":
                response.headers.append(name, value)
    return response
