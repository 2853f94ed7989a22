"""200 clicks a second for six seconds while Slack takes 150 ms a call: each is answered within three seconds.

Beside it the same load on a bare Bolt app that does nothing but one INSERT.
"""

import json
import subprocess
import sys
from collections.abc import Sequence

from asking import takes
from bench_click import committed, timed
from stage import HERE, bare_bolt, running, stage
from tables import in_ms, percentile, table

RATE = 200
SECONDS = 6
WARM_UP = 30
ACK_SECONDS = 3.0
PATIENCE_SECONDS = 20.0
HEADER = ["server", "asked", "in time", "late", "lost", "p50", "p99", "max"]

Result = list[tuple[int, float]]


def burst(port: int, requests: Sequence[str]) -> Result:
    """Send requests at the rate, from a process of its own; return the status and seconds of each."""
    plan = {"port": port, "rate": RATE, "patience": PATIENCE_SECONDS, "requests": list(requests)}
    command = [sys.executable, str(HERE / "load.py")]
    done = subprocess.run(command, input=json.dumps(plan).encode(), check=True, stdout=subprocess.PIPE)
    return [(status, seconds) for status, seconds in json.loads(done.stdout)]


def row(name: str, result: Result) -> list[str]:
    times = [seconds for _, seconds in result]
    answered = [seconds for status, seconds in result if status == 200]
    in_time = sum(seconds <= ACK_SECONDS for seconds in answered)
    counts = [len(result), in_time, len(answered) - in_time, len(result) - len(answered)]
    shares = [percentile(times, 0.5), percentile(times, 0.99), max(times)]
    return [name, *map(str, counts), *map(in_ms, shares)]


def main() -> int:
    """Print what became of the burst; return 1 if one was answered late or not at all, or is not committed."""
    count = RATE * SECONDS
    with stage() as on:
        requests = takes(on, on.case_ids[: WARM_UP + count])
        with bare_bolt(on) as port:
            timed(port, requests[:WARM_UP])
            reference = row("bare Bolt", burst(port, requests[WARM_UP:]))
        with running(on) as port:
            timed(port, requests[:WARM_UP])
            desk = row("takedown run", burst(port, requests[WARM_UP:]))
            kept = committed(on, "SELECT count(owner_id) FROM takedown_case")
    sys.stdout.write(f"{table(HEADER, [desk, reference])}\n")
    is_whole = desk[2] == str(count) and kept == len(requests)
    sys.stdout.write("" if is_whole else f"FAILED: {desk[2]} of {count} in time, {kept - WARM_UP} committed\n")
    return int(not is_whole)


if __name__ == "__main__":
    sys.exit(main())
