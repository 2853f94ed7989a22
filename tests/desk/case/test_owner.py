"""What the smallest decision costs: taking a case."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.desk.case.owner import take
from bot.desk.core.context import Once, Repeated
from tests.desk.office import RITA, ROB, Office


def test_a_decision_asks_the_database_five_things(office: Office) -> None:
    case_id, told = office.file(), []
    actor = office.actor(ROB)
    desk = replace(office.desk, once=Once(actor.workspace_id, "click:1"))
    sa.event.listen(desk.store.engine, "before_cursor_execute", lambda *said: told.append(said[2].split()[0]))
    take(desk, actor, case_id, RITA)
    assert [word for word in told if word != "BEGIN"] == ["INSERT", "SELECT", "UPDATE", "INSERT", "INSERT"]
    again = replace(desk, once=Once(actor.workspace_id, "click:1"))
    with pytest.raises(Repeated):
        take(again, actor, case_id, RITA)
