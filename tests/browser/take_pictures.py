"""Takes the pictures of the README: plays the story in the local workspace and looks at it in a browser.

Run it with `make pictures`.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bot.commands.local_desk import LocalDesk, local_desk
from bot.commands.pictures import capture_of
from bot.commands.seeding import Cast, cast, seed
from bot.simulator.person import Json, NotThere, Person
from tests.browser.chromium import MISSING, find_chromium

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
START = datetime(2026, 11, 24, 9, 2, tzinfo=UTC)
PORT = 8030
WIDE = {"width": 1440, "height": 900}
SETTLED = 1.2


@dataclass
class Photographer:
    """One browser page in front of one running desk."""

    desk: LocalDesk
    people: Cast
    page: Page
    home: str

    def look(self, person: str, *, thread: str = "", channel: str = "takedowns") -> None:
        """Open the page as a person and wait until it stands still."""
        self.page.goto(f"{self.desk.url}/?user={person}&channel={channel}&thread={thread}")
        self.page.wait_for_selector("html[data-ready]")
        time.sleep(SETTLED)

    def take(self, name: str) -> None:
        """Keep a picture of what is shown."""
        self.page.screenshot(path=str(FOLDER / f"{name}.png"))

    def card(self, person: Person) -> Json:
        """Return the card as a person sees it now."""
        cards = [each for each in person.messages(self.home) if each["text"].startswith("NLP-1 ")]
        if not cards:
            raise NotThere("the card")
        return cards[0]

    def press(self, person: Person, label: str) -> None:
        """Have a person press a button of the card, as soon as it is there."""

        def pressed() -> bool:
            card = self.card(person)
            return label in person.buttons(card) and bool(person.click(card, label))

        person.wait_for(pressed)


def main() -> int:
    """Take all pictures; return the exit status."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with photographer() as shown:
        _file(shown)
        _ask(shown)
        _escalate(shown)
    return 0


@contextmanager
def photographer() -> Iterator[Photographer]:
    """Yield a photographer in front of a freshly seeded desk."""
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with local_desk(PORT, start=START) as desk, sync_playwright() as playwright:
        browser_path = find_chromium(playwright)
        if browser_path is None:
            sys.exit(MISSING)
        seed(desk)
        browser = playwright.chromium.launch(executable_path=browser_path, args=arguments)
        page = browser.new_page(viewport=WIDE, color_scheme="light")
        home = desk.town.slack.channel_named("takedowns") or ""
        yield Photographer(desk, cast(desk), page, home)
        browser.close()


def _file(shown: Photographer) -> None:
    rita = shown.people.rita
    watch = shown.desk.town.slack.channel_named("press-watch") or ""
    rita.shortcut("file_takedown_from_message", rita.message_with(watch, "leakmirror"))
    rita.submit(rita.modal(), kind="screenshot")
    rita.close_view(rita.modal(), whole_stack=True)
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "capture.png"
        picture.write_bytes(capture_of("Two posts by @leakmirror"))
        file = rita.upload(picture)
    shown.press(rita, "Add evidence")
    rita.submit(rita.modal(), items=["1", "2"], files=[file])


def _ask(shown: Photographer) -> None:
    people = shown.people
    shown.press(people.rita, "Request approval")
    people.rita.submit(people.rita.modal())
    shown.press(people.rob, "Approve")
    shown.look("rob")
    shown.take("approval")
    people.rob.submit(people.rob.modal())
    shown.press(people.rita, "Send warning")
    people.rita.wait_for(lambda: "Record reply" in people.rita.buttons(shown.card(people.rita)))
    shown.look("rita")
    shown.take("outside")
    shown.look("rita", thread=shown.card(people.rita)["ts"])
    shown.take("card")


def _escalate(shown: Photographer) -> None:
    people = shown.people
    shown.desk.town.move_time(timedelta(days=5, hours=23))
    shown.press(people.rita, "Escalate")
    people.rita.submit(people.rita.modal())
    people.rita.submit(people.rita.modal())
    people.rita.command("/takedown file https://x.com/vaultdrop/status/42", shown.home)
    people.rita.submit(people.rita.modal())
    people.rita.close_view(people.rita.modal(), whole_stack=True)
    shown.press(people.rob, "Approve")
    people.rob.submit(people.rob.modal())
    time.sleep(SETTLED)
    people.carla.command("/takedown digest now", shown.home)
    time.sleep(SETTLED)
    shown.look("carla")
    shown.take("digest")
    shown.press(people.carla, "Approve")
    people.carla.submit(people.carla.modal())
    shown.press(people.carla, "Send escalation")
    time.sleep(SETTLED * 2)
    shown.look("carla")
    shown.page.get_by_role("tab", name="Legal desk").click()
    shown.page.get_by_text("Report of 2 items").first.click()
    time.sleep(SETTLED * 2)
    shown.take("letter")


if __name__ == "__main__":
    sys.exit(main())
