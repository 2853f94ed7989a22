"""Sending an approved text: by the desk, by hand with proof, and reconciling what nobody knows."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from bot.desk.core.refusals import NotFound
from bot.desk.review.text_sheet import look_at_text
from bot.desk.sending.by_hand import Proof, sent_by_hand
from bot.desk.sending.reconciling import reconcile
from bot.desk.sending.sending import order_send
from handlers.base.ids import ActionId, CallbackId
from handlers.base.metadata import metadata_of, notice_of, seen_hash
from handlers.base.request import Click, Submission
from handlers.base.responses import Close, Errors, Nothing, Open, Response, Submitted
from handlers.card.stale_clicks import with_what_changed
from handlers.review.text_forms import copy_view
from handlers.sending.by_hand_form import by_hand_view
from storage.ledger.effects import Reconciliation


def send(click: Click) -> Response:
    """Have the ledger send exactly the text that the person saw."""
    order_send(click.desk, click.actor, notice_of(click), seen_hash(click))
    return Nothing()


def by_hand(click: Click) -> Response:
    """Open the form in which the sender proves that they sent a text."""
    sheet = look_at_text(click.desk, click.actor, notice_of(click))
    return Open(by_hand_view(sheet, metadata_of(click), click.desk.clock.now()))


def by_hand_submitted(submission: Submission) -> Submitted:
    """Record that a text was sent by hand, with the proof of it."""
    chosen = submission.chosen("sent_at", "selected_date_time")
    if chosen is None:
        return Errors({"sent_at": "When was it sent?"})
    proof = Proof(submission.text("reference"), datetime.fromtimestamp(int(chosen), UTC))
    sent_by_hand(submission.desk, submission.actor, notice_of(submission), proof)
    return Close()


def show_text(click: Click) -> Response:
    """Open an approved text to be copied."""
    sheet = look_at_text(click.desk, click.actor, notice_of(click))
    return Open(copy_view(sheet, metadata_of(click)))


def arrived(click: Click) -> Response:
    """Reconcile a delivery in doubt: it was sent."""
    return _settled(click, Reconciliation.AS_SENT)


def again(click: Click) -> Response:
    """Reconcile a delivery in doubt: it is sent again."""
    return _settled(click, Reconciliation.AGAIN)


def given_up(click: Click) -> Response:
    """Reconcile a delivery in doubt: it counts as not sent."""
    return _settled(click, Reconciliation.CANCEL)


def _settled(click: Click, answer: Reconciliation) -> Response:
    if click.value.effect is None:
        raise NotFound("This button names no delivery. Please open the case anew.")
    reconcile(click.desk, click.actor, click.value.effect, answer)
    return Nothing()


CLICKS: Mapping[ActionId, Callable[[Click], Response]] = {
    ActionId.SEND: with_what_changed(send),
    ActionId.SENT_BY_HAND: with_what_changed(by_hand),
    ActionId.COPY_TEXT: with_what_changed(show_text),
    ActionId.MARK_AS_SENT: with_what_changed(arrived),
    ActionId.SEND_AGAIN: with_what_changed(again),
    ActionId.GIVE_UP: with_what_changed(given_up),
}
FORMS: Mapping[CallbackId, Callable[[Submission], Submitted]] = {
    CallbackId.SENT_BY_HAND: with_what_changed(by_hand_submitted)
}
