"""Writing what is new in a batch of an import: cases, the people behind them, items, and the audit record."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom

from sqlmodel import Session, col, select

from bot.desk.case.grace import go_on_waiting
from bot.desk.case.status import past_of
from bot.desk.core.refresh import show_case
from bot.desk.importing.plan import Placed
from bot.rules.case.lifecycle import Action, after
from bot.rules.law.codes import new_code
from storage.audit.bulk_events import EventDraft, append_events
from storage.database.loading import Values, load, reserve_ids
from storage.models import Card, Case, Item
from storage.queries import cases, items, people
from storage.vocabulary import CaseStatus, EventKind, Platform

Account = tuple[int, str]


@dataclass(frozen=True)
class ImportWriter:
    """One write transaction of an import: where, who, and when (UTC)."""

    session: Session
    workspace_id: int
    actor: str
    now: datetime


def file_batch(writer: ImportWriter, new: list[Placed]) -> int:
    """File rows that are new, in their order; return how many cases were opened for them."""
    if not new:
        return 0
    grouped: dict[Account, list[Placed]] = defaultdict(list)
    for placed in new:
        grouped[placed.matter.id or 0, placed.row.identity].append(placed)
    known = cases.known_cases(writer.session, writer.workspace_id, grouped)
    held = [case.id for case in known.values()]
    if held:
        cases.lock(writer.session, writer.workspace_id, held)
    opened = _open_cases(
        writer, {account: rows[0] for account, rows in grouped.items() if account not in known}
    )
    ids = {account: case.id for account, case in known.items()} | opened
    drafts = [_filed(ids[account], grouped[account][0]) for account in opened]
    last = items.last_numbers(writer.session, writer.workspace_id, held) if held else {}
    drafts += _add_items(writer, {ids[account]: rows for account, rows in grouped.items()}, last)
    drafts += _reopen(writer, [case.id for case in known.values() if case.status is CaseStatus.RESOLVED])
    append_events(
        writer.session,
        workspace_id=writer.workspace_id,
        actor=writer.actor,
        now=writer.now,
        drafts=drafts,
        fresh=set(opened.values()),
    )
    if held:
        _show(writer, held)
    return len(opened)


def _open_cases(writer: ImportWriter, firsts: dict[Account, Placed]) -> dict[Account, int]:
    known = _people(writer, {(first.row.address.platform, _handle(first)) for first in firsts.values()})
    by_matter: dict[int, list[Account]] = defaultdict(list)
    for account in firsts:
        by_matter[account[0]].append(account)
    ids = iter(reserve_ids(writer.session, Case, len(firsts)))
    opened: dict[Account, int] = {}
    rows: list[Values] = []
    taken = cases.take_numbers(writer.session, {matter: len(found) for matter, found in by_matter.items()})
    for matter_id, accounts in sorted(by_matter.items()):
        for number, account in zip(taken[matter_id], accounts, strict=True):
            first = firsts[account]
            opened[account] = next(ids)
            person = known.get((first.row.address.platform, _handle(first)))
            rows.append({"id": opened[account], **_case(writer, first, number, person)})
    load(writer.session, Case, rows)
    return opened


def _case(writer: ImportWriter, first: Placed, number: int, person_id: int | None) -> Values:
    return {
        "workspace_id": writer.workspace_id,
        "matter_id": first.matter.id,
        "number": number,
        "key": f"{first.matter.key}-{number}",
        "platform": first.row.address.platform,
        "account": first.row.account,
        "identity": first.row.identity,
        "person_id": person_id,
        "code": new_code(SystemRandom()),
        "filed_by": writer.actor,
        "created_at": writer.now,
        "updated_at": writer.now,
    }


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


def _add_items(
    writer: ImportWriter, by_case: dict[int, list[Placed]], last: dict[int, int]
) -> list[EventDraft]:
    rows, drafts = [], []
    for case_id, batch in by_case.items():
        for number, placed in enumerate(batch, start=last.get(case_id, 0) + 1):
            rows.append(_item(writer, case_id, number, placed))
            url = placed.row.address.url
            drafts.append(EventDraft(case_id, EventKind.ITEM_ADDED, {"number": number}, url))
    load(writer.session, Item, rows)
    return drafts


def _item(writer: ImportWriter, case_id: int, number: int, placed: Placed) -> Values:
    return {
        "workspace_id": writer.workspace_id,
        "case_id": case_id,
        "number": number,
        "url": placed.row.address.url,
        "url_key": placed.row.url_key,
        "platform_item_id": placed.row.address.item_id,
        "kind": placed.row.kind,
        "ground": placed.ground,
        "note": placed.row.note,
        "external_id": placed.row.external_id,
        "filed_by": writer.actor,
        "created_at": writer.now,
    }


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
