"""One kept-open HTTP/1.1 connection to the app, for one POST at a time.

A pooled client searches all its connections for every request, which at a few hundred requests a second
costs more than the requests; a Slack that stands in for the real one must not be the slow part.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

# Servers close idle connections after a few seconds; a request must not meet that moment.
IDLE_SECONDS = 2.0


class LineBrokenError(Exception):
    """The app could not be reached, or hung up before it answered."""


@dataclass(frozen=True)
class Reply:
    """What came back; header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Line:
    """A connection to `http://host:port/path`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.url = url
        self._last_used = 0.0
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or 80
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send a POST and return the reply; raise LineBrokenError when no reply came."""
        if time.monotonic() - self._last_used > IDLE_SECONDS:
            self.hang_up()
        try:
            return await self._exchange(body, headers)
        except (OSError, EOFError, ValueError):
            self.hang_up()
            raise LineBrokenError from None

    async def _exchange(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(self._request_head(len(body), headers) + body)
        await writer.drain()
        reply = await _read_reply(reader)
        self._last_used = time.monotonic()
        if reply.headers.get("connection", "").lower() == "close":
            self.hang_up()
        return reply

    def _request_head(self, length: int, headers: Mapping[str, str]) -> bytes:
        own = {"Host": f"{self._host}:{self._port}", "Content-Length": str(length), "Accept": "*/*"}
        lines = [f"{name}: {value}" for name, value in {**own, **headers}.items()]
        return "\r\n".join([f"POST {self._target} HTTP/1.1", *lines, "", ""]).encode("latin-1")

    def hang_up(self) -> None:
        """Close the connection; the next POST opens a new one."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def aclose(self) -> None:
        """Close the connection and wait until it is closed."""
        if self._streams is None:
            return
        writer = self._streams[1]
        self.hang_up()
        try:
            await writer.wait_closed()
        except OSError:
            return


async def _read_reply(reader: asyncio.StreamReader) -> Reply:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ", 2)[1])
    fields = (line.partition(":") for line in head[1:] if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in fields}
    return Reply(status, headers, await _read_body(reader, status, headers))


async def _read_body(reader: asyncio.StreamReader, status: int, headers: Mapping[str, str]) -> bytes:
    if status in (204, 304):
        return b""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return await _read_chunks(reader)
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    return await reader.read()


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    chunks: list[bytes] = []
    while size := int((await reader.readline()).partition(b";")[0], 16):
        chunks.append(await reader.readexactly(size))
        await reader.readline()
    while (await reader.readline()).strip():
        continue
    return b"".join(chunks)
