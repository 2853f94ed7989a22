"""The clock of the desk jumps back and forth by hours while workers work: nothing is lost or sent twice."""

from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import cast

import pytest

from bot.clock import MovableClock
from storage.database.engine import Store
from storage.models import Workspace
from storage.vocabulary import EffectKind, EffectStatus
from tests.crash.protocol import Protocol
from tests.crash.reckoning import Account
from tests.effects.stage import Stage
from tests.effects.test_worker import wait_for

pytestmark = pytest.mark.crash
JUMPS = 40
FARTHEST = timedelta(hours=12)
KINDS = (EffectKind.SEND_DIRECT, EffectKind.DIRECT_MESSAGE, EffectKind.SEND_EMAIL)


class JumpingClock:
    """The machine's clock, set wrong by as much as one likes."""

    def __init__(self) -> None:
        self.wrong_by = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.wrong_by


def test_a_clock_that_jumps_loses_nothing_and_sends_nothing_twice(
    store: Store, workspace: Workspace, database_kind: str, random: Random, protocol: Protocol
) -> None:
    clock = JumpingClock()
    stage = Stage(store, workspace, cast("MovableClock", clock))
    lease, keys = timedelta(seconds=30), []
    workers = [stage.worker(lease=lease, threads=4) for _ in range(2)]
    for worker in workers:
        worker.start()
    numbers = count()
    for _ in range(JUMPS):
        clock.wrong_by = FARTHEST * random.uniform(-1, 1)
        for _ in range(3):
            keys.append(f"act{next(numbers)}")
            stage.order(keys[-1], random.choice(KINDS))
        worker.wake()
    clock.wrong_by = FARTHEST
    wait_for(lambda: all(stage.status(key) is EffectStatus.SENT for key in keys), 60)
    stage.close()
    account = Account()
    for key in keys:
        account.enter(key, stage.receiver.counts[key])
    protocol.outages.append((database_kind, f"the clock jumped {JUMPS} times", account))
    assert account.told == []
