"""How the house is built, beside its rooms: the few rules that keep its files honest and readable."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.rooms import within
from tests.source_tree import ROOT, Module, modules, read, tracked_files

SLACK_SPEAKERS = ("handlers", "bot.app", "bot.commands", "bot.web")
PURE = "bot.rules"
IMPURE_LIBRARIES = frozenset(
    {
        "asyncio",
        "httpx",
        "os",
        "pathlib",
        "random",
        "requests",
        "secrets",
        "slack_bolt",
        "slack_sdk",
        "smtplib",
    }
    | {"socket", "sqlalchemy", "sqlmodel", "subprocess", "threading", "time", "urllib.request", "uuid"}
)
# The two outer loops: one keeps the worker alive, the other turns any error into a sentence with a reference.
MAY_CATCH_ANYTHING = frozenset({"bot/effects/worker.py", "handlers/front/errors.py"})
READS_THE_MACHINES_TIME = "bot/clock.py"
# Signatures and three-second triggers are measured on real time, whatever the story's clock says.
LIVES_IN_REAL_TIME = "bot/simulator/slack/"
CLOCK_CALLS = frozenset({"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"})
BUILDERS = frozenset(
    {"App", "AsyncApp", "AsyncClient", "Client", "Engine", "HTTPTransport", "Session", "SocketModeHandler"}
    | {"Starlette", "Typer", "WebClient", "create_async_engine", "create_engine", "load_settings"}
    | {"scoped_session", "sessionmaker"}
)
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
GENERATED = "storage/migrations/versions/"


def place(module: Module) -> str:
    return str(module.path.relative_to(ROOT))


def imports_of(*libraries: str) -> Iterator[tuple[Module, str]]:
    """Yield every module that imports one of `libraries`, and what it imports of it."""
    for module in modules():
        yield from ((module, name) for _, name in module.imports() if within(name, *libraries))


def test_only_the_front_door_imports_handlers() -> None:
    front_door = ("bot.app", "bot.cli", "bot.commands", "handlers")
    assert [module.name for module, _ in imports_of("handlers") if not within(module.name, *front_door)] == []


def test_slack_is_spoken_in_one_place() -> None:
    slack = imports_of("slack_bolt", "slack_sdk")
    assert [module.name for module, _ in slack if not within(module.name, *SLACK_SPEAKERS)] == []


def test_rules_do_nothing_but_decide() -> None:
    impure = imports_of(*IMPURE_LIBRARIES)
    assert [(module.name, name) for module, name in impure if within(module.name, PURE)] == []


def dotted(node: ast.AST | None) -> str:
    """Return `a.b.c` for such an expression, and an empty text for any other."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def reads_the_time(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ".".join(dotted(node.func).split(".")[-2:]) in CLOCK_CALLS


def found(judge: Callable[[ast.AST], bool]) -> Iterator[tuple[str, int]]:
    """Yield the file and line of every piece of source that `judge` points at."""
    for module in modules():
        for node in ast.walk(module.tree):
            if judge(node):
                yield place(module), getattr(node, "lineno", 0)


def test_time_is_read_from_the_clock() -> None:
    allowed = (READS_THE_MACHINES_TIME, LIVES_IN_REAL_TIME)
    assert [(file, line) for file, line in found(reads_the_time) if not file.startswith(allowed)] == []


def catches_anything(node: ast.AST) -> bool:
    broad = {"Exception", "BaseException", "builtins.Exception", "builtins.BaseException"}
    if isinstance(node, ast.ExceptHandler):
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        return any(kind is None or dotted(kind) in broad for kind in kinds)
    suppresses = isinstance(node, ast.Call) and dotted(node.func).endswith("suppress")
    return suppresses and any(dotted(kind) in broad for kind in node.args)


def test_only_the_outer_loops_catch_anything() -> None:
    assert [(file, line) for file, line in found(catches_anything) if file not in MAY_CATCH_ANYTHING] == []


def built_on_import(module: Module) -> Iterator[str]:
    for statement in module.tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr):
            calls = (node for node in ast.walk(statement) if isinstance(node, ast.Call))
            yield from (dotted(call.func) for call in calls if dotted(call.func).split(".")[-1] in BUILDERS)


def test_nothing_is_built_on_import() -> None:
    assert [(module.name, name) for module in modules() for name in built_on_import(module)] == []


def written_files(*endings: str) -> list[Path]:
    """Return the files with these endings that people write; migrations are generated."""
    return [path for path in tracked_files() if path.suffix in endings and GENERATED not in path.as_posix()]


def test_no_file_is_too_long() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in written_files(".py", ".js")}
    assert {str(path): length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def long_functions(path: Path) -> Iterator[str]:
    for node in ast.walk(read(path).tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {length} lines"


def test_no_function_is_too_long() -> None:
    assert [function for path in written_files(".py") for function in long_functions(path)] == []


def module_of(source: str, name: str = "bot.rules.sample") -> Module:
    return Module(name, ROOT / "bot" / "rules" / "sample.py", ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    f()\nexcept:\n    pass",
        "try:\n    f()\nexcept Exception:\n    pass",
        "try:\n    f()\nexcept (OSError, BaseException):\n    pass",
        "with contextlib.suppress(Exception):\n    f()",
    ],
)
def test_a_broad_catch_is_seen(source: str) -> None:
    assert any(map(catches_anything, ast.walk(ast.parse(source))))


def test_a_global_engine_is_seen() -> None:
    assert list(built_on_import(module_of("engine = sqlmodel.create_engine('sqlite://')"))) == [
        "sqlmodel.create_engine"
    ]
