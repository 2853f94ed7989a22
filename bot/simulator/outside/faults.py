"""Trouble on demand: a test says which call goes wrong, how, and whether its work was done."""

import asyncio
import json
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send


class Trouble(StrEnum):
    """What the caller sees go wrong."""

    RATE_LIMITED = "429"
    SERVER_ERROR = "500"
    UNAVAILABLE = "503"
    REDIRECTED = "redirected"
    BROKEN_OFF = "broken off"
    SILENT = "silent"


STATUS = {
    Trouble.RATE_LIMITED: 429,
    Trouble.SERVER_ERROR: 500,
    Trouble.UNAVAILABLE: 503,
    Trouble.REDIRECTED: 307,
}
WORDS = {
    Trouble.RATE_LIMITED: "Too many requests",
    Trouble.SERVER_ERROR: "Something went wrong on our end",
    Trouble.UNAVAILABLE: "There was a temporary problem serving your request, please try again",
    Trouble.REDIRECTED: "Moved",
}


@dataclass(frozen=True)
class Fault:
    """One piece of trouble. `seconds`: of Retry-After or silence. `location`: where a redirect points."""

    trouble: Trouble
    after_the_work: bool = False
    seconds: int | None = None
    location: str = ""


class Faults:
    """The faults that still wait for their call, in order; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[tuple[str, str, Fault]] = []

    def expect(self, method: str, path_end: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next `times` calls of `method` to a path ending in `path_end` go wrong as `fault` says."""
        with self._lock:
            self._waiting += [(method, path_end, fault)] * times

    def take(self, method: str, path: str) -> Fault | None:
        """Return and forget the fault that waits for this call, if any."""
        with self._lock:
            for place, (wanted, path_end, fault) in enumerate(self._waiting):
                if wanted == method and path.endswith(path_end):
                    del self._waiting[place]
                    return fault
        return None


class FaultyApp:
    """An ASGI app in front of another, which goes wrong when a fault waits for the call."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call, or fail as asked."""
        fault = self._faults.take(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if fault is None:
            await self._app(scope, receive, send)
            return
        if fault.after_the_work:
            await self._app(scope, receive, _unheard)
        await _go_wrong(fault, receive, send)


async def _unheard(_message: MutableMapping[str, Any]) -> None:
    """Swallow an answer that the caller will never see."""


async def _go_wrong(fault: Fault, receive: Receive, send: Send) -> None:
    if fault.trouble is Trouble.SILENT:
        await _stay_silent(receive, fault.seconds or 0)
    status = STATUS.get(fault.trouble)
    if status is None:
        await _break_off(send)
        return
    headers = [(b"content-type", b"application/json; charset=utf-8")]
    if fault.seconds is not None:
        headers.append((b"retry-after", str(fault.seconds).encode()))
    if fault.location:
        headers.append((b"location", fault.location.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps({"error": WORDS[fault.trouble]}).encode()})


async def _stay_silent(receive: Receive, seconds: int) -> None:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    with suppress(TimeoutError):
        await asyncio.wait_for(gone(), seconds)


async def _break_off(send: Send) -> None:
    # Less than was promised: the server closes the connection in the middle of the answer.
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
    await send({"type": "http.response.body", "body": b"{", "more_body": True})
