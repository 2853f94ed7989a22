"""Filing flagged accounts and posts: from a command, a shortcut, a message or a button."""

import re
from collections.abc import Callable, Mapping

from bot.desk.filing.filing import Filing, file_items
from bot.desk.filing.offers import filing_offer, is_matter_key
from bot.manifest import FILE_FROM_MESSAGE_SHORTCUT, FILE_SHORTCUT
from bot.rules.addresses.slack_text import urls_in_slack_text
from handlers.base.ids import ActionId, CallbackId
from handlers.base.request import Click, Command, Request, Shortcut, Submission
from handlers.base.responses import Errors, Open, Replace, Response, Submitted
from handlers.base.slack_text import first_word, unescaped
from handlers.filing.file_form import Prefilled, file_view, filed_view, no_matter_view
from storage.vocabulary import Ground, ItemKind

_BETWEEN_URLS = re.compile(r"\s*\n\s*|\s+(?=(?:https?|at)://)", re.IGNORECASE)


def file_command(command: Command) -> Response:
    """Answer `/takedown file [KEY] [URL…]` with the form."""
    word, rest = first_word(command.rest)
    if word and is_matter_key(command.desk, command.actor, word):
        return _form(command, lines_of(rest), named=word)
    return _form(command, lines_of(command.rest))


def file_shortcut(shortcut: Shortcut) -> Response:
    """Open the form from anywhere."""
    return _form(shortcut, ())


def file_from_message(shortcut: Shortcut) -> Response:
    """Open the form with the links of a message."""
    return _form(shortcut, tuple(urls_in_slack_text(shortcut.message_text)))


def file_button(click: Click) -> Response:
    """Open the form from a button, with its matter if it names one."""
    return _form(click, (), named=click.value.word or "")


def file_submitted(submission: Submission) -> Submitted:
    """File what was typed; refusals stand at the field they are about."""
    matter_key = submission.choice("matter")
    if matter_key is None:
        return Errors({"matter": "Choose the matter this belongs to."})
    filed = file_items(submission.desk, submission.actor, _filing(submission, matter_key))
    return Replace(filed_view(filed))


def lines_of(text: str) -> tuple[str, ...]:
    """Return the links that somebody typed behind a command; what is no link stays, so that nothing is lost."""
    urls = urls_in_slack_text(text)
    words = [word for word in unescaped(text).split() if word not in urls]
    return tuple(dict.fromkeys([*urls, *words]))


def _form(request: Request, urls: tuple[str, ...], named: str = "") -> Response:
    channel = request.actor.channel_id
    offer = filing_offer(request.desk, request.actor, named)
    if not offer.matters:
        return Open(no_matter_view(channel))
    return Open(file_view(offer, Prefilled(urls, channel)))


def _filing(submission: Submission, matter_key: str) -> Filing:
    ground = submission.choice("ground")
    urls = _BETWEEN_URLS.split(submission.text("urls").strip())
    return Filing(
        matter_key=matter_key,
        urls=tuple(filter(None, urls)),
        account=submission.text("account").strip(),
        kind=ItemKind(submission.choice("kind") or ItemKind.COPY),
        ground=Ground(ground) if ground else None,
        note=submission.text("note"),
    )


COMMANDS: Mapping[str, Callable[[Command], Response]] = {"file": file_command}
CLICKS: Mapping[ActionId, Callable[[Click], Response]] = {ActionId.FILE: file_button}
FORMS: Mapping[CallbackId, Callable[[Submission], Submitted]] = {CallbackId.FILE: file_submitted}
SHORTCUTS: Mapping[str, Callable[[Shortcut], Response]] = {
    FILE_SHORTCUT: file_shortcut,
    FILE_FROM_MESSAGE_SHORTCUT: file_from_message,
}
