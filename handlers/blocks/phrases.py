"""The words in which people read of cases: what a deadline is, who looks after it, what waits."""

from datetime import datetime

from bot.desk.case.status import ANSWER_EXPECTED, GRACE_ENDS, NEXT_STEP
from bot.rules.law.grounds import GROUND_RULES, Handling, ground_rule
from handlers.base.mrkdwn import person, when
from handlers.blocks.elements import Option, option
from storage.lists.top_rows import Length
from storage.vocabulary import Ground, ItemKind, NoticeKind, Role

_DEADLINES = {
    GRACE_ENDS: "the time to answer ends",
    NEXT_STEP: "the next step is due",
    ANSWER_EXPECTED: "the platform's answer is due",
}
_NOTICES = {
    NoticeKind.WARNING: "warning",
    NoticeKind.REMINDER: "reminder",
    NoticeKind.PLATFORM_REPORT: "report to the platform",
    NoticeKind.LEGAL_NOTICE: "legal notice",
    NoticeKind.LETTER: "letter",
    NoticeKind.THANKS: "thank-you",
}
_KINDS = {
    ItemKind.COPY: "A copy of the material",
    ItemKind.SCREENSHOT: "A screenshot of it",
    ItemKind.LINK: "A link to it",
}


def notice_word(kind: NoticeKind) -> str:
    """Return what the team calls an outward text."""
    return _NOTICES[kind]


def deadline(what: str | None, at: datetime | None, now: datetime | None = None) -> str:
    """Return what is due next and when, in the reader's zone; empty if nothing is.

    With `now` an instant that is past is said to be overdue. Both are UTC.
    """
    if at is None:
        return ""
    name = _DEADLINES.get(what or "", "something is due")
    return f"{'*overdue:* ' if now and at < now else ''}{name} {when(at)}"


def owner(user_id: str | None) -> str:
    """Return who looks after a case, as mrkdwn."""
    return f"owner {person(user_id)}" if user_id else "nobody owns it"


def roles(held: tuple[Role, ...]) -> str:
    """Return roles as a phrase, such as `reviewer and counsel`."""
    names = [role.value for role in held]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


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
    title = ground_rule(ground).title
    return title[:1].upper() + title[1:]


def count(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun, exactly: `1 case`, `120 cases`, `12,345 cases`."""
    return f"{number:,} {_noun(number, one, several)}"


def list_length(total: Length, one: str, several: str = "") -> str:
    """Return how long a list is, as far as it is counted: `1 case`, `more than 10,000 cases`."""
    return f"{amount(total)} {_noun(total.number, one, several)}"


def amount(total: Length) -> str:
    """Return how long a list is, as far as it is counted: `120`, `more than 10,000`."""
    return f"more than {total.number:,}" if total.has_more else f"{total.number:,}"


def further(total: Length, shown: int) -> str:
    """Return how many rows of a list are not shown: `12 more`, `many more`, or nothing."""
    if total.has_more:
        return "many more"
    return f"{total.number - shown:,} more" if total.number > shown else ""


def _noun(number: int, one: str, several: str) -> str:
    return one if number == 1 else several or f"{one}s"
