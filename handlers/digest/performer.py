"""Digests: one for each channel and local date, besides those that somebody asks for."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlmodel import Session

from bot.desk.case.labels import labels_of
from bot.desk.case.restrictions import is_paused
from bot.desk.core.context import Desk, UnitOfWork
from bot.desk.digest.facts import ONE_DAY, DigestFacts, cases_in, digest_facts
from bot.desk.digest.schedule import order_next
from bot.effects.protocols import Absent, Cancel, Done, Go, NoOpRecorder, Skip, Verdict
from bot.rules.calendar.digest_times import may_still_go_out, parse_schedule
from handlers.digest.digest_message import digest_message
from handlers.slack.web_api import Post, Slack
from storage.ledger import digests
from storage.models import DigestSubscription, Effect
from storage.queries import people


class DigestGate:
    """Gathers the facts at the moment of sending; a digest missed on its own date is dropped."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Send it, unless its day is over, its channel wants none, or a quiet day is to stay quiet."""
        if "date" not in effect.payload:
            return Go(self._asked_for(session, effect, now))
        promised = _promised(session, effect)
        if promised is None or not promised.is_active:
            return Cancel("The digest was ended.")
        schedule = parse_schedule(promised.schedule)
        work = self._desk.within(session, now)
        # Whatever becomes of this one, the next is promised now: also today's, if this one is of another day.
        after = max(effect.due_at, now - ONE_DAY)
        order_next(work, effect.workspace_id, promised.channel_id, schedule, after)
        day = date.fromisoformat(str(effect.payload["date"]))
        if not may_still_go_out(day, now, at=schedule.at, zone=schedule.zone):
            return Cancel("Its day is over.")
        facts = digest_facts(
            session,
            effect.workspace_id,
            now=now,
            zone=schedule.zone,
            channel_id=promised.channel_id,
            since=_since(session, effect, promised, now),
        )
        return Skip() if facts.is_quiet and not promised.says_quiet else Go(_post(work, effect, facts))

    def recall(self, session: Session, effect: Effect) -> object | None:
        """Return where an earlier attempt would be found, whatever the digest would say now."""
        return Post(_addressee(effect), "", effect.idem_key)

    def _asked_for(self, session: Session, effect: Effect, now: datetime) -> Post:
        work = self._desk.within(session, now)
        user_id, usual = effect.payload.get("user"), self._desk.installation.zone
        if user_id is None:
            channel_id = str(effect.payload["channel"])
            zone = _zone_of_channel(session, effect, usual)
            facts = digest_facts(session, effect.workspace_id, now=now, zone=zone, channel_id=channel_id)
        else:
            member = people.member(session, effect.workspace_id, str(user_id))
            zone = _zone(member.zone if member else "", usual)
            facts = digest_facts(session, effect.workspace_id, now=now, zone=zone, user_id=str(user_id))
        return _post(work, effect, facts)


class DigestPerformer:
    """Posts a digest; one that may have been posted is looked for by its marker."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    def perform(self, request: Post) -> Done:
        """Post it. Raise NotDone or MayBeDone."""
        return self._slack.post(request)

    def find(self, request: Post) -> Done | Absent | None:
        """Look whether it was posted."""
        return self._slack.find(request)


class DigestRecorder(NoOpRecorder):
    """Keeps for which date a channel had its digest."""

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """Note the date."""
        promised = _promised(session, effect)
        if promised is not None and "date" in effect.payload:
            promised.last_date = date.fromisoformat(str(effect.payload["date"]))
            session.add(promised)


def _since(session: Session, effect: Effect, promised: DigestSubscription, now: datetime) -> datetime:
    """Return from when on things are new: nothing falls between two digests, over a weekend or a late one."""
    told = digests.told_until(session, effect.workspace_id, promised.channel_id, effect.idem_key)
    return min(told or now, now - ONE_DAY)


def _post(work: UnitOfWork, effect: Effect, facts: DigestFacts) -> Post:
    labels = labels_of(work.session, work.platforms, effect.workspace_id, cases_in(facts))
    text, blocks = digest_message(facts, labels, is_paused=is_paused(work, effect.workspace_id))
    return Post(_addressee(effect), text, effect.idem_key, tuple(blocks))


def _addressee(effect: Effect) -> str:
    return str(effect.payload.get("user") or effect.payload["channel"])


def _promised(session: Session, effect: Effect) -> DigestSubscription | None:
    channel_id = str(effect.payload.get("channel") or "")
    return session.get(DigestSubscription, (effect.workspace_id, channel_id))


def _zone_of_channel(session: Session, effect: Effect, usual: ZoneInfo) -> ZoneInfo:
    promised = _promised(session, effect)
    return parse_schedule(promised.schedule).zone if promised else usual


def _zone(name: str, usual: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(name) if name else usual
    except (ZoneInfoNotFoundError, ValueError):
        return usual
