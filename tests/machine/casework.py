"""Doing with a case what its card offers, by the use cases that the buttons call."""

from collections.abc import Callable
from typing import Any

from sqlmodel import select

from bot.clock import MovableClock
from bot.desk.card.steps import Step
from bot.desk.case.owner import take
from bot.desk.contact.drafting import draft_message, request_message
from bot.desk.contact.editing import edit_message, request_saved
from bot.desk.core.context import Actor, Desk
from bot.desk.core.refusals import NotNow
from bot.desk.escalation.drafting import request_letter, save_letter
from bot.desk.escalation.letter_sheet import letter_sheet
from bot.desk.escalation.waiver import grant_waiver, request_waiver
from bot.desk.evidence.intake import OfferedFile, add_evidence
from bot.desk.review.approving import STATEMENTS, Attestation, approve, decline
from bot.desk.sending.by_hand import Proof, sent_by_hand
from bot.desk.sending.sending import order_send
from bot.desk.tracking.answers import PlatformAnswer, record_answer
from bot.desk.tracking.closing import reopen, withdraw
from bot.desk.tracking.disputes import decide_dispute
from bot.desk.tracking.outcomes import Outcomes, record_outcome
from bot.desk.tracking.replies import record_reply
from storage.models import Case, Item, Notice
from storage.vocabulary import NoticeKind, NoticeStatus, Outcome, ReplyKind
from tests.desk.office import CARLA, CESAR, PEOPLE, RITA, ROB, ROSA, SIGRID, Office
from tests.machine import oracle


class CaseWork:
    """Somebody at a desk: each step is one request or a few, as a person makes them."""

    office: Office
    desk: Desk
    clock: MovableClock

    def _do(self, step: Step, case_id: int, by: str) -> None:
        STEPS_OF_A_CASE[step](self, case_id, by)

    def request_approval(self, case_id: int, by: str) -> None:
        text = self._text(case_id)
        if text is not None and text.kind not in oracle.TO_A_PERSON:
            request_letter(self.desk, self._actor(by), text.pk, text.content_hash)
        else:
            self._write(case_id, by, NoticeKind.WARNING)

    def remind(self, case_id: int, by: str) -> None:
        self._write(case_id, by, NoticeKind.REMINDER)

    def thank(self, case_id: int, by: str) -> None:
        self._write(case_id, by, NoticeKind.THANKS)

    def _write(self, case_id: int, by: str, kind: NoticeKind) -> None:
        draft = draft_message(self.desk, self._actor(by), case_id, kind)
        if draft.saved is not None and draft.saved.sender_id != by:
            request_saved(self.desk, self._actor(by), draft.saved.notice_id, draft.saved.content_hash)
        else:
            request_message(self.desk, self._actor(by), case_id, kind, draft.body)

    def approve(self, case_id: int, by: str) -> None:
        text = self._some_text(case_id)
        attestation = Attestation(text.content_hash, frozenset(STATEMENTS), PEOPLE[by][0])
        approve(self.desk, self._actor(by), text.pk, attestation)

    def decline(self, case_id: int, by: str) -> None:
        decline(self.desk, self._actor(by), self._some_text(case_id).pk, "Too long.")

    def edit(self, case_id: int, by: str) -> None:
        text = self._some_text(case_id)
        if text.kind in oracle.TO_A_PERSON:
            body = (
                text.body.replace("Hello", "Good day") if "Hello" in text.body else text.body + "\n\nThank you."
            )
            edit_message(self.desk, self._actor(by), text.pk, body, text.content_hash)
        else:
            self.escalate(case_id, by)

    def escalate(self, case_id: int, by: str) -> None:
        letter_sheet(self.desk, self._actor(by), case_id)
        saved = save_letter(self.desk, self._actor(by), case_id, self._form(case_id, by))
        request_letter(self.desk, self._actor(by), saved.sheet.notice_id, saved.sheet.content_hash)

    def _form(self, case_id: int, by: str) -> Any:
        form = self.office.form(case_id, by)
        lookup = self.clock.now().astimezone(self.desk.installation.zone).date()
        return type(form)(**{**form.__dict__, "agent_looked_up": lookup})

    def send(self, case_id: int, by: str) -> None:
        text = self._some_text(case_id)
        order_send(self.desk, self._actor(by), text.pk, text.content_hash)

    def say_sent(self, case_id: int, by: str) -> None:
        text = self._some_text(case_id)
        by = text.sender_id if by == text.author_id else by
        against = self._against(text)
        proof = Proof("https://chirp.example/messages/77", self.clock.now())
        sent_by_hand(self.desk, self._actor(by), text.pk, proof)
        assert against is None, against

    def _against(self, text: Notice) -> str | None:
        with self.desk.store.read() as session:
            try:
                oracle.may_go_out(session, session.get_one(Notice, text.id), self.clock.now())
            except AssertionError as mistake:
                return str(mistake) or "this may not go out"
        return None

    def add_evidence(self, case_id: int, by: str) -> None:
        numbers = [item.number for item in self._items(self.office.case(case_id))]
        add_evidence(self.desk, self._actor(by), case_id, numbers, [OfferedFile("F1", "screen.png", 10)])

    def record_reply(self, case_id: int, by: str) -> None:
        record_reply(self.desk, self._actor(by), case_id, ReplyKind.AGREED, "All right.")

    def decide_dispute(self, case_id: int, by: str) -> None:
        decide_dispute(self.desk, self._actor(by), case_id, upheld=by == ROSA, reason="We looked at it.")

    def request_waiver(self, case_id: int, by: str) -> None:
        request_waiver(self.desk, self._actor(by), case_id, "They would run.")

    def grant_waiver(self, case_id: int, by: str) -> None:
        grant_waiver(self.desk, self._actor(by), case_id)

    def record_answer(self, case_id: int, by: str) -> None:
        answer = PlatformAnswer("TICKET-5", "We look at it.", None)
        record_answer(self.desk, self._actor(by), case_id, answer)

    def record_outcome(self, case_id: int, by: str) -> None:
        found = {item.number: Outcome.PLATFORM_REMOVED for item in self._items(self.office.case(case_id))}
        record_outcome(self.desk, self._actor(by), case_id, Outcomes(found))

    def reopen(self, case_id: int, by: str) -> None:
        reopen(self.desk, self._actor(by), case_id, "It is back.")

    def withdraw(self, case_id: int, by: str) -> None:
        withdraw(self.desk, self._actor(by), case_id, "The client changed their mind.")

    def take(self, case_id: int, by: str) -> None:
        take(self.desk, self._actor(by), case_id, self.office.case(case_id).owner_id)

    def settle(self, case_id: int, by: str) -> None:
        """Doubts are settled by a rule of their own."""

    def _actor(self, user_id: str) -> Actor:
        return self.office.actor(user_id)

    def _items(self, case: Case) -> list[Item]:
        with self.desk.store.read() as session:
            return list(session.exec(select(Item).where(Item.case_id == case.id)))

    def _text(self, case_id: int) -> Notice | None:
        with self.desk.store.read() as session:
            found = session.exec(select(Notice).where(Notice.case_id == case_id)).all()
            live = [each for each in found if each.status not in {NoticeStatus.SENT, NoticeStatus.VOID}]
            return live[-1] if live else None

    def _some_text(self, case_id: int) -> Notice:
        found = self._text(case_id)
        if found is None:
            raise NotNow("There is no text.")
        return found


