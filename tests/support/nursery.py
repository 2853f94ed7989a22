"""Starts processes of the desk quickly: each is forked from one that has loaded the program and begun nothing.

A start from nothing takes a second of a core, which would be most of the time of hundreds of deaths.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


class Nursery:
    """Has `takedown` started in processes of their own, whatever becomes of them."""

    def __init__(self, log: Path) -> None:
        self._path = log
        self._log = log.open("ab")
        self._process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def start(
        self, words: list[str], variables: Mapping[str, str], folder: Path, log: Path | None = None
    ) -> int:
        """Start `takedown` with these words in this folder; return its process id.

        What it says goes to `log`, or to the log of all.
        """
        wanted = {"words": words, "variables": dict(variables), "folder": str(folder)}
        wanted["log"] = str(log) if log else ""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        told = self._process.stdout.readline()
        assert told, f"the program cannot be loaded: {self._path.read_text()[-2000:]}"
        return int(told)

    def close(self) -> None:
        """End everything that was started and still runs."""
        self._process.communicate()
        self._log.close()


def kill(pid: int) -> None:
    """Kill a process as the machine would: it cannot do anything about it."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    """Whether the process is still there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class Forked:
    """A process that a nursery started, to be ended as one's own."""

    def __init__(self, pid: int, folder: Path) -> None:
        self.pid = pid
        self._status = folder / f"status-{pid}"

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        kill(self.pid)

    def wait(self, seconds: float = 60.0) -> int | None:
        """Wait until it is gone; return its exit status, if it had one. Raise TimeoutError if it stays."""
        end = time.monotonic() + seconds
        while is_alive(self.pid):
            if time.monotonic() > end:
                raise TimeoutError(f"process {self.pid} does not end")
            time.sleep(0.01)
        return int(self._status.read_text()) if self._status.exists() else None


def _serve() -> None:
    import bot.app
    import bot.commands.run  # noqa: F401 - loaded here once, for all

    # The system clears the dead away by itself; so a process id that is gone says that the process is.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    started = []
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _become(json.loads(line))
        started.append(pid)
        print(pid, flush=True)
    for pid in started:
        kill(pid)


def _become(wanted: dict[str, object]) -> None:
    from bot.cli import main

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDWR), sys.stdin.fileno())
    if wanted["log"]:
        os.dup2(os.open(str(wanted["log"]), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), sys.stderr.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    os.chdir(str(wanted["folder"]))
    os.environ.clear()
    os.environ.update(wanted["variables"])  # type: ignore[call-overload]
    sys.argv = ["takedown", *wanted["words"]]  # type: ignore[misc]
    status = 1
    try:
        main()
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        (Path(str(wanted["folder"])) / f"status-{os.getpid()}").write_text(str(status))
        os._exit(status)


if __name__ == "__main__":
    _serve()
