"""Periods that end by themselves: the time a person has to answer, and the 24 hours of approvals."""

from datetime import datetime

from sqlmodel import Session

from bot.desk.case.grace import grace_over
from bot.desk.core.context import Desk
from bot.desk.review.validity import approvals_expired
from bot.effects.protocols import Cancel, Done, Go, Verdict, Wait
from storage.models import Case, Effect


class GraceGate:
    """Lets the end of the time to answer be recorded when it has come: a later promise moves it."""

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Judge by what the case says now."""
        case = session.get_one(Case, effect.case_id)
        if case.grace_ends_at is None:
            return Cancel("Nobody is waited for any more.")
        return Go(None) if case.grace_ends_at <= now else Wait(case.grace_ends_at, "The time to answer runs.")


class GraceRecorder:
    """Moves the case on when the time to answer is over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """Record that the time to answer is over."""
        work = self._desk.within(session, now)
        grace_over(work, session.get_one(Case, effect.case_id))

    def refused(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """Nothing follows."""

    def unknown(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """Nothing follows."""


class ExpiryGate:
    """Lets the end of approvals be recorded when it has come."""

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Go: whether the approvals still hold is decided when it is recorded."""
        return Go(None)


class ExpiryRecorder(GraceRecorder):
    """Brings a text whose approvals ran out back to its author."""

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """Void them, unless the text was sent or its approvals were renewed."""
        work = self._desk.within(session, now)
        approvals_expired(work, effect.notice_id or 0, effect.workspace_id)
