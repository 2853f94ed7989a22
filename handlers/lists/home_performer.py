"""Home tabs: a person's queue, shown when opened and after their own actions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.desk.core.context import Actor, Desk
from bot.desk.lists.home import home_facts
from bot.effects.protocols import Done, Go, Verdict
from handlers.lists.home_view import home_view
from handlers.slack.web_api import Slack
from storage.models import Effect


@dataclass(frozen=True)
class HomeTab:
    """Whose tab, and what it shows."""

    user_id: str
    view: dict[str, Any]


class HomeGate:
    """Renders what is committed now."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Show it."""
        user_id = str(effect.payload["user"])
        work = self._desk.within(session, now)
        return Go(HomeTab(user_id, home_view(home_facts(work, Actor(effect.workspace_id, user_id)))))


class HomePerformer:
    """Calls `views.publish`."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def perform(self, request: HomeTab) -> Done:
        """Show it. Raise NotDone or MayBeDone."""
        return self._slack.publish(request.user_id, request.view)
