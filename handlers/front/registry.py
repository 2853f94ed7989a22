"""All handlers of the desk, collected from their modules."""

from types import ModuleType

from handlers.card import actions
from handlers.contact import actions as contact_actions
from handlers.digest import commands as digest_commands
from handlers.escalation import actions as escalation_actions
from handlers.evidence import actions as evidence_actions
from handlers.filing import commands as filing_commands
from handlers.front.routes import Routes, collected
from handlers.importing import commands as importing_commands
from handlers.lists import commands as list_commands
from handlers.matters import commands as matter_commands
from handlers.review import actions as review_actions
from handlers.sending import actions as sending_actions
from handlers.team import pause, roles
from handlers.tracking import actions as tracking_actions
from handlers.tracking import closing


def all_routes() -> Routes:
    """Return every handler by what it answers. Raise AnsweredTwice where two claim the same."""
    modules: list[ModuleType] = [
        review_actions,
        actions,
        closing,
        evidence_actions,
        sending_actions,
        digest_commands,
        filing_commands,
        importing_commands,
        escalation_actions,
        list_commands,
        matter_commands,
        contact_actions,
        tracking_actions,
        roles,
        pause,
    ]
    return collected(modules)
