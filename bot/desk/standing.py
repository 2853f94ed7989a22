"""Looking up what the rules need to know of a case before they say what may happen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import col, select

from bot.desk.core.context import Moment
from bot.rules.case.gates import CONTACT_WINDOW, Standing
from bot.rules.case.outcomes import settles
from bot.rules.law.grounds import ground_rule
from storage.ledger import effects
from storage.models import Case, Effect, Evidence, Hold, Item, Matter, Person, Workspace
from storage.queries import items, people
from storage.vocabulary import EffectStatus, EvidenceStatus, Ground


@dataclass(frozen=True)
class Surroundings:
    """What lies around one case, each looked up once: for a moment in which nobody changes it."""

    moment: Moment
    case: Case
    matter: Matter

    @cached_property
    def items(self) -> Sequence[Item]:
        """The case's items, in the order in which they were filed."""
        return items.of_case(self.moment.session, self.case.workspace_id, self.case.id or 0)

    @cached_property
    def evidence(self) -> Sequence[Evidence]:
        """All evidence of the case, oldest first."""
        return items.evidence_of(self.moment.session, self.case.workspace_id, self.case.id or 0)

    @cached_property
    def holds(self) -> Sequence[Hold]:
        """The holds on the case that nobody lifted."""
        return holds_on(self.moment, self.case)

    @cached_property
    def doubted(self) -> Sequence[Effect]:
        """The acts of the case of which nobody knows whether they arrived."""
        in_doubt = (EffectStatus.UNKNOWN,)
        return effects.of_case(self.moment.session, self.case.workspace_id, self.case.id or 0, in_doubt)

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace the case belongs to."""
        return self.moment.session.get_one(Workspace, self.case.workspace_id)


@dataclass(frozen=True)
class GatedCase(Surroundings):
    """A case with what the rules ask of it before they say what may happen."""

    @cached_property
    def standing(self) -> Standing:
        """The case's standing for the lead ground of its open items."""
        return standing_for(self, lead_ground(self.items, self.matter))


def host_of(case: Case) -> str:
    """Return the host a case's account lives on, where the platform has many; else an empty string."""
    if case.account and "@" in case.account:
        return case.account.rpartition("@")[2]
    return case.identity.rpartition("host:")[2] if "host:" in case.identity else ""


def open_items(case_items: Sequence[Item]) -> list[Item]:
    """Return the items that still need something."""
    return [item for item in case_items if not settles(item.outcome)]


def lead_ground(case_items: Sequence[Item], matter: Matter) -> Ground:
    """Return the ground most of the open items have; the earliest filed decides between equals."""
    counted = Counter(item.ground for item in open_items(case_items) or case_items)
    return max(counted, key=lambda ground: counted[ground]) if counted else matter.ground


def holds_on(moment: Moment, case: Case) -> Sequence[Hold]:
    """Return the holds on a case that nobody lifted."""
    wanted = select(Hold).where(
        Hold.workspace_id == case.workspace_id, Hold.case_id == case.id, col(Hold.lifted_at).is_(None)
    )
    return moment.session.exec(wanted).all()


def is_paused(moment: Moment, workspace_id: int) -> bool:
    """Whether everything that goes outside is stopped."""
    return moment.session.get_one(Workspace, workspace_id).paused_at is not None


def standing_of(moment: Moment, case: Case, matter: Matter, ground: Ground | None = None) -> Standing:
    """Return the case's standing for a ground; the lead ground of its open items if none is named."""
    around = GatedCase(moment, case, matter)
    return standing_for(around, ground) if ground else around.standing


def standing_for(around: Surroundings, ground: Ground) -> Standing:
    """Return what the gates ask of a case about its items of one ground."""
    moment, case = around.moment, around.case
    rule = ground_rule(ground)
    way = moment.reach.to_write(case.platform, host_of(case), case.account)
    live = [item for item in open_items(around.items) if item.ground is ground]
    shown = {each.item_id for each in around.evidence if each.status is EvidenceStatus.STORED}
    return Standing(
        key=case.key,
        status=case.status,
        is_paused=around.workspace.paused_at is not None,
        holds=frozenset(hold.kind for hold in around.holds),
        person_refuses_contact=_refuses_contact(moment, case),
        contacts_in_window=_contacts(moment, case),
        has_account=case.account is not None,
        has_verify_url=moment.policy.verify_url is not None,
        nobody_may_write_because=way.why if way.route is None else None,
        ground_allows_warning=rule.may_warn,
        ground_refusal=rule.refusal,
        was_warned=case.warned_at is not None,
        was_reminded=case.reminded_at is not None,
        grace_ends_at=case.grace_ends_at,
        skip_is_approved=case.skip_approved_by is not None,
        open_items=len(live),
        items_without_evidence=tuple(item.number for item in live if item.id not in shown),
    )


def _refuses_contact(moment: Moment, case: Case) -> bool:
    person = moment.session.get(Person, case.person_id) if case.person_id else None
    if person is None:
        return False
    return any((person.no_contact_since, person.represented_since, person.press_since))


def _contacts(moment: Moment, case: Case) -> int:
    if case.person_id is None:
        return 0
    return people.contacts_since(moment.session, case.workspace_id, case.person_id, moment.now, CONTACT_WINDOW)
