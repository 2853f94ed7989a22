"""How a test makes the local Slack slow or faulty."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

PATIENCE_SECONDS = 3.0
"""How long Slack waits for an app."""


class FaultKind(StrEnum):
    """What goes wrong with one call of the Web API."""

    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    RESET = "reset"
    HANG = "hang"


@dataclass(frozen=True)
class Fault:
    """One fault: `seconds` is the Retry-After or the hang; `after` lets the call take effect first."""

    kind: FaultKind
    seconds: float = 1.0
    after: bool = False


@dataclass(frozen=True)
class Stress:
    """Seconds of latency for every Web API call, faults by method name, and how patient this Slack is.

    `ack_seconds` is how long it waits for an acknowledgement, and how long a trigger is good.
    """

    latency: float = 0.0
    fault: Callable[[str], Fault | None] | None = None
    ack_seconds: float = field(default_factory=lambda: PATIENCE_SECONDS)
    redelivery_waits: tuple[float, ...] = (0.0, 60.0, 300.0)

    def fault_of(self, method: str) -> Fault | None:
        """Return the fault that befalls this call, or None."""
        return self.fault(method) if self.fault else None
