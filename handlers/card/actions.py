"""Buttons of the card itself: taking a case, following a link."""

from collections.abc import Callable, Mapping

from bot.desk.case.owner import take
from handlers.base.ids import Act
from handlers.base.metadata import case_of
from handlers.base.request import Click
from handlers.base.responses import Answer, Nothing
from handlers.card.stale_clicks import aware


def take_case(click: Click) -> Answer:
    """Become the owner of a case, unless somebody else did meanwhile."""
    take(click.desk, click.actor, case_of(click), click.value.owner)
    return Nothing()


def seen(click: Click) -> Answer:
    """Acknowledge that somebody followed a link."""
    return Nothing()


CLICKS: Mapping[Act, Callable[[Click], Answer]] = {
    Act.TAKE: aware(take_case),
    Act.OPEN_ITEM: seen,
    Act.OPEN_CONVERSATION: seen,
}
