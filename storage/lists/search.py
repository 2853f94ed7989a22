"""Finding and listing cases, each person only those they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from storage.database.dialects import is_sqlite
from storage.database.unreadable import UnreadableRow, read_each
from storage.lists.top_rows import Length, cases_of, counted, goes_on, is_waiting
from storage.lists.visibility import is_visible
from storage.models import Case, Item, Matter
from storage.vocabulary import CaseStatus, DeadlineKind, Platform

_COLUMNS: tuple[Any, ...] = (
    col(Case.id),
    col(Case.key),
    col(Matter.key),
    sa.type_coerce(col(Case.platform), sa.String),
    sa.type_coerce(col(Case.status), sa.String),
    col(Case.account),
    col(Case.owner_id),
    col(Case.deadline_at),
    col(Case.deadline_kind),
)

GREATEST_ID: Final = 2**63 - 1

Word = TypeVar("Word", bound=StrEnum)


class Listing(StrEnum):
    """Which cases a list shows, apart from one matter's."""

    ALL = "all"
    MINE = "mine"
    WAITING = "waiting"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class CaseLine:
    """One case in a list. Instants are UTC.

    A platform or status that this version does not know is None, so that one odd row stops no list; so are
    all facts of a row that cannot be read at all.
    """

    case_id: int
    key: str
    matter_key: str
    platform: Platform | None
    account: str | None
    status: CaseStatus | None
    owner_id: str | None
    deadline_at: datetime | None
    deadline_kind: DeadlineKind | None

    @property
    def is_readable(self) -> bool:
        """Whether this version understands the case."""
        return self.platform is not None and self.status is not None


@dataclass(frozen=True)
class Cursor:
    """Where a page ended; with an instant for lists that are in the order of their deadlines."""

    case_id: int
    at: datetime | None = None

    def __str__(self) -> str:
        """Return the cursor as a button can carry it."""
        return f"{self.case_id}" if self.at is None else f"{self.case_id}@{self.at.isoformat()}"

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Return the cursor that `str` wrote; raise ValueError for anything else."""
        case_id, mark, at = text.partition("@")
        instant = datetime.fromisoformat(at) if mark else None
        if instant is not None and instant.tzinfo is None:
            raise ValueError("a cursor's instant has a zone")
        if not 0 < (number := int(case_id)) <= GREATEST_ID:
            raise ValueError("no case has this id")
        return cls(number, instant)


@dataclass(frozen=True)
class Page:
    """Some lines of a list, its length as far as it is counted, and where the next page begins, if any."""

    lines: tuple[CaseLine, ...]
    total: Length
    after: Cursor | None


def list_cases(
    session: Session,
    workspace_id: int,
    which: Listing | str,
    user_id: str,
    now: datetime,
    *,
    after: Cursor | None = None,
    limit: int = 10,
) -> Page:
    """Return one page of the cases that a role holder is shown: a `Listing`, or a matter by its key.

    A list of `Listing` holds only cases that go on; overdue ones are in the order of their deadlines, others
    in the order in which they were filed.
    """
    by_deadline = which is Listing.OVERDUE
    matters, conditions = _wanted(workspace_id, which, user_id, now)
    order: list[Any] = [col(Case.deadline_at)] if by_deadline else []
    order.append(col(Case.id))
    behind = [*conditions, *_behind(after, by_deadline)]
    rows = _lines(session, matters, behind, order, limit + 1)
    more = len(rows) > limit
    lines = rows[:limit]
    last = _last(lines, by_deadline) if more else None
    following = Cursor(last.case_id, last.deadline_at if by_deadline else None) if last else None
    return Page(tuple(lines), counted(session, matters, conditions), following)


def by_keys(session: Session, workspace_id: int, user_id: str, keys: Sequence[str]) -> list[CaseLine]:
    """Return the cases with these keys that a role holder is shown."""
    parts = [key.rpartition("-") for key in keys]
    named = [
        sa.and_(col(Matter.key) == matter, col(Case.number) == int(number))
        for matter, _, number in parts
        if number.isdecimal()
    ]
    return _found(session, workspace_id, user_id, or_(*named), len(keys)) if named else []


def by_url(session: Session, workspace_id: int, user_id: str, url_key: str, limit: int) -> list[CaseLine]:
    """Return the cases that hold an item with this URL, as far as a role holder is shown them."""
    items = select(Item.case_id).where(Item.workspace_id == workspace_id, Item.url_key == url_key)
    return _found(session, workspace_id, user_id, col(Case.id).in_(items), limit)


def by_external_id(
    session: Session, workspace_id: int, user_id: str, external_id: str, limit: int
) -> list[CaseLine]:
    """Return the cases that hold an item with this external id, as far as a role holder is shown them."""
    items = select(Item.case_id).where(Item.workspace_id == workspace_id, Item.external_id == external_id)
    return _found(session, workspace_id, user_id, col(Case.id).in_(items), limit)


def by_account(
    session: Session, workspace_id: int, user_id: str, handles: Sequence[str], limit: int
) -> list[CaseLine]:
    """Return the cases of accounts spelt like one of these, on any platform; `ann` also finds `ann@host`."""
    exact = _found(session, workspace_id, user_id, col(Case.account).in_(handles), limit)
    if exact:
        return exact
    on_hosts = or_(*(_begins(session, f"{handle}@") for handle in handles))
    return _found(session, workspace_id, user_id, on_hosts, limit)


def by_identity(session: Session, workspace_id: int, user_id: str, identity: str, limit: int) -> list[CaseLine]:
    """Return the cases with this identity, in whichever matter."""
    latest = [col(Case.id).desc()]
    matters = is_visible(workspace_id, user_id)
    return _lines(session, matters, [col(Case.identity) == identity], latest, limit)


def _begins(session: Session, text: str) -> sa.ColumnElement[bool]:
    """Return the condition that an account begins with `text`, in the order of its characters' numbers."""
    behind = f"{text[:-1]}{chr(ord(text[-1]) + 1)}"
    account = col(Case.account)
    if is_sqlite(session):
        return sa.and_(account >= text, account < behind)
    return sa.and_(account.op("~>=~", is_comparison=True)(text), account.op("~<~", is_comparison=True)(behind))


