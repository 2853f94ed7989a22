"""The Home tab: what waits for this person, what they look after, and what they do most."""

from collections.abc import Iterable
from typing import Any

from bot.desk.case.labels import Label
from bot.desk.case.status import status_phrase
from bot.desk.lists.home import HomeFacts, Paused
from handlers.base.ids import ActionId, Value
from handlers.base.mrkdwn import literal, person, shortened, when
from handlers.base.responses import Block, View
from handlers.blocks.buttons import button
from handlers.blocks.elements import heading, row_of, said, small
from handlers.blocks.phrases import deadline, further
from handlers.blocks.words import TEXTS, roles_said
from handlers.lists.help_view import quick_buttons
from handlers.lists.list_view import case_name, show_button, unreadable_row
from storage.lists.digest import DigestRow, Listed, WaitingNotice

LONGEST_REASON = 300
MOST_BLOCKS = 100

_NO_ROLE = (
    "You have no role at this desk yet, so there is nothing to show. An admin gives roles with "
    "`/takedown roles add`; `/takedown help` explains the rest."
)


def home_view(facts: HomeFacts) -> View:
    """Return a person's Home tab."""
    blocks = [*_paused(facts.paused), *(_tab(facts) if facts.roles else [said(_NO_ROLE), _help()])]
    return {"type": "home", "blocks": blocks[:MOST_BLOCKS]}


def _tab(facts: HomeFacts) -> Iterable[Block]:
    yield row_of("quick", *quick_buttons())
    yield heading("Waiting for you")
    yield from _waiting(facts.waiting, facts.labels)
    if facts.overdue.total:
        yield heading("Overdue")
        yield from _cases("overdue", facts.overdue, facts.labels)
    yield heading("Your queue")
    yield from _cases("queue", facts.queue, facts.labels)
    if not facts.queue.total:
        yield said("Everything you own is overdue." if facts.overdue.total else "You own no open case.")
    yield small(f"Your roles: {roles_said(facts.roles)}.")


def _waiting(listed: Listed[WaitingNotice], labels: dict[int, Label]) -> Iterable[Block]:
    if not listed.total:
        yield said("No text waits for your approval.")
    for waits in listed.rows:
        review = button(ActionId.APPROVE, "Review", Value(case=waits.case.case_id, notice=waits.notice_id))
        asked = f"{TEXTS[waits.kind]}, asked for by {person(waits.asked_by)} {when(waits.since)}"
        yield said(f"{_name(waits.case, labels)}\n{asked}", review, name=f"notice:{waits.notice_id}")
    yield from map(said, map(unreadable_row, listed.unreadable))
    yield from _more(listed, "waiting")


def _cases(list_name: str, listed: Listed[DigestRow], labels: dict[int, Label]) -> Iterable[Block]:
    for case in listed.rows:
        facts = [status_phrase(case.status), deadline(case.deadline_kind, case.deadline_at)]
        text = f"{_name(case, labels)}\n{' · '.join(filter(None, facts))}"
        yield said(text, show_button(case.case_id), name=f"{list_name}:{case.case_id}")
    yield from map(said, map(unreadable_row, listed.unreadable))
    yield from _more(listed, "mine")


def _more(listed: Listed[Any], list_name: str) -> Iterable[Block]:
    rest = further(listed.total, len(listed.rows) + len(listed.unreadable))
    if rest:
        yield small(f"{rest[:1].upper()}{rest[1:]}: `/takedown list {list_name}`.")


def _paused(paused: Paused | None) -> list[Block]:
    if paused is None:
        return []
    why = f" Reason: {literal(shortened(paused.reason, LONGEST_REASON))}" if paused.reason else ""
    who = f"{person(paused.by)} paused the desk {when(paused.since)}"
    return [said(f"*Nothing goes outside.* {who}; `/takedown resume` lets it go on.{why}")]


def _help() -> Block:
    return row_of("quick", button(ActionId.SHOW_HELP, "Help", Value()))


def _name(case: DigestRow, labels: dict[int, Label]) -> str:
    return case_name(case.key, labels.get(case.case_id) or Label(case.account or "an unnamed account"))
