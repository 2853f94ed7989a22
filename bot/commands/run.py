"""`takedown run` and `takedown worker`: the server with its worker, or each by itself."""

import signal
import socket
import sys
from collections.abc import Callable
from threading import Event
from types import FrameType

import uvicorn
from sqlalchemy.exc import ArgumentError, OperationalError

from bot.app import Process, build
from bot.clock import SystemClock
from bot.platforms.stances import StancesFileWrong
from bot.settings import Settings
from storage.database.migrate import NewerSchema

GRACEFUL_SECONDS = 5
KEEP_ALIVE_SECONDS = 75
"""Longer than a proxy keeps an idle connection, so that it never sends a request into one that just closed."""


def run_server(settings: Settings, with_worker: bool) -> int:
    """Serve until told to stop; return the exit status."""
    try:
        listening = _listening(settings)
    except OSError as busy:
        _say(f"{settings.host}:{settings.port} cannot be listened on: {busy.strerror}. Choose another PORT.")
        return 2
    process = _built(settings, with_web=True, with_worker=with_worker)
    if process is None:
        return 2
    server = uvicorn.Server(
        uvicorn.Config(
            process.site,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=GRACEFUL_SECONDS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            server_header=False,
        )
    )
    # The server raises the signal that ended it once more; by then this process has a worker to stop.
    _on_signals(lambda: None)
    process.start()
    try:
        server.run(sockets=[listening])
    finally:
        process.stop()
    return 0 if server.started else 2


def run_worker(settings: Settings) -> int:
    """Empty the ledger until told to stop; return the exit status."""
    process = _built(settings, with_web=False, with_worker=True)
    if process is None:
        return 2
    stopping = Event()
    _on_signals(stopping.set)
    process.start()
    stopping.wait()
    process.stop()
    return 0


def _built(settings: Settings, *, with_web: bool, with_worker: bool) -> Process | None:
    try:
        return build(settings, SystemClock(), with_web=with_web, with_worker=with_worker)
    except (StancesFileWrong, NewerSchema) as problem:
        _say(str(problem))
    except (OperationalError, ArgumentError):
        # The error's own text may repeat the address with its password.
        _say("The database named by DATABASE_URL cannot be opened.")
    return None


def _on_signals(act: Callable[[], None]) -> None:
    def heard(_signal: int, _frame: FrameType | None) -> None:
        act()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, heard)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named as TCP, so that asyncio turns Nagle's waiting off: it would cost each answer 40 ms.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.host, settings.port))
    except OSError:
        found.close()
        raise
    return found


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201 - a command speaks to the person who typed it
