"""What the pretend platform keeps: accounts, posts, reports; each frozen, each written as plain JSON."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TypeVar, get_type_hints

Record = TypeVar("Record")


class Visibility(StrEnum):
    """Who sees a post: everybody, or its author and the people it mentions."""

    PUBLIC = "public"
    DIRECT = "direct"


class PostState(StrEnum):
    """What became of a post: still there, deleted by its author, removed by the operator."""

    UP = "up"
    DELETED = "deleted"
    REMOVED = "removed"


@dataclass(frozen=True)
class Account:
    """One account; a suspension without `suspended_until` (UTC) has no end."""

    id: str
    handle: str
    display_name: str
    bio: str
    created_at: datetime
    is_bot: bool = False
    suspended: bool = False
    suspended_until: datetime | None = None
    read_up_to: str = ""

    def is_suspended(self, now: datetime) -> bool:
        """Say whether the suspension holds at `now` (UTC)."""
        return self.suspended and (self.suspended_until is None or now < self.suspended_until)


@dataclass(frozen=True)
class Post:
    """One post or direct message; `mentions` are account ids, `image` describes a picture."""

    id: str
    author: str
    text: str
    at: datetime
    visibility: Visibility = Visibility.PUBLIC
    mentions: tuple[str, ...] = ()
    image: str | None = None
    state: PostState = PostState.UP


@dataclass(frozen=True)
class Report:
    """One report to the operator; ids of the reporting and the reported account, of posts and of rules."""

    id: str
    reporter: str
    account: str
    posts: tuple[str, ...]
    comment: str
    category: str
    rules: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class KeptAnswer:
    """Which post an idempotency key of one account led to, and since when (UTC)."""

    account: str
    key: str
    post: str
    at: datetime


def to_json(record: Account | Post | Report | KeptAnswer) -> dict[str, object]:
    """Return `record` as a JSON object, times as ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(record).items()
    }


def from_json(kind: type[Record], stored: dict[str, object]) -> Record:
    """Return the record of `kind` that `to_json` wrote. Raise KeyError or ValueError for anything else."""
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind)]  # type: ignore[arg-type]  # Record is one of the dataclasses above
    return kind(**{name: _read(hints[name], stored[name]) for name in names})


def _read(hint: object, value: object) -> object:
    if value is not None and hint in (datetime, datetime | None):
        return datetime.fromisoformat(str(value))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(str(value))
    return tuple(value) if isinstance(value, list) else value
