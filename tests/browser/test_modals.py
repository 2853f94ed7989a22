"""Modals: every input, mistakes at their fields, nothing typed is lost, and the keyboard suffices."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opened
from tests.browser.office import Office

INSIDE = """() => {
    const at = document.activeElement;
    return !at || at === document.body || Boolean(at.closest("dialog"));
}"""
pytestmark = pytest.mark.browser


def form(page: Page) -> Locator:
    page.get_by_role("combobox", name="Message #takedowns").fill("/takedown file")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="File a takedown")
    expect(dialog).to_be_visible()
    return dialog


def reply(page: Page) -> Locator:
    page.get_by_role("button", name="Record reply").click()
    dialog = page.get_by_role("dialog", name="Record reply")
    expect(dialog).to_be_visible()
    return dialog


def fill_choices(dialog: Locator, office: Office) -> None:
    dialog.get_by_label("Matter").select_option(label="HAR · Harbour")
    dialog.get_by_label("Screenshot").check()
    for box in ("Private information", "Threats", "I believe this in good faith", "Rob Reviewer (@rob)"):
        dialog.get_by_label(box).check()
    dialog.get_by_label("Owner").select_option(label="Carla Counsel (@carla)")
    dialog.get_by_label("Channel (optional)").select_option(label="#press-watch")
    dialog.get_by_label("Conversation").select_option(label="#takedowns")


def fill_texts(dialog: Locator, evidence: Path) -> None:
    dialog.get_by_label("Item URLs").fill("https://chirp.example/@leakmirror/1001")
    dialog.get_by_label("Due day").fill("2026-11-30")
    dialog.get_by_label("Due hour").fill("18:30")
    dialog.get_by_label("Suspended until").fill("2026-12-01T10:00")
    dialog.get_by_label("Days of grace").fill("5")
    dialog.get_by_label("Mail address").fill("legal@chirp.example")
    dialog.get_by_label("Proof").fill("https://chirp.example/proof")
    dialog.get_by_label("Evidence").set_input_files(evidence)
    expect(dialog.get_by_role("button", name="Remove shot.png")).to_be_visible()


def test_every_kind_of_input_reaches_the_app_in_slacks_shape(
    opened: Opened, office: Office, tmp_path: Path
) -> None:
    evidence = tmp_path / "shot.png"
    evidence.write_bytes(b"\x89PNG not much of a picture")
    page = opened("rita")
    dialog = form(page)
    fill_choices(dialog, office)
    fill_texts(dialog, evidence)
    dialog.get_by_role("button", name="File", exact=True).click()
    expect(dialog).to_be_hidden()
    values = {block: answer["value"] for block, answer in office.submissions()[-1].items()}
    assert values["matter"]["selected_option"]["value"] == "HAR"
    assert values["kind"]["selected_option"]["value"] == "screenshot"
    assert [option["value"] for option in values["grounds"]["selected_options"]] == ["private", "threats"]
    assert [option["value"] for option in values["statements"]["selected_options"]] == ["faith"]
    assert values["owner"]["selected_user"] == office.people["carla"]
    assert values["watchers"]["selected_users"] == [office.people["rob"]]
    assert values["channel"]["selected_channel"] == office.rooms["press-watch"]
    assert values["talk"]["selected_conversation"] == office.rooms["takedowns"]
    assert (values["day"]["selected_date"], values["hour"]["selected_time"]) == ("2026-11-30", "18:30")
    assert values["instant"]["selected_date_time"] == 1796115600  # 10:00 in Berlin
    assert (values["days"]["value"], values["mail"]["value"]) == ("5", "legal@chirp.example")
    assert values["proof"]["value"] == "https://chirp.example/proof"
    assert [file["name"] for file in values["evidence"]["files"]] == ["shot.png"]


def test_the_apps_mistake_stands_at_its_field_and_the_values_stay(opened: Opened) -> None:
    dialog = form(opened())
    dialog.get_by_label("Matter").select_option(label="HAR · Harbour")
    dialog.get_by_label("Item URLs").fill("ftp://drop.example/a")
    dialog.get_by_role("button", name="File", exact=True).click()
    field = dialog.locator("[data-block=urls]")
    expect(field.get_by_text("Only http and https addresses can be filed.")).to_be_visible()
    expect(dialog.get_by_label("Item URLs")).to_have_value("ftp://drop.example/a")
    expect(dialog.get_by_label("Item URLs")).to_be_focused()
    expect(dialog.get_by_label("Matter")).to_have_value("HAR")


def test_what_is_missing_or_misshapen_is_said_before_anything_is_sent(opened: Opened, office: Office) -> None:
    dialog = form(opened())
    dialog.get_by_label("Days of grace").fill("two")
    dialog.get_by_label("Mail address").fill("nobody")
    dialog.get_by_label("Proof").fill("javascript:alert(1)")
    dialog.get_by_role("button", name="File", exact=True).click()
    expect(dialog.get_by_text("Please fill this in.")).to_have_count(2)
    for sentence in ("Please enter a number.", "Please enter an e-mail address", "Please enter a web address"):
        expect(dialog.get_by_text(sentence)).to_be_visible()
    expect(dialog.get_by_label("Matter")).to_be_focused()
    assert office.submissions() == []


def test_escape_asks_before_it_throws_typed_text_away(opened: Opened) -> None:
    page = opened()
    dialog = reply(page)
    dialog.get_by_label("What they said").fill("I will not.")
    page.keyboard.press("Escape")
    question = page.get_by_role("alertdialog", name="Throw away what you entered?")
    question.get_by_role("button", name="Keep editing").click()
    expect(dialog.get_by_label("What they said")).to_have_value("I will not.")
    page.keyboard.press("Escape")
    question.get_by_role("button", name="Throw away").click()
    expect(dialog).to_be_hidden()


def test_escape_closes_an_untouched_modal_and_the_focus_goes_back(opened: Opened) -> None:
    page = opened()
    dialog = reply(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Record reply")).to_be_focused()


def test_the_focus_stays_inside_a_modal(opened: Opened) -> None:
    page = opened()
    reply(page)
    for _ in range(15):
        page.keyboard.press("Tab")
        assert page.evaluate(INSIDE)


def test_modals_stack_and_the_lower_one_keeps_what_was_typed(opened: Opened) -> None:
    page = opened()
    lower = reply(page)
    lower.get_by_label("What they said").fill("They agreed.")
    lower.get_by_role("button", name="Further").click()
    upper = page.get_by_role("dialog", name="One step further")
    expect(upper).to_be_visible()
    upper.get_by_role("button", name="Back").click()
    expect(upper).to_be_hidden()
    expect(lower.get_by_label("What they said")).to_have_value("They agreed.")


def test_a_modal_that_the_app_updates_keeps_what_was_typed_and_the_caret(opened: Opened) -> None:
    page = opened()
    dialog = reply(page)
    dialog.get_by_label("What they said").fill("They agr")
    dialog.get_by_role("button", name="Rephrase").click()
    expect(dialog.get_by_text("Word for word, please.")).to_be_visible()
    expect(dialog.get_by_label("What they said")).to_have_value("They agr")


def test_a_whole_form_is_sent_by_keyboard_alone(opened: Opened, office: Office) -> None:
    page = opened()
    page.get_by_role("button", name="Record reply").press("Enter")
    dialog = page.get_by_role("dialog", name="Record reply")
    expect(dialog.get_by_label("What they said")).to_be_focused()
    page.keyboard.type("Agreed.")
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Save")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert office.submissions()[-1]["words"]["value"]["value"] == "Agreed."
