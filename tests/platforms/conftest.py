"""Chirp to write to, and mail servers to hand letters to, all on loopback."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import trustme
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.clock import MovableClock
from bot.platforms.mastodon import Mastodon
from bot.simulator.outside.apps import api_app
from bot.simulator.outside.chirp import Chirp
from tests.platforms.mail_servers import Authority, Script, ScriptedServer
from tests.simulator.outside.serving import served


@dataclass
class Platform:
    chirp: Chirp
    clock: MovableClock
    url: str
    pauses: list[float] = field(default_factory=list)

    def messenger(self, *, token: str | None = None, seconds: float = 5) -> Mastodon:
        return Mastodon(
            self.url,
            self.chirp.bot_token if token is None else token,
            timeout=timedelta(seconds=seconds),
            sleep=self.pauses.append,
        )

    def received(self, handle: str = "leakmirror") -> list[str]:
        return [one.text for one in self.chirp.messages_of(self.chirp.account(handle))]


@pytest.fixture
def platform() -> Iterator[Platform]:
    clock = MovableClock()
    chirp = Chirp(clock, public_url="http://chirp.localhost:8030")
    chirp.add_account("leakmirror", "Leak Mirror")
    chirp.add_account("bystander", "By Stander")
    with served(Starlette(routes=[Mount("/chirp", api_app(chirp))])) as url:
        yield Platform(chirp, clock, f"{url}/chirp")


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority(trustme.CA())


@pytest.fixture
def scripted() -> Iterator[Callable[[Script], ScriptedServer]]:
    with ExitStack() as opened:
        yield lambda script: opened.enter_context(ScriptedServer(script))
