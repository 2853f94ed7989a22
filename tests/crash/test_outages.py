"""The database goes away and comes back, the disk is full for a while: nothing is lost or doubled."""

import resource
import time
from pathlib import Path
from random import Random

import httpx
import pytest
from sqlalchemy.exc import DBAPIError

from tests.crash.protocol import Protocol
from tests.crash.reckoning import Account, Reckoning, unbroken
from tests.crash.siege import Siege, siege
from tests.crash.town import Town, served_town
from tests.desk.office import CHANNEL, RITA
from tests.support.nursery import is_alive
from tests.support.postgres import OwnServer
from tests.support.signed import command_body, post
from tests.support.slack_side import free_port

pytestmark = pytest.mark.crash
TIMES = 3
ALMOST_NOTHING = 4096
"""Bytes that a file may have when the disk is full."""


def test_postgresql_restarts_under_load(tmp_path: Path, random: Random, protocol: Protocol) -> None:
    server = OwnServer()
    try:
        url = server.new_database()
        with served_town(random, 0.0) as town, siege(town, url, tmp_path, random) as besieged:
            front, living = opened(besieged)
            for _ in range(TIMES):
                run_errands(besieged)
                server.stop()
                assert not is_ready(front)
                assert "nothing was saved" in asked(town, front).lower()
                with pytest.raises(DBAPIError):
                    besieged.errands.say()
                server.start()
                until_ready(front)
            account = reckoned(besieged, living)
        protocol.outages.append(("postgresql", f"restarted {TIMES} times under load", account))
    finally:
        server.close()


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_disk_is_full_for_a_while(
    empty_url: str, tmp_path: Path, random: Random, protocol: Protocol
) -> None:
    with served_town(random, 0.0) as town, siege(town, empty_url, tmp_path, random) as besieged:
        front, living = opened(besieged)
        for _ in range(TIMES):
            run_errands(besieged)
            for pid in living:
                allow(pid, ALMOST_NOTHING)
            assert "nothing was saved" in asked(town, front).lower()
            time.sleep(0.5)
            for pid in living:
                allow(pid, resource.RLIM_INFINITY)
            until_ready(front)
        account = reckoned(besieged, living)
    protocol.outages.append(("sqlite", f"disk full {TIMES} times", account))


def opened(besieged: Siege) -> tuple[str, list[int]]:
    """Start a process that answers Slack and two workers; return where it answers, and their ids."""
    port = free_port()
    living = [besieged.start("run", "--no-worker", port=port), besieged.start(), besieged.start()]
    front = f"http://127.0.0.1:{port}"
    until_ready(front)
    return front, living


def run_errands(besieged: Siege) -> None:
    """Run a few errands, and leave off while some of what they ordered is under way."""
    for errand in (besieged.errands.warn, besieged.errands.write, besieged.errands.take_over):
        errand()
    for _ in range(4):
        besieged.errands.say()


def reckoned(besieged: Siege, living: list[int]) -> Account:
    """Let everything come to rest; return what became of all acts together."""
    besieged.until(besieged.is_quiet, 90)
    assert all(is_alive(pid) for pid in living)
    assert unbroken(besieged)
    whole = Account()
    for account in Reckoning(besieged, besieged.doubted, set()).accounts().values():
        whole.add(account)
    assert whole.told == []
    return whole


def allow(pid: int, size: int) -> None:
    """Let the files that a process writes have so many bytes; more, and writing fails."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def asked(town: Town, front: str) -> str:
    """Return what somebody is told who asks for a digest now."""
    body = command_body(town.slack.team_id, RITA, "digest me", channel=CHANNEL)
    answer = post(f"{front}/slack/events", town.slack.signing_secret, body)
    assert answer.status_code == 200
    return str(answer.json().get("text"))


def is_ready(front: str) -> bool:
    try:
        return httpx.get(f"{front}/readyz", timeout=20, trust_env=False, verify=False).status_code == 200
    except httpx.TransportError:
        return False


def until_ready(front: str) -> None:
    deadline = time.monotonic() + 30
    while not is_ready(front):
        assert time.monotonic() < deadline, "it did not become ready"
        time.sleep(0.05)
