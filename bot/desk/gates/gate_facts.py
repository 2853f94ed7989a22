"""What the gates ask of a case before they say what may happen, looked up once."""

from dataclasses import dataclass
from functools import cached_property

from bot.desk.case.items import host_of, lead_ground, open_items
from bot.desk.case.snapshot import CaseSnapshot
from bot.desk.core.context import UnitOfWork
from bot.rules.case.gates import CONTACT_WINDOW, GateFacts
from bot.rules.law.grounds import ground_rule
from storage.models import Case, Matter, Person
from storage.queries import people
from storage.vocabulary import EvidenceStatus, Ground


@dataclass(frozen=True)
class GatedCase(CaseSnapshot):
    """A case with what the rules ask of it before they say what may happen."""

    @cached_property
    def gate_facts(self) -> GateFacts:
        """What the gates ask of the case about the lead ground of its open items."""
        return gate_facts_for(self, lead_ground(self.items, self.matter))


def gate_facts_of(work: UnitOfWork, case: Case, matter: Matter, ground: Ground | None = None) -> GateFacts:
    """Return what the gates ask of a case about a ground; if none is named, that of most open items."""
    snapshot = GatedCase(work, case, matter)
    return gate_facts_for(snapshot, ground) if ground else snapshot.gate_facts


def gate_facts_for(snapshot: CaseSnapshot, ground: Ground) -> GateFacts:
    """Return what the gates ask of a case about its items of one ground."""
    work, case = snapshot.work, snapshot.case
    rule = ground_rule(ground)
    way = work.platforms.to_write(case.platform, host_of(case), case.account)
    live = [item for item in open_items(snapshot.items) if item.ground is ground]
    shown = {each.item_id for each in snapshot.evidence if each.status is EvidenceStatus.STORED}
    return GateFacts(
        key=case.key,
        status=case.status,
        is_paused=snapshot.workspace.paused_at is not None,
        restrictions=frozenset(restriction.kind for restriction in snapshot.restrictions),
        person_refuses_contact=_refuses_contact(work, case),
        contacts_in_window=_contacts(work, case),
        has_account=case.account is not None,
        has_verify_url=work.installation.verify_url is not None,
        nobody_may_write_because=way.why if way.route is None else None,
        ground_allows_warning=rule.may_warn,
        ground_refusal=rule.refusal,
        was_warned=case.warned_at is not None,
        was_reminded=case.reminded_at is not None,
        grace_ends_at=case.grace_ends_at,
        is_waived=case.waiver_granted_by is not None,
        open_items=len(live),
        items_without_evidence=tuple(item.number for item in live if item.id not in shown),
    )


def _refuses_contact(work: UnitOfWork, case: Case) -> bool:
    person = work.session.get(Person, case.person_id) if case.person_id else None
    if person is None:
        return False
    return any((person.no_contact_since, person.represented_since, person.press_since))


def _contacts(work: UnitOfWork, case: Case) -> int:
    if case.person_id is None:
        return 0
    return people.contacts_since(work.session, case.workspace_id, case.person_id, work.now, CONTACT_WINDOW)
