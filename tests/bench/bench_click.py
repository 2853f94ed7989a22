"""How long a decision takes from the click to the acknowledgement: committed, with 10,000 cases stored.

Clicks are sent one after another over one connection to `takedown run`, which works on what they order
meanwhile, with a Slack that takes 150 ms a call.
"""

import socket
import sys
import time
from collections.abc import Sequence

from asking import approvals, signed, takes
from sqlmodel import func, select
from stage import Stage, running, stage
from tables import in_ms, percentile, table

from storage.models import Approval

CLICKS = 300
WARM_UP = 30
LIMIT = 0.015


def timed(port: int, requests: Sequence[str]) -> list[float]:
    """Send requests one after another; return how long each took, and stop at any that is not taken."""
    times = []
    with socket.create_connection(("127.0.0.1", port), 10) as line, line.makefile("rb") as answers:
        for request in requests:
            began = time.perf_counter()
            line.sendall(request.encode())
            status = int(answers.readline().split()[1])
            length = 0
            while (header := answers.readline().strip().lower()) != b"":
                length = int(header.split(b":")[1]) if header.startswith(b"content-length:") else length
            answers.read(length)
            times.append(time.perf_counter() - began)
            if status != 200:
                raise SystemExit(f"a click was answered with {status}")
    return times


def approved(on: Stage) -> int:
    """Count the approvals that are kept."""
    with on.desk.store.read() as session:
        return int(session.exec(select(func.count()).select_from(Approval)).one())


def main() -> int:
    """Print how long clicks take; return 1 if the median is too long or a decision is missing."""
    with stage() as on:
        count = WARM_UP + CLICKS
        mine, theirs = on.case_ids[:count], on.case_ids[count : 2 * count]
        before = approved(on)
        asked = {
            "Take": (takes(on, mine), lambda: on.taken(mine)),
            "Approve": (approvals(on, theirs), lambda: approved(on) - before),
        }
        rows, failures = [], []
        with running(on) as port:
            for name, (clicks, kept_of) in asked.items():
                times = timed(port, [signed(on, click) for click in clicks])[WARM_UP:]
                shares = [percentile(times, share) for share in (0.5, 0.95, 0.99)]
                rows.append([name, str(len(times)), *map(in_ms, shares)])
                kept = kept_of()
                failures += [f"{name}: only {kept} of {count} were committed"] if kept != count else []
                failures += [f"{name}: the median is over {in_ms(LIMIT)}"] if shares[0] >= LIMIT else []
    sys.stdout.write(f"{table(['decision', 'clicks', 'median', 'p95', 'p99'], rows)}\n")
    sys.stdout.write(f"at most {in_ms(LIMIT)} at the median\n")
    sys.stdout.write("".join(f"FAILED {each}\n" for each in failures))
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
