"""200 decisions a second while Slack takes 150 ms a call, over HTTP and Socket Mode, on SQLite and PostgreSQL.

Each is to be answered within three seconds, and 99 of 100 within 100 ms; the median is held against a bare Bolt
app that does nothing but one INSERT. Then 50 clicks a second that open a modal: every modal is to open.
BENCH_CASES says how many cases are stored (1,000,000), BENCH_BURST_SECONDS how long the burst lasts (10).
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from asking import Json, openings, signed, takes
from holdings import CASES, KINDS
from outcome import Figure, finished
from stage import HERE, Stage, bare_bolt, running, stage
from tables import in_ms, percentile

RATE = 200
SECONDS = int(os.environ.get("BENCH_BURST_SECONDS", "10"))
MODAL_RATE = 50
MODAL_SECONDS = 6
WARM_UP = 60
ACK_SECONDS = 3.0
PATIENCE_SECONDS = 20.0
REST_SECONDS = 2.0
HTTP, SOCKET = "HTTP", "Socket Mode"
TRANSPORTS = (HTTP, SOCKET)

Times = list[float | None]


@dataclass(frozen=True)
class Burst:
    """What became of a burst: the seconds until each answer, None where there was none."""

    times: Times

    @property
    def late(self) -> int:
        """How many were answered after three seconds or not at all."""
        return sum(seconds is None or seconds > ACK_SECONDS for seconds in self.times)

    def at(self, share: float) -> float:
        """Return a percentile in seconds; what was never answered took as long as one waited."""
        return percentile([PATIENCE_SECONDS if each is None else each for each in self.times], share)

    @property
    def in_time(self) -> str:
        """How many were answered in time, in words."""
        return f"{len(self.times) - self.late} of {len(self.times)} in time"


@contextmanager
def desk(on: Stage, transport: str) -> Iterator[str | None]:
    """Run the desk; yield where Slack reaches it, None by Socket Mode."""
    more = {"SLACK_APP_TOKEN": str(on.slack["app_token"])} if transport == SOCKET else {}
    with running(on, **more) as port:
        yield None if transport == SOCKET else f"http://127.0.0.1:{port}/slack/events"


@contextmanager
def reference(on: Stage, transport: str) -> Iterator[str | None]:
    """Run the bare app; yield where Slack reaches it, None by Socket Mode."""
    with bare_bolt(on, socket_mode=transport == SOCKET) as port:
        yield None if transport == SOCKET else f"http://127.0.0.1:{port}/slack/events"


def burst(on: Stage, url: str | None, clicks: Sequence[Json], rate: float = RATE) -> Burst:
    """Deliver clicks at the rate: over HTTP from a process of its own, by Socket Mode from Slack's."""
    if url is None:
        found = on.slow_slack.deliver(clicks, rate=rate, patience=PATIENCE_SECONDS, url=None)
        return Burst(found["times"])
    port = int(url.split(":")[2].split("/")[0])
    requests = [signed(on, click) for click in clicks]
    plan = {"port": port, "rate": rate, "patience": PATIENCE_SECONDS, "requests": requests}
    command = [sys.executable, str(HERE / "load.py")]
    done = subprocess.run(command, input=json.dumps(plan).encode(), check=True, stdout=subprocess.PIPE)
    return Burst([seconds if status == 200 else None for status, seconds in json.loads(done.stdout)])


def decisions(on: Stage, transport: str, case_ids: list[int], where: str) -> list[Figure]:
    """Measure the bare app, then the desk, by the same clicks."""
    clicks = takes(on, case_ids)
    with reference(on, transport) as url:
        burst(on, url, clicks[:WARM_UP], rate=20)
        bare = burst(on, url, clicks[WARM_UP:])
    with desk(on, transport) as url:
        burst(on, url, clicks[:WARM_UP], rate=20)
        time.sleep(REST_SECONDS)
        ours = burst(on, url, clicks[WARM_UP:])
    missing = len(case_ids) - on.taken(case_ids)
    p50, p99 = ours.at(0.5), ours.at(0.99)
    return [
        Figure(f"{where}: late or lost", ours.in_time, bare.in_time, ours.late + missing, at_most=0),
        Figure(f"{where}: p99 in ms", in_ms(p99), in_ms(bare.at(0.99)), p99 * 1000, at_most=100),
        Figure(f"{where}: p50 over bare", in_ms(p50), in_ms(bare.at(0.5)), p50 / bare.at(0.5), at_most=3),
    ]


def modals(on: Stage, transport: str, case_ids: list[int], where: str) -> Figure:
    """Measure how many modals do not open."""
    clicks = openings(on, case_ids)
    with desk(on, transport) as url:
        found = on.slow_slack.deliver(clicks, rate=MODAL_RATE, patience=PATIENCE_SECONDS, url=url)
    shown = f"{found['modals']} of {len(clicks)} open"
    return Figure(f"{where}: modals that stay shut", shown, "", len(clicks) - found["modals"], at_most=0)


def main() -> int:
    """Print what became of the bursts; return 1 if a figure is missed."""
    figures = []
    count, few = RATE * SECONDS + WARM_UP, MODAL_RATE * MODAL_SECONDS
    for kind in KINDS:
        with stage(CASES, kind) as on:
            for place, transport in enumerate(TRANSPORTS):
                where = f"{kind}, {transport}"
                mine = on.case_ids[place * (count + few) : (place + 1) * (count + few)]
                figures += decisions(on, transport, mine[:count], where)
                figures.append(modals(on, transport, mine[count:], where))
    return finished(f"{RATE}/s × {SECONDS} s, {CASES:,} cases", "bare Bolt", figures)


if __name__ == "__main__":
    sys.exit(main())
