"""What a flagged address turned out to name, and why another could not be taken."""

from dataclasses import dataclass
from enum import StrEnum

from storage.vocabulary import Platform


class AddressKind(StrEnum):
    """Which sort of thing an address names."""

    PROFILE = "profile"
    ITEM = "item"
    PAGE = "page"


class Refusal(StrEnum):
    """Why an address was not taken."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    HIDDEN_CHARACTER = "hidden_character"
    SPACE = "space"
    NO_SCHEME = "no_scheme"
    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    HOST = "host"
    AT_URI = "at_uri"
    ACCOUNT = "account"


class UrlRefused(ValueError):
    """An address or account name that the desk does not take; `sentence` tells the person what to do."""

    def __init__(self, reason: Refusal, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Resolved:
    """An address in its one canonical spelling, with the account and item that it shows, if any.

    `host` is the platform's own host; for Mastodon the instance and for a website its identity, both with
    a port that is not the default one. `item_id` is the platform's own id of the item.
    """

    platform: Platform
    account: str | None
    url: str
    item_id: str | None
    host: str
    kind: AddressKind
