"""Messages to the contacted person: the warning, the one reminder, and the closing thanks."""

from dataclasses import dataclass

from bot.desk.case.items import host_of, lead_ground, open_items, removed_after_asking
from bot.desk.case.status import status_phrase
from bot.desk.contact.checking import check_text
from bot.desk.contact.message_facts import message_facts
from bot.desk.core.access import require_human, visible_case
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import NotNow
from bot.desk.gates.contact import against_message
from bot.desk.gates.gate_facts import GatedCase
from bot.desk.review.drafts import discard, new_draft, set_items
from bot.desk.review.submitting import enter_review
from bot.notices.errors import NoticeRefused
from bot.notices.facts import (
    MAX_WARNED_ITEMS,
    Facts,
    RequestFacts,
)
from bot.notices.render import Rendered, render
from bot.notices.stored import facts_from_json, facts_to_json
from bot.rules.case.lifecycle import Action, may
from bot.rules.law.codes import shown_code
from storage.models import Case, Item, Matter, Notice
from storage.queries import items, notices
from storage.vocabulary import NoticeKind, NoticeStatus, Route


@dataclass(frozen=True)
class SavedDraft:
    """A draft of this kind that somebody saved, in whose name it is written, and its content."""

    notice_id: int
    sender_id: str
    content_hash: str


@dataclass(frozen=True)
class DraftMessage:
    """A message as it will go out, to whom, about which items, and how."""

    case_id: int
    case_key: str
    kind: NoticeKind
    route: Route
    recipient: str
    platform: str
    why: str
    urls: tuple[str, ...]
    left_out: int
    body: str
    verify_url: str
    code: str
    saved: SavedDraft | None


@dataclass(frozen=True)
class _Plan:
    facts: Facts
    rendered: Rendered
    route: Route
    about: list[Item]


def draft_message(desk: Desk, actor: Actor, case_id: int, kind: NoticeKind) -> DraftMessage:
    """Return the draft of a message; a saved draft keeps its words until the date it promises has passed.

    Raise NotNow if something blocks it.
    """
    with desk.read() as work:
        case, matter = visible_case(work, actor, case_id)
        plan = _plan(work, actor, case, matter, kind)
        saved = _still_true(work, _saved(work, case, kind))
        way = work.platforms.to_write(case.platform, host_of(case), case.account)
        open_now = open_items(items.of_case(work.session, case.workspace_id, case_id))
        return DraftMessage(
            case_id=case_id,
            case_key=case.key,
            kind=kind,
            route=plan.route,
            recipient=case.account or "",
            platform=work.platforms.platform_name(case.platform, host_of(case)),
            why=way.why,
            urls=tuple(item.url for item in plan.about),
            left_out=0 if kind is NoticeKind.THANKS else len(open_now) - len(plan.about),
            body=saved.body if saved else plan.rendered.body,
            verify_url=work.installation.verify_url or "",
            code=shown_code(case.key, case.code),
            saved=SavedDraft(saved.pk, saved.sender_id, saved.content_hash) if saved else None,
        )


def request_message(desk: Desk, actor: Actor, case_id: int, kind: NoticeKind, body: str) -> None:
    """Ask for approval of exactly this text; raise Invalid on `body` if it lost what it must contain."""
    with desk.write() as work:
        case, matter = visible_case(work, actor, case_id)
        plan = _plan(work, actor, case, matter, kind)
        text = body.replace("\r\n", "\n").strip()
        check_text(work, case, text, plan.facts)
        notice = _saved(work, case, kind)
        if notice is None:
            discard(work, case, "another text took its place")
            notice = new_draft(work, actor, case, kind)
        _fill(work, actor, case, notice, plan, text)
        enter_review(work, actor, case, notice)


def _plan(work: UnitOfWork, actor: Actor, case: Case, matter: Matter, kind: NoticeKind) -> _Plan:
    _need_free_desk(work, case, kind)
    require_human(work, actor.workspace_id, actor.user_id)
    blocks = against_message(GatedCase(work, case, matter), kind)
    if blocks:
        raise NotNow(blocks[0].sentence)
    if kind is not NoticeKind.THANKS and not may(case.status, Action.REQUEST_WARNING):
        raise NotNow(f"{case.key} {status_phrase(case.status)}; that is not possible now.")
    about = _about(work, case, matter, kind)
    way = work.platforms.to_write(case.platform, host_of(case), case.account)
    try:
        facts = message_facts(work, actor, case, matter, kind, about)
        rendered = render(facts, limit=way.limit, count=way.count)
    except NoticeRefused as refused:
        raise NotNow(refused.sentence) from refused
    return _Plan(facts, rendered, way.route or Route.ASSISTED, about)


def _need_free_desk(work: UnitOfWork, case: Case, kind: NoticeKind) -> None:
    current = notices.current(work.session, case.workspace_id, case.pk)
    if current is not None and current.status is not NoticeStatus.DRAFT:
        raise NotNow(f"{case.key} has a text on its way already.")
    if kind is NoticeKind.THANKS and case.resolved_at is None:
        raise NotNow("Thanks are sent when the case is over.")


def _about(work: UnitOfWork, case: Case, matter: Matter, kind: NoticeKind) -> list[Item]:
    if kind is NoticeKind.THANKS:
        return removed_after_asking(work, case)
    found = items.of_case(work.session, case.workspace_id, case.pk)
    ground = lead_ground(found, matter)
    return [item for item in open_items(found) if item.ground is ground][:MAX_WARNED_ITEMS]


def _saved(work: UnitOfWork, case: Case, kind: NoticeKind) -> Notice | None:
    found = notices.current(work.session, case.workspace_id, case.pk)
    return found if found and found.kind is kind and found.status is NoticeStatus.DRAFT else None


def _still_true(work: UnitOfWork, saved: Notice | None) -> Notice | None:
    facts = facts_from_json(saved.facts) if saved else None
    return None if isinstance(facts, RequestFacts) and facts.deadline <= work.now else saved


def _fill(work: UnitOfWork, actor: Actor, case: Case, notice: Notice, plan: _Plan, body: str) -> None:
    notice.template, notice.template_version = plan.rendered.template, plan.rendered.version
    notice.route = plan.route
    notice.author_id = notice.sender_id = actor.user_id
    notice.recipient = notice.recipient_name = case.account or ""
    notice.subject = plan.rendered.subject or ""
    notice.body, notice.facts = body, facts_to_json(plan.facts)
    work.session.add(notice)
    work.session.flush()
    set_items(work, notice, plan.about)
