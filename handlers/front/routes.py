"""Which handler answers which command, button, modal and shortcut."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType

from handlers.base.ids import ActionId, CallbackId
from handlers.base.request import Click, Command, Shortcut, Submission
from handlers.base.responses import Response, Submitted


@dataclass(frozen=True)
class Routes:
    """All handlers of the desk, by what they answer."""

    commands: Mapping[str, Callable[[Command], Response]] = field(default_factory=dict)
    clicks: Mapping[ActionId, Callable[[Click], Response]] = field(default_factory=dict)
    forms: Mapping[CallbackId, Callable[[Submission], Submitted]] = field(default_factory=dict)
    shortcuts: Mapping[str, Callable[[Shortcut], Response]] = field(default_factory=dict)


class AnsweredTwice(Exception):
    """Two handlers claim the same command, button, modal or shortcut."""


def collected(modules: list[ModuleType]) -> Routes:
    """Return the handlers that modules export; raise AnsweredTwice where two claim the same."""
    found: dict[str, dict[str, object]] = {"COMMANDS": {}, "CLICKS": {}, "FORMS": {}, "SHORTCUTS": {}}
    for module in modules:
        for kind, known in found.items():
            offered: Mapping[str, object] = getattr(module, kind, {})
            twice = known.keys() & offered.keys()
            if twice:
                raise AnsweredTwice(f"{kind}: {', '.join(sorted(twice))}")
            known.update(offered)
    return Routes(
        commands=found["COMMANDS"],  # type: ignore[arg-type]  # each module's dict is typed where it is written
        clicks=found["CLICKS"],  # type: ignore[arg-type]
        forms=found["FORMS"],  # type: ignore[arg-type]
        shortcuts=found["SHORTCUTS"],  # type: ignore[arg-type]
    )
