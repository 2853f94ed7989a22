"""What a person fills in before a letter is drafted, and back from a letter's facts to that."""

from dataclasses import dataclass
from datetime import date

from bot.desk.core.refusals import NotNow
from bot.notices.facts import DmcaFacts, Facts, HackedMaterialFacts, ReportFacts
from bot.rules.law.grounds import LetterKind
from storage.vocabulary import Ground, NoticeKind

NOTICE_KINDS = {
    LetterKind.DMCA: NoticeKind.LEGAL_NOTICE,
    LetterKind.HACKED_MATERIAL: NoticeKind.LETTER,
    LetterKind.PLATFORM_REPORT: NoticeKind.PLATFORM_REPORT,
}


REQUESTS = ("act_on_items", "account_action", "forward_to_holder", "standing_request", "preservation")


@dataclass(frozen=True, kw_only=True)
class LetterForm:
    """What a person fills in before a letter is drafted; each letter reads the fields it needs.

    `requests` holds the ticks of a letter to counsel: `act_on_items`, `account_action`, `forward_to_holder`,
    `standing_request`, `preservation`.
    """

    ground: Ground
    signatory_id: str | None = None
    addressee: str = ""
    explanation: str = ""
    rule: str = ""
    law: str = ""
    work_titles: str = ""
    first_published: str = ""
    registration: str = ""
    part: str = ""
    link_place: str = ""
    link_target: str = ""
    agent_looked_up: date | None = None
    fair_use: str = ""
    contact_address: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    data_type: str = ""
    happened_on: date | None = None
    public_report: str = ""
    reply_by: date | None = None
    account_rule: str = ""
    contact_desk: str = ""
    requests: frozenset[str] = frozenset({"act_on_items", "forward_to_holder"})


def form_of(facts: Facts, ground: Ground, signatory_id: str | None) -> LetterForm:
    """Return the form from which the letter of these facts was drafted, for it to be edited."""
    if isinstance(facts, DmcaFacts):
        return _dmca_form(facts, ground, signatory_id)
    if isinstance(facts, HackedMaterialFacts):
        return _hacked_form(facts, ground, signatory_id)
    if isinstance(facts, ReportFacts):
        rule = facts.items[0].rule or ""
        return LetterForm(ground=ground, explanation=facts.explanation, rule=rule, law=facts.law or "")
    raise NotNow("This is a message, not a letter.")


def _dmca_form(facts: DmcaFacts, ground: Ground, signatory_id: str | None) -> LetterForm:
    item, work = facts.items[0], facts.works[0]
    return LetterForm(
        ground=ground,
        signatory_id=signatory_id,
        addressee=facts.agent.name,
        work_titles="\n".join(each.title for each in facts.works),
        first_published=work.first_published or "",
        registration=work.registration or "",
        part=item.part,
        link_place=item.link_place or "",
        link_target=item.link_target or "",
        agent_looked_up=facts.agent_looked_up,
        contact_address=facts.contact.address,
        contact_phone=facts.contact.phone,
        contact_email=facts.contact.email,
    )


def _hacked_form(facts: HackedMaterialFacts, ground: Ground, signatory_id: str | None) -> LetterForm:
    item = facts.items[0]
    return LetterForm(
        ground=ground,
        signatory_id=signatory_id,
        addressee=facts.addressee.name,
        explanation=facts.incident.summary,
        happened_on=facts.incident.happened_on,
        public_report=facts.incident.public_report or "",
        data_type=item.data_type or "",
        rule=item.rule or "",
        reply_by=facts.reply_by,
        account_rule=facts.account_rule or "",
        contact_desk=facts.contact_desk or "",
        requests=frozenset(name for name in REQUESTS if getattr(facts, name)),
    )
