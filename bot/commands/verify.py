"""`takedown verify`: check the chain of every case's events, in all workspaces."""

import sys

from bot.commands.database import NoDatabase, opened
from bot.commands.progress import progress_bar
from bot.settings import Settings
from storage.audit.chain import Break, check_chains, count_events
from storage.database.engine import Store
from storage.queries.workspaces import all_workspaces


def verify(settings: Settings) -> int:
    """Check all chains; return 0 with a sentence, 1 naming the first break, 2 without a database."""
    try:
        with opened(settings) as store:
            checked, found = _check(store)
            sentence = _sound(checked) if found is None else _broken(store, found)
    except NoDatabase as problem:
        sys.stderr.write(f"takedown verify: {problem}\n")
        return 2
    sys.stdout.write(f"{sentence}\n")
    return 0 if found is None else 1


def _check(store: Store) -> tuple[int, Break | None]:
    with store.read() as session, progress_bar() as bar:
        workspaces = [row.pk for row in all_workspaces(session)]
        total = sum(count_events(session, workspace_id) for workspace_id in workspaces)
        task = bar.add_task("checking", total=total)
        checked = 0
        for workspace_id in workspaces:
            for found in check_chains(session, workspace_id):
                if found is not None:
                    return checked, found
                checked += 1
                bar.advance(task)
    return checked, None


def _sound(checked: int) -> str:
    if checked == 0:
        return "There are no events yet, so there was nothing to check."
    return f"All chains are sound: {checked} events checked."


def _broken(store: Store, found: Break) -> str:
    with store.read() as session:
        keys = {row.id: row.key for row in all_workspaces(session)}
    return (
        f"The chain {found.chain} of the workspace {keys[found.workspace_id]} "
        f"is broken at event {found.seq}: {found.reason}."
    )
