"""The kill switch: stopping everything that goes outside, and letting it go on."""

from collections.abc import Callable, Mapping

from bot.desk.team.pause import pause, resume
from handlers.base.request import Command
from handlers.base.responses import Response, Say
from handlers.base.slack_text import unescaped


def pause_command(command: Command) -> Response:
    """Answer `/takedown pause [reason]`."""
    if pause(command.desk, command.actor, unescaped(command.rest)):
        return Say(
            "The desk is paused: nothing goes to anyone outside this workspace, and every card says so. "
            "Cards and digests go on. `/takedown resume` lets it go on."
        )
    return Say("The desk is paused already. `/takedown resume` lets it go on.")


def resume_command(command: Command) -> Response:
    """Answer `/takedown resume`."""
    if resume(command.desk, command.actor):
        return Say("The desk goes on. Whatever was waiting is checked once more before it is sent.")
    return Say("The desk was not paused.")


COMMANDS: Mapping[str, Callable[[Command], Response]] = {"pause": pause_command, "resume": resume_command}
