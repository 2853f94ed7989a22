"""How long `takedown --help` takes, beside loading the two largest libraries: at most twice as long."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 5
LIMIT = 2.0


def seconds(*command: str) -> float:
    """Return the median wall time of RUNS runs, after one that warms the caches."""
    times = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def main() -> int:
    """Print both times and their ratio; return 1 if help is too slow."""
    shown = seconds(str(Path(sys.executable).with_name("takedown")), "--help")
    loaded = seconds(sys.executable, "-c", "import slack_bolt, sqlmodel")
    print(f"takedown --help {shown:.3f} s, libraries {loaded:.3f} s: {shown / loaded:.2f}, at most {LIMIT}")
    return int(shown > LIMIT * loaded)


if __name__ == "__main__":
    sys.exit(main())
