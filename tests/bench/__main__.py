"""All measurements, one after another: `make bench`. Keeps docs/benchmarks.md and says what was missed.

They share one PostgreSQL server and the databases that hold many cases. BENCH_CASES says how many.
"""

import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
DOCUMENT = ROOT / "docs" / "benchmarks.md"

sys.path[:0] = [str(HERE), str(ROOT)]

from holdings import CASES, server  # noqa: E402 - the measurements are scripts beside this one


@dataclass(frozen=True)
class Run:
    """One measurement: its name, what it printed, the promises it missed, and whether it ended at all."""

    name: str
    text: str
    failures: list[str]


def main(wanted: list[str]) -> int:
    """Run the named measurements, or all; write their tables into the document, and return 1 if any failed."""
    found = sorted(HERE.glob("bench_*.py"))
    known = {each.stem.removeprefix("bench_"): each for each in found}
    chosen = [known[name] for name in wanted] if wanted else found
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="takedown-bench-") as folder, server() as address:
        kept = {
            "BENCH_FOLDER": os.environ.get("BENCH_FOLDER", folder),
            "BENCH_POSTGRESQL": address,
            "PYTHONPATH": str(ROOT),
        }
        runs = [_kept(_run(each, kept)) for each in chosen]
    _say(f"\n{len(runs)} measurements in {(time.monotonic() - began) / 60:.0f} minutes\n")
    failures = [f"{run.name}: {failure}" for run in runs for failure in run.failures]
    for failure in failures:
        _say(f"MISSED {failure}\n")
    return int(bool(failures))


def _run(bench: Path, kept: dict[str, str]) -> Run:
    name = bench.stem.removeprefix("bench_")
    _say(f"\n== {name}\n")
    lines = []
    command = [sys.executable, "-W", "ignore::ResourceWarning", str(bench)]
    with subprocess.Popen(command, env=os.environ | kept, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            _say(line)
            lines.append(line.rstrip())
    failures = [line.removeprefix("FAILED").strip(" :") for line in lines if line.startswith("FAILED")]
    if process.returncode and not failures:
        failures = [f"it ended with status {process.returncode}"]
    shown = [line for line in lines if not line.startswith("FAILED")]
    return Run(name, "\n".join(shown), failures)


def _kept(run: Run) -> Run:
    """Write the table between its markers; what is not measured this time stays as it was."""
    missed = "".join(f"\n\nMissed: {failure}." for failure in run.failures)
    text = _between(DOCUMENT.read_text(), run.name, f"```text\n{run.text}\n```{missed}")
    if CASES >= 1_000_000:
        text = _between(text, "machine", _machine())
    DOCUMENT.write_text(text)
    return run


def _between(text: str, name: str, content: str) -> str:
    block = f"<!-- {name}: begin -->\n{content}\n<!-- {name}: end -->"
    pattern = re.compile(rf"<!-- {name}: begin -->.*?<!-- {name}: end -->", re.DOTALL)
    if pattern.search(text):
        return pattern.sub(lambda _: block, text)
    return f"{text.rstrip()}\n\n## {name}\n\n{block}\n"


def _machine() -> str:
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with {os.cpu_count()} cores ({_processor()}), "
        f"{platform.system()} {platform.release().partition('-')[0]}, Python {platform.python_version()}, "
        f"and {CASES:,} cases."
    )


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    lines = known.read_text().splitlines() if known.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
