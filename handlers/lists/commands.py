"""Finding one's way: lists, one case, searching, help and the short menu."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from bot.desk.lists.lists import case_named, find_rows, list_page, shown_case
from bot.desk.team import roles
from handlers.base.ids import ActionId, CallbackId
from handlers.base.mrkdwn import literal, shortened
from handlers.base.request import Click, Command, Request, Submission
from handlers.base.responses import Block, Open, Replace, Response, Say, Submitted
from handlers.base.slack_text import first_word, unescaped
from handlers.card.card_message import card_message
from handlers.lists.help_view import COMMAND_WORDS, help_message, help_view, menu_message
from handlers.lists.list_view import case_place, case_view, found_message, list_message, list_view
from storage.lists.search import Listing

ROWS_IN_MESSAGE = 10
ROWS_IN_MODAL = 20


def list_command(command: Command) -> Response:
    """Answer `/takedown list [mine|waiting|overdue|KEY]`."""
    which = _which(command.rest)
    page = list_page(command.desk, command.actor, which, None, ROWS_IN_MESSAGE)
    return Say(*list_message(which, page, command.desk.clock.now()))


def case_command(command: Command) -> Response:
    """Answer `/takedown case KEY`."""
    key = unescaped(command.rest)
    if not key:
        return Say("Which case? Write it like this: `/takedown case NLP-17`.")
    case_id = case_named(command.desk, command.actor, key)
    return Say(*_case(command, case_id))


def find_command(command: Command) -> Response:
    """Answer `/takedown find TEXT`."""
    text = unescaped(command.rest)
    if not text:
        return Say("What are you looking for? A key, a link, a handle or an external id can be found.")
    rows = find_rows(command.desk, command.actor, text)
    if len(rows) == 1:
        return Say(*_case(command, rows[0].line.case_id))
    return Say(*found_message(text, rows, command.desk.clock.now()))


def help_command(command: Command) -> Response:
    """Answer `/takedown help`, `/takedown` alone, and words that are no command."""
    held = roles.my_roles(command.desk, command.actor)
    if not command.word and held:
        return Say(*menu_message())
    if command.word in {"", "help"}:
        return Say(*help_message(held))
    return Say(unknown_word(command.word))


def unknown_word(word: str) -> str:
    """Return the sentence for a word that is no command, with the one that was probably meant."""
    near = get_close_matches(word, COMMAND_WORDS, n=1, cutoff=0.5)
    hint = f"Did you mean `/takedown {near[0]}`? " if near else ""
    return (
        f"There is no command {literal(shortened(unescaped(word), 40))}. {hint}`/takedown help` names them all."
    )


def show_case(click: Click) -> Response:
    """Show a case to the person who clicked, and to nobody else."""
    shown = shown_case(click.desk, click.actor, click.value.case or 0)
    _, blocks = card_message(shown.facts)
    return Open(case_view(shown.facts.key, blocks, shown.label))


def show_list(click: Click) -> Response:
    """Open a list as a modal."""
    return Open(_list_view(click, click.value.kind, None))


def more(click: Click) -> Response:
    """Open the next page of a list as a modal."""
    return Open(_list_view(click, click.value.kind, click.value.word))


def next_page(submission: Submission) -> Submitted:
    """Show the next page of a list in place of this one."""
    return Replace(_list_view(submission, submission.value.kind, submission.value.word))


def show_help(click: Click) -> Response:
    """Open the help as a modal."""
    return Open(help_view(roles.my_roles(click.desk, click.actor)))


def _list_view(request: Request, kind: str | None, after: str | None) -> dict[str, object]:
    which = _which(kind or "")
    page = list_page(request.desk, request.actor, which, after, ROWS_IN_MODAL)
    return list_view(which, page, request.desk.clock.now())


def _case(request: Request, case_id: int) -> tuple[str, list[Block]]:
    shown = shown_case(request.desk, request.actor, case_id)
    text, blocks = card_message(shown.facts)
    return text, [*blocks, *case_place(shown.label)][:50]


def _which(text: str) -> Listing | str:
    word, _ = first_word(unescaped(text))
    try:
        return Listing(word or Listing.ALL)
    except ValueError:
        return word.upper()


COMMANDS: Mapping[str, Callable[[Command], Response]] = {
    "list": list_command,
    "case": case_command,
    "find": find_command,
    "help": help_command,
    "": help_command,
}
CLICKS: Mapping[ActionId, Callable[[Click], Response]] = {
    ActionId.SHOW_CASE: show_case,
    ActionId.SHOW_LIST: show_list,
    ActionId.SHOW_HELP: show_help,
    ActionId.MORE: more,
}
FORMS: Mapping[CallbackId, Callable[[Submission], Submitted]] = {CallbackId.LIST: next_page}
