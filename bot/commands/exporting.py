"""`takedown export`: write cases, items, events, notices or effects out, row by row."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp
from typing import Any, TextIO

from bot.commands.database import NoDatabase, opened
from bot.commands.progress import progress_bar
from bot.desk.importing.spreadsheet import neutral
from bot.settings import Settings
from storage.audit.exports import Noun, column_names, count_rows, is_matter, rows
from storage.database.engine import Store

Row = dict[str, Any]


def export(settings: Settings, noun: str, fmt: str, matter: str | None, output: Path | None) -> int:
    """Write an export as `csv` or `jsonl`; return 0, or 2 with a sentence if it cannot be written."""
    key = matter.strip().upper() if matter is not None else None
    try:
        with opened(settings) as store:
            if key is not None and not is_matter(store, key):
                return _refuse(f"There is no matter {key}.")
            _write(store, Noun(noun), _FORMATS[fmt], key, output)
    except NoDatabase as problem:
        return _refuse(str(problem))
    except BrokenPipeError:
        # Whoever read our output has seen enough; closing it again at exit must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        return _refuse(f"{output or 'standard output'} cannot be written: {error.strerror or error}.")
    return 0


def _write(store: Store, noun: Noun, form: "Form", matter: str | None, output: Path | None) -> None:
    if output is None:
        form(sys.stdout, column_names(noun), rows(store, noun, matter))
        sys.stdout.flush()
        return
    with _replacing(output) as out, progress_bar() as bar:
        task = bar.add_task(f"exporting {noun}", total=count_rows(store, noun, matter))

        def counted() -> Iterator[Row]:
            for row in rows(store, noun, matter):
                yield row
                bar.advance(task)

        form(out, column_names(noun), counted())


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """Yield a file that takes its place at `path` only when it is complete; a device is written as it is."""
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="") as out:
            yield out
        return
    handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            yield out
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _as_csv(out: TextIO, columns: tuple[str, ...], found: Iterable[Row]) -> None:
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in found:
        writer.writerow([neutral(_cell(row[name])) for name in columns])


def _as_jsonl(out: TextIO, columns: tuple[str, ...], found: Iterable[Row]) -> None:
    for row in found:
        named = {name: _plain(row[name]) for name in columns}
        out.write(json.dumps(named, ensure_ascii=False) + "\n")


def _cell(value: Any) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    return plain if isinstance(plain, str) else json.dumps(plain, sort_keys=True)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


Form = Callable[[TextIO, tuple[str, ...], Iterable[Row]], None]
_FORMATS: dict[str, Form] = {"csv": _as_csv, "jsonl": _as_jsonl}


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"takedown export: {sentence}\n")
    return 2
