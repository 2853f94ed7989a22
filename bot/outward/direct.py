"""Sending an approved message to a person over a platform's API: gate, act, record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.desk.case.items import host_of
from bot.desk.core.context import Desk
from bot.effects.protocols import Absent, Done, MayBeDone, NotDone, Verdict
from bot.outward.notices import REHEARSED, Outgoing, judged, outgoing
from bot.platforms.base import (
    Delivery,
    DeliveryUnknown,
    DirectMessage,
    Letter,
    Messenger,
    NotDelivered,
    Postbox,
)
from bot.rules.law.codes import shown_code
from storage.models import Effect


@dataclass(frozen=True)
class DirectMessageRequest:
    """One message to one person on one server; `since` bounds how far back it is looked for."""

    host: str
    message: DirectMessage
    since: datetime


class DirectGate:
    """Runs all gates once more, right before a message leaves."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Let it leave only if every approval and every rule still holds."""
        work = self._desk.within(session, now)
        return judged(work, effect, _request)

    def recall(self, session: Session, effect: Effect) -> object | None:
        """Return what an earlier attempt tried to send."""
        found = outgoing(self._desk.within(session, effect.due_at), effect)
        return _request(found) if found else None


class DirectPerformer:
    """Speaks on the servers this installation has a token for."""

    def __init__(self, messengers: Mapping[str, Messenger]) -> None:
        self._messengers = messengers

    def perform(self, request: DirectMessageRequest) -> Done:
        """Send it once. Raise NotDone where nothing can have arrived, MayBeDone where nobody can tell."""
        try:
            return _done(self._messenger(request).send(request.message))
        except NotDelivered as refused:
            raise NotDone(refused.reason, refused.retry_after, final=refused.retry_after is None) from refused
        except DeliveryUnknown as unknown:
            raise MayBeDone(unknown.reason) from unknown

    def find(self, request: DirectMessageRequest) -> Done | Absent | None:
        """Ask the server whether it arrived; None if it cannot tell now."""
        try:
            delivery = self._messenger(request).find(request.message, since=request.since)
        except (DeliveryUnknown, NotDelivered):
            return None
        return Absent() if delivery is None else _done(delivery)

    def _messenger(self, request: DirectMessageRequest) -> Messenger:
        found = self._messengers.get(request.host)
        if found is None:
            raise NotDelivered(f"The desk has no token for {request.host} any more.")
        return found


def _request(found: Outgoing) -> DirectMessageRequest:
    case, notice, effect = found.case, found.notice, found.effect
    message = DirectMessage(
        handle=notice.recipient,
        text=notice.body,
        idem_key=f"{effect.workspace_id}:{effect.idem_key}",
        marker=shown_code(case.key, case.code),
    )
    return DirectMessageRequest(host_of(case), message, effect.created_at)


def _done(delivery: Delivery) -> Done:
    return Done(delivery.url or delivery.reference, {"reference": delivery.reference})


class RehearsedDirect:
    """Stands in for the platforms in a rehearsal: mails each message to the rehearsal address only."""

    def __init__(self, postbox: Postbox, sender: str, address: str) -> None:
        self._postbox = postbox
        self._sender = sender
        self._address = address

    def perform(self, request: DirectMessageRequest) -> Done:
        """Mail it to ourselves; always raises NotDone, since the person never gets it."""
        message = request.message
        letter = Letter(
            sender=self._sender,
            recipient=self._address,
            subject=f"REHEARSAL: a message to {message.handle}",
            text=f"REHEARSAL: this would have gone to {message.handle}.\n\n{message.text}",
            pdf=None,
            pdf_name="",
            idem_key=message.idem_key,
        )
        try:
            self._postbox.send(letter)
        except NotDelivered as refused:
            raise NotDone(refused.reason, refused.retry_after, final=refused.retry_after is None) from refused
        except DeliveryUnknown as unknown:
            raise NotDone(unknown.reason, final=True) from unknown
        raise NotDone(REHEARSED, final=True)
