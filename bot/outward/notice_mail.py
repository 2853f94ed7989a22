"""Sending an approved letter by e-mail, with its PDF beside it: gate, act, record."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from bot.desk.core.context import Desk
from bot.effects.protocols import Done, MayBeDone, NotDone, Verdict
from bot.notices.errors import NoticeRefused
from bot.notices.facts import LetterFacts
from bot.notices.letter import render_pdf
from bot.notices.stored import facts_from_json
from bot.outward.notices import REHEARSED, Outgoing, judged
from bot.platforms.base import DeliveryUnknown, Letter, NotDelivered, Postbox
from storage.models import Effect

REHEARSAL = "REHEARSAL"


@dataclass(frozen=True)
class MailRequest:
    """One letter to one address, as approved."""

    recipient: str
    subject: str
    body: str
    template: str
    version: int
    dated: date
    case_key: str
    idem_key: str


class LetterGate:
    """Runs all gates once more, right before a letter leaves."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Let it leave only if every approval and every rule still holds."""
        return judged(self._desk.within(session, now), effect, _request)


class LetterPerformer:
    """Hands letters to the mail server. With a rehearsal address nothing goes anywhere else."""

    def __init__(
        self,
        postbox: Postbox,
        sender: str,
        *,
        reply_to: str | None,
        fonts: Path | None,
        rehearsal_address: str | None,
    ) -> None:
        self._postbox = postbox
        self._sender = sender
        self._reply_to = reply_to
        self._fonts = fonts
        self._rehearsal = rehearsal_address

    def perform(self, request: MailRequest) -> Done:
        """Send it once. Raise NotDone where nothing can have arrived, MayBeDone where nobody can tell."""
        try:
            delivery = self._postbox.send(self._letter(request))
        except NotDelivered as refused:
            raise NotDone(refused.reason, refused.retry_after, final=refused.retry_after is None) from refused
        except DeliveryUnknown as unknown:
            raise MayBeDone(unknown.reason) from unknown
        except NoticeRefused as refused:
            raise NotDone(refused.sentence, final=True) from refused
        if self._rehearsal:
            raise NotDone(REHEARSED, final=True)
        return Done(delivery.reference)

    def _letter(self, request: MailRequest) -> Letter:
        pdf = render_pdf(
            request.template,
            request.version,
            subject=request.subject,
            body=request.body,
            dated=request.dated,
            font_path=self._fonts,
        )
        return Letter(
            sender=self._sender,
            recipient=self._rehearsal or request.recipient,
            subject=f"{REHEARSAL}: {request.subject}" if self._rehearsal else request.subject,
            text=_rehearsed(request) if self._rehearsal else request.body,
            pdf=pdf,
            pdf_name=f"{request.case_key}.pdf",
            idem_key=request.idem_key,
            reply_to=self._reply_to,
        )


def _request(found: Outgoing) -> MailRequest:
    notice, effect = found.notice, found.effect
    facts = facts_from_json(notice.facts)
    dated = facts.dated if isinstance(facts, LetterFacts) else notice.created_at.date()
    return MailRequest(
        recipient=notice.recipient,
        subject=notice.subject,
        body=notice.body,
        template=notice.template,
        version=notice.template_version,
        dated=dated,
        case_key=found.case.key,
        idem_key=f"{effect.workspace_id}:{effect.idem_key}",
    )


def _rehearsed(request: MailRequest) -> str:
    return f"{REHEARSAL}: this would have gone to {request.recipient}.\n\n{request.body}"
