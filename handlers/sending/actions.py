"""Sending an approved text: by the desk, by hand with proof, and settling what nobody knows."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from bot.desk.core.refusals import NotFound
from bot.desk.review.text_sheet import look_at_text
from bot.desk.sending.by_hand import Proof, sent_by_hand
from bot.desk.sending.sending import order_send
from bot.desk.sending.settling import settle_delivery
from handlers.base.ids import Act, Form
from handlers.base.metadata import carried, notice_of, seen_hash
from handlers.base.request import Click, Submission
from handlers.base.responses import Answer, Close, Errors, Nothing, Open, Submitted
from handlers.card.stale_clicks import aware
from handlers.review.text_forms import copy_view
from handlers.sending.by_hand_form import by_hand_view
from storage.ledger.effects import Settlement


def send(click: Click) -> Answer:
    """Have the ledger send exactly the text that the person saw."""
    order_send(click.desk, click.actor, notice_of(click), seen_hash(click))
    return Nothing()


def by_hand(click: Click) -> Answer:
    """Open the form in which the sender proves that they sent a text."""
    sheet = look_at_text(click.desk, click.actor, notice_of(click))
    return Open(by_hand_view(sheet, carried(click), click.desk.clock.now()))


def by_hand_submitted(submission: Submission) -> Submitted:
    """Record that a text was sent by hand, with the proof of it."""
    chosen = submission.chosen("sent_at", "selected_date_time")
    if chosen is None:
        return Errors({"sent_at": "When was it sent?"})
    proof = Proof(submission.text("reference"), datetime.fromtimestamp(int(chosen), UTC))
    sent_by_hand(submission.desk, submission.actor, notice_of(submission), proof)
    return Close()


def show_text(click: Click) -> Answer:
    """Open an approved text to be copied."""
    sheet = look_at_text(click.desk, click.actor, notice_of(click))
    return Open(copy_view(sheet, carried(click)))


def arrived(click: Click) -> Answer:
    """Settle a delivery in doubt: it was sent."""
    return _settled(click, Settlement.AS_SENT)


def again(click: Click) -> Answer:
    """Settle a delivery in doubt: it is sent again."""
    return _settled(click, Settlement.AGAIN)


def given_up(click: Click) -> Answer:
    """Settle a delivery in doubt: it counts as not sent."""
    return _settled(click, Settlement.CANCEL)


def _settled(click: Click, answer: Settlement) -> Answer:
    if click.value.effect is None:
        raise NotFound("This button names no delivery. Please open the case anew.")
    settle_delivery(click.desk, click.actor, click.value.effect, answer)
    return Nothing()


CLICKS: Mapping[Act, Callable[[Click], Answer]] = {
    Act.SEND: aware(send),
    Act.SENT_BY_HAND: aware(by_hand),
    Act.COPY_TEXT: aware(show_text),
    Act.MARK_AS_SENT: aware(arrived),
    Act.SEND_AGAIN: aware(again),
    Act.GIVE_UP: aware(given_up),
}
FORMS: Mapping[Form, Callable[[Submission], Submitted]] = {Form.SENT_BY_HAND: aware(by_hand_submitted)}
