"""Who is told what changed: the page listens, and fetches again what it shows."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from threading import Condition

HEARTBEAT_SECONDS = 15.0


class Listener:
    """One open page: collects topics until they are fetched."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._pending: dict[str, None] = {}
        self._closed = False

    def tell(self, topics: tuple[str, ...]) -> None:
        """Note topics; may be called from any thread."""
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._note, topics)

    def close(self) -> None:
        """End the stream; may be called from any thread."""
        self._closed = True
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._wake.set)

    def _note(self, topics: tuple[str, ...]) -> None:
        self._pending.update(dict.fromkeys(topics))
        self._wake.set()

    async def batches(self) -> AsyncIterator[list[str]]:
        """Yield what changed, as it changes; an empty list is a heartbeat."""
        while not self._closed:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                yield []
                continue
            self._wake.clear()
            batch, self._pending = list(self._pending), {}
            if batch:
                yield batch


class Topics:
    """Hands every published topic to every open page, and wakes who waits for one in this process."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self._published = 0
        self._heard = Condition()

    def publish(self, *topics: str) -> None:
        """Tell all pages that these topics changed; may be called from any thread."""
        for listener in list(self._listeners):
            listener.tell(topics)
        with self._heard:
            self._published += 1
            self._heard.notify_all()

    def watch(self) -> Callable[[float], None]:
        """Return what rests until something has been published since it last did, at most for given seconds."""
        seen = self._published

        def rest(seconds: float) -> None:
            nonlocal seen
            with self._heard:
                self._heard.wait_for(lambda: self._published != seen, seconds)
                seen = self._published

        return rest

    def close(self) -> None:
        """End all streams."""
        for listener in list(self._listeners):
            listener.close()

    async def stream(self, concerns: Callable[[str], bool]) -> AsyncIterator[str]:
        """Yield server-sent events about what `concerns` the reader, until the page or workspace closes."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield ": here\n\n"
            async for batch in listener.batches():
                mine = [topic for topic in batch if concerns(topic)]
                if mine:
                    yield f"data: {json.dumps({'changed': mine})}\n\n"
                elif not batch:
                    yield ": still here\n\n"
        finally:
            self._listeners.discard(listener)
