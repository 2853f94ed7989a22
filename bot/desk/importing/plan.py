"""Which rows of an import are new, decided from what is known before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.desk.importing.rows import Referred, Rejected, Row, check_ground
from storage.vocabulary import Ground


@dataclass(frozen=True, slots=True)
class KnownMatter:
    """A matter as an import needs it; without an id it is one that a rehearsal only pretends to open."""

    key: str
    ground: Ground
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its matter and the ground that holds for it."""

    row: Row
    matter: KnownMatter
    ground: Ground


@dataclass
class Known:
    """What is filed already: by matter and URL key the identities of the cases, and the external ids."""

    urls: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    external_ids: set[tuple[str, str]] = field(default_factory=set)

    def take(self, placed: Placed) -> bool:
        """Take a row as known from now on; return whether it is new.

        Where neither URL nor row says whose account it is, a URL that is filed under any account is known.
        """
        row, matter = placed.row, placed.matter.key
        identities = self.urls.setdefault((matter, row.url_key), set())
        external = (matter, row.external_id) if row.external_id else None
        if row.identity in identities or (identities and row.names_nobody) or external in self.external_ids:
            return False
        identities.add(row.identity)
        if external:
            self.external_ids.add((matter, external[1]))
        return True


def place(rows: Iterable[Row], matters: dict[str, KnownMatter]) -> tuple[list[Placed], list[Rejected]]:
    """Put rows into their matters; an unknown matter, or a ground handled elsewhere, rejects the row."""
    placed, rejected = [], []
    for row in rows:
        matter = matters.get(row.matter)
        if matter is None:
            rejected.append(Rejected(row.line, row.cells, f"There is no matter {row.matter[:20]}."))
            continue
        ground = row.ground or matter.ground
        try:
            check_ground(ground)
        except Referred as referred:
            rejected.append(Rejected(row.line, (), referred.sentence))
            continue
        placed.append(Placed(row, matter, ground))
    return placed, rejected


def new_only(placed: Sequence[Placed], known: Known) -> list[Placed]:
    """Return the rows that nothing known equals, in their order; each counts as known to those behind it."""
    return [one for one in placed if known.take(one)]
