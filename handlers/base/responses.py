"""What a handler may answer; the front of `handlers` turns each into Slack's own form."""

from dataclasses import dataclass, field
from typing import Any

Block = dict[str, Any]
View = dict[str, Any]


@dataclass(frozen=True)
class Say:
    """Answer a command to the person alone, in its acknowledgement; `text` says the same as the blocks."""

    text: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Open:
    """Open a modal; over another one if the click came from inside a modal."""

    view: View


@dataclass(frozen=True)
class Ephemeral:
    """Tell the person alone, where they clicked; sent afterwards by the ledger. `text` is Slack mrkdwn."""

    text: str


@dataclass(frozen=True)
class Nothing:
    """Acknowledge; the card tells the rest."""


@dataclass(frozen=True)
class Close:
    """Close all modals, and tell the person something if `text` is given (Slack mrkdwn)."""

    text: str = ""


@dataclass(frozen=True)
class Replace:
    """Show another view in place of the submitted one."""

    view: View


@dataclass(frozen=True)
class Errors:
    """Keep the modal with what was typed, and mark fields: sentence by block id."""

    fields: dict[str, str]


Response = Say | Open | Ephemeral | Nothing
Submitted = Close | Replace | Open | Errors
