"""Outward texts in modals: the draft, the edit, the preview, the review, the decline, and the text to copy."""

from bot.desk.review.approving import LONGEST_REASON
from bot.desk.review.text_sheet import TextSheet
from handlers.base.ids import CallbackId, Value
from handlers.base.mrkdwn import literal, mrkdwn, person, plain, shortened
from handlers.base.request import Click, Submission
from handlers.base.responses import Block, View
from handlers.blocks.buttons import context, exact, paragraphs, pieces, section
from handlers.blocks.elements import field, modal, option, small, text_field
from handlers.blocks.words import TEXTS, counted
from storage.vocabulary import NoticeKind, Route

LONGEST_BODY = 3000
MOST_PIECES = 60
TITLES = {
    NoticeKind.WARNING: "The warning",
    NoticeKind.REMINDER: "The reminder",
    NoticeKind.THANKS: "The thank-you",
    NoticeKind.PLATFORM_REPORT: "The report",
    NoticeKind.LEGAL_NOTICE: "The legal notice",
    NoticeKind.LETTER: "The letter",
}
_STATEMENTS = (
    ("good_faith", "I have this good faith belief (v)"),
    ("accuracy", "I say that the information is accurate (vi)"),
    ("authority", "I state my authority, under penalty of perjury (vi)"),
)
REQUEST_LABEL = "Request approval"


def shown_text(asked: Click | Submission, sheet: TextSheet) -> Value:
    """Return what a form about a text carries: which text, and the content and the version that are shown."""
    shown = {"notice": sheet.notice_id, "hash": sheet.content_hash, "version": sheet.version}
    return asked.value.model_copy(update=shown)


def preview_view(sheet: TextSheet, value: Value, *, form: CallbackId, voided: int = 0) -> View:
    """Return a saved text exactly as it will go out; submitting it asks for approval."""
    told = _voided(voided)
    blocks = [*told, *_whole(sheet), context(mrkdwn("Nobody is asked to approve this before you request it."))]
    return modal(form, TITLES[sheet.kind], blocks, value, submit=REQUEST_LABEL, close="Keep as draft")


def review_view(sheet: TextSheet, value: Value) -> View:
    """Return a text for its approver: exactly as it will go out, and what the approval says."""
    blocks = [*_whole(sheet), *_saying(sheet)]
    return modal(CallbackId.REVIEW, f"Approve {TEXTS[sheet.kind]}"[:24], blocks, value, submit="Approve")


def decline_view(sheet: TextSheet, value: Value) -> View:
    """Return the form in which a text is declined with a reason."""
    blocks = [
        section(plain(f"{sheet.case_key}: the {TEXTS[sheet.kind]} goes back to its author.")),
        text_field("reason", "Why?", most=LONGEST_REASON, lines=True, hint="The author reads this."),
    ]
    return modal(CallbackId.DECLINE, "Decline", blocks, value, submit="Decline")


def copy_view(sheet: TextSheet, value: Value) -> View:
    """Return a text to be copied word for word; its subject stands apart."""
    subject = [section(plain("Subject")), exact(sheet.subject)] if sheet.subject else []
    text = [exact(part) for part in pieces(sheet.body, 3000)[:MOST_PIECES]]
    return modal(CallbackId.NOTE, "The text to copy", [*subject, *text], value, close="Close")


def _whole(sheet: TextSheet) -> list[Block]:
    subject = [section(plain(f"Subject: {sheet.subject}"))] if sheet.subject else []
    return [
        section(mrkdwn(_to(sheet))),
        *about_items(sheet.urls, sheet.left_out),
        {"type": "divider"},
        *subject,
        *paragraphs(sheet.body)[:MOST_PIECES],
        {"type": "divider"},
        verifiable(sheet.verify_url, sheet.code),
    ]


def _to(sheet: TextSheet) -> str:
    name = literal(shortened(sheet.recipient_name or sheet.recipient, 200))
    where = literal(shortened(sheet.recipient, 300))
    how = {
        Route.DIRECT: f"by the desk, as a direct message on {literal(sheet.platform)}",
        Route.EMAIL: f"by the desk, by e-mail to {where}",
        Route.ASSISTED: f"by hand, by {person(sheet.sender_id)}",
    }[sheet.route]
    lines = [f"*To* {name}, {literal(sheet.platform)}, {how}", f"*Written by* {person(sheet.author_id)}"]
    if sheet.signatory_id:
        lines.append(f"*Signed by* {person(sheet.signatory_id)}")
    if sheet.poster_learns:
        lines.append(f"*What the poster will learn* {literal(shortened(sheet.poster_learns, 600))}")
    if sheet.why:
        lines.append(literal(shortened(sheet.why, 600)))
    return "\n".join(lines)


def about_items(urls: tuple[str, ...], left_out: int) -> list[Block]:
    """Return which addresses a text is about, numbered, and how many open ones it leaves out."""
    more = f"; {counted(left_out, 'open item')} left out" if left_out else ""
    title = f"About {counted(len(urls), 'item')}{more}"
    listed = "\n".join(f"{number}  {shortened(url, 120)}" for number, url in enumerate(urls, start=1))
    return [section(plain(f"{title}\n{listed}"))]


def verifiable(verify_url: str, code: str) -> Block:
    """Return the line that says where the text can be checked, and with which code."""
    return small(f"It can be checked at {literal(shortened(verify_url, 500))} with the code {literal(code)}")


def _voided(voided: int) -> list[Block]:
    if not voided:
        return []
    verb = "counts" if voided == 1 else "count"
    return [section(plain(f"Saved. {counted(voided, 'approval')} given before no longer {verb}."))]


def _saying(sheet: TextSheet) -> list[Block]:
    if sheet.signs_as is None:
        return [
            context(
                mrkdwn(
                    "By approving you say that you have read exactly this text, that it may go to this "
                    "recipient, and that it is right. Your name is kept with it; the approval holds for "
                    "24 hours."
                )
            )
        ]
    shown = [section(plain(sheet.sentences[name])) for name, _ in _STATEMENTS if name in sheet.sentences]
    boxes = {
        "type": "checkboxes",
        "action_id": "statements",
        "options": [option(name, label) for name, label in _STATEMENTS],
    }
    return [
        *shown,
        field("statements", "You sign this notice. Tick each statement on its own.", boxes),
        text_field("signature", "Your signature", most=200, hint=f"Your full name: {sheet.signs_as}"),
    ]
