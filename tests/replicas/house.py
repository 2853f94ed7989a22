"""One installation in several real processes: fronts without a worker and workers, on one database."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import sqlalchemy as sa
from sqlmodel import select

from bot.clock import SystemClock
from bot.desk.core.refusals import Refusal
from bot.simulator.person import SlackSaidNo
from storage.database.engine import Store, open_store
from storage.ledger import effects, lanes
from storage.models import Effect, Workspace
from storage.vocabulary import EffectKind, EffectStatus
from tests.support.nursery import Forked, Nursery
from tests.support.signed import command_body, post
from tests.support.slack_side import SlackSide, free_port

PATIENCE = 60.0


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> float:
    """Wait until something is true; return how many seconds that took."""
    began, rest = time.monotonic(), 0.01
    while not condition():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        time.sleep(rest)
        rest = min(2 * rest, 0.1)
    return time.monotonic() - began


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all acts at the same moment; return their results, or what they were refused with."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        except (Refusal, SlackSaidNo) as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


class House:
    """Processes that share a database and a Slack."""

    def __init__(self, side: SlackSide, url: str, folder: Path, nursery: Nursery) -> None:
        self.side = side
        self.url = url
        self._folder = folder
        self._nursery = nursery
        self._forked: list[Forked] = []
        self._store: Store | None = None

    @property
    def store(self) -> Store:
        """The database, opened by the test itself."""
        if self._store is None:
            self._store = open_store(self.url)
        return self._store

    def start(self, *words: str, **settings: str) -> Forked:
        """Start `takedown` with these words, from a process that has loaded it."""
        pid = self._nursery.start([*words], self._variables(**settings), self._folder, self._folder / "log")
        self._forked.append(Forked(pid, self._folder))
        return self._forked[-1]

    def _variables(self, **settings: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return kept | self.side.variables(self._folder, DATABASE_URL=self.url, LOG_LEVEL="error", **settings)

    def front(self) -> str:
        """Start a process that answers Slack and has no worker; return where, before it is ready."""
        port = free_port()
        self.start("run", "--no-worker", PORT=str(port))
        return f"http://127.0.0.1:{port}"

    def worker(self) -> Forked:
        """Start a process that has only a worker."""
        return self.start("worker")

    def log(self) -> str:
        """Return what the processes wrote."""
        return (self._folder / "log").read_text()

    def await_ready(self, *urls: str) -> None:
        """Wait until these processes can be used, and the test can use the database."""
        for url in urls:
            until(lambda url=url: _is_ready(url))

    def asks(self, url: str, user: str, text: str) -> httpx.Response:
        """Have a person type a command which this process gets."""
        body = command_body(self.side.slack.team_id, user, text, channel=self.side.channel)
        return post(f"{url}/slack/events", self.side.slack.signing_secret, body)

    def order(self, *keys: str, lane: str | None = None) -> None:
        """Have messages said in the channel: all are due at once."""
        with self.store.write() as session:
            [workspace] = session.exec(select(Workspace)).all()
            for key in keys:
                effects.order(
                    session,
                    workspace_id=workspace.pk,
                    kind=EffectKind.DIRECT_MESSAGE,
                    idem_key=key,
                    now=SystemClock().now(),
                    lane=lane or lanes.posting(self.side.channel),
                    payload={"channel": self.side.channel, "text": key},
                )

    def rows(self, *keys: str) -> list[Effect]:
        with self.store.read() as session:
            return list(session.exec(select(Effect).where(sa.column("idem_key").in_(keys))))

    def are(self, status: EffectStatus, *keys: str) -> bool:
        """Whether all these acts have this status."""
        rows = self.rows(*keys)
        return len(rows) == len(keys) and all(row.status is status for row in rows)

    def said(self) -> list[str]:
        """Return what the bot said in the channel, in the order of Slack's own time."""
        channel = self.side.slack._core.state.channels[self.side.channel]
        found = sorted((each.ts, each.text) for each in list(channel.messages.values()) if each.bot)
        return [text for _, text in found]

    def age_leases(self, seconds: float) -> None:
        """Let the leases run out sooner, as if the time had passed."""
        with self.store.write() as session:
            held = sa.update(Effect).where(sa.column("lease_until").is_not(None))
            session.connection().execute(held.values(lease_until=sa.column("lease_until") - seconds))

    def ask_now(self, key: str) -> None:
        """Let the next question about an act in doubt be due, without waiting for it."""
        with self.store.write() as session:
            asked = sa.update(Effect).where(sa.column("idem_key") == key)
            session.connection().execute(asked.values(not_before=0.0))

    def close(self) -> None:
        """End everything."""
        for forked in self._forked:
            forked.kill()
            forked.wait()
        if self._store is not None:
            self._store.close()


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5, trust_env=False, verify=False).status_code == 200
    except httpx.TransportError:
        return False
