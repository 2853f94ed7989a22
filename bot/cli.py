"""The command line. Each word loads what it needs only when it is used, so that help is quick."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings


class ExportNoun(StrEnum):
    """What can be written out."""

    CASES = "cases"
    ITEMS = "items"
    EVENTS = "events"
    NOTICES = "notices"
    EFFECTS = "effects"


class ExportFormat(StrEnum):
    """How it is written out."""

    CSV = "csv"
    JSONL = "jsonl"


def main() -> None:
    """Run the command line of this process and exit with its status."""
    build_cli()()


def build_cli() -> typer.Typer:
    """Return the command `takedown` with all its words."""
    cli = typer.Typer(
        name="takedown",
        help="Ask first, escalate with care, prove the outcome.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    cli.command("demo")(demo)
    cli.command("run")(run)
    cli.command("worker")(worker)
    cli.command("manifest")(manifest)
    cli.command("import")(import_)
    cli.command("export")(export)
    cli.command("verify")(verify)
    cli.command("resolve")(resolve)
    return cli


def demo(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Where the page is shown on this machine.")
    ] = 8030,
    state: Annotated[
        Path | None,
        typer.Option(file_okay=False, metavar="DIR", help="Keep everything here; else it is forgotten."),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the page in the browser.")] = False,
    tour: Annotated[bool, typer.Option("--tour", help="Play the whole story by itself, then stop.")] = False,
) -> None:
    """Start the desk in a Slack of its own on this machine: no account needed, nothing leaves it."""
    from bot.commands.demo import run_demo

    raise typer.Exit(run_demo(port=port, state=state, open_page=not no_open, tour=tour))


def run(
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Answer Slack only; `takedown worker` runs elsewhere.")
    ] = False,
) -> None:
    """Run the desk in the Slack that the settings name."""
    settings = _settings(slack=True)
    from bot.commands.run import run_server

    raise typer.Exit(run_server(settings, with_worker=not no_worker))


def worker() -> None:
    """Run only the worker, beside `takedown run --no-worker` elsewhere."""
    settings = _settings(slack=True)
    from bot.commands.run import run_worker

    raise typer.Exit(run_worker(settings))


def manifest(
    socket_mode: Annotated[bool, typer.Option("--socket-mode", help="The desk opens the connection.")] = False,
    url: Annotated[str | None, typer.Option(help="Slack reaches the desk at this https:// address.")] = None,
) -> None:
    """Print the manifest of the Slack app as JSON."""
    from bot.commands.manifest import print_manifest

    raise typer.Exit(print_manifest(socket_mode, url))


def import_(
    file: Annotated[
        Path, typer.Argument(help="A CSV file with the columns matter,url and more if you have them.")
    ],
    create_matters: Annotated[
        bool, typer.Option("--create-matters", help="Open matters that are not known yet.")
    ] = False,
    workspace: Annotated[
        str | None, typer.Option(metavar="KEY", help="Into this workspace, if there are several.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check every row and keep nothing.")] = False,
) -> None:
    """File the accounts and posts of a CSV file; a second run adds nothing."""
    settings = _settings()
    from bot.commands.importing import import_file

    raise typer.Exit(import_file(settings, file, create_matters, workspace, dry_run))


def export(
    noun: Annotated[ExportNoun, typer.Argument(help="What to write out.")],
    fmt: Annotated[ExportFormat, typer.Option("--format", help="How to write it.")] = ExportFormat.CSV,
    matter: Annotated[str | None, typer.Option(metavar="KEY", help="Only this matter.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Into this file.")] = None,
) -> None:
    """Write cases, items, events, notices or effects to standard output or a file."""
    settings = _settings()
    from bot.commands.exporting import export as write_out

    raise typer.Exit(write_out(settings, noun.value, fmt.value, matter, output))


def verify() -> None:
    """Check the chain of every case's events; name the first break."""
    settings = _settings()
    from bot.commands.verify import verify as verify_chains

    raise typer.Exit(verify_chains(settings))


def resolve(
    urls: Annotated[list[str], typer.Argument(metavar="URL…", help="Addresses of accounts and posts.")],
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Say which platform and account each address names, and its plain form."""
    from bot.commands.resolve import resolve_urls

    raise typer.Exit(resolve_urls(urls, as_json))


def _settings(*, slack: bool = False) -> "Settings":
    from bot.logs import configure_logging
    from bot.settings import SettingsProblem, load_settings

    try:
        settings = load_settings()
        if slack:
            settings.require_slack()
    except SettingsProblem as problem:
        sys.stderr.write(f"The settings cannot be used:\n{problem}\n")
        raise typer.Exit(2) from None
    configure_logging(settings.log_format, settings.log_level)
    return settings
