"""The outside world of the local workspace: a pretend platform, and the mailbox of its legal desk."""

from bot.workspace.outside.chirp import Chirp
from bot.workspace.outside.faults import Fault, Trouble
from bot.workspace.outside.mailbox import Mailbox, ReceivedLetter
from bot.workspace.outside.routes import outside_routes

__all__ = ["Chirp", "Fault", "Mailbox", "ReceivedLetter", "Trouble", "outside_routes"]
