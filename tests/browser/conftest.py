"""A browser to drive the page with, and a workspace to drive it on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Playwright, expect

from tests.browser.office import Office, opened_office

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROVOKED = ("Failed to load resource", "requires 'TrustedHTML'")
MISSING = "no Chromium is installed and none could be fetched: install Debian's package “chromium” to run this"


def _installed() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _runs(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, timeout=600, check=False).returncode == 0


def _from_debian() -> str | None:
    if os.environ.get("CI") != "true" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    _runs("apt-get", "update")
    return _installed() if _runs("apt-get", "install", "-y", "chromium") else None


@pytest.fixture(scope="session")
def chromium_path(playwright: Playwright) -> str:
    """Where a Chromium is: installed, else fetched by Playwright, else (CI, as root) Debian's."""
    own = Path(playwright.chromium.executable_path)
    if found := _installed():
        return found
    if own.exists() or (_runs(sys.executable, "-m", "playwright", "install", "chromium") and own.exists()):
        return str(own)
    if found := _from_debian():
        return found
    pytest.skip(MISSING)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium_path: str) -> dict[str, Any]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    return {**browser_type_launch_args, "executable_path": chromium_path, "args": [*sandbox, *quiet]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB"}


@pytest.fixture
def office() -> Iterator[Office]:
    with opened_office() as office:
        yield office


Opened = Callable[..., Page]


@pytest.fixture
def opened(office: Office, new_context: Callable[..., Any]) -> Iterator[Opened]:
    """Open the page as a person in a place; at the end it must have reported no error of its own."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # Refusals by the server, and by the policy where a test provokes it, are what some tests are about.
        if message.type == "error" and not any(part in message.text for part in PROVOKED):
            complaints.append(message.text)

    def open_page(person: str = "rita", place: str = "takedowns", width: int = 1440, **context: Any) -> Page:
        page: Page = new_context(**context).new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{office.url}/?user={person}&channel={office.rooms.get(place, place)}")
        expect(page.locator("html[data-ready]")).to_be_attached(timeout=10_000)
        return page

    yield open_page
    assert complaints == []
