"""Filing flagged URLs: one account within one matter is one case, and new items join it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import col, func, select

from bot.desk.case.grace import go_on_waiting
from bot.desk.case.labels import Label, labels_of
from bot.desk.case.new import new_case_values, new_item_values
from bot.desk.case.status import move
from bot.desk.core.access import require_role, visible_matter
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid
from bot.desk.matters.lookup import find_matter
from bot.desk.review.drafts import discard
from bot.desk.team import members
from bot.rules.addresses.accounts import account_of, agrees
from bot.rules.addresses.keys import case_identity, item_key
from bot.rules.addresses.registry import resolve
from bot.rules.addresses.url.address import Resolved, UrlRefused
from bot.rules.case.lifecycle import Action
from bot.rules.law.grounds import Handling, ground_rule
from storage.audit import events
from storage.models import Case, Item, Matter
from storage.queries import cases, people
from storage.vocabulary import CaseStatus, EventKind, Ground, ItemKind, Platform

MOST_URLS = 20
LONGEST_NOTE = 2000
LONGEST_ACCOUNT = 200


@dataclass(frozen=True)
class Filing:
    """What a person files: URLs of one or several accounts into one matter."""

    matter_key: str
    urls: tuple[str, ...]
    account: str = ""
    kind: ItemKind = ItemKind.COPY
    ground: Ground | None = None
    note: str = ""


@dataclass(frozen=True)
class FiledCase:
    """What became of the URLs of one account."""

    case_id: int
    key: str
    label: Label
    is_new: bool
    added: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True)
class _Became:
    is_new: bool
    added: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True)
class Filed:
    """The outcome of one filing; with a `referral` nothing was stored and the sentence says where to turn."""

    cases: tuple[FiledCase, ...] = field(default_factory=tuple)
    referral: str | None = None


def file_items(desk: Desk, actor: Actor, filing: Filing) -> Filed:
    """File URLs; raise Invalid naming the field for what cannot be used, and store nothing then."""
    grouped = _by_identity(_addresses(filing), filing.account)
    with desk.write() as work:
        require_role(work, actor)
        found = find_matter(work, actor.workspace_id, filing.matter_key)
        if found is None:
            raise Invalid(f"There is no matter {filing.matter_key}.", field="matter")
        matter = visible_matter(work, actor, found.pk)
        cases.lock_matter(work.session, matter)
        ground = filing.ground or matter.ground
        if ground_rule(ground).handling is Handling.REFER_OUT:
            return _refer(work, actor, ground)
        filed = [
            _file_into_case(work, actor, matter, identity, group, filing, ground)
            for identity, group in grouped.items()
        ]
        called = labels_of(work.session, work.platforms, actor.workspace_id, [case.pk for case, _ in filed])
        return Filed(tuple(_filed(case, became, called[case.pk]) for case, became in filed))


def matter_ground(desk: Desk, actor: Actor, matter_key: str) -> Ground | None:
    """Return the ground that items of a matter have unless somebody says otherwise."""
    with desk.read() as work:
        found = find_matter(work, actor.workspace_id, matter_key)
        return found.ground if found else None


def _addresses(filing: Filing) -> list[Resolved]:
    if len(filing.note) > LONGEST_NOTE:
        raise Invalid(f"A note has at most {LONGEST_NOTE} characters.", field="note")
    if len(filing.account) > LONGEST_ACCOUNT:
        raise Invalid(f"An account has at most {LONGEST_ACCOUNT} characters.", field="account")
    if not filing.urls:
        raise Invalid("At least one URL is needed, one a line.", field="urls")
    if len(filing.urls) > MOST_URLS:
        sentence = f"At most {MOST_URLS} URLs at a time; for more there is `/takedown import`."
        raise Invalid(sentence, field="urls")
    return [_address(number, url, filing.account) for number, url in enumerate(filing.urls, start=1)]


def _address(number: int, url: str, account: str) -> Resolved:
    try:
        resolved = resolve(url)
    except UrlRefused as refused:
        raise Invalid(f"Line {number}: {refused}", field="urls") from refused
    try:
        account_of(resolved, account)
    except UrlRefused as refused:
        raise Invalid(str(refused), field="account") from refused
    if not agrees(resolved, account):
        shown = resolved.account or "another account"
        raise Invalid(f"Line {number} belongs to {shown}, not to the account named here.", field="account")
    return resolved


def _by_identity(addresses: Sequence[Resolved], account: str) -> dict[str, list[Resolved]]:
    grouped: dict[str, list[Resolved]] = {}
    for address in addresses:
        grouped.setdefault(case_identity(address, account or None), []).append(address)
    return grouped


def _refer(work: UnitOfWork, actor: Actor, ground: Ground) -> Filed:
    # Nothing of what was typed is kept: no link, no description, no account.
    events.record(
        work.session,
        workspace_id=actor.workspace_id,
        kind=EventKind.REFERRED,
        actor=actor.user_id,
        now=work.now,
        facts={"ground": ground.value},
    )
    return Filed(referral=ground_rule(ground).refusal)


def _file_into_case(
    work: UnitOfWork,
    actor: Actor,
    matter: Matter,
    identity: str,
    addresses: Sequence[Resolved],
    filing: Filing,
    ground: Ground,
) -> tuple[Case, _Became]:
    wanted = select(Case).where(
        Case.workspace_id == actor.workspace_id, Case.matter_id == matter.id, Case.identity == identity
    )
    case = work.session.exec(wanted.with_for_update(key_share=True)).first()
    is_new = case is None
    if case is None:
        case = _open_case(work, actor, matter, identity, addresses[0], filing.account)
    added, known = _add_items(work, actor, case, addresses, filing, ground)
    return case, _Became(is_new, added, known)


def _filed(case: Case, became: _Became, label: Label) -> FiledCase:
    return FiledCase(case.pk, case.key, label, became.is_new, became.added, became.known)


def _open_case(
    work: UnitOfWork, actor: Actor, matter: Matter, identity: str, address: Resolved, account: str
) -> Case:
    number = matter.next_number
    matter.next_number = number + 1
    handle = account_of(address, account)
    values = new_case_values(
        workspace_id=actor.workspace_id,
        matter_id=matter.pk,
        matter_key=matter.key,
        number=number,
        address=address,
        account=handle,
        identity=identity,
        person_id=_person(work, actor, address.platform, handle),
        filed_by=actor.user_id,
        now=work.now,
    )
    case = Case(**values, owner_id=actor.user_id, version=0)
    work.session.add(case)
    work.session.flush()
    members.learn_if_stale(work, actor.workspace_id, actor.user_id)
    facts = {"matter": matter.id, "platform": address.platform.value, "from_channel": actor.channel_id}
    record_event(work, case, EventKind.CASE_FILED, actor.user_id, facts, handle or identity)
    return case


def _person(work: UnitOfWork, actor: Actor, platform: Platform, handle: str | None) -> int | None:
    if handle is None:
        return None
    return people.person_behind(work.session, actor.workspace_id, platform, handle, work.now).id


def _add_items(
    work: UnitOfWork,
    actor: Actor,
    case: Case,
    addresses: Sequence[Resolved],
    filing: Filing,
    ground: Ground,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    keys = select(Item.url_key).where(Item.workspace_id == case.workspace_id, Item.case_id == case.id)
    seen = set(work.session.exec(keys))
    counted = select(func.max(col(Item.number))).where(
        Item.workspace_id == case.workspace_id, Item.case_id == case.id
    )
    number = work.session.exec(counted).one() or 0
    added, known = [], []
    for address in addresses:
        if item_key(address) in seen:
            known.append(address.url)
            continue
        seen.add(item_key(address))
        number += 1
        work.session.add(_item(work, actor, case, number, address, filing, ground))
        record_event(work, case, EventKind.ITEM_ADDED, actor.user_id, {"number": number}, address.url)
        added.append(address.url)
    if added and case.status is CaseStatus.RESOLVED:
        _reopen_for_new_items(work, case, actor)
    return tuple(added), tuple(known)


def _reopen_for_new_items(work: UnitOfWork, case: Case, actor: Actor) -> None:
    case.resolved_at = None
    move(work, case, Action.REOPEN)
    discard(work, case, "new items came in")
    go_on_waiting(work.session, case, work.now)
    record_event(work, case, EventKind.CASE_REOPENED, actor.user_id)


def _item(
    work: UnitOfWork,
    actor: Actor,
    case: Case,
    number: int,
    address: Resolved,
    filing: Filing,
    ground: Ground,
) -> Item:
    values = new_item_values(
        workspace_id=case.workspace_id,
        case_id=case.pk,
        number=number,
        address=address,
        kind=filing.kind,
        ground=ground,
        note=filing.note.strip(),
        filed_by=actor.user_id,
        now=work.now,
    )
    return Item(**values)
