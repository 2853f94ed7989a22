"""`takedown import`, `export` and `verify`, as a person types them."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlmodel import select

from bot.commands.exporting import export
from bot.commands.importing import import_file, rejected_path
from bot.commands.verify import verify
from bot.settings import Settings
from storage.audit import events
from storage.database.engine import open_store
from storage.models import EventContent, Workspace
from storage.queries.workspaces import all_workspaces, claim_workspace
from storage.vocabulary import EventKind
from tests.complaints.spoiling import spoil
from tests.support.database import TUESDAY

ROWS = """matter,url,note,external_id
NLP,https://x.com/leakmirror/status/1,=HYPERLINK("x"),+1
NLP,https://x.com/leakmirror/status/2,"two
lines",
NLP,https://x.com/leakmirror/status/1,,
NLP,nonsense,@SUM(A1),-2
"""
RESULT = "imported 1 cases, 2 items; 1 duplicates; 1 rejected"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=SecretStr(f"sqlite:///{tmp_path / 'takedown.db'}"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "flagged.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def imported(settings: Settings, file: Path, *, workspace: str | None = None, dry_run: bool = False) -> int:
    return import_file(settings, file, True, workspace, dry_run)


def add_workspace(settings: Settings, key: str) -> None:
    store = open_store(settings.database_url.get_secret_value())
    with store.write() as session:
        session.add(Workspace(key=key, slack_team_id=f"T{key}", created_at=TUESDAY))
    store.close()


def spoilt(settings: Settings, table: str, change: str, condition: str) -> None:
    store = open_store(settings.database_url.get_secret_value())
    spoil(store, table, change, condition)
    store.close()


def test_the_last_line_says_what_became_of_the_rows(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(settings, file) == 0
    out = capsys.readouterr()
    assert out.out.splitlines()[-1] == RESULT
    assert out.err == ""
    assert imported(settings, file) == 0
    again = "imported 0 cases, 0 items; 3 duplicates; 1 rejected"
    assert capsys.readouterr().out.splitlines()[-1] == again


def test_rejected_rows_are_written_with_their_reasons_and_without_formulas(
    settings: Settings, file: Path
) -> None:
    imported(settings, file)
    [row] = csv.DictReader(io.StringIO(rejected_path(file).read_text(encoding="utf-8")))
    assert row == {
        "line": "6",
        "reason": "This is not a full address. Put https:// in front of it.",
        "matter": "NLP",
        "url": "nonsense",
        "note": "'@SUM(A1)",
        "external_id": "'-2",
    }


def test_rejects_can_be_mended_and_imported_and_then_their_file_is_gone(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(settings, file)
    rejects = rejected_path(file)
    rejects.write_text(rejects.read_text().replace("nonsense", "https://x.com/other/status/9"))
    assert imported(settings, rejects) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "imported 1 cases, 1 items; 0 duplicates; 0 rejected"
    assert not rejected_path(rejects).exists()


def test_a_dry_run_leaves_no_workspace_behind(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported(settings, file, dry_run=True) == 0
    assert capsys.readouterr().out.splitlines()[-1] == RESULT
    store = open_store(settings.database_url.get_secret_value())
    with store.read() as session:
        assert all_workspaces(session) == []
    store.close()


def test_an_offline_import_is_claimed_once_by_the_first_slack_team(settings: Settings, file: Path) -> None:
    imported(settings, file)
    store = open_store(settings.database_url.get_secret_value())
    with store.write() as session:
        first = claim_workspace(session, "T0NORTH", "Northlight", TUESDAY)
        second = claim_workspace(session, "T0SOUTH", "Southlight", TUESDAY)
        again = claim_workspace(session, "T0NORTH", "Northlight", TUESDAY)
        assert (first.id, first.key, first.claimed_at) == (1, "desk", TUESDAY)
        assert (second.id, second.key) == (2, "t0south")
        assert again.id == first.id
    store.close()


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00", b"url\nhttps://x.com/a\n", b"matter,url,x\n"])
def test_a_file_or_header_that_cannot_be_used_ends_with_2(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_bytes(content)
    assert imported(settings, path) == 2
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err.startswith("takedown import: ")
    assert not rejected_path(path).exists()


def test_a_folder_is_no_file(settings: Settings, tmp_path: Path) -> None:
    assert imported(settings, tmp_path) == 2


def test_of_several_workspaces_one_must_be_named(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(settings, file)
    add_workspace(settings, "north")
    assert imported(settings, file) == 2
    assert "several workspaces: desk, north" in capsys.readouterr().err
    assert imported(settings, file, workspace="south") == 2
    assert "no workspace south" in capsys.readouterr().err
    assert imported(settings, file, workspace="north") == 0
    assert capsys.readouterr().out.splitlines()[-1] == RESULT


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "sqlite:///{folder}"])
def test_a_database_that_cannot_be_opened_is_a_sentence(
    tmp_path: Path, file: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(database_url=SecretStr(url.format(folder=tmp_path)))
    assert imported(settings, file) == 2
    assert verify(settings) == 2
    assert export(settings, "cases", "csv", None, None) == 2
    assert capsys.readouterr().err.count("cannot be opened") == 3


def exported(
    settings: Settings, capsys: pytest.CaptureFixture[str], noun: str, matter: str | None = None
) -> list[dict[str, str]]:
    capsys.readouterr()
    assert export(settings, noun, "csv", matter, None) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))


def test_formulas_are_neutralised_in_csv_and_kept_in_jsonl(
    settings: Settings, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(settings, file)
    first, second = exported(settings, capsys, "items")
    assert (first["note"], first["external_id"]) == ('\'=HYPERLINK("x")', "'+1")
    assert (second["note"], second["case"], second["outcome"]) == ("two\nlines", "NLP-1", "open")
    out = tmp_path / "items.jsonl"
    assert export(settings, "items", "jsonl", "nlp", out) == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (lines[0]["note"], lines[1]["external_id"]) == ('=HYPERLINK("x")', None)


@pytest.mark.parametrize("noun", ["cases", "items", "events", "notices", "effects"])
def test_every_noun_has_its_documented_columns(
    settings: Settings, file: Path, noun: str, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(settings, file)
    capsys.readouterr()
    export(settings, noun, "csv", None, None)
    header = capsys.readouterr().out.splitlines()[0]
    page = Path(__file__).parents[2] / "docs" / "import-export.md"
    assert header.replace(",", ", ") in page.read_text(encoding="utf-8")


def test_a_matter_limits_the_export_and_an_unknown_one_is_refused(
    settings: Settings, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("matter,url\nHAR,https://x.com/a/status/1\n")
    imported(settings, file)
    imported(settings, other)
    assert [row["key"] for row in exported(settings, capsys, "cases")] == ["NLP-1", "HAR-1"]
    assert [row["key"] for row in exported(settings, capsys, "cases", "HAR")] == ["HAR-1"]
    assert {row["case"] for row in exported(settings, capsys, "events", "HAR")} == {"HAR-1"}
    assert export(settings, "cases", "csv", "XYZ", None) == 2


def test_pages_of_an_export_follow_each_other_without_a_gap(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.audit.exports.PAGE", 3)
    path = tmp_path / "many.csv"
    path.write_text("matter,url\n" + "".join(f"NLP,https://x.com/a{n}/status/{n}\n" for n in range(10)))
    imported(settings, path)
    assert [row["key"] for row in exported(settings, capsys, "cases")] == [f"NLP-{n}" for n in range(1, 11)]


def test_erased_content_is_absent_from_the_export_and_the_chain_holds(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(settings, file)
    assert "leakmirror" in [row["content"] for row in exported(settings, capsys, "events")]
    store = open_store(settings.database_url.get_secret_value())
    with store.write() as session:
        session.connection().execute(sa.delete(EventContent))
    store.close()
    assert {row["content"] for row in exported(settings, capsys, "events")} == {""}
    assert verify(settings) == 0


def test_a_place_that_cannot_be_written_is_a_sentence_and_leaves_nothing(
    settings: Settings, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(settings, file)
    assert export(settings, "cases", "csv", None, tmp_path / "no" / "cases.csv") == 2
    assert "cannot be written" in capsys.readouterr().err
    assert export(settings, "cases", "csv", None, Path(os.devnull)) == 0
    assert not Path(os.devnull).is_file()


def test_verify_counts_the_events_of_sound_chains(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(settings) == 0
    assert "nothing to check" in capsys.readouterr().out
    imported(settings, file)
    capsys.readouterr()
    assert verify(settings) == 0
    assert capsys.readouterr().out == "All chains are sound: 5 events checked.\n"


def test_verify_names_the_first_break_of_any_workspace(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(settings, file)
    add_workspace(settings, "north")
    store = open_store(settings.database_url.get_secret_value())
    with store.write() as session:
        north = session.exec(select(Workspace.id).where(Workspace.key == "north")).one()
        for _ in range(2):
            events.record(session, workspace_id=north or 0, kind=EventKind.PAUSED, actor="U1", now=TUESDAY)
    with store.write() as session:
        session.connection().execute(sa.text("DROP TRIGGER event_keeps_words"))
        session.connection().execute(
            sa.text("UPDATE event SET actor = 'U9' WHERE workspace_id = :w AND seq = 2"), {"w": north}
        )
    store.close()
    capsys.readouterr()
    assert verify(settings) == 1
    said = capsys.readouterr().out
    assert (
        said == "The chain workspace of the workspace north is broken at event 2: what it says was changed.\n"
    )


@pytest.mark.parametrize("change", ["kind = 'odd'", "facts = '{broken'", "at = '2026-13-45 99:99:99.000000'"])
def test_verify_names_an_event_that_cannot_be_read(
    settings: Settings, file: Path, change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(settings, file)
    spoilt(settings, "event", change, "chain = 'case:1' AND seq = 2")
    capsys.readouterr()
    assert verify(settings) == 1
    named = "The chain case:1 of the workspace desk is broken at event 2: it cannot be read by this version"
    assert capsys.readouterr().out.splitlines()[-1] == f"{named} of the desk."


def takedown(tmp_path: Path, *words: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'takedown.db'}", "LOG_LEVEL": "error"}
    root = Path(__file__).parents[2]
    environment["PYTHONPATH"] = str(root)
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_whoever_reads_only_the_first_lines_gets_no_traceback(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("matter,url\n" + "".join(f"NLP,https://x.com/a{n}/status/{n}\n" for n in range(2000)))
    imported(settings, path)
    process = takedown(tmp_path, "export", "events")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    assert (process.wait(30), said) == (0, b"")
    process.stderr.close()


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for size in (1, 80):
        path = tmp_path / f"{size}.csv"
        with path.open("w") as out:
            out.write("matter,url,note\n")
            for _ in range(size):
                out.write("NLP,https://x.com/a/status/1," + "n" * 1_000_000 + "\n")
        peaks.append(peak_of(takedown(tmp_path, "import", str(path), "--create-matters")))
    assert peaks[1] - peaks[0] < 20_000, f"{peaks} KiB"


def peak_of(process: "subprocess.Popen[bytes]") -> int:
    """Wait for a process to end well; return the most memory it had, in KiB."""
    with process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
    return used.ru_maxrss
