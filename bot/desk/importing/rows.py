"""What the rows of an import say: a wrong row is rejected with its reason, never the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, TypeVar

from bot.desk.core.refusals import Invalid
from bot.desk.importing.lines import Record, RecordReader, shown
from bot.desk.importing.spreadsheet import restored
from bot.rules.addresses.accounts import account_of, agrees, plain_account
from bot.rules.addresses.keys import case_identity, item_key
from bot.rules.addresses.registry import resolve
from bot.rules.addresses.url.address import Resolved, UrlRefused
from bot.rules.law.grounds import Handling, ground_rule
from storage.vocabulary import Ground, ItemKind

REQUIRED = ("matter", "url")
OPTIONAL = ("account", "kind", "ground", "note", "external_id")
OWN = ("line", "reason")
"""Columns of the desk's own file of rejected rows, so that it can be mended and imported as it is."""

LONGEST = {"note": 2000, "external_id": 255, "account": 200, "matter": 64}


Word = TypeVar("Word", bound=StrEnum)


class HeaderRefused(Invalid):
    """The file's header cannot be used, so none of its rows can."""


class Referred(Invalid):
    """The row is about something that this desk must not keep; the sentence says where to turn."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not imported: where it starts, its cells in the file's order, and why.

    A row that is referred elsewhere has no cells: nothing of it is kept.
    """

    line: int
    cells: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row that says something the desk can file, if its matter is known."""

    line: int
    cells: tuple[str, ...]
    matter: str
    address: Resolved
    account: str | None
    identity: str
    url_key: str
    kind: ItemKind
    ground: Ground | None
    note: str
    external_id: str | None

    @property
    def names_nobody(self) -> bool:
        """Whether neither the URL nor the row says whose account it is."""
        return self.account is None


class ImportFile:
    """A CSV file of flagged URLs, with its header read; raises HeaderRefused if that cannot be used."""

    def __init__(self, source: BinaryIO) -> None:
        self._reader = RecordReader(source)
        self._records = iter(self._reader)
        self.columns = _header(next(self._records, None))

    @property
    def bytes_read(self) -> int:
        """How much of the file was read so far, in bytes."""
        return self._reader.bytes_read

    def rows(self) -> Iterator[Row | Rejected]:
        """Yield every row, as what it says or as rejected, in the file's order."""
        for record in self._records:
            try:
                yield _row(self.columns, record)
            except Referred as referred:
                yield Rejected(record.line, (), referred.sentence)
            except Invalid as invalid:
                yield Rejected(record.line, tuple(map(shown, record.cells)), invalid.sentence)


def _header(record: Record | None) -> tuple[str, ...]:
    if record is None:
        raise HeaderRefused("The file is empty. Its first line must name the columns: matter,url")
    columns = tuple(cell.strip().lower() for cell in record.cells)
    text = shown(",".join(columns))
    if record.fault or "\0" in text or "\ufffd" in text:
        raise HeaderRefused("The file is not a CSV file in UTF-8. Save it as “CSV UTF-8” and try again.")
    for wrong in _wrong_columns(columns):
        raise HeaderRefused(wrong)
    return columns


def _wrong_columns(columns: Sequence[str]) -> Iterator[str]:
    known = (*REQUIRED, *OPTIONAL)
    missing = [name for name in REQUIRED if name not in columns]
    unknown = [name for name in columns if name not in known + OWN]
    if missing:
        hint = " Separate the columns by commas." if any(mark in "".join(columns) for mark in ";\t|") else ""
        yield f"The header has no column {' and no column '.join(missing)}.{hint}"
    if unknown:
        named = ", ".join(f"“{name[:40]}”" for name in unknown[:5])
        yield f"The header names columns that the desk does not know: {named}. Known are {', '.join(known)}."
    if len(set(columns)) < len(columns):
        yield "The header names a column twice."


def _row(columns: Sequence[str], record: Record) -> Row:
    cells = _cells(columns, record)
    ground = _ground(cells["ground"])
    address = _address(cells["url"])
    named = cells["account"]
    if not agrees(address, named):
        raise Invalid(_disagreement(address, named))
    return Row(
        line=record.line,
        cells=record.cells,
        matter=cells["matter"].upper(),
        address=address,
        account=_account(address, named),
        identity=case_identity(address, named),
        url_key=item_key(address),
        kind=_word(ItemKind, cells["kind"], "kind") or ItemKind.COPY,
        ground=ground,
        note=cells["note"],
        external_id=cells["external_id"] or None,
    )


def _cells(columns: Sequence[str], record: Record) -> dict[str, str]:
    if record.fault:
        raise Invalid(record.fault)
    if len(record.cells) > len(columns):
        raise Invalid(f"The row has {len(record.cells)} cells, but the header has {len(columns)}.")
    text = "".join(record.cells)
    if "\0" in text:
        raise Invalid("The row contains a NUL character.")
    if shown(text) != text:
        raise Invalid("The row contains bytes that are not UTF-8.")
    given = (restored(cell.strip()).strip() for cell in record.cells)
    cells = dict.fromkeys(OPTIONAL + REQUIRED, "") | dict(zip(columns, given, strict=False))
    for name in REQUIRED:
        if not cells[name]:
            raise Invalid(f"The column {name} is empty.")
    for name, longest in LONGEST.items():
        if len(cells[name]) > longest:
            raise Invalid(f"The column {name} is longer than {longest:,} characters.")
    if not cells["external_id"].isprintable():
        raise Invalid("The column external_id contains a control or invisible character.")
    return cells


def _address(text: str) -> Resolved:
    try:
        return resolve(text)
    except UrlRefused as refused:
        raise Invalid(refused.sentence) from refused


def _account(address: Resolved, named: str) -> str | None:
    try:
        return account_of(address, named)
    except UrlRefused as refused:
        raise Invalid(refused.sentence) from refused


def _disagreement(address: Resolved, named: str) -> str:
    if address.account is None:
        return "The column account holds no account name. Write it as the platform shows it, without spaces."
    return f"The URL shows the account {address.account}, but the column account says {plain_account(named)}."


def _ground(text: str) -> Ground | None:
    ground = _word(Ground, text, "ground")
    if ground is not None:
        check_ground(ground)
    return ground


def check_ground(ground: Ground) -> None:
    """Raise Referred, saying where to turn, for a ground that this desk does not handle."""
    rule = ground_rule(ground)
    if rule.handling is Handling.REFER_OUT:
        raise Referred(rule.refusal or "This is not a matter for this desk.")


def _word(vocabulary: type[Word], text: str, column: str) -> Word | None:
    if not text:
        return None
    try:
        return vocabulary(text.lower())
    except ValueError as error:
        known = ", ".join(word.value for word in vocabulary)
        raise Invalid(f"The desk knows no such {column}. Known are {known}.") from error
