"""What the pages say of files and functions is there: a page that names a place that moved is wrong."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source_tree import ROOT, read

PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")))
NAMED = re.compile(r"`((?:bot|handlers|storage|tests|docs|\.ci)/[\w./-]*)(?:::?(\w+))?[^`]*`")
LINKED = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)")
HISTORY = ("CHANGELOG.md",)


def named_places(text: str) -> Iterator[tuple[str, str]]:
    """Yield every path that stands in backticks, with the name behind its colon."""
    yield from ((path, name or "") for path, name in NAMED.findall(text))


def is_there(path: str, name: str) -> bool:
    """Whether a path exists and, if a name is given, defines it."""
    place = ROOT / path
    if not name or place.suffix != ".py" or not place.is_file():
        return place.exists()
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, defined) and node.name == name for node in ast.walk(read(place).tree))


@pytest.mark.parametrize("page", [page for page in PAGES if page not in HISTORY])
def test_every_file_and_function_that_a_page_names_exists(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [f"{path}:{name}" for path, name in named_places(text) if not is_there(path, name)] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    folder = (ROOT / page).parent
    links = LINKED.findall((ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (folder / Path(link)).exists()] == []


def test_a_place_that_is_not_there_is_seen() -> None:
    assert list(named_places("see `bot/desk/filing/filing.py:file_items`")) == [
        ("bot/desk/filing/filing.py", "file_items")
    ]
    assert is_there("bot/desk/filing/filing.py", "file_items")
    assert not is_there("bot/desk/filing/filing.py", "burn_items")
    assert not is_there("bot/desk/filing.py", "")
