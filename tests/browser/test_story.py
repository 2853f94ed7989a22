"""The whole story on the page, with the desk itself: as its people click through it in a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.commands.local_desk import LocalDesk, local_desk
from bot.commands.pictures import capture_of
from bot.commands.seeding import seed
from storage.audit import chain
from storage.queries.workspaces import all_workspaces

SOON = 15_000
pytestmark = pytest.mark.browser


@pytest.fixture
def desk() -> Iterator[LocalDesk]:
    with local_desk() as desk:
        seed(desk)
        yield desk
        assert desk.town.slack.refused == []
        with desk.process.store.read() as session:
            for workspace in all_workspaces(session):
                assert [found for found in chain.check_chains(session, workspace.pk) if found] == []


class Reader:
    """Somebody at the page, who can become somebody else."""

    def __init__(self, desk: LocalDesk, page: Page) -> None:
        self._desk = desk
        self.page = page

    def be(self, name: str, channel: str = "takedowns") -> None:
        self.page.goto(f"{self._desk.url}/?user={name}&channel={channel}")
        expect(self.page.locator("html[data-ready]")).to_be_attached(timeout=SOON)

    def card_button(self, label: str) -> Locator:
        return self.page.get_by_role("main").get_by_role("button", name=label, exact=True).first

    def press(self, label: str) -> None:
        button = self.card_button(label)
        expect(button).to_be_visible(timeout=SOON)
        button.click()

    def modal(self) -> Locator:
        dialog = self.page.get_by_role("dialog")
        expect(dialog).to_be_visible(timeout=SOON)
        return dialog

    def submit(self, label: str) -> None:
        self.modal().get_by_role("button", name=label, exact=True).click()

    def confirm(self, label: str) -> None:
        asked = self.page.get_by_role("alertdialog")
        expect(asked).to_be_visible(timeout=SOON)
        asked.get_by_role("button", name=label, exact=True).click()

    def gone(self) -> None:
        expect(self.page.get_by_role("dialog")).to_have_count(0, timeout=SOON)


def test_the_story_can_be_played_by_clicking(desk: LocalDesk, page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 1440, "height": 1000})
    reader = Reader(desk, page)
    _file(reader)
    _show(reader, tmp_path)
    _ask(reader)
    _read_and_delete(reader)
    _escalate(reader)
    _see_the_letter(reader)


def _file(reader: Reader) -> None:
    reader.be("rita", "press-watch")
    message = reader.page.get_by_role("main").get_by_text("Two posts by").first
    message.hover()
    reader.page.get_by_role("button", name="More actions").last.click()
    reader.page.get_by_role("menuitem", name="File a takedown").click()
    expect(reader.modal().get_by_label("Links")).to_have_value(re.compile("@leakmirror"), timeout=SOON)
    reader.submit("File")
    expect(reader.modal()).to_contain_text("NLP-1", timeout=SOON)
    reader.modal().get_by_role("button", name="Done").click()
    reader.gone()


def _show(reader: Reader, folder: Path) -> None:
    picture = folder / "capture.png"
    picture.write_bytes(capture_of("Two posts by @leakmirror"))
    reader.be("rita")
    reader.press("Add evidence")
    reader.modal().locator("input[type=file]").set_input_files(picture)
    expect(reader.modal()).to_contain_text("capture.png", timeout=SOON)
    reader.submit("Add")
    reader.gone()
    expect(reader.page.get_by_role("main")).to_contain_text("1 file", timeout=SOON)


def _ask(reader: Reader) -> None:
    reader.press("Request approval")
    text = reader.modal().get_by_label("The exact text")
    expect(text).to_have_value(re.compile("Rita Marsh"), timeout=SOON)
    reader.submit("Request approval")
    reader.gone()
    reader.be("rob")
    reader.press("Approve")
    expect(reader.modal()).to_contain_text("northlight.example/verify", timeout=SOON)
    reader.submit("Approve")
    reader.gone()
    reader.press("Send warning")
    reader.confirm("Send it now")
    expect(reader.card_button("Record reply")).to_be_visible(timeout=SOON)


def _read_and_delete(reader: Reader) -> None:
    outside = reader.page.get_by_role("complementary", name="Outside world")
    expect(outside).to_contain_text("I'm Rita Marsh", timeout=SOON)
    outside.get_by_role("button", name="Delete post").last.click()
    reader.confirm("Delete")
    for _ in range(2):
        outside.get_by_role("button", name="+3 days").click()
    expect(reader.card_button("Escalate")).to_be_visible(timeout=SOON)


def _escalate(reader: Reader) -> None:
    reader.be("rita")
    reader.press("Escalate")
    reader.submit("Preview")
    expect(reader.modal()).to_contain_text("Report of", timeout=SOON)
    reader.submit("Request approval")
    reader.gone()
    for name in ("rob", "carla"):
        reader.be(name)
        reader.press("Approve")
        reader.submit("Approve")
        reader.gone()
    reader.press("Send escalation")
    reader.confirm("Send it now")
    expect(reader.card_button("Record answer")).to_be_visible(timeout=SOON)


def _see_the_letter(reader: Reader) -> None:
    reader.page.get_by_role("tab", name="Legal desk").click()
    outside = reader.page.get_by_role("complementary", name="Outside world")
    outside.get_by_text("Report of").first.click()
    expect(outside.get_by_role("link", name="Open PDF")).to_be_visible(timeout=SOON)
