"""An open-loop load generator: each request leaves at its appointed time, whatever became of those before it.

Reads `{"port", "rate", "patience", "requests"}` as JSON from standard input, `rate` in requests a second and
`patience` in seconds; writes one `[status, seconds]` for each request, reckoned from the appointed time, with
status 0 for one that was never answered. Connections are kept alive, and as many as are needed are opened.
"""

import asyncio
import gc
import json
import sys
from dataclasses import dataclass, field

LEAD_SECONDS = 0.3


@dataclass
class Connections:
    """The connections that are free, and new ones when none is."""

    port: int
    free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def ask(self, request: bytes) -> int:
        """Send one request and return the status of its answer."""
        reader, writer = self.free.pop() if self.free else await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
        await reader.readexactly(int(headers.get("content-length", 0)))
        self.free.append((reader, writer))
        return int(lines[0].split()[1])


async def _one(connections: Connections, request: bytes, due: float, patience: float) -> tuple[int, float]:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(due - loop.time())
    try:
        async with asyncio.timeout_at(due + patience):
            status = await connections.ask(request)
    except (OSError, EOFError, TimeoutError):
        status = 0
    return status, loop.time() - due


async def _run(plan: dict[str, object]) -> list[tuple[int, float]]:
    connections = Connections(int(str(plan["port"])))
    requests = [str(request).encode() for request in plan["requests"]]  # type: ignore[attr-defined]
    rate, patience = float(str(plan["rate"])), float(str(plan["patience"]))
    begin = asyncio.get_running_loop().time() + LEAD_SECONDS
    return await asyncio.gather(
        *(_one(connections, each, begin + place / rate, patience) for place, each in enumerate(requests))
    )


def main() -> None:
    plan = json.load(sys.stdin)
    gc.disable()
    json.dump(asyncio.run(_run(plan)), sys.stdout)


if __name__ == "__main__":
    main()
