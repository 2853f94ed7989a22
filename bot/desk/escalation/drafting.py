"""Drafting a letter to the platform, and putting it before its approvers."""

from dataclasses import fields, replace
from datetime import date

from bot.desk.case.items import host_of
from bot.desk.case.routes import way_for
from bot.desk.core.access import require_human, require_role, visible_case
from bot.desk.core.audit import record_event
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid, NotAllowed, NotNow, Overtaken
from bot.desk.escalation.letter_facts import BUILDERS, LetterSubject
from bot.desk.escalation.letter_form import NOTICE_KINDS, LetterForm
from bot.desk.escalation.letter_sheet import about_ground
from bot.desk.gates.escalation import require_clear_way
from bot.desk.gates.gate_facts import gate_facts_of
from bot.desk.review.content import ground_of, hash_of
from bot.desk.review.drafts import discard, new_draft, notice_for, set_items
from bot.desk.review.sender import sender_facts
from bot.desk.review.submitting import enter_review, retract_for_edit
from bot.desk.review.text_sheet import SavedText, text_sheet
from bot.notices.errors import MissingFact, NoticeRefused, UnfitFact, UnprintableCharacter
from bot.notices.facts import Facts
from bot.notices.letter import check_printable
from bot.notices.render import Rendered, render
from bot.notices.stored import facts_to_json
from bot.rules.case import gates
from bot.rules.law.codes import shown_code
from bot.rules.law.grounds import LetterKind, ground_rule
from storage.models import Case, Item, Matter, Notice
from storage.queries import items, notices
from storage.vocabulary import EventKind, EvidenceStatus, NoticeKind, NoticeStatus, Role

SIGNED = frozenset({NoticeKind.LEGAL_NOTICE, NoticeKind.LETTER})


def save_letter(desk: Desk, actor: Actor, case_id: int, form: LetterForm) -> SavedText:
    """Draft the letter from the form and keep it as a draft; raise Invalid naming the field at fault.

    A draft that was before its approvers is taken back: their approvals no longer count, and it is said how
    many those were.
    """
    with desk.write() as work:
        case, matter = visible_case(work, actor, case_id)
        require_human(work, actor.workspace_id, actor.user_id)
        kind = NOTICE_KINDS.get(ground_rule(form.ground).letter)
        notice, voided = _take_back(work, actor, case, kind)
        letter = require_clear_way(work, case, matter, form.ground)
        about = about_ground(work, case, form.ground)
        subject = _subject(work, actor, case, matter, about, form, letter)
        facts, rendered = _written(work, subject, form, letter)
        notice = notice or new_draft(work, actor, case, NOTICE_KINDS[letter])
        _fill(work, actor, notice, subject, form, facts, rendered)
        return SavedText(text_sheet(work, actor, case, notice), voided)


def request_letter(desk: Desk, actor: Actor, notice_id: int, seen_hash: str) -> None:
    """Put a drafted letter before its approvers, exactly as the person saw it; its author stays its author."""
    with desk.write() as work:
        case, notice = notice_for(work, actor, notice_id)
        if notice.status is not NoticeStatus.DRAFT:
            raise Overtaken(f"{case.key}: this letter is no longer a draft.")
        if notice.content_hash != seen_hash:
            raise Overtaken(f"{case.key}: this letter was changed after you opened it. Please read it again.")
        blocks = gates.against_escalation(
            gate_facts_of(work, case, work.session.get_one(Matter, case.matter_id), ground_of(work, notice)),
            work.now,
        )
        if blocks:
            raise NotNow(blocks[0].sentence)
        require_human(work, actor.workspace_id, actor.user_id)
        enter_review(work, actor, case, notice)


def _take_back(
    work: UnitOfWork, actor: Actor, case: Case, kind: NoticeKind | None
) -> tuple[Notice | None, int]:
    """Return the draft that this letter goes into, if there is one, and how many approvals that voids."""
    current, voided = notices.current(work.session, case.workspace_id, case.pk), 0
    if current is None:
        return None, 0
    if current.status is NoticeStatus.SENDING:
        raise NotNow(f"{case.key}: a text is being sent.")
    if current.status is not NoticeStatus.DRAFT:
        if current.kind not in NOTICE_KINDS.values():
            raise NotNow(f"{case.key} has a message on its way; it has to be sent or declined first.")
        voided = retract_for_edit(work, actor, case, current)
    if current.kind is kind:
        return current, voided
    discard(work, case, "another text took its place")
    return None, voided


