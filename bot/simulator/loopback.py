"""A process that talks to this machine only: playing can mail nobody and reach no platform."""

import ipaddress
import os
import sys
from typing import Any

_WATCHED = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})


class OutboundRefused(ConnectionRefusedError):
    """Something wanted to leave this machine."""


def stay_on_loopback() -> None:
    """Refuse, from now on and for the rest of this process, every connection that is not to loopback.

    Proxies that the environment names are forgotten: they would be asked even for this machine.
    """
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    sys.addaudithook(_watch)


def is_local(address: object) -> bool:
    """Whether a socket's address lies on this machine: loopback, or a path."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host.endswith(".localhost")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _WATCHED and len(arguments) > 1 and arguments[1] is not None and not is_local(arguments[1]):
        raise OutboundRefused("The local workspace does not leave this machine.")
