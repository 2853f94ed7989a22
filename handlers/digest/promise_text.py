"""What a channel is told about its digest."""

from bot.desk.digest.promise import Promise
from handlers.base.mrkdwn import literal, when

WAYS = (
    "`/takedown digest here at 09:00 Europe/Berlin weekdays` sets it, `off` ends it, `now` sends one at once, "
    "`me` sends you your own. Behind the days, `quiet off` sends nothing on a quiet day."
)


def promise_text(promise: Promise) -> str:
    """Return what a channel is promised, as mrkdwn."""
    if promise.schedule is None:
        return f"This channel gets no daily digest. {WAYS}"
    first = f", next {when(promise.next_at)}" if promise.next_at else ""
    quiet = "A quiet day sends one line." if promise.says_quiet else "A quiet day sends nothing."
    invite = (
        " The desk is not in this channel: type `/invite @takedown` here." if promise.needs_invitation else ""
    )
    return f"A digest comes to this channel at {literal(promise.schedule)}{first}. {quiet}{invite}"
