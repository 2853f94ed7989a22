"""`takedown import`: file the rows of a CSV file, and write down those that could not be."""

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.clock import Clock, SystemClock
from bot.commands.database import NoDatabase, opened
from bot.commands.progress import progress_bar
from bot.desk.core.refusals import Invalid
from bot.desk.importing.rows import OWN, HeaderRefused, ImportFile, Rejected
from bot.desk.importing.running import ImportResult, import_rows
from bot.desk.importing.runs import NewMatters
from bot.desk.importing.spreadsheet import neutral
from bot.settings import Settings
from storage.database.engine import Store
from storage.queries.workspaces import all_workspaces, by_key, open_unclaimed


def import_file(
    settings: Settings, file: Path, create_matters: bool, workspace: str | None, dry_run: bool
) -> int:
    """Import a CSV file; return 0, also with rejected rows, or 2 with a sentence if it cannot be used."""
    try:
        with file.open("rb") as source, opened(settings) as store:
            rows = ImportFile(source)
            workspace_id = _workspace(store, SystemClock(), workspace, dry_run)
            matters = NewMatters(settings.grace_region, settings.grace_zone.key) if create_matters else None
            result = _import(store, workspace_id, file, rows, matters, dry_run)
    except (HeaderRefused, Invalid, NoDatabase) as problem:
        return _refuse(str(problem))
    except OSError as error:
        return _refuse(f"{error.filename or file} cannot be used: {error.strerror or error}.")
    if result.rejected:
        sys.stdout.write(f"the rejected rows, with reasons: {rejected_path(file)}\n")
    if dry_run:
        sys.stdout.write("a dry run: nothing was kept\n")
    sys.stdout.write(f"{result.sentence}\n")
    return 0


def rejected_path(file: Path) -> Path:
    """Return where the rejected rows of `file` are written."""
    return file.with_name(f"{file.name}.rejected.csv")


def _workspace(store: Store, clock: Clock, key: str | None, dry_run: bool) -> int:
    with store.write() as session:
        found = all_workspaces(session) if key is None else [by_key(session, key)]
        if key is not None and found == [None]:
            raise Invalid(f"There is no workspace {key}.")
        if len(found) > 1:
            keys = ", ".join(row.key for row in found if row)
            raise Invalid(f"There are several workspaces: {keys}. Say which with --workspace KEY.")
        if found and found[0]:
            return found[0].pk
        return 0 if dry_run else open_unclaimed(session, clock.now()).pk


def _import(
    store: Store, workspace_id: int, file: Path, rows: ImportFile, matters: NewMatters | None, dry_run: bool
) -> ImportResult:
    with _RejectedFile.at(rejected_path(file), rows.columns) as rejects, progress_bar() as bar:
        task = bar.add_task("importing", total=file.stat().st_size)
        return import_rows(
            store,
            SystemClock(),
            workspace_id,
            rows,
            create_matters=matters,
            dry_run=dry_run,
            progress=lambda read: bar.update(task, completed=read),
            on_rejected=rejects.add,
        )


class _RejectedFile:
    """The file of rejected rows, in a form that can be mended and imported as it is."""

    def __init__(self, out: TextIO, columns: tuple[str, ...]) -> None:
        self._writer = csv.writer(out)
        self._kept = [place for place, name in enumerate(columns) if name not in OWN]
        self._writer.writerow((*OWN, *(columns[place] for place in self._kept)))
        self.is_empty = True

    @classmethod
    @contextmanager
    def at(cls, path: Path, columns: tuple[str, ...]) -> Iterator["_RejectedFile"]:
        """Yield the file, new; it is gone afterwards if nothing was rejected."""
        with path.open("w", encoding="utf-8", newline="") as out:
            file = cls(out, columns)
            yield file
        if file.is_empty:
            path.unlink()

    def add(self, rejected: Rejected) -> None:
        """Write one rejected row."""
        self.is_empty = False
        kept = [rejected.cells[place] for place in self._kept if place < len(rejected.cells)]
        self._writer.writerow([rejected.line, neutral(rejected.reason), *map(neutral, kept)])


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"takedown import: {sentence}\n")
    return 2
