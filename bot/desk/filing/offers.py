"""What a person may file into, as a form offers it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.core.access import require_role
from bot.desk.core.context import Actor, Desk
from bot.desk.matters.lookup import matters_for
from storage.models import Matter
from storage.vocabulary import Ground

MOST_OFFERED = 100


@dataclass(frozen=True)
class OfferedMatter:
    """One matter to choose: its key, its title, and the ground of items that name none."""

    key: str
    title: str
    ground: Ground


@dataclass(frozen=True)
class FilingOffer:
    """The matters to choose from, newest first, how many more there are, and which one is meant most likely."""

    matters: tuple[OfferedMatter, ...]
    left_out: int
    likely: OfferedMatter | None


def filing_offer(desk: Desk, actor: Actor, named: str = "") -> FilingOffer:
    """Return the matters a person may file into.

    Meant most likely is the one `named` by its key, else the only one, else the newest whose home channel the
    person is in right now.
    """
    with desk.read() as work:
        require_role(work, actor)
        shown = matters_for(work, actor)
    likely = _likely(shown, named, actor.channel_id)
    first = [likely] if likely else []
    ordered = first + [matter for matter in shown if matter is not likely]
    return FilingOffer(
        matters=tuple(map(_offered, ordered[:MOST_OFFERED])),
        left_out=max(0, len(ordered) - MOST_OFFERED),
        likely=_offered(likely) if likely else None,
    )


def is_matter_key(desk: Desk, actor: Actor, word: str) -> bool:
    """Whether a word is the key of a matter that the person may file into."""
    with desk.read() as work:
        require_role(work, actor)
        return any(matter.key == word.upper() for matter in matters_for(work, actor))


def _likely(shown: Sequence[Matter], named: str, channel_id: str | None) -> Matter | None:
    by_key = (matter for matter in shown if matter.key == named.upper())
    at_home = (matter for matter in shown if channel_id and matter.channel_id == channel_id)
    only = shown[0] if len(shown) == 1 else None
    return next(by_key, None) or only or next(at_home, None)


def _offered(matter: Matter) -> OfferedMatter:
    return OfferedMatter(matter.key, matter.title, matter.ground)
