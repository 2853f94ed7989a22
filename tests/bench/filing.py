"""An import in a process of its own, which says how long it took and how much memory it had.

Takes the address of a migrated database and how many accounts; writes one line of JSON.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

from bot.desk.importing.rows import ImportFile
from bot.desk.importing.running import BATCH, import_rows
from bot.desk.importing.runs import NewMatters
from storage.database.engine import open_store
from storage.queries.workspaces import all_workspaces, open_unclaimed

MATTERS = 20
YEARS = timedelta(days=730)
PARSED = 20_000


@dataclass(frozen=True)
class Filed:
    """How an import went: seconds of real time, of them for reading alone, and the most memory in MB."""

    rows: int
    seconds: float
    parsing: float
    memory: float


class Rows(RawIOBase):
    """A CSV file of one account a row, that is written while it is read."""

    def __init__(self, count: int) -> None:
        self.lines = self._written(count)

    def readline(self, size: int | None = -1) -> bytes:
        del size
        return next(self.lines, b"")

    def _written(self, count: int) -> Iterator[bytes]:
        yield b"matter,url,ground\n"
        for n in range(count):
            matter = f"NL{chr(ord('A') + n % MATTERS)}"
            yield f"{matter},https://x.com/account{n}/status/{10_000_000 + n},private_info\n".encode()


class PassingClock:
    """A clock that goes from two years ago to now in as many steps as it is asked."""

    def __init__(self, steps: int) -> None:
        self._now = datetime.now(UTC) - YEARS
        self._step = YEARS / max(steps, 1)

    def now(self) -> datetime:
        self._now += self._step
        return self._now


def filed(url: str, rows: int) -> Filed:
    """Import this many accounts in a process of its own."""
    done = subprocess.run([sys.executable, __file__, url, str(rows)], check=True, stdout=subprocess.PIPE)
    return Filed(**json.loads(done.stdout))


def main() -> None:
    url, rows = sys.argv[1], int(sys.argv[2])
    store = open_store(url)
    with store.write() as session:
        known = all_workspaces(session)
        workspace_id = (known[0] if known else open_unclaimed(session, datetime.now(UTC))).pk
    clock = PassingClock(rows // BATCH + 1)
    began = time.perf_counter()
    result = import_rows(store, clock, workspace_id, cast("BinaryIO", Rows(rows)), create_matters=NewMatters())
    seconds = time.perf_counter() - began
    if result.cases != rows:
        raise SystemExit(result.sentence)
    memory = _most_memory()
    store.close()
    sys.stdout.write(json.dumps(asdict(Filed(rows, seconds, _parsing() * rows, memory))))


def _most_memory() -> float:
    # Not ru_maxrss, which begins with what the parent process had.
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1024


def _parsing() -> float:
    """Return the seconds that one row takes to be read: split, its address understood, and its cells judged."""
    text = b"".join(Rows(PARSED).lines)
    began = time.perf_counter()
    read = sum(1 for _ in ImportFile(BytesIO(text)).rows())
    return (time.perf_counter() - began) / read


if __name__ == "__main__":
    main()
