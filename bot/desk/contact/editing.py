"""Editing a message that was saved or is before its approvers, and asking for approval of the saved text."""

from bot.desk.contact.checking import check_text
from bot.desk.core.access import require_human
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid, NotNow, Overtaken
from bot.desk.gates.contact import against_message
from bot.desk.gates.gate_facts import GatedCase
from bot.desk.review.content import hash_of
from bot.desk.review.drafts import notice_for, what_happened
from bot.desk.review.submitting import enter_review, retract_for_edit
from bot.desk.review.text_sheet import SavedText, text_sheet
from bot.notices.facts import RequestFacts
from bot.notices.stored import facts_from_json
from storage.models import Case, Matter, Notice
from storage.vocabulary import NoticeStatus

EDITABLE = frozenset({NoticeStatus.DRAFT, NoticeStatus.IN_REVIEW, NoticeStatus.APPROVED})


def edit_message(desk: Desk, actor: Actor, notice_id: int, body: str, seen_hash: str) -> SavedText:
    """Save an edited message as a draft of whoever edited it; every approval it had no longer counts.

    Raise Invalid on `body` if it lost what it must contain or was not changed, Overtaken if somebody else
    changed or sent it meanwhile.
    """
    with desk.write() as work:
        case, notice = notice_for(work, actor, notice_id)
        require_human(work, actor.workspace_id, actor.user_id)
        _need_editable(work, case, notice, seen_hash)
        text = body.replace("\r\n", "\n").strip()
        if text == notice.body:
            raise Invalid("Nothing was changed.", field="body")
        check_text(work, case, text, facts_from_json(notice.facts), notice.template_version)
        voided = retract_for_edit(work, actor, case, notice)
        notice.body, notice.author_id = text, actor.user_id
        notice.content_hash = hash_of(work, notice)
        work.session.add(notice)
        return SavedText(text_sheet(work, actor, case, notice), voided)


def request_saved(desk: Desk, actor: Actor, notice_id: int, seen_hash: str) -> None:
    """Put a saved message before its approvers, exactly as the person saw it; its author stays its author."""
    with desk.write() as work:
        case, notice = notice_for(work, actor, notice_id)
        require_human(work, actor.workspace_id, actor.user_id)
        if notice.status is not NoticeStatus.DRAFT or notice.content_hash != seen_hash:
            raise Overtaken(f"{case.key}: {what_happened(work, notice)}")
        matter = work.session.get_one(Matter, case.matter_id)
        blocks = against_message(GatedCase(work, case, matter), notice.kind)
        if blocks:
            raise NotNow(blocks[0].sentence)
        _need_a_date_to_come(work, notice)
        enter_review(work, actor, case, notice)


def _need_editable(work: UnitOfWork, case: Case, notice: Notice, seen_hash: str) -> None:
    if not notice.kind.is_to_person:
        raise NotNow(f"{case.key}: a letter is edited in its form.")
    if notice.status not in EDITABLE:
        raise Overtaken(f"{case.key}: {what_happened(work, notice)}")
    if notice.content_hash != seen_hash:
        raise Overtaken(f"{case.key}: the text was changed after you opened it. Please read it again.")


def _need_a_date_to_come(work: UnitOfWork, notice: Notice) -> None:
    facts = facts_from_json(notice.facts)
    if isinstance(facts, RequestFacts) and facts.deadline <= work.now:
        raise NotNow("The date that this text promises has passed. Please discard it by writing a new one.")
