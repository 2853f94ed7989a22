"""What the measurements share: a slow Slack, a database with 10,000 cases, and `takedown run` on top of them.

Everything runs in processes of its own on loopback, with everything kept in a temporary folder.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import select

from bot.app import build
from bot.clock import SystemClock
from bot.desk.context import Desk
from bot.desk.importing import NewMatters, import_rows
from bot.settings import Settings, load_settings
from storage.models import Case, Channel, ChannelMember, Matter, Member, RoleGrant
from storage.vocabulary import Role
from storage.workspaces import claim_workspace

HERE = Path(__file__).parent
CASES = 10_000
START_SECONDS = 30.0
STOP_SECONDS = 20.0


@dataclass(frozen=True)
class Stage:
    """Where everything is: the folder, Slack's facts, the workspace, its cases, and the port of the desk."""

    folder: Path
    slack: dict[str, Any]
    desk: Desk
    workspace_id: int
    case_ids: list[int]
    settings: Settings

    @property
    def secret(self) -> str:
        return str(self.slack["secret"])

    @property
    def people(self) -> list[str]:
        return list(self.slack["people"])

    @property
    def database(self) -> Path:
        return self.folder / "takedown.db"


@contextmanager
def stage() -> Iterator[Stage]:
    """Yield a filled database and a slow Slack; the desk does not run yet."""
    with tempfile.TemporaryDirectory(prefix="takedown-bench-") as name, _slow_slack() as slack:
        folder = Path(name)
        settings = load_settings(_variables(folder, slack), dotenv=None)
        process = build(settings, SystemClock(), with_web=False, with_worker=False)
        workspace_id = _filled(process.desk, slack)
        with process.store.read() as session:
            case_ids = [each for each in session.exec(select(Case.id).order_by(Case.id)) if each]
        yield Stage(folder, slack, process.desk, workspace_id, case_ids, settings)
        process.store.close()


@contextmanager
def running(on: Stage) -> Iterator[int]:
    """Yield the port of `takedown run`, once it is ready."""
    command = [str(Path(sys.executable).with_name("takedown")), "run"]
    with (on.folder / "log.jsonl").open("ab") as log:
        ways = {"cwd": on.folder, "env": _environment(on), "stdout": log, "stderr": log}
        with _process(command, **ways) as process:
            _await_ready(f"http://127.0.0.1:{on.settings.port}/readyz", process)
            yield on.settings.port


@contextmanager
def bare_bolt(on: Stage) -> Iterator[int]:
    """Yield the port of the reference, a bare Bolt app with one INSERT."""
    port = free_port()
    command = [sys.executable, str(HERE / "bare_bolt.py"), str(port), on.secret, str(on.folder / "bare.db")]
    with (on.folder / "log.jsonl").open("ab") as log, _process(command, stdout=log, stderr=log) as process:
        _await_ready(f"http://127.0.0.1:{port}/", process, status=404)
        yield port


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _slow_slack() -> Iterator[dict[str, Any]]:
    command = [sys.executable, str(HERE / "slow_slack.py")]
    with _process(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield json.loads(process.stdout.readline())


@contextmanager
def _process(command: list[str], **ways: Any) -> Iterator["subprocess.Popen[bytes]"]:
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


def _await_ready(url: str, process: "subprocess.Popen[bytes]", status: int = 200) -> None:
    deadline = time.monotonic() + START_SECONDS
    with httpx.Client(trust_env=False, timeout=5) as client:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if client.get(url).status_code == status:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
    raise SystemExit(f"{url} is not ready")


def _variables(folder: Path, slack: dict[str, Any]) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack["token"],
        "SLACK_SIGNING_SECRET": slack["secret"],
        "SLACK_API_URL": slack["url"],
        "ADMIN_USER_IDS": slack["people"][0],
        "DATABASE_URL": f"sqlite:///{folder / 'takedown.db'}",
        "EVIDENCE_DIR": str(folder / "evidence"),
        "PORT": str(free_port()),
        "ORGANISATION": "Northlight Pictures",
        "VERIFY_URL": "https://northlight.example/verify",
        "CONTACT_EMAIL": "takedowns@northlight.example",
    }


def _environment(on: Stage) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return kept | _variables(on.folder, on.slack) | {"PORT": str(on.settings.port)}


def _filled(desk: Desk, slack: dict[str, Any]) -> int:
    with desk.store.write() as session:
        workspace_id = claim_workspace(session, slack["team"], "Northlight", desk.clock.now()).id or 0
    lines = [f"NLP,https://x.com/account{n}/status/{10_000_000 + n},private_info" for n in range(CASES)]
    file = BytesIO("\n".join(["matter,url,ground", *lines]).encode())
    done = import_rows(desk.store, desk.clock, workspace_id, file, create_matters=NewMatters())
    if done.cases != CASES:
        raise SystemExit(done.sentence)
    _staffed(desk, slack, workspace_id)
    return workspace_id


def _staffed(desk: Desk, slack: dict[str, Any], workspace_id: int) -> None:
    now, channel = desk.clock.now(), slack["channel"]
    with desk.store.write() as session:
        matter = session.exec(select(Matter)).one()
        matter.channel_id, matter.client = channel, "Northlight Pictures"
        session.add(matter)
        known = Channel(workspace_id=workspace_id, channel_id=channel, name="takedowns", checked_at=now)
        known.bot_is_member = True
        session.add(known)
        for number, user in enumerate(slack["people"]):
            key = {"workspace_id": workspace_id, "user_id": user}
            facts = {"real_name": f"Person {number}", "zone": "Europe/Berlin", "title": "Trust Analyst"}
            session.add(Member(**key, **facts, checked_at=now))
            session.add(ChannelMember(**key, channel_id=channel))
            session.add(RoleGrant(**key, role=Role.REVIEWER, given_by=slack["people"][0], given_at=now))
