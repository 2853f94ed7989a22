"""`takedown resolve`: what addresses name, as the desk would file them."""

import json
import sys
from dataclasses import asdict, dataclass

from bot.rules.addresses.registry import resolve
from bot.rules.addresses.url.address import UrlRefused


@dataclass(frozen=True, slots=True)
class Resolution:
    """What one typed address names, or the sentence that says why it was refused; unset fields are None."""

    input: str
    platform: str | None = None
    account: str | None = None
    url: str | None = None
    error: str | None = None


def resolve_urls(urls: list[str], as_json: bool) -> int:
    """Print what each address names, in order: one JSON array, or a table. Return exit status 0 always."""
    answers = [answer(url) for url in urls]
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in answers], indent=2) + "\n")
    else:
        _print_table(answers)
    return 0


def answer(url: str) -> Resolution:
    """Resolve one address; a refusal becomes the answer's error."""
    try:
        found = resolve(url)
    except UrlRefused as refusal:
        return Resolution(url, error=refusal.sentence)
    return Resolution(url, platform=found.platform.value, account=found.account, url=found.url)


def _print_table(answers: list[Resolution]) -> None:
    # Imported here because drawing is slow to import and --json, and every other command, does without it.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Address", "Platform", "Account", "Filed as")
    for each in answers:
        filed = Text(_visible(each.url or each.error or ""), style="" if each.url else "red", overflow="fold")
        typed = Text(_visible(each.input), overflow="fold")
        table.add_row(typed, each.platform or "-", Text(_visible(each.account or "-"), overflow="fold"), filed)
    Console(file=sys.stdout).print(table)


def _visible(text: str) -> str:
    """Return `text` with what a terminal would obey or hide written out as escapes."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
