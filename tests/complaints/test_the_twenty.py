"""The list of twenty complaints in the documentation names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECTION = "## Twenty complaints, one test each"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def entries() -> list[str]:
    """Return the numbered entries of the list, each with its number."""
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    section = text.partition(SECTION)[2].partition("\n## ")[0]
    return re.split(r"\n(?=\d+\. )", section)[1:]


def names_in(path: Path) -> set[str]:
    """Return the names of a file's tests, as pytest collects them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_there_are_twenty_in_order() -> None:
    assert [int(entry.partition(".")[0]) for entry in entries()] == list(range(1, 21))


def test_each_names_a_test_that_exists_and_no_test_stands_for_two() -> None:
    named = [NAMED.findall(entry) for entry in entries()]
    assert all(named), "a complaint without a test"
    for path, name in (each for found in named for each in found):
        assert (ROOT / path).is_file(), path
        assert name in names_in(ROOT / path), f"{path}::{name}"
    flat = [each for found in named for each in found]
    assert len(flat) == len(set(flat))
