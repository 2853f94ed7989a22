"""What lies around one case, looked up once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.desk.case.restrictions import restrictions_on
from bot.desk.core.context import UnitOfWork
from storage.ledger import effects
from storage.models import Case, Effect, Evidence, Item, Matter, Restriction, Workspace
from storage.queries import items
from storage.vocabulary import EffectStatus


@dataclass(frozen=True)
class CaseSnapshot:
    """What lies around one case, each looked up once: for a moment in which nobody changes it."""

    work: UnitOfWork
    case: Case
    matter: Matter

    @cached_property
    def items(self) -> Sequence[Item]:
        """The case's items, in the order in which they were filed."""
        return items.of_case(self.work.session, self.case.workspace_id, self.case.pk)

    @cached_property
    def evidence(self) -> Sequence[Evidence]:
        """All evidence of the case, oldest first."""
        return items.evidence_of(self.work.session, self.case.workspace_id, self.case.pk)

    @cached_property
    def restrictions(self) -> Sequence[Restriction]:
        """The restrictions of the case that nobody lifted."""
        return restrictions_on(self.work, self.case)

    @cached_property
    def doubted(self) -> Sequence[Effect]:
        """The acts of the case of which nobody knows whether they arrived."""
        in_doubt = (EffectStatus.UNKNOWN,)
        return effects.of_case(self.work.session, self.case.workspace_id, self.case.pk, in_doubt)

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace the case belongs to."""
        return self.work.session.get_one(Workspace, self.case.workspace_id)