STEPS_OF_A_CASE: dict[Step, Callable[[CaseWork, int, str], None]] = {
    Step.ADD_EVIDENCE: CaseWork.add_evidence,
    Step.REQUEST_APPROVAL: CaseWork.request_approval,
    Step.REMIND: CaseWork.remind,
    Step.THANK: CaseWork.thank,
    Step.APPROVE: CaseWork.approve,
    Step.DECLINE: CaseWork.decline,
    Step.EDIT: CaseWork.edit,
    Step.SEND: CaseWork.send,
    Step.SENT_BY_HAND: CaseWork.say_sent,
    Step.RECORD_REPLY: CaseWork.record_reply,
    Step.DECIDE_DISPUTE: CaseWork.decide_dispute,
    Step.ESCALATE: CaseWork.escalate,
    Step.REQUEST_WAIVER: CaseWork.request_waiver,
    Step.GRANT_WAIVER: CaseWork.grant_waiver,
    Step.RECORD_ANSWER: CaseWork.record_answer,
    Step.RECORD_OUTCOME: CaseWork.record_outcome,
    Step.REOPEN: CaseWork.reopen,
    Step.WITHDRAW: CaseWork.withdraw,
    Step.TAKE: CaseWork.take,
    Step.RECONCILE: CaseWork.settle,
}
FORWARD: dict[Step, tuple[str, ...]] = {
    Step.REQUEST_APPROVAL: (ROB, RITA),
    Step.REMIND: (ROB, RITA),
    Step.THANK: (ROB,),
    Step.APPROVE: (ROSA, CARLA, SIGRID, CESAR),
    Step.SEND: (ROB, RITA),
    Step.SENT_BY_HAND: (ROB, RITA),
    Step.ESCALATE: (ROB,),
}