def _wanted(
    workspace_id: int, which: Listing | str, user_id: str, now: datetime
) -> tuple[sa.ColumnElement[bool], list[sa.ColumnElement[bool]]]:
    """Return of which matters a list is, and which of their cases."""
    shown = is_visible(workspace_id, user_id)
    match which:
        case Listing.ALL:
            return shown, [goes_on()]
        case Listing.MINE:
            return shown, [col(Case.owner_id) == user_id, goes_on()]
        case Listing.WAITING:
            return shown, [is_waiting()]
        case Listing.OVERDUE:
            return shown, [col(Case.deadline_at) < now, goes_on()]
    return sa.and_(shown, col(Matter.key) == which.strip().upper()), []


def _last(lines: Sequence[CaseLine], by_deadline: bool) -> CaseLine | None:
    """Return the line behind which the next page begins: one without its instant marks no place."""
    return next((line for line in reversed(lines) if line.deadline_at or not by_deadline), None)


def _behind(after: Cursor | None, by_deadline: bool) -> list[sa.ColumnElement[bool]]:
    if after is None:
        return []
    if not by_deadline or after.at is None:
        return [col(Case.id) > after.case_id]
    same_time = sa.and_(col(Case.deadline_at) == after.at, col(Case.id) > after.case_id)
    return [or_(col(Case.deadline_at) > after.at, same_time)]


def _found(
    session: Session, workspace_id: int, user_id: str, condition: sa.ColumnElement[bool], limit: int
) -> list[CaseLine]:
    # Few rows fulfil the condition: they are found by it and then put in order, not the other way round.
    latest = (col(Case.id) + 0).desc()
    shown = [col(Case.workspace_id) == workspace_id, condition, is_visible(workspace_id, user_id)]
    wanted = sa.select(*_COLUMNS).join(Matter, _of_matter()).where(*shown)
    return _read_lines(session, wanted.order_by(latest).limit(limit))


def _lines(
    session: Session,
    matters: sa.ColumnElement[bool],
    conditions: Sequence[sa.ColumnElement[bool]],
    order: Sequence[Any],
    limit: int,
) -> list[CaseLine]:
    near = cases_of(session, conditions, order, limit)
    wanted = sa.select(*_COLUMNS).select_from(near).where(matters)
    return _read_lines(session, wanted.order_by(*order).limit(limit))


def _read_lines(session: Session, wanted: sa.Select[Any]) -> list[CaseLine]:
    found = read_each(session.connection().execute, wanted, col(Case.id), col(Case.key))
    return [_unread(row) if isinstance(row, UnreadableRow) else _line(*row) for row in found]


def _unread(row: UnreadableRow) -> CaseLine:
    matter_key = row.key.rpartition("-")[0]
    return CaseLine(row.row_id, row.key, matter_key, None, None, None, None, None, None)


def _line(case_id: int, key: str, matter: str, platform: str, status: str, *others: Any) -> CaseLine:
    return CaseLine(
        case_id, key, matter, _read(Platform, platform), others[0], _read(CaseStatus, status), *others[1:]
    )


def _read(vocabulary: type[Word], word: str) -> Word | None:
    return vocabulary(word) if word in set(vocabulary) else None


def _of_matter() -> sa.ColumnElement[bool]:
    return col(Matter.id) == col(Case.matter_id)
