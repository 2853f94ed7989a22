"""Carries requests to the app: signed HTTP, or envelopes over Socket Mode."""

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlencode

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.simulator.slack.app.line import Line, LineBrokenError, Reply
from bot.simulator.slack.state.identity import Keys
from bot.simulator.slack.state.records import Json
from bot.simulator.slack.state.refusals import Refusal, RefusedError
from bot.simulator.slack.state.stress import Stress


class Envelope(StrEnum):
    """The kinds of requests, by Socket Mode's names."""

    COMMAND = "slash_commands"
    INTERACTIVE = "interactive"
    EVENT = "events_api"


@dataclass(frozen=True)
class AppResponse:
    """What the app answered in its acknowledgement: JSON, plain text, or nothing."""

    json: Json | None = None
    text: str = ""


@dataclass(eq=False)
class Socket:
    """One Socket Mode connection and the envelopes that wait for their acknowledgement."""

    websocket: WebSocket
    waiting: dict[str, "asyncio.Future[AppResponse]"] = field(default_factory=dict)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return Slack's v0 request signature."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Courier:
    """Delivers to a URL if one is set, else to a connected socket; with `to_every_socket` to each of them."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._idle_lines: list[Line] = []
        self._turn = 0
        self.url: str | None = None
        self.sockets: list[Socket] = []
        self.to_every_socket = False

    async def ask(self, kind: Envelope, payload: Json, seconds: float) -> AppResponse:
        """Deliver a command or interaction and return the app's answer.

        Raises operation_timeout after `seconds`, dispatch_failed when nobody answers or not with success.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._deliver(kind, payload, {})
        except TimeoutError:
            raise RefusedError(Refusal.OPERATION_TIMEOUT) from None

    async def tell(self, envelope: Json, stress: Stress) -> None:
        """Deliver an event; if it is not taken, again after each wait, with Slack's retry headers."""
        reason = ""
        for attempt, wait in enumerate((0.0, *stress.redelivery_waits)):
            await asyncio.sleep(wait)
            retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
            try:
                async with asyncio.timeout(stress.ack_seconds):
                    await self._deliver(Envelope.EVENT, envelope, retry)
                return
            except TimeoutError:
                reason = "http_timeout"
            except RefusedError:
                reason = "http_error"

    async def _deliver(self, kind: Envelope, payload: Json, retry: Mapping[str, str]) -> AppResponse:
        if self.url is not None:
            return await self._deliver_http(self.url, kind, payload, retry)
        return await self._deliver_socket(kind, payload, retry)

    async def _deliver_http(
        self, url: str, kind: Envelope, payload: Json, retry: Mapping[str, str]
    ) -> AppResponse:
        body, content_type = _encoded(kind, payload)
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self._keys.signing_secret, stamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        reply = await self._post(url, body, {**headers, **retry})
        if not 200 <= reply.status < 300:
            raise RefusedError(Refusal.DISPATCH_FAILED, [f"the app answered {reply.status}"])
        return _answer(reply.body)

    async def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        line = self._line(url)
        try:
            reply = await line.post(body, headers)
        except LineBrokenError:
            raise RefusedError(Refusal.DISPATCH_FAILED) from None
        except asyncio.CancelledError:
            line.hang_up()
            raise
        self._idle_lines.append(line)
        return reply

    def _line(self, url: str) -> Line:
        while self._idle_lines:
            line = self._idle_lines.pop()
            if line.url == url:
                return line
            line.hang_up()
        return Line(url)

    async def _deliver_socket(self, kind: Envelope, payload: Json, retry: Mapping[str, str]) -> AppResponse:
        if not self.sockets:
            raise RefusedError(Refusal.DISPATCH_FAILED)
        self._turn += 1
        chosen = [self.sockets[self._turn % len(self.sockets)]]
        return await self._answered(
            list(self.sockets) if self.to_every_socket else chosen, kind, payload, retry
        )

    async def _answered(
        self, sockets: Sequence[Socket], kind: Envelope, payload: Json, retry: Mapping[str, str]
    ) -> AppResponse:
        """Send one envelope to these sockets and return the first answer."""
        envelope = _envelope(kind, payload, retry)
        waiting = asyncio.get_running_loop().create_future()
        for socket in sockets:
            socket.waiting[envelope["envelope_id"]] = waiting
        try:
            for socket in sockets:
                await socket.websocket.send_text(json.dumps(envelope))
            answer: AppResponse = await waiting
        except (WebSocketDisconnect, RuntimeError):
            raise RefusedError(Refusal.DISPATCH_FAILED) from None
        finally:
            for socket in sockets:
                socket.waiting.pop(envelope["envelope_id"], None)
        return answer

    async def serve(self, websocket: WebSocket) -> None:
        """Greet a Socket Mode connection and read its acknowledgements until it ends."""
        socket = Socket(websocket)
        self.sockets.append(socket)
        try:
            await websocket.send_text(json.dumps(self._hello()))
            while True:
                _acknowledge(socket, await websocket.receive_text())
        except WebSocketDisconnect:
            return
        finally:
            self.sockets.remove(socket)
            for waiting in socket.waiting.values():
                if not waiting.done():
                    waiting.set_exception(RefusedError(Refusal.DISPATCH_FAILED))

    def _hello(self) -> Json:
        debug = {"host": "local", "started": "", "build_number": 1, "approximate_connection_time": 18060}
        connection = {"app_id": self._keys.app_id}
        count = len(self.sockets)
        return {"type": "hello", "num_connections": count, "debug_info": debug, "connection_info": connection}

    async def disconnect(self, reason: str) -> None:
        """Ask every connected socket to reconnect, as Slack does when it refreshes its servers."""
        message = {"type": "disconnect", "reason": reason, "debug_info": {"host": "local"}}
        for socket in list(self.sockets):
            await socket.websocket.send_text(json.dumps(message))
            await socket.websocket.close()

    async def close(self) -> None:
        """Close the lines to the app and all sockets."""
        while self._idle_lines:
            await self._idle_lines.pop().aclose()
        for socket in list(self.sockets):
            await socket.websocket.close()


def _encoded(kind: Envelope, payload: Json) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    if kind is Envelope.COMMAND:
        return urlencode(payload).encode(), form
    if kind is Envelope.INTERACTIVE:
        return urlencode({"payload": json.dumps(payload)}).encode(), form
    return json.dumps(payload).encode(), "application/json"


def _envelope(kind: Envelope, payload: Json, retry: Mapping[str, str]) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid.uuid4()), "type": kind.value, "payload": payload,
        "accepts_response_payload": kind is not Envelope.EVENT,
    }  # fmt: skip
    if kind is Envelope.EVENT:
        envelope["retry_attempt"] = int(retry.get("X-Slack-Retry-Num", 0))
        envelope["retry_reason"] = retry.get("X-Slack-Retry-Reason", "")
    return envelope


def _answer(body: bytes) -> AppResponse:
    text = body.decode(errors="replace").strip()
    if not text:
        return AppResponse()
    try:
        parsed = json.loads(text)
    except ValueError:
        return AppResponse(text=text)
    return AppResponse(json=parsed) if isinstance(parsed, dict) else AppResponse(text=text)


def _acknowledge(socket: Socket, text: str) -> None:
    try:
        message = json.loads(text)
    except ValueError:
        return
    waiting = socket.waiting.get(str(message.get("envelope_id")))
    if waiting is None or waiting.done():
        return
    payload = message.get("payload")
    waiting.set_result(AppResponse(json=payload) if isinstance(payload, dict) and payload else AppResponse())
