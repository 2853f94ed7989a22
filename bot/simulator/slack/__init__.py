"""A local stand-in of Slack: Web API, Block Kit, signed HTTP, Socket Mode, and the people in it."""

from bot.simulator.slack.core import Refused
from bot.simulator.slack.server import LocalSlack
from bot.simulator.slack.stress import Fault, FaultKind, Stress

__all__ = ["Fault", "FaultKind", "LocalSlack", "Refused", "Stress"]
