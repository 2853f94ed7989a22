"""Every view with hostile text in every fact: Slack takes it, and nothing that somebody typed is markup."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workspace.slack import limits
from bot.workspace.slack.blocks import check_message_blocks, check_view
from handlers import views
from handlers.base.responses import Block, View
from tests.fuzz.facts import arguments
from tests.fuzz.hostile import bounded, injected

# What views are put together from: markup goes in, or a word, and never a fact.
PIECES = {"card_lines", "card_steps", "controls", "pieces", "spoken", "words"}
INSIDE = {"title_of", "fitting", "show_button", "quick_buttons"}
# The thread is posted and never changed, so it may say more at once.
LONGER = {"thread_message": limits.MESSAGE_TEXT}
MESSAGE = tuple[str, list[Block]]


def _public(module: ModuleType) -> Iterator[Callable[..., Any]]:
    for name, found in vars(module).items():
        if inspect.isfunction(found) and found.__module__ == module.__name__ and not name.startswith("_"):
            yield found


def every_view() -> list[Callable[..., Any]]:
    names = {module.name for module in iter_modules(views.__path__)} - PIECES
    found = [each for name in sorted(names) for each in _public(import_module(f"handlers.views.{name}"))]
    return [each for each in found if each.__name__ not in INSIDE]


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


@pytest.mark.parametrize("view", every_view(), ids=lambda view: f"{view.__module__[15:]}.{view.__name__}")
@bounded(20)
@given(data=st.data())
def test_a_view_holds_no_markup_but_its_own_and_slack_takes_it(
    view: Callable[..., Any], data: st.DataObject
) -> None:
    made = view(**data.draw(arguments(view)))
    kind = get_type_hints(view)["return"]
    _is_taken(made, kind, LONGER.get(view.__name__, limits.UPDATE_TEXT))
    assert injected(_shown(made, kind)) == []
