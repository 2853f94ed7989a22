"""Lists of cases, and one case shown privately."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.desk.case.labels import Label
from bot.desk.lists.lists import CasePage, Row
from handlers.base.ids import ActionId, CallbackId, Value
from handlers.base.mrkdwn import literal, shortened
from handlers.base.responses import Block, View
from handlers.blocks.buttons import button
from handlers.blocks.elements import card_link, in_words, modal, row_of, said, small
from handlers.blocks.phrases import deadline, list_length, owner
from storage.database.unreadable import UnreadableRow
from storage.lists.search import Listing

LONGEST_WHO = 80
_NO_KEY = re.compile(r"[^A-Za-z0-9-]")
_ADDRESS = re.compile(r"https?://[^\s<>|]{1,300}")

_TITLES = {
    Listing.ALL: "Open cases",
    Listing.MINE: "Your cases",
    Listing.WAITING: "Waiting for a decision or for sending",
    Listing.OVERDUE: "Overdue",
}
_NOTHING = {
    Listing.ALL: "No case is open. `/takedown file` opens one.",
    Listing.MINE: "You own no open case.",
    Listing.WAITING: "Nothing waits for a decision or for sending.",
    Listing.OVERDUE: "Nothing is overdue.",
}


def list_message(which: Listing | str, page: CasePage, now: datetime) -> tuple[str, list[Block]]:
    """Return the first page of a list: the same in words, and in blocks."""
    if not page.rows:
        return nothing_in(which), []
    blocks = [said(f"*{title_of(which)}* · {list_length(page.total, 'case')}"), *case_rows(page.rows, now)]
    if page.after is not None:
        more = button(ActionId.MORE, "More", Value(kind=str(which), word=str(page.after)))
        blocks.append(row_of("more", more))
    return _in_words(f"{title_of(which)}: {list_length(page.total, 'case')}", page.rows, now), blocks


def list_view(which: Listing | str, page: CasePage, now: datetime) -> View:
    """Return a page of a list as a modal; handing it in shows the next page."""
    over = "This list has no more cases." if page.total else nothing_in(which)
    rows = case_rows(page.rows, now) or [said(over)]
    return modal(
        CallbackId.LIST,
        "Takedowns",
        [said(f"*{title_of(which)}* · {list_length(page.total, 'case')}"), *rows],
        Value(kind=str(which), word=str(page.after) if page.after else None),
        submit="Next page" if page.after else None,
        close="Close",
    )


def found_message(text: str, rows: Sequence[Row], now: datetime) -> tuple[str, list[Block]]:
    """Return what was found for a text that somebody typed."""
    wanted = literal(shortened(text, 100))
    if not rows:
        return f"Nothing was found for {wanted}. A key, a link, a handle or an external id can be found.", []
    title = f"Found for {wanted}"
    return _in_words(title, rows, now), [said(f"*Found for* {wanted}"), *case_rows(rows, now)]


def case_view(key: str, blocks: Sequence[Block], label: Label | None) -> View:
    """Return one case as a modal: what its card says, and where the card stands."""
    return modal(CallbackId.NOTE, key, [*blocks, *case_place(label)], Value(), close="Close")


def case_place(label: Label | None) -> list[Block]:
    """Return where a case's card stands, with a link to it if Slack has told one."""
    if label is None or label.channel_id is None:
        return [small("This case has no card yet, because its matter has no channel.")]
    if label.permalink is None:
        return [small(f"Its card stands in <#{label.channel_id}> once somebody has acted on it.")]
    return [said(f"Its card stands in <#{label.channel_id}>.", card_link(label.permalink))]


def case_rows(rows: Sequence[Row], now: datetime) -> list[Block]:
    """Return one paragraph a case, each with a button that shows the case."""
    return [said(_row(row, now), _show(row), name=f"case:{row.line.case_id}") for row in rows]


def show_button(case_id: int) -> dict[str, object]:
    """Return the button that shows a case to the person alone."""
    return button(ActionId.SHOW_CASE, "Show", Value(case=case_id))


def unreadable_row(row: UnreadableRow) -> str:
    """Return the line about a row of a list that cannot be read, as mrkdwn."""
    return f"*{literal(row.key)}* · cannot be read by this version of the desk (reference {row.reference})"


def title_of(which: Listing | str) -> str:
    """Return the title of a list; of what was typed it holds only what a matter's key can hold."""
    return _TITLES[which] if isinstance(which, Listing) else f"Cases of {_NO_KEY.sub('', which)[:20]}"


def nothing_in(which: Listing | str) -> str:
    """Return the sentence for an empty list."""
    return _NOTHING[which] if isinstance(which, Listing) else f"{literal(which[:20])} has no case yet."


def case_name(key: str, label: Label) -> str:
    """Return a case's key, as a link to its card if that is known, and whose case it is; as mrkdwn."""
    return f"*{case_key(key, label)}* · {literal(shortened(label.who, LONGEST_WHO))}"


def case_key(key: str, label: Label | None) -> str:
    """Return a case's key as mrkdwn, as a link to its card if that is known."""
    link = label.permalink if label else None
    return f"<{link}|{key}>" if link and _ADDRESS.fullmatch(link) else key


def _show(row: Row) -> dict[str, object] | None:
    return show_button(row.line.case_id) if row.line.is_readable else None


def _row(row: Row, now: datetime) -> str:
    line = row.line
    due = deadline(line.deadline_kind, line.deadline_at, now)
    facts = [row.stands, *([due] if due else []), owner(line.owner_id)]
    return f"{case_name(line.key, row.label)}\n{' · '.join(facts)}"


def _in_words(title: str, rows: Sequence[Row], now: datetime) -> str:
    return in_words([title, *(_row(row, now).replace("\n", " · ") for row in rows)])
