"""A row that cannot be read is exported with the others: what it holds, as it stands in the database."""

import io
import json
from itertools import product
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.clock import MovableClock
from bot.commands.exporting import export
from bot.desk.importing.running import import_rows
from bot.desk.importing.runs import NewMatters
from bot.settings import Settings
from storage.audit import exports
from storage.database.engine import Store
from storage.models import Workspace
from tests.complaints.spoiling import never, spoil
from tests.support.database import clock, database_kind, database_url, store, workspace

__all__ = ["clock", "database_kind", "database_url", "store", "workspace"]

ROWS = "matter,url\n" + "".join(f"NLP,https://x.com/a{number}/status/{number}\n" for number in range(1, 5))
EVERYWHERE = (
    ("events", "event", "kind", "odd"),
    ("events", "event", "at", "NEVER"),
    ("cases", "takedown_case", "status", "frozen"),
    ("cases", "takedown_case", "deadline_at", "NEVER"),
    ("items", "item", "ground", "envy"),
)
# PostgreSQL lets no broken JSON in.
TROUBLES = [
    *((kind, *trouble) for kind, trouble in product(("sqlite", "postgresql"), EVERYWHERE)),
    ("sqlite", "events", "event", "facts", "{broken"),
]


@pytest.fixture
def filed(store: Store, workspace: Workspace, clock: MovableClock) -> Store:
    """Four cases of one item each."""
    import_rows(store, clock, workspace.pk, io.BytesIO(ROWS.encode()), create_matters=NewMatters())
    return store


def exported(store: Store, noun: str, capsys: pytest.CaptureFixture[str], form: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    address = store.engine.url.render_as_string(hide_password=False)
    assert export(Settings(database_url=address), noun, form, None, None) == 0
    lines = capsys.readouterr().out.splitlines()
    return [json.loads(line) if form == "jsonl" else {"line": line} for line in lines]


@pytest.mark.parametrize("rows", [1, 2, 1000])
@pytest.mark.parametrize(("database_kind", "noun", "table", "column", "word"), TROUBLES)
def test_all_rows_come_and_the_log_names_the_bad_one(
    filed: Store,
    noun: str,
    table: str,
    column: str,
    word: str,
    rows: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "PAGE", rows)
    word = word.replace("NEVER", never(filed))
    before = exported(filed, noun, capsys, "jsonl")
    spoil(filed, table, f"{column} = '{word}'", "id = 2")
    with capture_logs() as logs:
        after = exported(filed, noun, capsys, "jsonl")
    assert after == [before[0], {**before[1], column: word}, *before[2:]]
    reference = f"{table.removeprefix('takedown_')}:2"
    assert [(each["event"], each["reference"]) for each in logs] == [("unreadable_row", reference)]
    assert word not in str(logs)
    assert any(word.replace('"', '""') in each["line"] for each in exported(filed, noun, capsys, "csv"))
