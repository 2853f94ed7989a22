"""Processes die at every boundary of the ledger and at random moments: nothing is lost, nothing sent twice."""

import os
from pathlib import Path
from random import Random

import pytest

from bot.desk.sending.reconciling import reconcile
from bot.platforms.mail_letter import stable_message_id
from storage.ledger.effects import Reconciliation
from storage.models import Effect
from storage.vocabulary import EffectKind
from tests.crash.dooms import Boundary, Receiver
from tests.crash.faults import Way
from tests.crash.protocol import Protocol
from tests.crash.reckoning import SETTLING, Reckoning, buttons_of_card, unbroken
from tests.crash.siege import Siege, siege
from tests.crash.town import SENDER_DOMAIN, served_town
from tests.desk.office import CARLA

pytestmark = pytest.mark.crash
KILLS = int(os.environ.get("CRASH_KILLS", "104"))
SECONDS = 400.0
SHARE_OF_FAULTS = 0.3


def test_nothing_is_lost_and_nothing_is_sent_twice(
    empty_url: str, database_kind: str, tmp_path: Path, random: Random, protocol: Protocol
) -> None:
    with served_town(random, SHARE_OF_FAULTS) as town, siege(town, empty_url, tmp_path, random) as besieged:
        besieged.run(KILLS, SECONDS)
        for receiver in (Receiver.SLACK, Receiver.PLATFORM):
            town.faults.order(receiver, Way.SILENT_AFTER)
        besieged.errands.warn()
        besieged.errands.say()
        besieged.calm_down()
        settled = {reconciled(besieged, effect) for effect in besieged.in_doubt()}
        besieged.until(besieged.is_quiet, 60)
        accounts = Reckoning(besieged, besieged.doubted, settled).accounts()
        protocol.accounts[database_kind] = accounts
        protocol.deaths[database_kind] = town.dooms.take_dead(0)
        protocol.broken[database_kind] = town.faults.met.total()
        assert not besieged.in_doubt()
        assert [line for account in accounts.values() for line in account.told] == []
        assert unbroken(besieged)
    assert set(town.dooms.count()) == set(Boundary)
    assert sum(account.doubted for account in accounts.values()) > 0


def reconciled(besieged: Siege, effect: Effect) -> int:
    """Have a person look whether a letter arrived, and say so on its card; return the act's id."""
    assert effect.kind is EffectKind.SEND_EMAIL, f"{effect.idem_key}: {effect.error}"
    assert buttons_of_card(besieged, effect.case_id or 0) >= SETTLING
    key = stable_message_id(f"{effect.workspace_id}:{effect.idem_key}", SENDER_DOMAIN)
    arrived = besieged.town.letterbox.letters[key] > 0
    answer = Reconciliation.AS_SENT if arrived else Reconciliation.AGAIN
    actor = besieged.errands.actor(CARLA)
    reconcile(besieged.process.desk, actor, effect.pk, answer)
    return effect.pk
