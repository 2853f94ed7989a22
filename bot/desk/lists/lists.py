"""Lists of cases as people ask for them: theirs, what waits, what is overdue, one matter's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.card.card_facts import CardFacts, card_facts
from bot.desk.case.labels import Label, labels_of
from bot.desk.case.status import status_phrase
from bot.desk.core.access import require_role, visible_case
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid, NotFound, repeated
from bot.desk.core.unreadable import read_in_words
from bot.desk.lists.find import find
from bot.desk.matters.lookup import find_matter
from storage.lists import search
from storage.lists.search import CaseLine, Cursor, Listing
from storage.lists.top_rows import Length
from storage.lists.visibility import visible_matters

_KEY = re.compile(r"([A-Z][A-Z0-9]{1,9}-[0-9]{1,9})(?:-[0-9A-Z]{3})?", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One case in a list: the facts, what it is called, and where it stands as the team says it."""

    line: CaseLine
    label: Label
    stands: str


@dataclass(frozen=True)
class ShownCase:
    """One case as its card shows it, and where that card is."""

    facts: CardFacts
    label: Label | None


@dataclass(frozen=True)
class CasePage:
    """One page of a list, how many cases the whole list has, and where the next page begins if there is one."""

    rows: tuple[Row, ...]
    total: Length
    after: Cursor | None


def list_page(desk: Desk, actor: Actor, which: Listing | str, after: str | None, limit: int) -> CasePage:
    """Return a page of a `Listing`, or of a matter by its key, behind the place that `after` names.

    Raise NotFound for a matter that does not exist or is not shown to the person, and Invalid for an `after`
    that no page ended with.
    """
    with desk.read() as work:
        require_role(work, actor)
        if not isinstance(which, Listing):
            _require_shown(work, actor, which)
        page = search.list_cases(
            work.session,
            actor.workspace_id,
            which,
            actor.user_id,
            work.now,
            after=_cursor(after),
            limit=limit,
        )
        return CasePage(_rows(work, actor, page.lines), page.total, page.after)


def find_rows(desk: Desk, actor: Actor, text: str, limit: int = 10) -> tuple[Row, ...]:
    """Return the cases that a text may mean, best first, as far as the person is shown them."""
    with desk.read() as work:
        require_role(work, actor)
        return _rows(work, actor, find(work.session, actor.workspace_id, actor.user_id, text, limit))


def case_named(desk: Desk, actor: Actor, key: str) -> int:
    """Return the id of the case with this key or code; raise NotFound if the person is shown none."""
    with desk.read() as work:
        require_role(work, actor)
        named = _KEY.fullmatch(key.strip().upper())
        keys = [named[1]] if named else []
        lines = search.by_keys(work.session, actor.workspace_id, actor.user_id, keys)
        if not lines:
            raise NotFound("There is no such case, or it is not shown to you.")
        return lines[0].case_id


def shown_case(desk: Desk, actor: Actor, case_id: int) -> ShownCase:
    """Return everything a case's card says; raise NotFound if the person is not shown the case."""
    with desk.read() as work:
        visible_case(work, actor, case_id)
        with read_in_words(work.session, case_id):
            facts = card_facts(work, actor.workspace_id, case_id)
        called = labels_of(work.session, work.platforms, actor.workspace_id, [case_id])
        return ShownCase(facts, called.get(case_id))


def _require_shown(work: UnitOfWork, actor: Actor, key: str) -> None:
    matter = find_matter(work, actor.workspace_id, key)
    shown = visible_matters(work.session, actor.workspace_id, actor.user_id)
    if matter is None or matter.id not in shown:
        raise NotFound(f"There is no matter {repeated(key)}, or it is not shown to you.")


def _cursor(text: str | None) -> Cursor | None:
    try:
        return Cursor.read(text) if text else None
    except ValueError as error:
        raise Invalid("This list has changed; please ask for it again.") from error


def _rows(work: UnitOfWork, actor: Actor, lines: Sequence[CaseLine]) -> tuple[Row, ...]:
    ids = [line.case_id for line in lines]
    known = labels_of(work.session, work.platforms, actor.workspace_id, ids)
    return tuple(Row(line, known.get(line.case_id) or Label(line.key), _stands(line)) for line in lines)


def _stands(line: CaseLine) -> str:
    if line.status is None or not line.is_readable:
        return f"cannot be read by this version of the desk (reference case:{line.case_id})"
    return status_phrase(line.status)
