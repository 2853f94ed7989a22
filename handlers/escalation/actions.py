"""Going to the platform: the ground, the form of the letter, its preview, and the waiver of asking first."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.desk.core.refusals import NotNow
from bot.desk.escalation.drafting import request_letter, save_letter
from bot.desk.escalation.letter_form import LetterForm
from bot.desk.escalation.letter_sheet import letter_sheet
from bot.desk.escalation.waiver import grant_waiver, may_request_waiver, request_waiver
from handlers.base.ids import ActionId, CallbackId
from handlers.base.metadata import case_of, metadata_of, notice_of, seen_hash
from handlers.base.request import Click, Submission
from handlers.base.responses import Close, Nothing, Open, Replace, Response, Submitted
from handlers.card.stale_clicks import with_what_changed
from handlers.escalation.letter_forms import ground_view, letter_view, waiver_view
from handlers.review.text_forms import preview_view, shown_text
from storage.vocabulary import Ground


def escalate(click: Click) -> Response:
    """Open the letter's form, or the question which ground it is about."""
    sheet = letter_sheet(click.desk, click.actor, case_of(click))
    view = ground_view if len(sheet.grounds) > 1 else letter_view
    return Open(view(sheet, metadata_of(click)))


def ask_for_waiver(click: Click) -> Response:
    """Open the form in which counsel is asked to agree that nobody is asked first."""
    case_key = may_request_waiver(click.desk, click.actor, case_of(click))
    if case_key is None:
        raise NotNow("There is nothing to waive in this case now.")
    return Open(waiver_view(case_key, metadata_of(click)))


def ground_submitted(submission: Submission) -> Submitted:
    """Show the letter's form for the chosen ground."""
    ground = Ground(submission.choice("ground") or "")
    sheet = letter_sheet(submission.desk, submission.actor, case_of(submission), ground)
    return Replace(letter_view(sheet, submission.value))


def letter_submitted(submission: Submission) -> Submitted:
    """Save the letter and show it exactly as it will go out."""
    saved = save_letter(submission.desk, submission.actor, case_of(submission), _form(submission))
    form = CallbackId.LETTER_PREVIEW
    return Replace(
        preview_view(saved.sheet, shown_text(submission, saved.sheet), form=form, voided=saved.voided)
    )


def preview_submitted(submission: Submission) -> Submitted:
    """Put the letter before its approvers exactly as it was shown."""
    request_letter(submission.desk, submission.actor, notice_of(submission), seen_hash(submission))
    return Close()


def waiver_submitted(submission: Submission) -> Submitted:
    """Ask counsel to agree that nobody is asked first."""
    request_waiver(submission.desk, submission.actor, case_of(submission), submission.text("reason"))
    return Close()


def waive(click: Click) -> Response:
    """Agree, as counsel, that nobody is asked first."""
    grant_waiver(click.desk, click.actor, case_of(click))
    return Nothing()


def _form(submission: Submission) -> LetterForm:
    shown = submission.inputs.keys()
    typed: dict[str, Any] = {name: submission.text(name) for name in _TEXTS if name in shown}
    typed |= {name: _day(submission, name) for name in _DAYS if name in shown}
    if "requests" in shown:
        typed["requests"] = submission.ticks("requests")
    signatory = submission.chosen("signatory", "selected_user")
    return LetterForm(ground=Ground(submission.value.word or ""), signatory_id=signatory, **typed)


def _day(submission: Submission, name: str) -> date | None:
    chosen = submission.chosen(name, "selected_date")
    return date.fromisoformat(chosen) if chosen else None


_TEXTS = (
    "addressee",
    "explanation",
    "rule",
    "law",
    "work_titles",
    "first_published",
    "registration",
    "part",
    "link_place",
    "link_target",
    "fair_use",
    "contact_address",
    "contact_phone",
    "contact_email",
    "data_type",
    "public_report",
    "account_rule",
    "contact_desk",
)
_DAYS = ("agent_looked_up", "happened_on", "reply_by")

CLICKS: Mapping[ActionId, Callable[[Click], Response]] = {
    ActionId.ESCALATE: with_what_changed(escalate),
    ActionId.REQUEST_WAIVER: with_what_changed(ask_for_waiver),
    ActionId.GRANT_WAIVER: with_what_changed(waive),
}
FORMS: Mapping[CallbackId, Callable[[Submission], Submitted]] = {
    CallbackId.GROUND: with_what_changed(ground_submitted),
    CallbackId.LETTER: with_what_changed(letter_submitted),
    CallbackId.LETTER_PREVIEW: with_what_changed(preview_submitted),
    CallbackId.WAIVER: with_what_changed(waiver_submitted),
}
