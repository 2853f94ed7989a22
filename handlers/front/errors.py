"""The one place where what went wrong becomes a sentence for the person, in the surface they look at."""

import re
import secrets
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.desk.core.context import Repeated
from bot.desk.core.denials import note_attempt
from bot.desk.core.refusals import NotAllowed, Refusal
from handlers.base.ids import BadActionValue
from handlers.base.mrkdwn import escape_keeping_code
from handlers.base.request import Request
from handlers.front.teams import ForeignTeam
from storage.database.engine import may_be_done_anew
from storage.queries import people

Result = TypeVar("Result")
Asked = TypeVar("Asked", bound=Request)
OUTDATED = "This is from an older version of the desk and no longer works. Please open the case anew."
_FOREIGN = "This desk serves another Slack workspace."
MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
_ESCAPED_MENTION = re.compile(r"&lt;@([UW][A-Z0-9]+)&gt;")


@dataclass(frozen=True)
class Problem:
    """What to tell the person; `field` is the input at fault, if one is. May hold mentions like `<@U1>`.

    In an outage nothing can be written down, so the person has to be told at once, without the ledger.
    """

    sentence: str
    field: str | None = None
    is_outage: bool = False

    @property
    def mrkdwn(self) -> str:
        """The sentence for a message: nothing in it is markup but mentions of people."""
        return _ESCAPED_MENTION.sub(r"<@\1>", escape_keeping_code(self.sentence))


class Done:
    """The request was handled before; there is nothing to say."""


def parsed(parse: Callable[[], Asked]) -> Asked | Problem:
    """Return what Slack sent as a typed request, or a Problem that says why it cannot be taken."""
    try:
        return parse()
    except ForeignTeam:
        return Problem(_FOREIGN)
    except BadActionValue:
        return Problem(OUTDATED)
    except SQLAlchemyError as error:
        return _outage(error)
    except Exception as error:  # noqa: BLE001 - the outermost loop: the person gets a reference, the log its cause
        return Problem(f"This could not be read and nothing was saved. (Reference {log_trouble(error)})")


def guarded(handler: Callable[[], Result], request: Request, act: str) -> Result | Problem | Done:
    """Call a handler; return its answer, or a Problem for whatever it raised. `act` names it in the record."""
    try:
        with request.desk.store.request():
            return _in_peace(handler, request)
    except Repeated:
        return Done()
    except NotAllowed as refusal:
        return _attempted(refusal, request, act)
    except Refusal as refusal:
        return Problem(refusal.sentence, refusal.field)
    except BadActionValue:
        return Problem(OUTDATED)
    except SQLAlchemyError as error:
        return _kept_but_untold(error) if _is_kept(request) else _outage(error)
    except Exception as error:  # noqa: BLE001 - the outermost loop: the person gets a reference, the log its cause
        if _is_kept(request):
            return _kept_but_untold(error)
        return Problem(
            f"Something went wrong on our side and nothing was saved. (Reference {log_trouble(error)})"
        )


def _in_peace(handler: Callable[[], Result], request: Request) -> Result:
    """Call a handler, and once more if somebody else was quicker at the same: then it sees what they did."""
    try:
        return handler()
    except DBAPIError as error:
        if _is_kept(request) or not may_be_done_anew(error):
            raise
    if request.desk.once is not None:
        request.desk.once.is_noted = False
    return handler()


def spelt_out(request: Request, sentence: str) -> str:
    """Return a sentence for a place that shows no mentions: people stand there by name."""
    mentioned = set(MENTION.findall(sentence))
    if not mentioned:
        return sentence
    names = _names(request, mentioned)
    return MENTION.sub(lambda found: names.get(found[1], "somebody"), sentence)


def _names(request: Request, user_ids: set[str]) -> dict[str, str]:
    try:
        with request.desk.store.read() as session:
            known = people.members(session, request.actor.workspace_id, user_ids)
    except SQLAlchemyError as error:
        log_trouble(error)
        return {}
    return {user_id: member.real_name for user_id, member in known.items()}


def _is_kept(request: Request) -> bool:
    return request.desk.once is not None and request.desk.once.is_kept


def _outage(error: SQLAlchemyError) -> Problem:
    return Problem(
        f"The database cannot be reached, so nothing was saved. Please try again in a moment. "
        f"(Reference {log_trouble(error)})",
        is_outage=True,
    )


def _kept_but_untold(error: Exception) -> Problem:
    return Problem(
        "This was saved, but what follows from it cannot be shown just now. Please look at the card. "
        f"(Reference {log_trouble(error)})",
        is_outage=True,
    )


def _attempted(refusal: NotAllowed, request: Request, act: str) -> Problem:
    try:
        with request.desk.store.request():
            note_attempt(request.desk, request.actor, act)
    except SQLAlchemyError as error:
        log_trouble(error)
    return Problem(refusal.sentence, refusal.field)


def log_trouble(error: Exception) -> str:
    """Log the kind and the place of an error, never its words; return the reference under which it stands."""
    reference = secrets.token_hex(4)
    place = traceback.extract_tb(error.__traceback__)[-1]
    structlog.get_logger("handlers").error(
        "trouble", reference=reference, error=type(error).__name__, place=f"{place.name}:{place.lineno}"
    )
    return reference
