"""Buttons of the card itself: taking a case, following a link."""

from collections.abc import Callable, Mapping

from bot.desk.case.owner import take
from handlers.base.ids import ActionId
from handlers.base.metadata import case_of
from handlers.base.request import Click
from handlers.base.responses import Nothing, Response
from handlers.card.stale_clicks import with_what_changed


def take_case(click: Click) -> Response:
    """Become the owner of a case, unless somebody else did meanwhile."""
    take(click.desk, click.actor, case_of(click), click.value.owner)
    return Nothing()


def seen(click: Click) -> Response:
    """Acknowledge that somebody followed a link."""
    return Nothing()


CLICKS: Mapping[ActionId, Callable[[Click], Response]] = {
    ActionId.TAKE: with_what_changed(take_case),
    ActionId.OPEN_ITEM: seen,
    ActionId.OPEN_CONVERSATION: seen,
}
