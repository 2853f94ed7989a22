"""Serving an ASGI application on loopback from a thread of its own."""

import socket
import time
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

LOOPBACK = "127.0.0.1"
START_SECONDS = 15.0
GRACEFUL_SECONDS = 1


class PortBusy(Exception):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is in use by another program; choose another with --port.")


def listener(port: int = 0) -> socket.socket:
    """Return a socket that listens on loopback, on a free port if none is named. Raise PortBusy."""
    # Named as TCP, so that asyncio turns Nagle's waiting off: it would cost each answer 40 ms.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((LOOPBACK, port))
        found.listen(1024)
    except OSError as busy:
        found.close()
        raise PortBusy(port) from busy
    return found


class Served:
    """An application that is served until told to stop."""

    def __init__(self, app: ASGIApp, on: socket.socket) -> None:
        self._socket = on
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACEFUL_SECONDS,
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [on]}, daemon=True)

    @property
    def port(self) -> int:
        """The port it is served on."""
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        """The base URL, without a trailing slash."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Serve. Raise RuntimeError if that does not begin in time."""
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError("the server did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
        self._socket.close()
