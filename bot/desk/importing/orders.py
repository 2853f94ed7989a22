"""Imports that people hand over in Slack: ordered now, read by the ledger, told of in one summary."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from sqlmodel import Session, col, select

from bot.desk.core.access import require_role
from bot.desk.core.context import Actor, Desk
from bot.desk.core.refusals import Invalid
from bot.desk.importing.rows import ImportFile, Rejected, Row
from bot.desk.importing.running import ImportResult, import_rows
from bot.desk.importing.runs import NewMatters
from storage.ledger import effects
from storage.lists.visibility import is_visible
from storage.models import Matter
from storage.vocabulary import EffectKind

LARGEST = 50 * 1024 * 1024


@dataclass(frozen=True)
class ImportOrder:
    """A CSV file that a person handed over, and whether unknown matters are opened for its rows."""

    file_id: str
    name: str
    size: int
    creates_matters: bool = False


def order_import(desk: Desk, actor: Actor, order: ImportOrder) -> bool:
    """Have a file read and its rows filed; return False if that was ordered before.

    Raise Invalid, naming the field, for a file that is no CSV file or larger than 50 MB.
    """
    if not order.name.lower().endswith((".csv", ".txt")):
        raise Invalid("Only a CSV file can be read; its name ends with .csv.", field="file")
    if order.size > LARGEST:
        raise Invalid("A file may have 50 MB at most; please split it.", field="file")
    with desk.write() as work:
        require_role(work, actor)
        ordered = effects.order(
            work.session,
            workspace_id=actor.workspace_id,
            kind=EffectKind.IMPORT_FILE,
            idem_key=f"import:{order.file_id}",
            now=work.now,
            payload={
                "file": order.file_id,
                "name": order.name[:255],
                "user": actor.user_id,
                "create_matters": order.creates_matters,
            },
        )
        return ordered is not None


def import_content(
    desk: Desk, workspace_id: int, user_id: str, content: bytes, *, creates_matters: bool
) -> ImportResult:
    """File the rows of a CSV file as a person would: only into matters they are shown.

    Raise HeaderRefused, with nothing filed, if its header cannot be used.
    """
    with desk.store.read() as session:
        hidden = _hidden_keys(session, workspace_id, user_id)
    homes = NewMatters(desk.installation.region, str(desk.installation.zone)) if creates_matters else None
    rows = _ShownOnly(BytesIO(content), hidden)
    return import_rows(desk.store, desk.clock, workspace_id, rows, actor=user_id, create_matters=homes)


class _ShownOnly(ImportFile):
    """A file in which a matter that the person is not shown is one that does not exist."""

    def __init__(self, source: BytesIO, hidden: frozenset[str]) -> None:
        super().__init__(source)
        self._hidden = hidden

    def rows(self) -> Iterator[Row | Rejected]:
        """Yield every row, as what it says or as rejected, in the file's order."""
        for row in super().rows():
            if isinstance(row, Row) and row.matter in self._hidden:
                yield Rejected(row.line, row.cells, f"There is no matter {row.matter}.")
            else:
                yield row


def _hidden_keys(session: Session, workspace_id: int, user_id: str) -> frozenset[str]:
    hidden = select(Matter.key).where(
        col(Matter.workspace_id) == workspace_id, ~is_visible(workspace_id, user_id)
    )
    return frozenset(session.exec(hidden))
