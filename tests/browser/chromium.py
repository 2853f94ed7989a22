"""A Chromium to drive: the machine's own, else Playwright's for this user, else in CI as root Debian's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright

MISSING = "no Chromium is installed and none could be fetched: install Debian's package “chromium” to run this"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FETCH_SECONDS = 600
# Two processes of a test run may both find none; the second waits for the first.
_PATIENT = ("-o", "DPkg::Lock::Timeout=300")


def find_chromium(playwright: Playwright) -> str | None:
    """Return where a Chromium is that starts, fetched if need be; nothing if none can be had."""
    return _installed() or _fetched(Path(playwright.chromium.executable_path)) or _from_debian()


def _installed() -> str | None:
    return next(filter(None, map(shutil.which, _NAMES)), None)


def _fetched(own: Path) -> str | None:
    # A fetched one may lack libraries of the system, and then does not start.
    if own.exists() or _runs(sys.executable, "-m", "playwright", "install", "chromium"):
        return str(own) if own.exists() and _runs(str(own), "--version") else None
    return None


def _from_debian() -> str | None:
    if os.environ.get("CI") != "true" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _runs("apt-get", *_PATIENT, "update")
    _runs("apt-get", *_PATIENT, "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation")
    return _installed()


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=_FETCH_SECONDS, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
