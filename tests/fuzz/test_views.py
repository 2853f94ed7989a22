"""Every view with hostile text in every fact: Slack takes it, and nothing that somebody typed is markup."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

import handlers
from bot.simulator.slack.block_kit import limits
from bot.simulator.slack.block_kit.blocks import check_message_blocks, check_view
from handlers.base.responses import Block, View
from tests.fuzz.facts import arguments
from tests.fuzz.hostile import bounded, injected

# A module whose name ends so renders facts; what it is put together from takes markup or a word, never a fact.
RENDERS = ("_form", "_forms", "_lines", "_message", "_text", "_view", "forms", "note", "paragraphs")
PIECES = {"card_lines", "slack_text"}
INSIDE = {
    "about_items",
    "shown_text",
    "fitting",
    "item_ticks",
    "quick_buttons",
    "show_button",
    "title_of",
    "verifiable",
}
# The thread is posted and never changed, so it may say more at once.
LONGER = {"thread_message": limits.MESSAGE_TEXT}
MESSAGE = tuple[str, list[Block]]


def _public(module: ModuleType) -> Iterator[Callable[..., Any]]:
    for name, found in vars(module).items():
        if inspect.isfunction(found) and found.__module__ == module.__name__ and not name.startswith("_"):
            yield found


def every_view() -> list[Callable[..., Any]]:
    names = sorted(module.name for module in walk_packages(handlers.__path__, "handlers."))
    rendering = [name for name in names if _leaf(name).endswith(RENDERS) and _leaf(name) not in PIECES]
    found = [each for name in rendering for each in _public(import_module(name))]
    return [each for each in found if each.__name__ not in INSIDE]


def _leaf(name: str) -> str:
    return name.rpartition(".")[2]


def test_no_view_stands_where_nobody_looks_for_it() -> None:
    names = [module.name for module in walk_packages(handlers.__path__, "handlers.")]
    public = [each for name in names for each in _public(import_module(name))]
    named = [each for each in public if each.__name__.endswith(("_view", "_message"))]
    views = {each.__name__ for each in named if get_type_hints(each)["return"] in (View, MESSAGE)}
    assert views - {each.__name__ for each in every_view()} == set()


def _is_taken(made: Any, kind: Any, most: int = limits.UPDATE_TEXT) -> None:
    """Fail unless Slack takes what a view returned as a message, as a modal or Home, or as a text."""
    if kind == View:
        check_view(made)
    elif kind == MESSAGE:
        text, blocks = made
        assert 0 < len(text) <= most, len(text)
        check_message_blocks(blocks)
    elif kind == list[Block]:
        check_message_blocks(made)
    else:
        assert kind in (str, list[str]), kind


def _shown(made: Any, kind: Any) -> Any:
    """Return it with its bare texts named as what they are: mrkdwn."""
    if kind == MESSAGE:
        return {"text": made[0], "blocks": made[1]}
    if kind is str:
        return {"text": made}
    return [{"text": line} for line in made] if kind == list[str] else made


@pytest.mark.parametrize("view", every_view(), ids=lambda view: f"{view.__module__[9:]}.{view.__name__}")
@bounded(20)
@given(data=st.data())
def test_a_view_holds_no_markup_but_its_own_and_slack_takes_it(
    view: Callable[..., Any], data: st.DataObject
) -> None:
    made = view(**data.draw(arguments(view)))
    kind = get_type_hints(view)["return"]
    _is_taken(made, kind, LONGER.get(view.__name__, limits.UPDATE_TEXT))
    assert injected(_shown(made, kind)) == []
