"""Splitting a CSV file into records such that one broken record never takes the others with it."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

LONGEST_RECORD = 16 * 1024
"""In bytes for a line and in characters for a record of several lines; the columns allow far less."""

MOST_LINES = 200
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file; bytes that are not UTF-8 survive as lone surrogates."""

    number: int
    text: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One record, starting at `line`; with a `fault` it could not be split, and its only cell is its text."""

    line: int
    cells: tuple[str, ...]
    fault: str = ""


class RecordReader:
    """Reads a CSV file (RFC 4180) record by record; memory does not grow with the file or with a line."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._given_back: deque[Line] = deque()
        self._number = 0
        self.bytes_read = 0

    def __iter__(self) -> Iterator[Record]:
        """Yield every record that is not an empty line."""
        while (first := self._take()) is not None:
            record = self._record(first)
            if record.cells:
                yield record

    def _record(self, first: Line) -> Record:
        if not first.is_whole:
            return _faulty(first, f"The line is longer than {LONGEST_RECORD:,} bytes.")
        pulled = [first]
        try:
            return Record(first.number, tuple(next(csv.reader(self._feed(pulled), strict=True), [])))
        except csv.Error as error:
            # Only the line that opened the quote is to blame; those behind it are read anew.
            self._given_back.extendleft(reversed(pulled[1:]))
            return _faulty(first, _quoting_fault(error, pulled))

    def _feed(self, pulled: list[Line]) -> Iterator[str]:
        yield pulled[0].text
        length = len(pulled[0].text)
        while len(pulled) < MOST_LINES and (line := self._take()) is not None:
            length += len(line.text)
            if not line.is_whole or length > LONGEST_RECORD:
                self._given_back.appendleft(line)
                return
            pulled.append(line)
            yield line.text

    def _take(self) -> Line | None:
        if self._given_back:
            return self._given_back.popleft()
        start = piece = self._read()
        if not start:
            return None
        self._number += 1
        is_whole = True
        while not piece.endswith(b"\n") and (piece := self._read()):
            is_whole = False
        return Line(self._number, start.decode("utf-8", "surrogateescape"), is_whole)

    def _read(self) -> bytes:
        piece = self._source.readline(LONGEST_RECORD)
        first = self.bytes_read == 0
        self.bytes_read += len(piece)
        return piece.removeprefix(BOM) if first else piece


def shown(text: str) -> str:
    """Return text that can be written as UTF-8, with a mark in place of what could not be read."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _faulty(line: Line, fault: str) -> Record:
    return Record(line.number, (shown(line.text)[:500].rstrip("\r\n"),), fault)


def _quoting_fault(error: csv.Error, pulled: list[Line]) -> str:
    if str(error).startswith("unexpected end"):
        return "A quotation mark is opened and never closed."
    if len(pulled) > 1 or '"' in pulled[0].text:
        return 'A quotation mark is at an odd place; inside a quoted cell write "" for one.'
    return "The line cannot be split into cells."
