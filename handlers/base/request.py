"""A request from Slack, parsed: who acts, where, and with what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk.core.context import Actor, Desk
from bot.desk.core.refusals import Invalid
from handlers.base.ids import Value
from handlers.base.slack_text import storable


@dataclass(frozen=True)
class Request:
    """What every handler is given. `key` names this request for ever, also when Slack repeats it."""

    desk: Desk
    actor: Actor
    key: str

    @property
    def user_id(self) -> str:
        """The acting person's Slack id."""
        return self.actor.user_id


@dataclass(frozen=True)
class Command(Request):
    """A slash command: its first word and the rest, with Slack's escapes (`<@U1|name>`) still in place."""

    word: str
    rest: str
    channel_id: str


@dataclass(frozen=True)
class Click(Request):
    """A click on a button or a choice in a menu, in a message, a modal or the Home tab.

    `values` is the state of the inputs around it by block id and action id.
    """

    value: Value
    channel_id: str | None
    message_ts: str | None
    thread_ts: str | None
    in_view: bool
    choice: str | None
    values: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Submission(Request):
    """A submitted modal: the value it carried, and its inputs by block id."""

    value: Value
    inputs: Mapping[str, Mapping[str, Any]]

    def text(self, block_id: str) -> str:
        """Return what was typed into an input, possibly nothing; raise Invalid for what no database takes."""
        typed = str(self._element(block_id).get("value") or "")
        if typed != storable(typed):
            raise Invalid(
                "This holds a character that is none and cannot be kept; please type it anew.", field=block_id
            )
        return typed

    def choice(self, block_id: str) -> str | None:
        """Return the value of the chosen option of a menu or of radio buttons."""
        option = self._element(block_id).get("selected_option") or {}
        return option.get("value")

    def ticks(self, block_id: str) -> frozenset[str]:
        """Return the values of the ticked boxes or chosen options."""
        options = self._element(block_id).get("selected_options") or []
        return frozenset(option["value"] for option in options)

    def chosen(self, block_id: str, key: str) -> str | None:
        """Return what a picker holds under `key`, such as `selected_user` or `selected_date`."""
        found = self._element(block_id).get(key)
        return None if found is None else str(found)

    def files(self, block_id: str) -> list[Mapping[str, Any]]:
        """Return the files handed over in a file input, as Slack describes them."""
        return list(self._element(block_id).get("files") or [])

    def _element(self, block_id: str) -> Mapping[str, Any]:
        elements = self.inputs.get(block_id) or {}
        return next(iter(elements.values()), {})


@dataclass(frozen=True)
class Shortcut(Request):
    """A global shortcut, or one on a message with its text."""

    message_text: str
    channel_id: str | None
