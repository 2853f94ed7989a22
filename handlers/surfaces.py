"""All handlers of the desk, collected from their modules."""

from types import ModuleType

from handlers import (
    approvals,
    cases,
    deliveries,
    digests,
    filing,
    importing,
    letters,
    lists,
    matters,
    messages,
    outcomes,
    roles,
    switches,
)
from handlers.routes import Routes, collected


def all_routes() -> Routes:
    """Return every handler by what it answers. Raise AnsweredTwice where two claim the same."""
    modules: list[ModuleType] = [
        approvals,
        cases,
        deliveries,
        digests,
        filing,
        importing,
        letters,
        lists,
        matters,
        messages,
        outcomes,
        roles,
        switches,
    ]
    return collected(modules)
