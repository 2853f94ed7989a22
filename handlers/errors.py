"""The one place where what went wrong becomes a sentence for the person, in the surface they look at."""

import re
import secrets
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.desk.attempts import note_attempt
from bot.desk.context import Repeated
from bot.desk.problems import NotAllowed, Refusal
from handlers.ids import Unreadable
from handlers.mrkdwn import escaped
from handlers.request import Request
from storage import people

Result = TypeVar("Result")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
_ESCAPED_MENTION = re.compile(r"&lt;@([UW][A-Z0-9]+)&gt;")


@dataclass(frozen=True)
class Problem:
    """What to tell the person; `field` is the input at fault, if one is. May hold mentions like `<@U1>`.

    In an outage nothing can be written down, so the person has to be told at once.
    """

    sentence: str
    field: str | None = None
    is_outage: bool = False

    @property
    def mrkdwn(self) -> str:
        """The sentence for a message: nothing in it is markup but mentions of people."""
        return _ESCAPED_MENTION.sub(r"<@\1>", escaped(self.sentence))


class Done:
    """The request was handled before; there is nothing to say."""


def guarded(handler: Callable[[], Result], request: Request, act: str) -> Result | Problem | Done:
    """Call a handler; return its answer, or a Problem for whatever it raised. `act` names it in the record."""
    try:
        return handler()
    except Repeated:
        return Done()
    except NotAllowed as refusal:
        return _attempted(refusal, request, act)
    except Refusal as refusal:
        return Problem(refusal.sentence, refusal.field)
    except Unreadable:
        return Problem("This button is from an older version and no longer works. Please open the case anew.")
    except SQLAlchemyError as error:
        reference = _logged(error)
        return Problem(
            "The database cannot be reached, so nothing was saved. What you typed is still here; please try "
            f"again in a moment. (Reference {reference})",
            is_outage=True,
        )
    except Exception as error:  # noqa: BLE001 - the outermost loop: the person gets a reference, the log its cause
        reference = _logged(error)
        return Problem(f"Something went wrong on our side and nothing was saved. (Reference {reference})")


def spelt_out(request: Request, sentence: str) -> str:
    """Return a sentence for a place that shows no mentions: people stand there by name."""
    mentioned = set(_MENTION.findall(sentence))
    if not mentioned:
        return sentence
    with request.desk.store.read() as session:
        known = people.members(session, request.actor.workspace_id, mentioned)
    names = {user_id: member.real_name for user_id, member in known.items()}
    return _MENTION.sub(lambda found: names.get(found[1], "somebody"), sentence)


def _attempted(refusal: NotAllowed, request: Request, act: str) -> Problem:
    try:
        note_attempt(request.desk, request.actor, act)
    except SQLAlchemyError as error:
        _logged(error)
    return Problem(refusal.sentence, refusal.field)


def _logged(error: Exception) -> str:
    reference = secrets.token_hex(4)
    place = traceback.extract_tb(error.__traceback__)[-1]
    structlog.get_logger("handlers").error(
        "trouble", reference=reference, error=type(error).__name__, place=f"{place.name}:{place.lineno}"
    )
    return reference
