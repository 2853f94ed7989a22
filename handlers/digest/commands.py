"""Setting, ending and asking for digests."""

import re
from collections.abc import Callable, Mapping

from bot.desk.core.refusals import Invalid
from bot.desk.digest.promise import promise_to
from bot.desk.digest.schedule import digest_for_me, digest_now, end_digest, set_digest
from handlers.base.request import Command
from handlers.base.responses import Response, Say
from handlers.base.slack_text import first_word, unescaped
from handlers.digest.promise_text import WAYS, promise_text

_QUIET = re.compile(r"(?:^|\s)quiet(?:\s+(\S+))?\s*$", re.IGNORECASE)
_A_TIME = re.compile(r"\d{1,2}:\d\d")


def digest_command(command: Command) -> Response:
    """Answer `/takedown digest [here at TIME ZONE [DAYS] [quiet off|line]|off|now|me]`."""
    word, rest = first_word(unescaped(command.rest))
    if word == "me":
        return _for_me(command)
    channel = _channel(command)
    if word in {"here", "at", "quiet"} or _A_TIME.match(word):
        return _set(command, channel, rest if word == "here" else f"{word} {rest}")
    if word == "off":
        ended = end_digest(command.desk, command.actor, channel)
        return Say("This channel gets no digest any more." if ended else "This channel gets no digest.")
    if word == "now":
        digest_now(command.desk, command.actor, channel, command.key)
        return Say("A digest is on its way to this channel.")
    if word:
        return Say(WAYS)
    return Say(promise_text(promise_to(command.desk, command.actor, channel)))


def _for_me(command: Command) -> Response:
    digest_for_me(command.desk, command.actor, command.key)
    return Say("Your own digest comes to you as a direct message.")


def _set(command: Command, channel: str, text: str) -> Response:
    schedule, says_quiet = _without_quiet(text)
    if not schedule.strip():
        promised = promise_to(command.desk, command.actor, channel).schedule
        if promised is None:
            raise Invalid(f"This channel gets no digest yet. {WAYS}")
        schedule = promised
    set_digest(command.desk, command.actor, channel, schedule, says_quiet=says_quiet)
    return Say(promise_text(promise_to(command.desk, command.actor, channel)))


def _without_quiet(text: str) -> tuple[str, bool]:
    found = _QUIET.search(text)
    if found is None:
        return text, True
    word = (found[1] or "").lower()
    if word not in {"off", "line"}:
        raise Invalid("On a quiet day either one line is sent or nothing: `quiet line` or `quiet off`.")
    return text[: found.start()], word == "line"


def _channel(command: Command) -> str:
    if command.channel_id[:1] not in {"C", "G"}:
        raise Invalid("A daily digest goes to a channel. Your own comes with `/takedown digest me`.")
    return command.channel_id


COMMANDS: Mapping[str, Callable[[Command], Response]] = {"digest": digest_command}
