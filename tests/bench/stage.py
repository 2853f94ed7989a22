"""What the measurements share: a slow Slack, a database that holds many cases, and `takedown run` upon them.

Everything runs in processes of its own on loopback, with everything kept in temporary folders.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from holdings import SMALL, SQLITE, held
from sqlmodel import Session, col, select

from bot.app import build
from bot.clock import SystemClock
from bot.desk.core.context import Desk
from bot.settings import Settings, load_settings
from storage.models import Case, Channel, ChannelMember, Matter, Member, Restriction, RoleGrant
from storage.queries.workspaces import claim_workspace
from storage.vocabulary import CaseStatus, Role

HERE = Path(__file__).parent
MOST_CLICKS = 20_000
START_SECONDS = 30.0
STOP_SECONDS = 20.0

Process = subprocess.Popen[bytes]
Json = dict[str, Any]


@dataclass(frozen=True)
class SlowSlack:
    """The Slack that takes its time: its facts, and the process that delivers clicks when it is told to."""

    facts: Json
    process: Process

    def deliver(self, payloads: Sequence[Json], *, rate: float, patience: float, url: str | None) -> Json:
        """Deliver clicks at a rate, to `url` or by Socket Mode; return what became of them."""
        plan = {"url": url, "rate": rate, "patience": patience, "payloads": list(payloads)}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(plan).encode() + b"\n")
        self.process.stdin.flush()
        found: Json = json.loads(self.process.stdout.readline())
        return found


@dataclass(frozen=True)
class Stage:
    """A folder, a slow Slack, the desk on its database, cases that are open to be taken, and the settings."""

    folder: Path
    slow_slack: SlowSlack
    desk: Desk
    workspace_id: int
    case_ids: list[int]
    variables: dict[str, str]

    @property
    def slack(self) -> Json:
        return self.slow_slack.facts

    @property
    def secret(self) -> str:
        return str(self.slack["secret"])

    @property
    def people(self) -> list[str]:
        return list(self.slack["people"])

    def taken(self, case_ids: Sequence[int]) -> int:
        """Return how many of these cases somebody has taken."""
        with self.desk.store.read() as session:
            owners = select(sa.func.count(col(Case.owner_id))).where(col(Case.id).in_(case_ids))
            return int(session.exec(owners).one())


@contextmanager
def stage(cases: int = SMALL, kind: str = SQLITE) -> Iterator[Stage]:
    """Yield a database that holds this many cases, and a slow Slack; the desk does not run yet."""
    with held(cases, kind) as url, tempfile.TemporaryDirectory(prefix="takedown-") as name, _slow() as slack:
        folder = Path(name)
        variables = _variables(folder, slack.facts) | {"DATABASE_URL": url}
        process = build(_settings(variables), SystemClock(), with_web=False, with_worker=False)
        with process.store.write() as session:
            workspace_id = _moved_in(session, slack.facts)
        with process.store.read() as session:
            case_ids = _open_cases(session)
        yield Stage(folder, slack, process.desk, workspace_id, case_ids, variables)
        process.store.close()


@contextmanager
def running(on: Stage, **more: str) -> Iterator[int]:
    """Yield the port of `takedown run`, once it is ready; `more` are settings besides its own."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("takedown")), "run"]
    environment = _inherited() | on.variables | {"PORT": str(port)} | more
    with (on.folder / "log.jsonl").open("ab") as log:
        ways = {"cwd": on.folder, "env": environment, "stdout": log, "stderr": log}
        with _process(command, **ways) as process:
            _await_ready(f"http://127.0.0.1:{port}/readyz", process)
            yield port


@contextmanager
def bare_bolt(on: Stage, *, socket_mode: bool = False) -> Iterator[int]:
    """Yield the port of the reference, a bare Bolt app with one INSERT into the same kind of database."""
    port = free_port()
    address = sa.engine.make_url(on.variables["DATABASE_URL"])
    on_server = address.set(drivername="postgresql").render_as_string(hide_password=False)
    in_file = str(on.folder / f"bare{port}.db")
    command = [
        sys.executable,
        str(HERE / "bare_bolt.py"),
        str(port),
        on.secret,
        in_file if address.get_backend_name() == SQLITE else on_server,
    ]
    if socket_mode:
        command += [str(on.slack["url"]), str(on.slack["app_token"])]
    with (on.folder / "log.jsonl").open("ab") as log, _process(command, stdout=log, stderr=log) as process:
        _await_ready(f"http://127.0.0.1:{port}/", process, status=404)
        yield port


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _slow() -> Iterator[SlowSlack]:
    command = [sys.executable, str(HERE / "slow_slack.py")]
    with _process(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield SlowSlack(json.loads(process.stdout.readline()), process)


@contextmanager
def _process(command: list[str], **ways: Any) -> Iterator[Process]:
    process = subprocess.Popen(command, **ways)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_ready(url: str, process: Process, status: int = 200) -> None:
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(trust_env=False, verify=False, timeout=5) as client:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if client.get(url).status_code == status:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
    raise SystemExit(f"{url} is not ready")


def _variables(folder: Path, slack: Json) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack["token"],
        "SLACK_SIGNING_SECRET": slack["secret"],
        "SLACK_API_URL": slack["url"],
        "ADMIN_USER_IDS": slack["people"][0],
        "EVIDENCE_DIR": str(folder / "evidence"),
        "ORGANISATION": "Northlight Pictures",
        "VERIFY_URL": "https://northlight.example/verify",
        "CONTACT_EMAIL": "takedowns@northlight.example",
    }


def _settings(variables: dict[str, str]) -> Settings:
    return load_settings(variables, dotenv=None)


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}


def _moved_in(session: Session, slack: Json) -> int:
    """Have the slow Slack's team work with what the database holds, in one channel."""
    now, channel = SystemClock().now(), slack["channel"]
    workspace_id = claim_workspace(session, slack["team"], "Northlight", now).pk
    session.exec(sa.update(Matter).values(channel_id=channel, client="Northlight Pictures"))
    known = Channel(workspace_id=workspace_id, channel_id=channel, name="takedowns", checked_at=now)
    known.bot_is_member = True
    session.add(known)
    for number, user in enumerate(slack["people"]):
        key = {"workspace_id": workspace_id, "user_id": user}
        facts = {"real_name": f"Person {number}", "zone": "Europe/Berlin", "title": "Trust Analyst"}
        session.add(Member(**key, **facts, checked_at=now))
        session.add(ChannelMember(**key, channel_id=channel))
        session.add(RoleGrant(**key, role=Role.REVIEWER, given_by=slack["people"][0], given_at=now))
    return workspace_id


def _open_cases(session: Session) -> list[int]:
    is_held = select(Restriction.id).where(Restriction.case_id == Case.id).exists()
    wanted = (
        select(Case.id)
        .where(Case.status == CaseStatus.OPEN, col(Case.owner_id).is_(None), col(Case.deadline_at).is_(None))
        .where(~is_held, col(Case.waiver_requested_by).is_(None))
        .order_by(col(Case.id))
        .limit(MOST_CLICKS)
    )
    return [each for each in session.exec(wanted) if each]
