"""A browser to drive the page with, and a workspace to drive it on."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Playwright, expect

from tests.browser.chromium import MISSING, find_chromium
from tests.browser.office import Office, opened_office

PROVOKED = ("Failed to load resource", "requires 'TrustedHTML'")


# The page is quick; a machine that runs other tests meanwhile need not be.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def chromium_path(playwright: Playwright) -> str:
    """Where a Chromium is."""
    found = find_chromium(playwright)
    if found is None:
        pytest.skip(MISSING)
    return found


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
