"""What the crash suite needs: a seed, a database of each kind, and a protocol of what the session shows."""

import os
from random import Random

import pytest

from tests.crash.protocol import Protocol
from tests.support.database import database_kind, database_url, empty_url, store, workspace

__all__ = ["database_kind", "database_url", "empty_url", "store", "workspace"]
_PROTOCOL = pytest.StashKey[Protocol]()
_SEED = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    given = os.environ.get("CRASH_SEED")
    config.stash[_SEED] = int(given) if given else Random().randrange(1_000_000)
    config.stash[_PROTOCOL] = Protocol()


@pytest.fixture
def random(request: pytest.FixtureRequest) -> Random:
    """A generator of this session's seed: what it chooses is chosen again when CRASH_SEED names the seed."""
    seed = request.config.stash[_SEED]
    print(f"CRASH_SEED={seed}")
    return Random(seed)


@pytest.fixture
def protocol(request: pytest.FixtureRequest) -> Protocol:
    return request.config.stash[_PROTOCOL]


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    protocol = config.stash[_PROTOCOL]
    if not protocol.accounts and not protocol.outages:
        return
    terminalreporter.section(f"what became of everything (CRASH_SEED={config.stash[_SEED]})")
    terminalreporter.write_line(protocol.text())
    if os.environ.get("WRITE") and protocol.is_whole():
        protocol.write()
        terminalreporter.write_line("\ndocs/reliability.md keeps these tables now.")