def _subject(
    work: UnitOfWork,
    actor: Actor,
    case: Case,
    matter: Matter,
    about: list[Item],
    form: LetterForm,
    letter: LetterKind,
) -> LetterSubject:
    signer = _signer(work, actor, form, letter)
    member = require_human(work, actor.workspace_id, signer.user_id)
    sender = sender_facts(work, signer, member)
    email = form.contact_email.strip() or work.installation.contact.email or member.email or None
    try:
        sender = replace(sender, email=email)
    except UnfitFact as refused:
        raise Invalid(refused.sentence, field="contact_email") from refused
    return LetterSubject(
        case=case,
        matter=matter,
        about=tuple(about),
        way=way_for(work, case, form.ground, letter),
        sender=sender,
        case_code=shown_code(case.key, case.code),
        platform_name=work.platforms.platform_name(case.platform, host_of(case)),
        history=_history(work, case),
        dated=work.now.astimezone(work.installation.zone).date(),
        evidence=_hashes(work, case),
    )


def _signer(work: UnitOfWork, actor: Actor, form: LetterForm, letter: LetterKind) -> Actor:
    if letter is LetterKind.PLATFORM_REPORT:
        return actor
    if not form.signatory_id:
        raise Invalid("Who signs this letter?", field="signatory")
    if form.signatory_id == actor.user_id:
        raise Invalid("Whoever signs cannot be the author: choose somebody else.", field="signatory")
    signer = Actor(actor.workspace_id, form.signatory_id)
    wanted = {Role.SIGNATORY} if letter is LetterKind.DMCA else {Role.SIGNATORY, Role.COUNSEL}
    try:
        require_role(work, signer, *wanted)
    except NotAllowed as refused:
        names = " or ".join(sorted(wanted))
        raise Invalid(f"This person cannot sign: it takes the role {names}.", field="signatory") from refused
    return signer


def _history(work: UnitOfWork, case: Case) -> str | None:
    if case.warned_at is None:
        return None
    day = _day(case.warned_at.astimezone(work.installation.zone).date())
    if case.reminded_at is None:
        return f"We asked the account holder on {day} and the items are still up."
    again = _day(case.reminded_at.astimezone(work.installation.zone).date())
    return f"We asked the account holder on {day} and again on {again}; the items are still up."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _hashes(work: UnitOfWork, case: Case) -> dict[int, str]:
    found = items.evidence_of(work.session, case.workspace_id, case.pk)
    return {each.item_id: each.sha256 or "" for each in found if each.status is EvidenceStatus.STORED}


_FIELDS = {
    "addressee.name": "addressee",
    "agent.name": "addressee",
    "item.rule": "rule",
    "rule": "rule",
    "data_type": "data_type",
    "item.data_type": "data_type",
    "item.part": "part",
    "link_target": "link_target",
    "item.link_target": "link_target",
    "item.link_place": "link_place",
    "contact.address": "contact_address",
    "contact.phone": "contact_phone",
    "contact.email": "contact_email",
    "sender.email": "contact_email",
    "incident.summary": "explanation",
    "explanation": "explanation",
    "incident.public_report": "public_report",
    "account_rule": "account_rule",
    "contact_desk": "contact_desk",
    "act_on_items": "requests",
    "reply_by": "reply_by",
    "law": "law",
    "work.title": "work_titles",
    "work.first_published": "first_published",
    "work.registration": "registration",
}


def _written(
    work: UnitOfWork, subject: LetterSubject, form: LetterForm, letter: LetterKind
) -> tuple[Facts, Rendered]:
    try:
        facts: Facts = BUILDERS[letter](work, subject, form)
        rendered = render(facts)
        check_printable(f"{rendered.subject or ''}\n{rendered.body}", work.installation.letter_fonts)
    except (MissingFact, UnfitFact) as refused:
        raise Invalid(refused.sentence, field=_FIELDS.get(refused.fact)) from refused
    except UnprintableCharacter as refused:
        raise Invalid(refused.sentence, field=_field_with(form, refused.character)) from refused
    except NoticeRefused as refused:
        raise Invalid(refused.sentence) from refused
    return facts, rendered


def _field_with(form: LetterForm, character: str) -> str | None:
    typed = ((each.name, getattr(form, each.name)) for each in fields(form))
    return next((name for name, text in typed if isinstance(text, str) and character in text), None)


def _fill(
    work: UnitOfWork,
    actor: Actor,
    notice: Notice,
    subject: LetterSubject,
    form: LetterForm,
    facts: Facts,
    rendered: Rendered,
) -> None:
    notice.template, notice.template_version = rendered.template, rendered.version
    notice.route = subject.way.route
    notice.author_id = notice.sender_id = actor.user_id
    notice.signatory_id = form.signatory_id if notice.kind in SIGNED else None
    notice.recipient = subject.way.address or subject.way.form_url or ""
    notice.recipient_name = form.addressee.strip() or subject.way.addressee
    notice.subject, notice.body = rendered.subject or "", rendered.body
    notice.facts, notice.has_letter = facts_to_json(facts), True
    work.session.add(notice)
    work.session.flush()
    set_items(work, notice, list(subject.about))
    notice.content_hash = hash_of(work, notice)
    if form.fair_use.strip():
        content = form.fair_use.strip()
        record_event(work, subject.case, EventKind.FAIR_USE_CONSIDERED, actor.user_id, {}, content)
