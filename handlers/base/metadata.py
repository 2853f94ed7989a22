"""What a button carried, as the modal it opens carries it on."""

from bot.desk.core.refusals import NotFound
from handlers.base.ids import Value
from handlers.base.request import Click, Submission


def metadata_of(click: Click) -> Value:
    """Return the button's value with the channel it was clicked in, for the answer to appear there."""
    return click.value.model_copy(update={"channel": click.channel_id})


def case_of(asked: Click | Submission) -> int:
    """Return the case that a button or a modal is about; raise NotFound if it names none."""
    if asked.value.case is None:
        raise NotFound("This button names no case. Please open the case anew.")
    return asked.value.case


def notice_of(asked: Click | Submission) -> int:
    """Return the text that a button or a modal is about; raise NotFound if it names none."""
    if asked.value.notice is None:
        raise NotFound("This button names no text. Please open the case anew.")
    return asked.value.notice


def seen_hash(asked: Click | Submission) -> str:
    """Return the content hash of the text that the person saw."""
    return asked.value.hash or ""
