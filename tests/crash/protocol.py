"""What a run has shown, as the tables that are printed and kept in the docs."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.dooms import Boundary, Death
from tests.crash.reckoning import SORTS, Account

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- made by make test-crash WRITE=1 -->", "<!-- end of what it made -->"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
HEAD = (
    "Database",
    "What was sent",
    "Ordered",
    "Arrived once",
    "Twice",
    "Lost",
    "In doubt at some time",
    "Settled by asking",
    "Settled by a person",
)


@dataclass
class Protocol:
    """Everything that the tests of this session have shown, by database."""

    accounts: dict[str, dict[str, Account]] = field(default_factory=dict)
    deaths: dict[str, list[Death]] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)
    outages: list[tuple[str, str, Account]] = field(default_factory=list)

    def is_whole(self) -> bool:
        """Whether every table has something from every database."""
        return all(set(part) == set(NAMES) for part in (self.accounts, self.deaths)) and len(self.outages) >= 4

    def text(self) -> str:
        """Return all tables as Markdown."""
        return "\n\n".join((self._sentence(), self._acts(), self._kills(), self._outages()))

    def write(self, page: Path = PAGE) -> None:
        """Put the tables where the page keeps them."""
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        page.write_text(f"{before}{BEGIN}\n\n{self.text()}\n\n{END}{after}", encoding="utf-8")

    def _sentence(self) -> str:
        kills = sum(len(each) for each in self.deaths.values())
        broken = sum(self.broken.values())
        return f"{kills} processes were killed, and {broken} calls were refused, broken off or left unanswered."

    def _acts(self) -> str:
        rows: list[tuple[object, ...]] = [
            (NAMES[database], sort, *_figures(self.accounts[database][sort]))
            for database in NAMES
            for sort in SORTS
            if database in self.accounts
        ]
        return _table(HEAD, 2, rows)

    def _kills(self) -> str:
        counts = {
            database: Counter(death.boundary for death in self.deaths.get(database, [])) for database in NAMES
        }
        rows: list[tuple[object, ...]] = [
            (boundary.value, *(counts[database][boundary] for database in NAMES)) for boundary in Boundary
        ]
        return _table(("Killed", *NAMES.values()), 1, rows)

    def _outages(self) -> str:
        rows: list[tuple[object, ...]] = [
            (NAMES[database], what, each.ordered, each.once, each.twice, each.lost)
            for database, what, each in sorted(self.outages, key=lambda outage: outage[:2])
        ]
        return _table(("Database", "What befell it", *HEAD[2:6]), 2, rows)


def kept_on(page: Path = PAGE) -> str:
    """Return the tables that the page keeps."""
    return page.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip()


def _figures(account: Account) -> tuple[int, ...]:
    return (
        account.ordered,
        account.once,
        account.twice,
        account.lost,
        account.doubted,
        account.by_asking,
        account.by_person,
    )


def _table(head: tuple[str, ...], words: int, rows: list[tuple[object, ...]]) -> str:
    """Return a table of which the first columns hold words and the others figures."""
    rule = ["---"] * words + ["--:"] * (len(head) - words)
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in (head, rule, *rows))
