"""Writing what is new in a batch of an import: cases, the people behind them, items, and the audit record."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.desk.case.grace import go_on_waiting
from bot.desk.case.new import new_case_values, new_item_values
from bot.desk.case.status import past_of
from bot.desk.core.refresh import show_case
from bot.desk.importing.plan import Placed
from bot.rules.case.lifecycle import Action, after
from storage.audit.bulk_events import EventDraft, append_events
from storage.database.loading import Values, load, reserve_ids
from storage.models import Card, Case, Item
from storage.queries import cases, items, people
from storage.queries.cases import KnownCase
from storage.vocabulary import CaseStatus, EventKind, Platform

Account = tuple[int, str]


@dataclass(frozen=True)
class ImportWriter:
    """One write transaction of an import: where, who, and when (UTC)."""

    session: Session
    workspace_id: int
    actor: str
    now: datetime


@dataclass(frozen=True)
class _Batch:
    """Rows that are new, by the account they are about, and the cases that exist for some of these accounts."""

    rows: dict[Account, list[Placed]]
    known: dict[Account, KnownCase]

    @property
    def firsts(self) -> dict[Account, Placed]:
        """The first row of every account that has no case yet."""
        return {account: rows[0] for account, rows in self.rows.items() if account not in self.known}

    @property
    def held(self) -> list[int]:
        """The cases that exist."""
        return [case.id for case in self.known.values()]


def file_batch(writer: ImportWriter, new: list[Placed]) -> int:
    """File rows that are new, in their order; return how many cases were opened for them."""
    if not new:
        return 0
    batch = _batch(writer, new)
    opened = _open_cases(writer, batch.firsts)
    drafts = [
        *(_filed(case_id, batch.rows[account][0]) for account, case_id in opened.items()),
        *_add_items(writer, batch, opened),
        *_reopen(writer, [case.id for case in batch.known.values() if case.status is CaseStatus.RESOLVED]),
    ]
    append_events(
        writer.session,
        workspace_id=writer.workspace_id,
        actor=writer.actor,
        now=writer.now,
        drafts=drafts,
        fresh=set(opened.values()),
    )
    if batch.held:
        _show(writer, batch.held)
    return len(opened)


def _batch(writer: ImportWriter, new: list[Placed]) -> _Batch:
    """Group rows by account, and hold the cases that exist for them until the commit."""
    rows: dict[Account, list[Placed]] = defaultdict(list)
    for placed in new:
        rows[placed.matter.id or 0, placed.row.identity].append(placed)
    batch = _Batch(rows, cases.known_cases(writer.session, writer.workspace_id, rows))
    if batch.held:
        cases.lock(writer.session, writer.workspace_id, batch.held)
    return batch


def _open_cases(writer: ImportWriter, firsts: dict[Account, Placed]) -> dict[Account, int]:
    persons = _people(writer, {(first.row.address.platform, _handle(first)) for first in firsts.values()})
    numbers = _numbers(writer, firsts)
    ids = reserve_ids(writer.session, Case, len(firsts))
    opened = dict(zip(sorted(firsts, key=numbers.__getitem__), ids, strict=True))
    rows = [
        {"id": case_id, **_case(writer, firsts[account], numbers[account][1], persons)}
        for account, case_id in opened.items()
    ]
    load(writer.session, Case, rows)
    return opened


def _numbers(writer: ImportWriter, accounts: Iterable[Account]) -> dict[Account, tuple[int, int]]:
    """Return the matter and the number within it that each new case gets, in the order of their rows."""
    by_matter: dict[int, list[Account]] = defaultdict(list)
    for account in accounts:
        by_matter[account[0]].append(account)
    taken = cases.take_numbers(writer.session, {matter: len(found) for matter, found in by_matter.items()})
    return {
        account: (matter, number)
        for matter, found in by_matter.items()
        for account, number in zip(found, taken[matter], strict=True)
    }


def _case(writer: ImportWriter, first: Placed, number: int, persons: dict[tuple[Platform, str], int]) -> Values:
    return new_case_values(
        workspace_id=writer.workspace_id,
        matter_id=first.matter.id or 0,
        matter_key=first.matter.key,
        number=number,
        address=first.row.address,
        account=first.row.account,
        identity=first.row.identity,
        person_id=persons.get((first.row.address.platform, _handle(first))),
        filed_by=writer.actor,
        now=writer.now,
    )


def _people(writer: ImportWriter, accounts: set[tuple[Platform, str]]) -> dict[tuple[Platform, str], int]:
    by_platform: dict[Platform, list[str]] = defaultdict(list)
    for platform, handle in accounts:
        if handle:
            by_platform[platform].append(handle)
    return {
        (platform, handle): person
        for platform in sorted(by_platform)
        for handle, person in people.numbered(
            writer.session, writer.workspace_id, platform, by_platform[platform], writer.now
        ).items()
    }


def _handle(placed: Placed) -> str:
    return (placed.row.account or "").casefold()


def _filed(case_id: int, first: Placed) -> EventDraft:
    facts = {
        "matter": first.matter.id,
        "platform": first.row.address.platform.value,
        "from_channel": None,
        "imported": True,
    }
    return EventDraft(case_id, EventKind.CASE_FILED, facts, first.row.account or first.row.identity)


def _add_items(writer: ImportWriter, batch: _Batch, opened: dict[Account, int]) -> list[EventDraft]:
    last = items.last_numbers(writer.session, writer.workspace_id, batch.held) if batch.held else {}
    ids = {account: case.id for account, case in batch.known.items()} | opened
    numbered = [
        (ids[account], number, placed)
        for account, rows in batch.rows.items()
        for number, placed in enumerate(rows, start=last.get(ids[account], 0) + 1)
    ]
    load(writer.session, Item, [_item(writer, *each) for each in numbered])
    return [
        EventDraft(case_id, EventKind.ITEM_ADDED, {"number": number}, placed.row.address.url)
        for case_id, number, placed in numbered
    ]


def _item(writer: ImportWriter, case_id: int, number: int, placed: Placed) -> Values:
    return new_item_values(
        workspace_id=writer.workspace_id,
        case_id=case_id,
        number=number,
        address=placed.row.address,
        kind=placed.row.kind,
        ground=placed.ground,
        note=placed.row.note,
        filed_by=writer.actor,
        now=writer.now,
        external_id=placed.row.external_id,
    )


def _reopen(writer: ImportWriter, case_ids: list[int]) -> list[EventDraft]:
    resolved = select(Case).where(Case.workspace_id == writer.workspace_id, col(Case.id).in_(case_ids))
    drafts = []
    for case in writer.session.exec(resolved).all() if case_ids else ():
        case.status = after(case.status, Action.REOPEN, past_of(case, writer.now))
        case.resolved_at = None
        go_on_waiting(writer.session, case, writer.now)
        writer.session.add(case)
        drafts.append(EventDraft(case.pk, EventKind.CASE_REOPENED, {}))
    writer.session.flush()
    return drafts


def _show(writer: ImportWriter, case_ids: list[int]) -> None:
    """Have the cards that exist follow; an imported case gets its first card from a person's act."""
    cases.touch(writer.session, writer.workspace_id, case_ids, writer.now)
    carded = (
        select(Case)
        .join(Card, col(Card.case_id) == col(Case.id))
        .where(Case.workspace_id == writer.workspace_id, col(Case.id).in_(case_ids))
    )
    for case in writer.session.exec(carded).all():
        show_case(writer.session, case, writer.now)
