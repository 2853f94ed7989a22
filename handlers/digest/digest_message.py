"""The digest: what waits, what is due, what nobody owns, what came and went; with buttons that work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.desk.case.labels import Label
from bot.desk.digest.facts import DigestFacts
from handlers.base.ids import ActionId, Value
from handlers.base.mrkdwn import literal, person, when
from handlers.base.responses import Block
from handlers.blocks.buttons import button
from handlers.blocks.elements import Element, heading, in_words, said, small, text_length
from handlers.blocks.phrases import amount, deadline, further
from handlers.blocks.words import TEXTS
from handlers.lists.list_view import case_key, case_name, show_button, unreadable_row
from storage.lists.digest import DigestRow, Listed, WaitingDispute, WaitingNotice, WaitingWaiver
from storage.lists.top_rows import Length
from storage.vocabulary import NoticeStatus

MOST_BLOCKS = 50
MOST_TEXT = 9500
MOST_ROWS = 5
PAUSED = "*The desk is paused:* nothing goes to anyone outside until `/takedown resume`."

Labels = Mapping[int, Label]


@dataclass(frozen=True)
class _Line:
    """One row of a digest; `name` is unique in the message, or empty for one that nobody presses."""

    name: str
    text: str
    pressed: Element | None = None


@dataclass(frozen=True)
class _Part:
    """One list of a digest: its first rows and its whole length.

    It gets `share` times as many rows as others; a short one stands in one line.
    """

    title: str
    total: Length
    lines: tuple[_Line, ...]
    share: int = 1
    is_short: bool = False


def digest_message(
    facts: DigestFacts, labels: Labels | None = None, *, is_paused: bool = False
) -> tuple[str, list[Block]]:
    """Return a digest as a message: the same in words, and in blocks that keep Slack's limits.

    `labels` say what the cases are called and where their cards stand. However many cases there are, each list
    shows its first and says how many more there are.
    """
    title = title_of(facts.day)
    if facts.is_quiet:
        return _quiet(title, is_paused)
    parts = _parts(facts, labels or {})
    opening = [heading(title), said(_summary(facts)), *([small(PAUSED)] if is_paused else [])]
    return _in_words(title, facts, parts, is_paused), _fitting(opening, parts)


def title_of(day: date) -> str:
    """Return the title of a date's digest."""
    return f"Takedowns · {day:%A} {day.day} {day:%B}"


def _quiet(title: str, is_paused: bool) -> tuple[str, list[Block]]:
    text = f"{title}: a quiet day. Nothing waits, nothing is due, nothing is new."
    said_too = [small(PAUSED)] if is_paused else []
    return f"{text}\n{PAUSED}" if is_paused else text, [said(text), *said_too]


def _summary(facts: DigestFacts) -> str:
    counted = (
        (facts.waiting, "waits for a decision" if facts.waiting == Length(1) else "wait for a decision"),
        (facts.due_today.total, "due today"),
        (facts.overdue.total, "overdue"),
        (facts.new.total, "new"),
        (facts.resolved.total, "resolved"),
    )
    said_of = " · ".join(f"{amount(total)} {words}" for total, words in counted if total)
    return said_of or "Some cases have no owner."


def _parts(facts: DigestFacts, labels: Labels) -> list[_Part]:
    waiting = (
        *(_notice(waits, labels) for waits in facts.notices.rows),
        *(_dispute(waits, labels) for waits in facts.disputes.rows),
        *(_waiver(waits, labels) for waits in facts.waivers.rows),
        *(line for listed in (facts.notices, facts.disputes, facts.waivers) for line in _unread(listed)),
    )
    return [
        _Part("Waiting for a decision", facts.waiting, waiting, share=3),
        _Part("Overdue", facts.overdue.total, tuple(_due("overdue", facts.overdue, labels))),
        _Part("Due today", facts.due_today.total, tuple(_due("due", facts.due_today, labels))),
        _Part("Nobody owns", facts.unowned.total, tuple(_unowned(facts.unowned, labels))),
        _Part("New", facts.new.total, tuple(_named("new", facts.new, labels)), is_short=True),
        _Part(
            "Resolved", facts.resolved.total, tuple(_named("resolved", facts.resolved, labels)), is_short=True
        ),
    ]


