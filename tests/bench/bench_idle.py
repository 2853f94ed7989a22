"""What `takedown run` costs while nobody asks for anything: its start, processor time and memory.

The reference is a bare Bolt app that answers clicks and knows nothing.
"""

import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from outcome import Figure, finished
from stage import bare_bolt, running, stage

SETTLE_SECONDS = 5.0
WATCHED_SECONDS = 30.0
MOST_CORE = 1.0
MOST_MEMORY = 130.0


def main() -> int:
    """Print what both cost; return 1 if the desk costs more than promised."""
    with stage() as on:
        start, core, memory = _watched(lambda: running(on), "run")
        bare_start, bare_core, bare_memory = _watched(lambda: bare_bolt(on), "bare_bolt.py")
    return finished(
        "takedown run",
        "bare Bolt",
        [
            Figure("idle, in % of a core", f"{core:.2f} %", f"{bare_core:.2f} %", core, at_most=MOST_CORE),
            Figure("memory, in MB", f"{memory:.0f} MB", f"{bare_memory:.0f} MB", memory, at_most=MOST_MEMORY),
            Figure("start until ready", f"{start:.1f} s", f"{bare_start:.1f} s"),
        ],
    )


def _watched(begin: Callable[[], AbstractContextManager[int]], word: str) -> tuple[float, float, float]:
    """Return the seconds of its start, its share of a core in percent, and its memory in MB."""
    began = time.perf_counter()
    with begin():
        started = time.perf_counter() - began
        process = _child(word)
        time.sleep(SETTLE_SECONDS)
        before = _ticks(process)
        time.sleep(WATCHED_SECONDS)
        used = (_ticks(process) - before) / os.sysconf("SC_CLK_TCK")
        return started, 100 * used / WATCHED_SECONDS, _memory(process)


def _child(word: str) -> Path:
    """Return the folder under /proc of the child of this process that was started with `word`."""
    children = [
        each for task in Path("/proc/self/task").iterdir() for each in (task / "children").read_text().split()
    ]
    return next(found for found in (Path("/proc") / number for number in children) if word in _command(found))


def _command(process: Path) -> list[str]:
    words = (process / "cmdline").read_text().split("\0")
    return [word.rpartition("/")[2] for word in words]


def _ticks(process: Path) -> int:
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _memory(process: Path) -> float:
    lines = (process / "status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


if __name__ == "__main__":
    sys.exit(main())
