"""What is written down when an act towards Slack ends: by default nothing besides the ledger's own row."""

from datetime import datetime

from sqlmodel import Session

from bot.effects.protocols import Done
from storage.models import Effect


class Unrecorded:
    """The record of an act from which nothing follows."""

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """It was done."""

    def refused(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """It was not done and will not be tried again by itself."""

    def unknown(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """It may have been done."""