def _notice(waits: WaitingNotice, labels: Labels) -> _Line:
    name, word = _name(waits.case, labels), TEXTS[waits.kind]
    if waits.status is NoticeStatus.IN_REVIEW:
        review = button(ActionId.APPROVE, "Review", Value(case=waits.case.case_id, notice=waits.notice_id))
        text = f"{name}\n{word}, asked for by {person(waits.asked_by)} {when(waits.since)}"
        return _Line(f"notice:{waits.notice_id}", text, review)
    text = f"{name}\n{word} approved {when(waits.since)}, waits to be sent"
    return _Line(f"notice:{waits.notice_id}", text, show_button(waits.case.case_id))


def _dispute(waits: WaitingDispute, labels: Labels) -> _Line:
    text = f"{_name(waits.case, labels)}\ndisputed, recorded by {person(waits.recorded_by)} {when(waits.since)}"
    return _Line(f"dispute:{waits.hold_id}", text, show_button(waits.case.case_id))


def _waiver(waits: WaitingWaiver, labels: Labels) -> _Line:
    text = f"{_name(waits.case, labels)}\n{person(waits.asked_by)} asks counsel to go on without asking first"
    return _Line(f"waiver:{waits.case.case_id}", text, show_button(waits.case.case_id))


def _due(list_name: str, listed: Listed[DigestRow], labels: Labels) -> Iterable[_Line]:
    for case in listed.rows:
        due = deadline(case.deadline_kind, case.deadline_at)
        yield _Line(f"{list_name}:{case.case_id}", f"{_name(case, labels)}\n{due}", show_button(case.case_id))
    yield from _unread(listed)


def _unowned(listed: Listed[DigestRow], labels: Labels) -> Iterable[_Line]:
    for case in listed.rows:
        take = button(ActionId.TAKE, "Take", Value(case=case.case_id, owner=None))
        yield _Line(f"unowned:{case.case_id}", _name(case, labels), take)
    yield from _unread(listed)


def _named(list_name: str, listed: Listed[DigestRow], labels: Labels) -> Iterable[_Line]:
    for case in listed.rows:
        yield _Line(f"{list_name}:{case.case_id}", case_key(case.key, labels.get(case.case_id)))
    for row in listed.unreadable:
        yield _Line("", f"{literal(row.key)} (cannot be read, reference {row.reference})")


def _unread(listed: Listed[Any]) -> Iterable[_Line]:
    return (_Line("", unreadable_row(row)) for row in listed.unreadable)


def _fitting(opening: list[Block], parts: list[_Part]) -> list[Block]:
    sizes = (opening + _shown(parts, most) for most in range(MOST_ROWS, 0, -1))
    return next(filter(_fits, sizes), opening + _shown(parts, 0))


def _shown(parts: list[_Part], most: int) -> list[Block]:
    return [block for part in parts if part.total for block in _blocks(part, most)]


def _blocks(part: _Part, most: int) -> list[Block]:
    if part.is_short:
        return [said(_short(part, most))]
    lines = part.lines[: most * part.share]
    of_all = amount(part.total)
    shown = of_all if Length(len(lines)) == part.total else f"{len(lines):,} of {of_all}"
    return [
        said(f"*{part.title}* · {shown}"),
        *(said(line.text, line.pressed, name=line.name or None) for line in lines),
    ]


def _short(part: _Part, most: int) -> str:
    lines = part.lines[:most]
    rest = further(part.total, len(lines))
    names = [*(line.text for line in lines), *([rest] if rest and lines else [])]
    return f"*{part.title}* · {amount(part.total)}" + (f": {', '.join(names)}" if names else "")


def _fits(blocks: list[Block]) -> bool:
    return len(blocks) <= MOST_BLOCKS and text_length(blocks) <= MOST_TEXT


def _in_words(title: str, facts: DigestFacts, parts: list[_Part], is_paused: bool) -> str:
    lines = [title, *([PAUSED] if is_paused else []), _summary(facts)]
    for part in parts:
        if part.is_short and part.total:
            lines.append(_short(part, MOST_ROWS))
        elif part.total:
            lines.append(f"*{part.title}* · {amount(part.total)}")
            lines += [f"• {line.text}".replace("\n", " · ") for line in part.lines]
    return in_words(lines)


def _name(case: DigestRow, labels: Labels) -> str:
    unnamed = f"{case.account} on {case.platform}" if case.account else f"an unnamed account on {case.platform}"
    return case_name(case.key, labels.get(case.case_id) or Label(unnamed))
