"""The local workspace talks to this machine only."""

import subprocess
import sys

import pytest

from bot.simulator.loopback import is_local


@pytest.mark.parametrize(
    ("address", "local"),
    [
        (("127.0.0.1", 80), True),
        (("127.8.9.1", 80), True),
        (("::1", 80, 0, 0), True),
        (("localhost", 80), True),
        (("chirp.localhost", 80), True),
        ("/run/some.socket", True),
        (("93.184.216.34", 443), False),
        (("10.0.0.1", 80), False),
        (("169.254.169.254", 80), False),
        (("::ffff:93.184.216.34", 80), False),
        (("mail.example", 25), False),
        (("localhost.example", 25), False),
    ],
)
def test_what_counts_as_this_machine(address: object, local: bool) -> None:
    assert is_local(address) is local


def test_a_process_that_stays_here_reaches_nobody_else_and_asks_no_proxy() -> None:
    script = """
import os, socket
os.environ["HTTPS_PROXY"] = "http://192.0.2.1:3128"
from bot.simulator.loopback import OutboundRefused, stay_on_loopback
stay_on_loopback()
assert "HTTPS_PROXY" not in os.environ
for family, address in ((socket.AF_INET, ("192.0.2.1", 25)), (socket.AF_INET6, ("2001:db8::1", 25, 0, 0))):
    with socket.socket(family) as outside:
        try:
            outside.connect(address)
        except OutboundRefused:
            print("refused")
with socket.socket() as here:
    here.bind(("127.0.0.1", 0)); here.listen(1)
    with socket.socket() as there:
        there.connect(here.getsockname()); print("reached")
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["refused", "refused", "reached"]
