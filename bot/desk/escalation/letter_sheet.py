"""The form of a letter as a person finds it: suggested, or as it was filled in."""

from collections import Counter
from dataclasses import dataclass, replace

from bot.desk.case.items import host_of, lead_ground, open_items
from bot.desk.case.routes import way_for
from bot.desk.core.access import visible_case
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.platforms import WayToReport
from bot.desk.core.refusals import Overtaken
from bot.desk.escalation.letter_form import LetterForm, form_of
from bot.desk.gates.escalation import require_clear_way
from bot.desk.review.content import ground_of
from bot.desk.review.drafts import notice_for, what_happened
from bot.notices.facts import MAX_LETTER_ITEMS
from bot.notices.stored import facts_from_json
from bot.rules.law.grounds import LetterKind
from storage.audit import events
from storage.models import Case, Item, Matter
from storage.queries import items
from storage.vocabulary import EventKind, Ground, NoticeStatus


@dataclass(frozen=True)
class LetterSheet:
    """What the form for a letter starts with, and what the person should know before filling it in."""

    case_id: int
    case_key: str
    letter: LetterKind
    grounds: tuple[Ground, ...]
    form: LetterForm
    way: WayToReport
    urls: tuple[str, ...]
    left_out: int


def letter_sheet(desk: Desk, actor: Actor, case_id: int, ground: Ground | None = None) -> LetterSheet:
    """Return the form for a letter about the open items of one ground; raise NotNow if that is blocked."""
    with desk.read() as work:
        case, matter = visible_case(work, actor, case_id)
        chosen = _ground(work, case, matter, ground)
        letter = require_clear_way(work, case, matter, chosen)
        about = about_ground(work, case, chosen)
        everything = open_items(items.of_case(work.session, case.workspace_id, case_id))
        counted = Counter(item.ground for item in everything)
        way = way_for(work, case, chosen, letter)
        return LetterSheet(
            case_id=case_id,
            case_key=case.key,
            letter=letter,
            grounds=tuple(counted),
            form=_suggested(work, case, matter, chosen, way),
            way=way,
            urls=tuple(item.url for item in about),
            left_out=len(everything) - len(about),
        )


def edit_sheet(desk: Desk, actor: Actor, notice_id: int) -> LetterSheet:
    """Return the form of a letter as it was filled in, for it to be edited; raise Overtaken once it is sent."""
    with desk.read() as work:
        case, notice = notice_for(work, actor, notice_id)
        if notice.status not in {NoticeStatus.DRAFT, NoticeStatus.IN_REVIEW, NoticeStatus.APPROVED}:
            raise Overtaken(f"{case.key}: {what_happened(work, notice)}")
        ground = ground_of(work, notice) or work.session.get_one(Matter, case.matter_id).ground
        form = form_of(facts_from_json(notice.facts), ground, notice.signatory_id)
        form = replace(form, fair_use=_fair_use(work, case))
    return replace(letter_sheet(desk, actor, case.pk, ground), form=form)


def _fair_use(work: UnitOfWork, case: Case) -> str:
    last = events.last_of(work.session, case.workspace_id, case.pk, EventKind.FAIR_USE_CONSIDERED)
    noted = [last.id or 0] if last else []
    return "".join(events.contents_of(work.session, case.workspace_id, noted).values())


def _ground(work: UnitOfWork, case: Case, matter: Matter, wanted: Ground | None) -> Ground:
    return wanted or lead_ground(items.of_case(work.session, case.workspace_id, case.pk), matter)


def about_ground(work: UnitOfWork, case: Case, ground: Ground) -> list[Item]:
    """Return the open items of a ground, as many as one letter takes."""
    found = open_items(items.of_case(work.session, case.workspace_id, case.pk))
    return [item for item in found if item.ground is ground][:MAX_LETTER_ITEMS]


def _suggested(work: UnitOfWork, case: Case, matter: Matter, ground: Ground, way: WayToReport) -> LetterForm:
    contact = work.installation.contact
    return LetterForm(
        ground=ground,
        addressee=way.addressee,
        explanation=matter.facts,
        rule=work.platforms.rule_name(case.platform, host_of(case), ground) or "",
        contact_address=contact.address,
        contact_phone=contact.phone,
        contact_email=contact.email,
        contact_desk=contact.email,
        reply_by=None,
    )
