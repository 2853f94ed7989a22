"""Chirp and its legal desk's mailbox, served on loopback as people and programs reach them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Host, Mount

from bot.clock import MovableClock
from bot.simulator.outside.apps import api_app, public_app
from bot.simulator.outside.chirp import Chirp
from bot.simulator.outside.mailbox import Mailbox
from bot.simulator.outside.routes import outside_routes
from tests.simulator.outside.serving import served

PUBLIC = "http://chirp.localhost:8030"


@dataclass
class Outside:
    chirp: Chirp
    mailbox: Mailbox
    clock: MovableClock
    changes: list[str]
    url: str

    @property
    def api(self) -> httpx.Client:
        token = f"Bearer {self.chirp.bot_token}"
        return httpx.Client(
            base_url=f"{self.url}/chirp/api", headers={"Authorization": token}, trust_env=False, verify=False
        )

    @property
    def anybody(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, trust_env=False, verify=False)

    def page(self, path: str) -> httpx.Response:
        with self.anybody as browser:
            return browser.get(path, headers={"Host": "chirp.localhost:8030"})


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    clock, changes = MovableClock(), []
    chirp = Chirp(clock, public_url=PUBLIC, changed=changes.append, state_dir=tmp_path)
    chirp.add_account("leakmirror", "Leak Mirror", "Reposts <everything>.")
    chirp.add_account("bystander", "By Stander")
    mailbox = Mailbox(changed=changes.append, state_dir=tmp_path)
    mailbox.start()
    app = Starlette(
        routes=[
            Host("chirp.localhost", public_app(chirp)),
            Mount("/chirp", api_app(chirp)),
            *outside_routes(chirp, mailbox),
        ]
    )
    changes.clear()
    try:
        with served(app) as url:
            yield Outside(chirp, mailbox, clock, changes, url)
    finally:
        mailbox.stop()
