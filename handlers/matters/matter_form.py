"""The form in which a matter is opened, what it answers, and the list of matters."""

from collections.abc import Sequence

from bot.desk.matters.lookup import MatterLine
from bot.desk.matters.opening import LONGEST_CLIENT, LONGEST_FACTS, LONGEST_TITLE
from handlers.base.ids import ActionId, CallbackId, Value
from handlers.base.mrkdwn import literal, shortened
from handlers.base.responses import Block, View
from handlers.blocks.buttons import button
from handlers.blocks.elements import (
    Element,
    field,
    in_words,
    menu,
    modal,
    plain_paragraph,
    row_of,
    said,
    small,
    text_field,
    text_length,
)
from handlers.blocks.phrases import ground_options, ground_title
from handlers.blocks.words import counted
from storage.models import Matter

MOST_LISTED = 15
MOST_TEXT = 9000
LONGEST_KEY = 10
LONGEST_LISTED = 80


def matter_view(channel_id: str | None) -> View:
    """Return the form; the home channel is the one it was asked for in, if the desk can post there."""
    key = text_field(
        "key",
        "Key",
        most=LONGEST_KEY,
        hint="2 to 10 letters and digits. Cases are called NLP-1, NLP-2 …",
        example="NLP",
    )
    return modal(
        CallbackId.MATTER,
        "Open a matter",
        [key, *_incident(), _home(channel_id)],
        Value(channel=channel_id),
        submit="Open",
    )


def home_view(matter: Matter, channel_id: str) -> View:
    """Return the form in which an imported matter gets its channel, and what its file did not say."""
    told = (
        f"{matter.key} came from a file. Here it gets the channel in which its cases are shown, and what has "
        "to be known of the incident before anybody is written to."
    )
    return modal(
        CallbackId.MATTER,
        "A home for a matter",
        [plain_paragraph(told), *_incident(matter), _home(channel_id)],
        Value(channel=channel_id, word=matter.key),
        submit="Save",
    )


def opened_view(key: str, title: str, channel_id: str) -> View:
    """Return what follows once a matter is open."""
    name = f"*{literal(key)}* · {literal(shortened(title, LONGEST_TITLE))}"
    return modal(
        CallbackId.NOTE,
        "Matter opened",
        [
            said(
                f"{name}\nIts cases are shown in <#{channel_id}>, to members of that channel who have a role."
            ),
            small("If the desk is not in that channel yet, type `/invite @takedown` there."),
            row_of("next", button(ActionId.FILE, "File the first account", Value(word=key), style="primary")),
        ],
        Value(),
        close="Done",
    )


def matters_message(lines: Sequence[MatterLine]) -> tuple[str, list[Block]]:
    """Return the matters that a person is shown: the same in words, and in blocks."""
    opener = row_of("new", button(ActionId.NEW_MATTER, "Open a matter", Value()))
    if not lines:
        text = "No matter is open that is shown to you. If your team has one, ask to be added to its channel."
        return text, [said(text), opener]
    rows = _fitting(
        [said(_line(line), _cases(line), name=f"matter:{line.key}") for line in lines[:MOST_LISTED]]
    )
    left_out = len(lines) - len(rows)
    rest = (
        [small(f"{counted(left_out, 'older matter')} not shown; `/takedown list KEY` lists one.")]
        if left_out
        else []
    )
    title = f"*Matters* · {counted(len(lines), 'matter')}"
    return in_words([title, *map(_line, lines)]), [said(title), *rows, *rest, opener]


def _fitting(rows: list[Block]) -> list[Block]:
    """Return as many of the first rows as one message can hold."""
    return next((rows[:most] for most in range(len(rows), 0, -1) if text_length(rows[:most]) <= MOST_TEXT), [])


def _incident(known: Matter | None = None) -> list[Block]:
    title, client, facts = (known.title, known.client, known.facts) if known else ("", "", "")
    return [
        text_field(
            "title", "Title", value=title, most=LONGEST_TITLE, example="The leak of the spring collection"
        ),
        text_field(
            "client",
            "Client",
            value=client,
            most=LONGEST_CLIENT,
            hint="For whom the desk writes; recipients read this name.",
            example="Northlight Pictures",
        ),
        text_field(
            "facts",
            "Statement of facts",
            value=facts,
            most=LONGEST_FACTS,
            lines=True,
            hint="What happened, soberly, as it may stand in a letter to a platform.",
        ),
        menu(
            "ground",
            "Ground",
            ground_options(of_matter=True),
            chosen=known.ground if known else None,
            placeholder="Why should it not be up?",
            hint="Holds for every item that names no ground of its own.",
        ),
    ]


def _home(channel_id: str | None) -> Block:
    picker: Element = {
        "type": "conversations_select",
        "action_id": "channel",
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
    }
    if channel_id and channel_id[:1] in "CG":
        picker["initial_conversation"] = channel_id
    hint = "Cases are shown there, and only to its members. Choose a private channel for a confidential matter."
    return field("channel", "Home channel", picker, hint=hint)


def _line(line: MatterLine) -> str:
    without = f"no channel yet: type `/takedown matter here {line.key}` in the right one"
    where = f"<#{line.channel_id}>" if line.channel_id else without
    title, client = (literal(shortened(text, LONGEST_LISTED)) for text in (line.title, line.client))
    facts = [
        counted(line.cases, "case"),
        *([f"for {client}"] if line.client else []),
        ground_title(line.ground),
        where,
    ]
    return f"*{line.key}* · {title}\n{' · '.join(facts)}"


def _cases(line: MatterLine) -> Element:
    return button(ActionId.SHOW_LIST, "Cases", Value(kind=line.key))
