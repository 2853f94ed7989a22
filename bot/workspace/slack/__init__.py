"""A local stand-in of Slack: Web API, Block Kit, signed HTTP, Socket Mode, and the people in it."""

from bot.workspace.slack.core import Refused
from bot.workspace.slack.server import LocalSlack
from bot.workspace.slack.stress import Fault, FaultKind, Stress

__all__ = ["Fault", "FaultKind", "LocalSlack", "Refused", "Stress"]
