"""The walls of the house: imports follow the table of rooms, and nothing leads back."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import pytest

from tests import draw_rooms
from tests.rooms import (
    KNOWS,
    MOST_MODULES,
    arrows,
    circles,
    entered,
    forbidden,
    known_rooms,
    purpose_of,
    room_of,
)
from tests.source_tree import PACKAGES, ROOT, Module, modules, tracked_files

GENERATED = "versions"
SCRIPTS = "bot/simulator/page/static/"
IMPORTED = re.compile(r"""(?:from|import\()\s*["'](\.[^"']+)["']""")


def test_imports_follow_the_table() -> None:
    assert [sentence for module in modules() for sentence in forbidden(module)] == []


def test_every_room_is_in_the_table_and_the_table_names_no_other() -> None:
    written = [module for module in modules() if GENERATED not in module.path.parts]
    assert {room_of(module) for module in written if not module.is_package} <= set(KNOWS)
    assert set(KNOWS) <= {room_of(module) for module in written}


def test_the_table_allows_nothing_that_nobody_needs() -> None:
    used = {(room_of(module), room) for module in modules() for _, _, room in arrows(module)}
    idle = [
        f"{room} need not know {name}"
        for room, names in KNOWS.items()
        for name in names.split()
        if not any(own == room and (other == name or other.startswith(f"{name}.")) for own, other in used)
    ]
    assert idle == []


def outgrown(files: list[PurePosixPath]) -> dict[str, int]:
    """Return the folders that hold too many modules of Python or JavaScript, with their number."""
    counted = Counter(
        str(file.parent) for file in files if file.suffix in {".py", ".js"} and file.stem != "__init__"
    )
    return {folder: count for folder, count in counted.items() if count > MOST_MODULES}


def test_no_room_outgrows_its_walls() -> None:
    ours = [PurePosixPath(path.relative_to(ROOT).as_posix()) for path in tracked_files()]
    assert outgrown([path for path in ours if path.parts[0] in PACKAGES and GENERATED not in path.parts]) == {}


def file_graph() -> dict[str, set[str]]:
    """Return which module imports which, imports inside functions and for types included."""
    names = {module.name for module in modules()}

    def target(name: str) -> str:
        return name if name in names else name.rpartition(".")[0]

    return {
        module.name: {target(name) for _, name in module.imports() if target(name) in names} - {module.name}
        for module in modules()
    }


def script_graph() -> dict[str, set[str]]:
    """Return which script of the page imports which."""
    scripts = [path for path in tracked_files() if path.suffix == ".js" and SCRIPTS in path.as_posix()]
    return {str(path): {str((path.parent / name).resolve()) for name in _imported(path)} for path in scripts}


def _imported(script: Path) -> list[str]:
    return IMPORTED.findall(script.read_text(encoding="utf-8"))


def by_folder(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the same graph between folders."""
    folders: dict[str, set[str]] = {}
    for path, others in graph.items():
        own = str(Path(path).parent)
        folders.setdefault(own, set()).update({str(Path(other).parent) for other in others} - {own})
    return folders


def test_no_two_files_lead_back_to_each_other() -> None:
    assert circles(file_graph()) == []
    assert circles(script_graph()) == []


def test_no_two_rooms_lead_back_to_each_other() -> None:
    rooms: dict[str, set[str]] = {}
    for module in modules():
        rooms.setdefault(room_of(module), set()).update(room for _, _, room in arrows(module))
    assert circles(rooms) == []
    assert circles({room: known_rooms(room) for room in KNOWS}) == []
    assert circles(by_folder(script_graph())) == []


def test_every_room_says_in_a_sentence_what_lives_there_and_what_does_not() -> None:
    packages = [room for room in KNOWS if (ROOT / Path(*room.split("."))).is_dir()]
    sentences = {room: purpose_of(room) for room in packages}
    assert [room for room, said in sentences.items() if not said.endswith(".") or len(said) < 40] == []
    assert [room for room, said in sentences.items() if ";" not in said and ":" not in said] == []


def hidden_modules(module: Module) -> Iterator[str]:
    """Yield every function in which a name of its own hides a module of ours that the file imports."""
    known = {name for name, path in module.bound().items() if entered(path) and _is_ours(path)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            own = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            yield from (
                f"{module.path.relative_to(ROOT)}:{node.lineno} hides {name}" for name in sorted(own & known)
            )


def _is_ours(path: str) -> bool:
    return path.partition(".")[0] in PACKAGES and any(module.name == path for module in modules())


def test_no_name_hides_an_imported_module() -> None:
    assert [place for module in modules() for place in hidden_modules(module)] == []


def planted(source: str, name: str = "bot.desk.filing.planted") -> Module:
    return Module(name, ROOT.joinpath(*name.split(".")).with_suffix(".py"), ast.parse(source))


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("bot.rules.case", "import handlers.card"),
        ("bot.rules.case", "from bot import desk"),
        ("bot.rules.law", "def later():\n    from ...desk.filing import filing"),
        ("bot.rules.calendar", "from storage import models"),
        ("bot.desk.core", "from bot.desk.case import status"),
        ("bot.desk.card", "from bot.desk.sending.sending import order_send"),
        ("bot.desk.contact", "from bot.desk.escalation import drafting"),
        ("handlers.card", "from handlers.front.errors import guarded"),
        ("handlers.lists", "from handlers.filing.file_form import file_view"),
        ("storage.queries", "from storage.ledger import effects"),
        ("bot.simulator.page", "from bot.app import build"),
    ],
)
def test_a_planted_arrow_is_seen_with_its_file_and_line(room: str, source: str) -> None:
    found = list(forbidden(planted(f"import re\n{source}", f"{room}.planted")))
    assert len(found) == 1
    assert found[0].startswith(f"{room.replace('.', '/')}/planted.py:{3 if 'def' in source else 2} imports ")
    assert f"but {room} may not know " in found[0]


@pytest.mark.parametrize(
    "source", ["from storage.vocabulary import CaseStatus", "from bot.desk.case import status", "import re"]
)
def test_an_allowed_arrow_passes(source: str) -> None:
    assert list(forbidden(planted(source))) == []


def test_a_room_without_a_line_in_the_table_may_know_nobody() -> None:
    assert list(forbidden(planted("from storage.vocabulary import CaseStatus", "bot.desk.cellar.planted")))


def test_a_planted_circle_is_seen() -> None:
    assert circles({"a": ["b"], "b": ["c"], "c": ["a", "d"], "d": []}) == [["a", "b", "c"]]
    assert circles({"a": ["b", "c"], "b": ["c"], "c": []}) == []


def test_an_outgrown_room_is_seen() -> None:
    files = [PurePosixPath(f"bot/desk/filing/{number}.py") for number in range(MOST_MODULES + 1)]
    assert outgrown(files) == {"bot/desk/filing": MOST_MODULES + 1}
    assert outgrown([*files[1:], PurePosixPath("bot/desk/filing/__init__.py")]) == {}


def test_a_hidden_module_is_seen() -> None:
    source = "from bot.desk.case import status\n\ndef f(case):\n    status = case.status\n    return status"
    assert list(hidden_modules(planted(source))) == ["bot/desk/filing/planted.py:3 hides status"]


@pytest.mark.parametrize("page", sorted(draw_rooms.PAGES))
def test_the_pictures_of_the_rooms_are_up_to_date(page: str) -> None:
    written = (ROOT / page).read_text(encoding="utf-8")
    assert written == draw_rooms.redrawn(page, written), "run: python -m tests.draw_rooms"
