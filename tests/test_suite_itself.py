"""The promises of the test suite: nothing leaves this machine, and in CI nothing is passed over."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

OUTSIDE = "192.0.2.1"  # an address that is given to nobody (RFC 5737)


def test_no_socket_leaves_this_machine() -> None:
    with pytest.warns(UserWarning, match=OUTSIDE), pytest.raises(SocketConnectBlockedError):
        socket.create_connection((OUTSIDE, 80), timeout=1)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


@pytest.mark.parametrize(
    "source",
    [
        "import pytest\n\ndef test_one():\n    pytest.skip('no browser')\n",
        "import pytest\npytest.importorskip('no_such_library')\n\ndef test_one():\n    assert True\n",
    ],
)
@pytest.mark.parametrize(("ci", "passes"), [("true", False), ("", True)])
def test_a_skip_fails_in_ci_alone(source: str, ci: str, passes: bool, tmp_path: Path) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_sample.py").write_text(source + "\ndef test_two():\n    assert True\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-c",
        os.devnull,
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    ended = subprocess.run(command, env={**os.environ, "CI": ci}, capture_output=True, text=True, check=False)
    assert (ended.returncode in {0, 5}) is passes, ended.stdout
