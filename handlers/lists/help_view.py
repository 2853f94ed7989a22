"""The help, and the short menu behind a bare command."""

from handlers.base.ids import ActionId, CallbackId, Value
from handlers.base.responses import Block, View
from handlers.blocks.buttons import button
from handlers.blocks.elements import Element, modal, row_of, said, small
from handlers.blocks.words import roles_said
from storage.lists.search import Listing
from storage.vocabulary import Role

COMMAND_WORDS = (
    "file",
    "matter",
    "list",
    "case",
    "find",
    "import",
    "digest",
    "roles",
    "pause",
    "resume",
    "help",
)

_COMMANDS = (
    (
        "Filing",
        (
            ("file [URL …]", "file flagged accounts and posts"),
            ("import", "file many at once, from a CSV file"),
            ("matter new", "open a matter, that is, an incident"),
            ("matter list", "the matters you are shown"),
            ("matter here KEY", "give an imported matter this channel as its home"),
        ),
    ),
    (
        "Finding",
        (
            ("list [mine|waiting|overdue|KEY]", "cases that go on"),
            ("case NLP-17", "one case"),
            ("find TEXT", "by key, link, handle or external id"),
        ),
    ),
    (
        "Every day",
        (
            ("digest here at 09:00 Europe/Berlin weekdays", "a daily digest in this channel"),
            ("digest off · now · me", "end it, have one at once, have your own"),
        ),
    ),
    (
        "The desk itself",
        (
            ("roles", "who may do what"),
            ("roles add @user reviewer", "give a role; `remove` takes it away (admins)"),
            ("pause [reason]", "stop everything that goes outside; `resume` lets it go on"),
        ),
    ),
)
_HOW = (
    "Ask first, escalate with care, prove the outcome: file an account, have a message approved by somebody "
    "else, ask the person, wait, and go to the platform only if asking did not help."
)


def help_message(held: tuple[Role, ...]) -> tuple[str, list[Block]]:
    """Return the help: the same in words, and in blocks."""
    blocks = _help(held)
    return "\n".join(block["text"]["text"] for block in blocks if "text" in block), blocks


def help_view(held: tuple[Role, ...]) -> View:
    """Return the help as a modal."""
    return modal(CallbackId.NOTE, "How this works", _help(held), Value(), close="Close")


def menu_message() -> tuple[str, list[Block]]:
    """Return the short menu that a bare command opens."""
    text = "What would you like to do? `/takedown help` names every command."
    return text, [said(text), row_of("menu", *quick_buttons())]


def quick_buttons() -> list[Element]:
    """Return the buttons for what people do most."""
    return [
        button(ActionId.FILE, "File a takedown", Value(), style="primary"),
        button(ActionId.SHOW_LIST, "My queue", Value(kind=Listing.MINE), suffix=Listing.MINE),
        button(ActionId.SHOW_LIST, "Waiting", Value(kind=Listing.WAITING), suffix=Listing.WAITING),
        button(ActionId.SHOW_HELP, "Help", Value()),
    ]


def _help(held: tuple[Role, ...]) -> list[Block]:
    sections = [said(f"*{title}*\n" + "\n".join(_line(*each) for each in words)) for title, words in _COMMANDS]
    return [said(_HOW), *sections, small(_roles(held))]


def _line(words: str, meaning: str) -> str:
    return f"`/takedown {words}` {meaning}"


def _roles(held: tuple[Role, ...]) -> str:
    if held:
        return f"Your roles: {roles_said(held)}."
    return "You have no role at this desk yet. An admin gives roles with `/takedown roles add`."
