"""Facts as JSON and back, so that a stored notice can be rendered again to the same bytes."""

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.notices.errors import UnreadableFacts
from bot.notices.facts import (
    DmcaFacts,
    Facts,
    HackedMaterialFacts,
    ReminderFacts,
    ReportFacts,
    ThanksFacts,
    WarningFacts,
)

_KINDS: tuple[type[Facts], ...] = (
    WarningFacts,
    ReminderFacts,
    DmcaFacts,
    HackedMaterialFacts,
    ReportFacts,
    ThanksFacts,
)


def facts_to_json(facts: Facts) -> str:
    """Return `facts` with the name of their template as one line of JSON, keys in order."""
    stored = {"template": facts.template, "facts": _adapter(facts.template).dump_python(facts, mode="json")}
    return json.dumps(stored, ensure_ascii=False, sort_keys=True)


def facts_from_json(text: str) -> Facts:
    """Return the facts that `facts_to_json` wrote as `text`.

    Raise UnreadableFacts if they do not fit their template, MissingFact or UnfitFact as the facts would.
    """
    try:
        stored = json.loads(text)
        found: Facts = _adapter(stored["template"]).validate_python(stored["facts"])
    except ValidationError as misfit:
        first = misfit.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise UnreadableFacts(f"{place}: {first['msg']}") from misfit
    except (json.JSONDecodeError, KeyError, TypeError) as misfit:
        raise UnreadableFacts("they are not in the form they were stored in") from misfit
    return found


def _kind(name: str) -> type[Facts]:
    for kind in _KINDS:
        if kind.template == name:
            return kind
    raise UnreadableFacts(f"there is no template {name!r}")


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_kind(name))
