"""`takedown run` and `takedown worker` as real processes beside a Slack on this machine."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from bot.simulator.person import Person, shown_text
from storage.database.engine import open_store
from storage.models import Case, Effect, Workspace
from storage.vocabulary import EffectStatus
from tests.support.slack_side import SlackSide, free_port, slack_side

TAKEDOWN = str(Path(sys.executable).with_name("takedown"))
KEPT = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


class Running:
    """A started command; `said` is everything it wrote."""

    def __init__(self, folder: Path, *words: str, **env: str) -> None:
        self._log = folder / f"{'-'.join(words).replace('--', '')}.log"
        self._file = self._log.open("wb")
        self._process = subprocess.Popen(
            [TAKEDOWN, *words], cwd=folder, env=KEPT | env, stdout=self._file, stderr=subprocess.STDOUT
        )

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def runs(self) -> bool:
        return self._process.poll() is None

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and return its exit status."""
        if self.runs:
            self._process.send_signal(how)
        try:
            return self._process.wait(40)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            self._file.close()


@contextmanager
def running(folder: Path, *words: str, **env: str) -> Iterator[Running]:
    started = Running(folder, *words, **env)
    try:
        yield started
    finally:
        started.end()


def ended(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TAKEDOWN, *words], cwd=folder, env=KEPT | env, capture_output=True, text=True, timeout=60, check=False
    )


def ready(port: str, wanted: Callable[[int, dict[str, Any]], bool], process: Running) -> dict[str, Any]:
    """Return the first answer of `/readyz` that is as wanted."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.runs:
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5, trust_env=False, verify=False)
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        if wanted(answer.status_code, answer.json()):
            return dict(answer.json())
        time.sleep(0.05)
    raise AssertionError(process.said)


def is_up(status: int, _said: dict[str, Any]) -> bool:
    return status == 200


def at_port(side: SlackSide, folder: Path, **more: str) -> dict[str, str]:
    return side.variables(folder, PORT=str(free_port()), **more)


def file_one(side: SlackSide, number: int) -> str:
    """File an account as Ada, opening a matter first; return the case's key."""
    with Person(side.url, side.ada) as ada:
        if number == 1:
            ada.command("/takedown matter new", side.channel)
            ada.submit(
                ada.modal(), key="RUN", title="A leak", client="Northlight", facts="It was copied.",
                ground="private_info", channel=side.channel,
            )  # fmt: skip
            ada.close_view(ada.modal(), whole_stack=True)
        ada.command(f"/takedown file RUN https://x.com/acct{number}/status/{number}", side.channel)
        ada.submit(ada.modal(), matter="RUN")
        key = re.findall(r"RUN-\d+", shown_text(ada.modal()))[0]
        ada.close_view(ada.modal(), whole_stack=True)
    return key


def card_of(side: SlackSide, key: str) -> str:
    with Person(side.url, side.ada) as ada:
        return shown_text(ada.message_with(side.channel, f"{key} ·", 20))


def left_behind(folder: Path) -> list[EffectStatus]:
    """Return the states of acts that a process left in its hands."""
    store = open_store(f"sqlite:///{folder / 'takedown.db'}")
    with store.read() as session:
        found = [row.status for row in session.exec(select(Effect))]
    store.close()
    return [each for each in found if each in {EffectStatus.LEASED, EffectStatus.SENDING}]


def test_over_http_from_an_offline_import_to_a_graceful_end(tmp_path: Path) -> None:
    side = slack_side()
    env = at_port(side, tmp_path)
    file = tmp_path / "accounts.csv"
    file.write_text("matter,url\nOFF,https://x.com/early/status/1\nOFF,https://x.com/later/status/2\n")
    done = ended(tmp_path, "import", str(file), "--create-matters", **env)
    assert done.returncode == 0, done.stderr
    with running(tmp_path, "run", **env) as run:
        said = ready(env["PORT"], lambda status, said: said["worker"], run)
        assert said == {"ready": False, "database": True, "slack": False, "worker": True}
        side.slack.deliver_to(f"http://127.0.0.1:{env['PORT']}/slack/events")
        with side.served():
            ready(env["PORT"], is_up, run)
            with Person(side.url, side.ada) as ada:
                assert "early" in shown_text(ada.command("/takedown list OFF", side.channel) or {})
            assert "Filed" in card_of(side, file_one(side, 1))
            busy = ended(tmp_path, "run", **env)
            assert busy.returncode == 2
            assert busy.stderr.count("\n") == 1
            assert f"127.0.0.1:{env['PORT']} cannot be listened on" in busy.stderr
            assert run.end(signal.SIGTERM) == 0, run.said
    assert "Traceback" not in run.said
    assert side.slack.bot_token not in run.said
    assert left_behind(tmp_path) == []
    store = open_store(env["DATABASE_URL"])
    with store.read() as session:
        only = session.exec(select(Workspace)).one()
        assert only.slack_team_id == side.slack.team_id
        assert {case.workspace_id for case in session.exec(select(Case))} == {only.id}
        assert len(session.exec(select(Case)).all()) == 3
    store.close()


def test_in_socket_mode_alone_over_a_broken_connection(tmp_path: Path) -> None:
    side = slack_side()
    env = at_port(side, tmp_path, SLACK_SIGNING_SECRET="", SLACK_APP_TOKEN=side.slack.app_token)
    with side.served(), running(tmp_path, "run", **env) as run:
        ready(env["PORT"], is_up, run)
        closed = httpx.post(f"http://127.0.0.1:{env['PORT']}/slack/events", trust_env=False, verify=False)
        assert closed.status_code == 404
        assert "Filed" in card_of(side, file_one(side, 1))
        side.slack.disconnect_sockets()
        end = time.monotonic() + 15
        while side.slack.connected_sockets == 0 and time.monotonic() < end:
            time.sleep(0.05)
        ready(env["PORT"], is_up, run)
        assert "Filed" in card_of(side, file_one(side, 2))
        assert run.end(signal.SIGINT) == 0, run.said
    assert "Traceback" not in run.said


def test_the_worker_may_run_apart_on_one_database(tmp_path: Path) -> None:
    side = slack_side()
    env = at_port(side, tmp_path)
    side.slack.deliver_to(f"http://127.0.0.1:{env['PORT']}/slack/events")
    with side.served(), running(tmp_path, "run", "--no-worker", **env) as web:
        assert "worker" not in ready(env["PORT"], is_up, web)
        key = file_one(side, 1)
        with running(tmp_path, "worker", **env) as worker:
            assert "Filed" in card_of(side, key)
            assert worker.end() == 0, worker.said
        assert web.end() == 0, web.said
    assert "Traceback" not in web.said + worker.said
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize(
    ("word", "name", "value", "said"),
    [
        ("run", "DATABASE_URL", "sqlite:////no/such/folder/takedown.db", "DATABASE_URL"),
        ("worker", "STANCES_FILE", "wrong.toml", "wrong.toml"),
    ],
)
def test_what_cannot_be_opened_is_one_sentence(
    tmp_path: Path, word: str, name: str, value: str, said: str
) -> None:
    (tmp_path / "wrong.toml").write_text("[no such section]\n")
    found = ended(tmp_path, word, **(at_port(slack_side(), tmp_path) | {name: value}))
    assert found.returncode == 2
    assert said in found.stderr
    assert "Traceback" not in found.stderr
    assert found.stdout == ""
