"""The project's own source, read for the tests that judge how it is built."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "handlers", "storage")


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, its place and its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    def imports(self) -> Iterator[tuple[int, str]]:
        """Yield (line, dotted name) of every import, wherever it stands, relative ones made absolute."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)

    def bound(self) -> dict[str, str]:
        """Return what the module's own `from … import` lines bind: the name, and the dotted name behind it."""
        statements = [node for node in self.tree.body if isinstance(node, ast.ImportFrom)]
        return {
            alias.asname or alias.name: f"{self._base(node)}.{alias.name}"
            for node in statements
            for alias in node.names
        }

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        package = parts[: len(parts) - node.level + self.is_package]
        return ".".join([*package, *filter(None, [node.module])])


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the three packages."""
    return tuple(read(path) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))


def read(path: Path) -> Module:
    """Return the module that stands at `path`, somewhere under the root."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    named = parts[:-1] if parts[-1] == "__init__" else parts
    return Module(".".join(named), path, ast.parse(path.read_text(encoding="utf-8"), str(path)))


def tracked_files() -> tuple[Path, ...]:
    """Return every file that git keeps, or would keep when asked to add all."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())
