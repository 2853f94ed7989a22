"""From what a person filled in to the facts of a letter: a DMCA notice, a letter to counsel, a report."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.desk.core.context import UnitOfWork
from bot.desk.core.platforms import WayToReport
from bot.desk.core.refusals import Invalid
from bot.desk.escalation.letter_form import LetterForm
from bot.notices.facts import DmcaFacts, Facts, HackedMaterialFacts, ReportFacts
from bot.notices.parts import Addressee, ClaimedItem, Contact, Incident, ListedItem, Sender, Work
from bot.rules.law.grounds import LetterKind
from storage.models import Case, Item, Matter
from storage.vocabulary import Ground

SHORTEST_FAIR_USE_NOTE = 60
OLDEST_AGENT_LOOKUP = timedelta(days=30)
REPLY_WITHIN = timedelta(days=10)


@dataclass(frozen=True)
class LetterSubject:
    """What a letter is about, looked up by the use case."""

    case: Case
    matter: Matter
    about: tuple[Item, ...]
    way: WayToReport
    sender: Sender
    case_code: str
    platform_name: str
    history: str | None
    dated: date
    evidence: dict[int, str]


def dmca(work: UnitOfWork, subject: LetterSubject, form: LetterForm) -> DmcaFacts:
    """Return the facts of a notice under 17 USC 512(c)(3)(A); raise Invalid naming the field at fault.

    The statements of (v) and (vi) stand in the text from the start and are ticked by the signatory, one by
    one, with the approval; without that the notice is never sent.
    """
    _need_fair_use(form)
    return DmcaFacts(
        **_common(work, subject),
        agent=_addressee(subject, form),
        agent_looked_up=_agent_date(subject, form),
        works=_works(form),
        items=tuple(_claimed(subject, item, form) for item in subject.about),
        contact=Contact(
            address=form.contact_address.strip(),
            phone=form.contact_phone.strip(),
            email=form.contact_email.strip(),
        ),
        good_faith=True,
        accuracy=True,
        authority=True,
        signature=subject.sender.name,
    )


def hacked_material(work: UnitOfWork, subject: LetterSubject, form: LetterForm) -> HackedMaterialFacts:
    """Return the facts of a letter to the platform's counsel; each request is ticked on its own."""
    asked = form.requests
    return HackedMaterialFacts(
        **_common(work, subject),
        addressee=_addressee(subject, form),
        incident=Incident(
            summary=form.explanation.strip(),
            happened_on=form.happened_on,
            public_report=form.public_report.strip() or None,
        ),
        items=_listed(subject, form),
        reply_by=form.reply_by or subject.dated + REPLY_WITHIN,
        act_on_items="act_on_items" in asked,
        account_action="account_action" in asked,
        account_rule=form.account_rule.strip() or None,
        forward_to_holder="forward_to_holder" in asked,
        standing_request="standing_request" in asked,
        contact_desk=form.contact_desk.strip() or None,
        preservation="preservation" in asked,
    )


def platform_report(work: UnitOfWork, subject: LetterSubject, form: LetterForm) -> ReportFacts:
    """Return the facts of a report under the platform's own rules."""
    return ReportFacts(
        **_common(work, subject),
        items=_listed(subject, form),
        explanation=form.explanation.strip(),
        law=form.law.strip() or None,
    )


BUILDERS: dict[LetterKind, Callable[[UnitOfWork, LetterSubject, LetterForm], Facts]] = {
    LetterKind.DMCA: dmca,
    LetterKind.HACKED_MATERIAL: hacked_material,
    LetterKind.PLATFORM_REPORT: platform_report,
}


def _common(work: UnitOfWork, subject: LetterSubject) -> dict[str, Any]:
    return {
        "sender": subject.sender,
        "client": subject.matter.client,
        "case_code": subject.case_code,
        "verify_url": work.installation.verify_url or "",
        "platform_name": subject.platform_name,
        "dated": subject.dated,
        "account": subject.case.account or subject.about[0].url,
        "history": subject.history,
    }


def _need_fair_use(form: LetterForm) -> None:
    # Lenz v. Universal, 815 F.3d 1145 (9th Cir. 2016): fair use has to be considered before a notice is sent.
    if len(form.fair_use.strip()) < SHORTEST_FAIR_USE_NOTE:
        raise Invalid(
            f"Please say in at least {SHORTEST_FAIR_USE_NOTE} characters why this is no fair use; "
            "the note stays in the file.",
            field="fair_use",
        )


def _agent_date(subject: LetterSubject, form: LetterForm) -> date:
    looked_up = form.agent_looked_up
    if looked_up is None or looked_up > subject.dated or subject.dated - looked_up > OLDEST_AGENT_LOOKUP:
        raise Invalid(
            "When was the designated agent looked up? The look-up may be 30 days old at most.",
            field="agent_looked_up",
        )
    return looked_up


def _works(form: LetterForm) -> tuple[Work, ...]:
    titles = [line.strip() for line in form.work_titles.splitlines() if line.strip()]
    if not titles:
        raise Invalid("Which work is copied? One title a line.", field="work_titles")
    return tuple(
        Work(
            title=title,
            first_published=form.first_published.strip() or None,
            registration=form.registration.strip() or None,
        )
        for title in titles
    )


def _claimed(subject: LetterSubject, item: Item, form: LetterForm) -> ClaimedItem:
    is_link = item.ground is Ground.COPYRIGHT_US_LINK
    return ClaimedItem(
        url=item.url,
        part=form.part.strip(),
        sha256=subject.evidence.get(item.pk),
        link_place=form.link_place.strip() or None if is_link else None,
        link_target=form.link_target.strip() or None if is_link else None,
    )


def _listed(subject: LetterSubject, form: LetterForm) -> tuple[ListedItem, ...]:
    return tuple(
        ListedItem(
            url=item.url,
            kind=item.kind,
            note=None,
            data_type=form.data_type.strip() or None,
            rule=form.rule.strip() or None,
        )
        for item in subject.about
    )


def _addressee(subject: LetterSubject, form: LetterForm) -> Addressee:
    name = form.addressee.strip() or subject.way.addressee
    return Addressee(name=name, organisation=subject.platform_name, email=subject.way.address)
