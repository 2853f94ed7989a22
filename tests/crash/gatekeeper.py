"""Stands before Slack and the platform: counts what arrives, kills callers at their moment, breaks calls."""

import asyncio
import json
from collections import Counter
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.crash.callers import Callers, told_apart
from tests.crash.dooms import Boundary, Dooms, Receiver
from tests.crash.faults import Faults, Way

SILENCE_SECONDS = 30.0
ACTING = {"chat.postMessage", "chat.update"}
STATUSES = "/api/v1/statuses"
BEFORE = {Boundary.CALL_LOST, Boundary.CALL_WORKS}
BUSY, ERROR = 429, 500


class Gatekeeper:
    """An ASGI application in front of another. `platform` counts by idempotency key what was published."""

    def __init__(self, app: ASGIApp, dooms: Dooms, faults: Faults, callers: Callers) -> None:
        self._app = app
        self._dooms = dooms
        self._faults = faults
        self._callers = callers
        self.platform: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number, path = told_apart(scope["path"])
        pid = self._callers.pid(number)
        inner = {**scope, "path": path, "raw_path": path.encode()}
        with self._callers.call(pid):
            await self._call(inner, receive, send, pid)

    async def _call(self, scope: Scope, receive: Receive, send: Send, pid: int) -> None:
        receiver, acts = _nature(scope)
        if receiver is Receiver.PLATFORM and not acts and self._dooms.awaits(pid, Boundary.SENDING):
            self._dooms.strike(pid, Boundary.SENDING, receiver)
            _cut(receive)
            return
        if receiver is None or not acts:
            await self._app(scope, receive, send)
            return
        body = await _whole(receive)
        if body is None:
            return
        if await self._killed(scope, body, receive, send, pid, receiver):
            return
        way = self._faults.next(receiver)
        if way is None:
            await self._work(scope, body, send)
        else:
            await self._go_wrong(way, scope, body, receive, send)

    async def _killed(
        self, scope: Scope, body: bytes, receive: Receive, send: Send, pid: int, receiver: Receiver
    ) -> bool:
        for moment in (Boundary.CALL_LOST, Boundary.CALL_WORKS, Boundary.ANSWER_LOST, Boundary.ANSWERED):
            if not self._dooms.awaits(pid, moment):
                continue
            if moment in BEFORE:
                self._dooms.strike(pid, moment, receiver)
            if moment is not Boundary.CALL_LOST:
                await self._work(scope, body, send if moment is Boundary.ANSWERED else _unheard)
            self._dooms.strike(pid, moment, receiver)
            _cut(receive)
            return True
        return False

    async def _work(self, scope: Scope, body: bytes, send: Send) -> None:
        """Let the receiver do it, and count it before anybody hears of it."""

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 300:
                self._count(scope)
            await send(message)

        await self._app(scope, _replayed(body), counting)

    def _count(self, scope: Scope) -> None:
        if scope["path"].endswith(STATUSES):
            self.platform[dict(scope["headers"]).get(b"idempotency-key", b"").decode()] += 1

    async def _go_wrong(self, way: Way, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        if way in {Way.ERROR_AFTER, Way.RESET_AFTER, Way.SILENT_AFTER}:
            await self._work(scope, body, _unheard)
        if way is Way.SILENT_AFTER:
            await _stay_silent(receive)
        if way in {Way.BUSY, Way.ERROR, Way.ERROR_AFTER}:
            await _answer(send, BUSY if way is Way.BUSY else ERROR)
        else:
            _cut(receive)


def _nature(scope: Scope) -> tuple[Receiver | None, bool]:
    path = str(scope["path"])
    if path.startswith("/api/"):
        return Receiver.SLACK, path.removeprefix("/api/") in ACTING
    if "/api/v" in path:
        return Receiver.PLATFORM, scope["method"] == "POST" and path.endswith(STATUSES)
    return None, False


async def _whole(receive: Receive) -> bytes | None:
    """Return the body, None if the caller is gone before all of it has arrived."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def _replayed(body: bytes) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    return receive


async def _unheard(_message: MutableMapping[str, Any]) -> None:
    """Swallow an answer that the caller will never see."""


async def _answer(send: Send, status: int) -> None:
    headers = [(b"content-type", b"application/json"), (b"retry-after", b"1")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = {"ok": False, "error": "ratelimited" if status == BUSY else "internal_error"}
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


async def _stay_silent(receive: Receive) -> None:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    with suppress(TimeoutError):
        await asyncio.wait_for(gone(), SILENCE_SECONDS)


def _cut(receive: Receive) -> None:
    """Cut the connection under the caller: uvicorn's request cycle holds the transport."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
