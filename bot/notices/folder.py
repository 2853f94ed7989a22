"""The template folders: one per template and version, kept for ever so that old notices render again."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.notices.dates import day, day_of, moment, short_day_of, short_moment
from bot.notices.errors import NoSuchTemplate
from storage.vocabulary import NoticeKind

TEMPLATES = Path(__file__).with_name("templates")
_VERSION = re.compile(r"v([1-9][0-9]*)")
_NAME = re.compile(r"[a-z][a-z_]*")


@dataclass(frozen=True)
class Template:
    """One version of one template, as its `template.toml` describes it.

    `longest` is the most characters a text of it may have. `source` is the rule behind its contents, and
    `sentences` are those whose exact wording counts.
    """

    name: str
    version: int
    kind: NoticeKind
    title: str
    subject: str
    longest: int
    source: str
    sentences: Mapping[str, str]
    has_short: bool
    has_letter: bool

    @property
    def path(self) -> str:
        """The folder, relative to all templates, with forward slashes."""
        return f"{self.name}/v{self.version}"


def versions(name: str) -> tuple[int, ...]:
    """Return the versions of the template `name`, oldest first. Raise NoSuchTemplate if there is none."""
    folder = TEMPLATES / name
    if not _NAME.fullmatch(name) or not folder.is_dir():
        raise NoSuchTemplate(name)
    found = (_VERSION.fullmatch(each.name) for each in folder.iterdir())
    return tuple(sorted(int(each[1]) for each in found if each))


@cache
def template(name: str, version: int | None = None) -> Template:
    """Return the template `name` in `version`, or in its newest. Raise NoSuchTemplate if there is none."""
    known = versions(name)
    chosen = known[-1] if version is None else version
    if chosen not in known:
        raise NoSuchTemplate(name, version)
    folder = TEMPLATES / name / f"v{chosen}"
    about = tomllib.loads((folder / "template.toml").read_text("utf-8"))
    return Template(
        name=name,
        version=chosen,
        kind=NoticeKind(about["kind"]),
        title=about["title"],
        subject=about["subject"],
        longest=about["longest"],
        source=about["source"],
        sentences=about.get("sentences", {}),
        has_short=(folder / "short.j2").is_file(),
        has_letter=(folder / "letter.typ").is_file(),
    )


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Return the sandbox that templates run in: plain text, and a name without a value is an error."""
    sandbox = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=(), default_for_string=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = (day, day_of, moment, short_day_of, short_moment)
    sandbox.filters.update({each.__name__: each for each in words})
    return sandbox
