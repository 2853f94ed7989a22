"""Phrases put together from the words: what is due and when, who looks after it, how long a list is."""

from datetime import datetime

from bot.rules.law.grounds import GROUND_RULES, Handling, ground_rule
from handlers.base.mrkdwn import person, when
from handlers.blocks.elements import Option, option
from handlers.blocks.words import DEADLINES, capitalised, noun
from storage.lists.top_rows import Length
from storage.vocabulary import DeadlineKind, Ground, ItemKind

_KINDS = {
    ItemKind.COPY: "A copy of the material",
    ItemKind.SCREENSHOT: "A screenshot of it",
    ItemKind.LINK: "A link to it",
}


def deadline(kind: DeadlineKind | None, at: datetime | None, now: datetime | None = None) -> str:
    """Return what is due next and when, in the reader's zone; empty if nothing is.

    With `now` an instant that is past is said to be overdue. Both are UTC.
    """
    if at is None:
        return ""
    name = DEADLINES[kind] if kind else "something is due"
    return f"{'*overdue:* ' if now and at < now else ''}{name} {when(at)}"


def owner(user_id: str | None) -> str:
    """Return who looks after a case, as mrkdwn."""
    return f"owner {person(user_id)}" if user_id else "nobody owns it"


def kind_options() -> list[Option]:
    """Return the forms in which an item can show the material, to choose from."""
    return [option(kind.value, words) for kind, words in _KINDS.items()]


def ground_options(*, of_matter: bool = False) -> list[Option]:
    """Return the grounds to choose from; those referred elsewhere are no default `of_matter`."""
    return [
        option(ground.value, ground_title(ground))
        for ground, rule in GROUND_RULES.items()
        if not (of_matter and rule.handling is Handling.REFER_OUT)
    ]


def ground_title(ground: Ground) -> str:
    """Return what the team calls a ground, with a capital letter."""
    return capitalised(ground_rule(ground).title)


def list_length(total: Length, one: str, several: str = "") -> str:
    """Return how long a list is, as far as it is counted: `1 case`, `more than 10,000 cases`."""
    return f"{amount(total)} {noun(total.number, one, several)}"


def amount(total: Length) -> str:
    """Return how long a list is, as far as it is counted: `120`, `more than 10,000`."""
    return f"more than {total.number:,}" if total.has_more else f"{total.number:,}"


def further(total: Length, shown: int) -> str:
    """Return how many rows of a list are not shown: `12 more`, `many more`, or nothing."""
    if total.has_more:
        return "many more"
    return f"{total.number - shown:,} more" if total.number > shown else ""
