"""All handlers of the desk, collected from their modules."""

from types import ModuleType

from handlers.routes import Routes, collected


def all_routes() -> Routes:
    """Return every handler by what it answers. Raise AnsweredTwice where two claim the same."""
    modules: list[ModuleType] = []
    return collected(modules)
