"""What a case's items and account say of it: which are open, on which ground, on which host."""

from collections import Counter
from collections.abc import Sequence

from bot.desk.core.context import UnitOfWork
from bot.rules.addresses.keys import host_in
from bot.rules.case.outcomes import is_success_of_asking, settles
from storage.models import Case, Item, Matter
from storage.queries import items
from storage.vocabulary import Ground


def host_of(case: Case) -> str:
    """Return the host a case's account lives on, where the platform has many; else an empty string."""
    return host_in(case.account, case.identity)


def open_items(case_items: Sequence[Item]) -> list[Item]:
    """Return the items that still need something."""
    return [item for item in case_items if not settles(item.outcome)]


def lead_ground(case_items: Sequence[Item], matter: Matter) -> Ground:
    """Return the ground most of the open items have; the earliest filed decides between equals."""
    counted = Counter(item.ground for item in open_items(case_items) or case_items)
    return max(counted, key=lambda ground: counted[ground]) if counted else matter.ground


def removed_after_asking(work: UnitOfWork, case: Case) -> list[Item]:
    """Return the items that the person removed or covered because we asked."""
    found = items.of_case(work.session, case.workspace_id, case.pk)
    return [item for item in found if is_success_of_asking(item.outcome)]
