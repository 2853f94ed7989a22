"""The outside world of the local workspace: a pretend platform, and the mailbox of its legal desk."""

from bot.simulator.outside.chirp import Chirp
from bot.simulator.outside.faults import Fault, Trouble
from bot.simulator.outside.mailbox import Mailbox, ReceivedLetter
from bot.simulator.outside.routes import outside_routes

__all__ = ["Chirp", "Fault", "Mailbox", "ReceivedLetter", "Trouble", "outside_routes"]
