"""The contract with the outside: what may be handed out, and the only three ways in which that can end.

An act either arrived (`Delivery`), provably did not (`NotDelivered`), or nobody can tell (`DeliveryUnknown`).
A performer never guesses: whatever it cannot prove is unknown, since a legal message must not go out twice.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True)
class Delivery:
    """An arrived act: the receiver's own reference for it, and where a person can look at it, if anywhere."""

    reference: str
    url: str | None


class NotDelivered(Exception):
    """Proven: nothing reached the receiver.

    `reason` is a sentence for a person; `retry_after` is how long to wait before trying again by itself,
    or None when only a person can change the outcome.
    """

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class DeliveryUnknown(Exception):
    """It may have arrived. `reason` is a sentence for a person; only looking at the receiver can tell."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class DirectMessage:
    """A message to one person on a platform.

    `handle` is `name` or `name@host`, with or without a leading @. `idem_key` names the act for ever.
    `marker` is a piece of `text` that appears in no other act's text, such as the verification code.
    """

    handle: str
    text: str
    idem_key: str
    marker: str


@dataclass(frozen=True)
class Letter:
    """A letter by e-mail to one recipient: plain text always, and the PDF beside it if there is one.

    `sender`, `recipient` and `reply_to` are one address each, with or without a display name.
    """

    sender: str
    recipient: str
    subject: str
    text: str
    pdf: bytes | None
    pdf_name: str
    idem_key: str
    reply_to: str | None = None


class Messenger(Protocol):
    """Writes to people on one platform."""

    def send(self, message: DirectMessage) -> Delivery:
        """Deliver `message` once. Raise NotDelivered or DeliveryUnknown."""
        ...

    def find(self, message: DirectMessage, *, since: datetime | None = None) -> Delivery | None:
        """Look for `message` among what was sent before, back to `since` (aware).

        Return None only when it is provably absent. Raise DeliveryUnknown when that cannot be told.
        """
        ...


class Postbox(Protocol):
    """Posts letters."""

    def send(self, letter: Letter) -> Delivery:
        """Deliver `letter` to the next mail server once. Raise NotDelivered or DeliveryUnknown."""
        ...


def short_quote(text: str, limit: int = 200) -> str:
    """Return what a foreign server said as one printable line of at most `limit` characters."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def breaks_a_line(text: str, *, allowed: str = "") -> bool:
    """Say whether `text` holds a control character, a line separator or half a surrogate pair."""
    return any(unicodedata.category(sign) in {"Cc", "Zl", "Zp", "Cs"} for sign in text if sign not in allowed)
