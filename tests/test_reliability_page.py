"""The page on reliability keeps what `make test-crash` has shown: all of it, and nothing lost or sent twice."""

import re

from tests.crash.dooms import Boundary
from tests.crash.protocol import HEAD, NAMES, PAGE, kept_on
from tests.crash.reckoning import SORTS

FEWEST_KILLS = 200


def tables() -> list[list[dict[str, str]]]:
    """Return the rows of each table that the page keeps, by the words of its head."""
    found = []
    for part in kept_on().split("\n\n"):
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in part.split("\n") if "|" in line
        ]
        if rows:
            found.append([dict(zip(rows[0], row, strict=True)) for row in rows[2:]])
    return found


def test_every_sort_of_act_arrived_once_on_both_databases() -> None:
    acts, _, outages = tables()
    assert list(acts[0]) == list(HEAD)
    assert [(row["Database"], row["What was sent"]) for row in acts] == [
        (name, sort) for name in NAMES.values() for sort in SORTS
    ]
    for row in [*acts, *outages]:
        assert row["Ordered"] == row["Arrived once"] != "0"
        assert (row["Twice"], row["Lost"]) == ("0", "0")


def test_what_was_in_doubt_was_settled() -> None:
    for row in tables()[0]:
        settled = int(row["Settled by asking"]) + int(row["Settled by a person"])
        assert settled == int(row["In doubt at some time"])


def test_processes_died_at_every_boundary_on_both_databases() -> None:
    kills = tables()[1]
    assert [row["Killed"] for row in kills] == [boundary.value for boundary in Boundary]
    counts = [int(row[name]) for row in kills for name in NAMES.values()]
    assert min(counts) > 0
    assert sum(counts) >= FEWEST_KILLS
    assert re.match(rf"{sum(counts)} processes were killed", kept_on())


def test_the_page_says_by_which_command_it_was_made() -> None:
    assert "make test-crash WRITE=1" in PAGE.read_text(encoding="utf-8")
