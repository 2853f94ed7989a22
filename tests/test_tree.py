"""What is kept in the tree: locked dependencies that match what is declared, and nothing from elsewhere."""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.source_tree import ROOT, tracked_files

PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?: ; [^\\]+)? \\\n(?P<rest>(?:    .*\n?)+)", re.MULTILINE
)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
OURS = "takedown-desk (pyproject.toml"

# Written in pieces, so that this file holds none of them.
REGISTRIES = tuple(
    map(".".join, [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb", "debian", "org")])
)
SOMEBODYS_FOLDER = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users|work|mnt)/\w")
PICTURES = {".png", ".jpg", ".pdf", ".ico", ".woff2"}


def pins(lock: str) -> dict[str, tuple[Version, str]]:
    """Return each locked package with its version and the lines that follow it."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    found = list(PIN.finditer(text))
    assert "".join(match[0] for match in found).strip() == text.strip(), (
        f"{lock} holds more than pinned packages"
    )
    return {canonicalize_name(match["name"]): (Version(match["version"]), match["rest"]) for match in found}


def declared() -> tuple[list[Requirement], list[Requirement]]:
    """Return what the program needs, and what its developers need besides."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    return tuple([Requirement(line) for line in lines] for lines in wanted)  # type: ignore[return-value]


def unmet(requirements: list[Requirement], lock: str) -> Iterator[str]:
    locked = pins(lock)
    for requirement in requirements:
        version = locked.get(canonicalize_name(requirement.name), (None, ""))[0]
        if version is None or version not in requirement.specifier:
            yield f"{requirement} is not in {lock}"


def test_the_locks_hold_what_is_declared() -> None:
    needed, besides = declared()
    assert [*unmet(needed, "requirements.lock"), *unmet(needed + besides, "requirements-dev.lock")] == []


def test_the_locks_hold_nothing_that_is_no_longer_declared() -> None:
    names = {canonicalize_name(requirement.name) for requirement in chain(*declared())}
    direct = {name for name, (_, rest) in pins("requirements-dev.lock").items() if OURS in rest}
    assert direct <= names


def test_the_developers_lock_is_the_programs_and_more() -> None:
    program, developers = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: pin[0] for name, pin in program.items()}.items() <= {
        n: p[0] for n, p in developers.items()
    }.items()


def test_every_locked_package_has_its_hashes_and_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        assert [name for name, (_, rest) in pins(lock).items() if not HASH.search(rest)] == []
        assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def test_no_registry_and_nobodys_folder_stands_in_the_tree() -> None:
    foreign = []
    for path in tracked_files():
        if path.suffix not in PICTURES:
            text = path.read_text(encoding="utf-8", errors="replace")
            foreign += [f"{path}: {host}" for host in REGISTRIES if host in text]
            foreign += [f"{path}: {match[0]}" for match in SOMEBODYS_FOLDER.finditer(text)]
    assert foreign == []


def test_no_secret_file_is_kept() -> None:
    assert [
        path for path in tracked_files() if path.name == ".env" or path.suffix in {".db", ".pem", ".key"}
    ] == []
