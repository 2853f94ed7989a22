"""An outward text exactly as it stands, as a person reads it before deciding."""

from dataclasses import dataclass

from bot.desk.case.items import host_of, open_items
from bot.desk.case.routes import way_for
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Overtaken
from bot.desk.review.drafts import notice_for, what_happened
from bot.notices.render import exact_sentences
from bot.notices.stored import facts_from_json
from bot.rules.law.codes import shown_code
from bot.rules.law.grounds import ground_rule
from storage.models import Case, Item, Notice
from storage.queries import items, notices, people
from storage.vocabulary import NoticeKind, NoticeStatus, Route


@dataclass(frozen=True)
class TextSheet:
    """One outward text exactly as it stands, and what an approver needs to know of it.

    `sentences` are those whose exact wording counts. `signs_as` is the name the reader signs with if this text
    is signed by them, else None. `left_out` counts the open items that it says nothing about.
    """

    case_id: int
    version: int
    case_key: str
    notice_id: int
    kind: NoticeKind
    route: Route
    status: NoticeStatus
    content_hash: str
    subject: str
    body: str
    recipient: str
    recipient_name: str
    platform: str
    author_id: str
    sender_id: str
    signatory_id: str | None
    signs_as: str | None
    urls: tuple[str, ...]
    left_out: int
    why: str
    poster_learns: str | None
    verify_url: str
    code: str
    sentences: dict[str, str]


@dataclass(frozen=True)
class SavedText:
    """A text as it was saved, and how many approvals that voided."""

    sheet: TextSheet
    voided: int


TO_APPROVE = frozenset({NoticeStatus.IN_REVIEW})
TO_DECLINE = frozenset({NoticeStatus.IN_REVIEW, NoticeStatus.APPROVED})


def look_at_text(
    desk: Desk, actor: Actor, notice_id: int, wanted: frozenset[NoticeStatus] = frozenset(NoticeStatus)
) -> TextSheet:
    """Return a text as it stands; raise Overtaken, saying what happened, unless its status is `wanted`."""
    with desk.read() as work:
        case, notice = notice_for(work, actor, notice_id)
        if notice.status not in wanted:
            raise Overtaken(f"{case.key}: {what_happened(work, notice)}")
        return text_sheet(work, actor, case, notice)


def text_sheet(work: UnitOfWork, actor: Actor, case: Case, notice: Notice) -> TextSheet:
    """Return a text as it stands in this unit of work."""
    about = notices.items_of(work.session, notice.workspace_id, notice.pk)
    why, learns = _reach(work, case, notice, about[0] if about else None)
    signer = people.member(work.session, actor.workspace_id, actor.user_id)
    signs = notice.kind is NoticeKind.LEGAL_NOTICE and notice.signatory_id == actor.user_id
    facts = facts_from_json(notice.facts)
    return TextSheet(
        case_id=case.pk,
        version=case.version,
        case_key=case.key,
        notice_id=notice.pk,
        kind=notice.kind,
        route=notice.route,
        status=notice.status,
        content_hash=notice.content_hash,
        subject=notice.subject,
        body=notice.body,
        recipient=notice.recipient,
        recipient_name=notice.recipient_name,
        platform=work.platforms.platform_name(case.platform, host_of(case)),
        author_id=notice.author_id,
        sender_id=notice.sender_id,
        signatory_id=notice.signatory_id,
        signs_as=signer.real_name if signs and signer else None,
        urls=tuple(item.url for item in about),
        left_out=_left_out(work, case, {item.id for item in about}, notice),
        why=why,
        poster_learns=learns,
        verify_url=work.installation.verify_url or "",
        code=shown_code(case.key, case.code),
        sentences=exact_sentences(facts, notice.template_version),
    )


def _reach(work: UnitOfWork, case: Case, notice: Notice, item: Item | None) -> tuple[str, str | None]:
    if notice.kind.is_to_person or item is None:
        return work.platforms.to_write(case.platform, host_of(case), case.account).why, None
    way = way_for(work, case, item.ground, ground_rule(item.ground).letter)
    return "", way.poster_learns


def _left_out(work: UnitOfWork, case: Case, about: set[int | None], notice: Notice) -> int:
    if notice.kind is NoticeKind.THANKS:
        return 0
    found = open_items(items.of_case(work.session, case.workspace_id, case.pk))
    return sum(item.id not in about for item in found)
