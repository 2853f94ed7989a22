"""The middle of the page: messages, threads, the composer, menus, and who one is."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opened
from tests.browser.content import section
from tests.browser.office import Office

pytestmark = pytest.mark.browser


def log(page: Page) -> Locator:
    return page.locator("#messages")


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name=re.compile("^Message"))


def test_a_case_card_shows_its_facts_and_buttons(opened: Opened) -> None:
    page = opened()
    expect(page.get_by_role("heading", name="NLP-17 · leakmirror on Chirp")).to_be_visible()
    expect(log(page).get_by_text("@Carla Counsel").first).to_be_visible()
    for name in ("Record reply", "Record outcome", "Withdraw"):
        expect(log(page).get_by_role("button", name=name)).to_be_visible()


@pytest.mark.parametrize(
    ("person", "when"), [("rita", "27 Nov 2026 at 10:40"), ("rob", "27 Nov 2026 at 04:40")]
)
def test_a_moment_is_shown_in_the_readers_zone(opened: Opened, person: str, when: str) -> None:
    expect(opened(person).get_by_text(when)).to_be_visible()


def test_a_typed_message_arrives_at_another_persons_open_page(opened: Opened) -> None:
    rita, rob = opened("rita"), opened("rob")
    box(rita).fill("Is *this* genuine?")
    box(rita).press("Enter")
    expect(log(rob).get_by_text("Is this genuine?")).to_be_visible()
    expect(box(rita)).to_have_value("")


def test_what_someone_types_survives_news_and_a_walk_to_another_channel(opened: Opened, office: Office) -> None:
    page = opened()
    box(page).press_sequentially("half a thou")
    office.post("takedowns", "News from the desk")
    expect(log(page).get_by_text("News from the desk")).to_be_visible()
    box(page).press_sequentially("ght")
    page.get_by_role("link", name=re.compile("press-watch")).click()
    expect(box(page)).to_have_value("")
    page.get_by_role("link", name="takedowns").click()
    expect(box(page)).to_have_value("half a thought")


def test_a_command_is_hinted_answered_for_one_person_alone_and_recalled(opened: Opened) -> None:
    page, other = opened("rita"), opened("rob")
    box(page).press_sequentially("/")
    expect(page.get_by_role("option", name=re.compile("takedown file"))).to_be_visible()
    box(page).press("Tab")
    expect(box(page)).to_have_value("/takedown ")
    box(page).press_sequentially("list mine")
    box(page).press("Enter")
    answer = log(page).get_by_role("article").filter(has_text="You said list mine")
    expect(answer.get_by_text("Only visible to you")).to_be_visible()
    expect(log(other).get_by_text("You said list mine")).to_have_count(0)
    box(page).press("ArrowUp")
    expect(box(page)).to_have_value("/takedown list mine")


def test_a_command_that_fails_says_why_and_keeps_the_text(opened: Opened) -> None:
    page = opened()
    box(page).fill("/unheard of")
    box(page).press("Enter")
    expect(page.get_by_role("alert").filter(has_text="does not know this command")).to_be_visible()
    expect(box(page)).to_have_value("/unheard of")


def test_an_app_that_answers_too_late_is_told_to_the_person(opened: Opened, office: Office) -> None:
    page = opened()
    office.app_takes = 4
    office.slack.stress = replace(office.slack.stress, ack_seconds=3.0)
    page.get_by_role("button", name="Record outcome").click()
    expect(page.get_by_role("alert").filter(has_text="did not answer within 3 seconds")).to_be_visible(
        timeout=8000
    )


def test_a_thread_opens_takes_a_reply_and_closes_with_escape(opened: Opened, office: Office) -> None:
    page = opened()
    page.get_by_role("button", name="1 reply").click()
    panel = page.get_by_role("complementary", name="Thread")
    expect(panel.get_by_text("Filed by @Rita Reporter")).to_be_visible()
    panel.get_by_role("combobox").fill("Text v2 is better.")
    panel.get_by_role("combobox").press("Enter")
    expect(panel.get_by_text("Text v2 is better.")).to_be_visible()
    expect(page.get_by_role("button", name="2 replies")).to_be_visible()
    panel.get_by_role("combobox").press("Escape")
    expect(panel).to_be_hidden()


def test_a_card_that_is_edited_changes_in_place(opened: Opened, office: Office) -> None:
    page = opened()
    blocks = [section("*Resolved.* Both posts are gone.")]
    office.client.chat_update(
        channel=office.rooms["takedowns"], ts=office.cards["NLP-17"], text="x", blocks=blocks
    )
    expect(log(page).get_by_text("Both posts are gone.")).to_be_visible()
    expect(page.get_by_role("button", name="Record reply")).to_have_count(0)


def test_a_dangerous_button_asks_first_and_escape_means_no(opened: Opened, office: Office) -> None:
    page = opened()
    page.get_by_role("button", name="Withdraw").click()
    question = page.get_by_role("alertdialog", name="Withdraw NLP-17?")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    assert office.actions() == []
    page.get_by_role("button", name="Withdraw").click()
    question.get_by_role("button", name="Withdraw").click()
    expect(question).to_be_hidden()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    assert [action["action_id"] for action in office.actions()] == ["withdraw"]


def test_menus_work_by_keyboard_and_reach_the_app(opened: Opened, office: Office) -> None:
    page = opened()
    card = log(page).get_by_role("article").filter(has_text="leakmirror on Chirp")
    card.get_by_role("button", name="More", exact=True).press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-busy]")).to_have_count(0)
    assert office.actions()[-1]["selected_option"]["value"] == "history"
    card.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="File from this message").click()
    expect(page.get_by_role("dialog", name="File a takedown")).to_be_visible()
    assert office.heard[-1]["message"]["ts"] == office.cards["NLP-17"]


def test_the_lightning_menu_offers_the_global_shortcuts(opened: Opened) -> None:
    page = opened()
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="File a takedown").click()
    expect(page.get_by_role("dialog", name="File a takedown")).to_be_visible()


def test_one_can_become_someone_else_and_stays_so_over_a_reload(opened: Opened) -> None:
    page = opened("rita")
    expect(page.get_by_text("Only people with a role can do this.")).to_be_visible()
    page.get_by_label("I am").select_option(label="Carla Counsel")
    expect(page.get_by_text("Only people with a role can do this.")).to_have_count(0)
    expect(page.get_by_role("link", name="counsel")).to_be_visible()
    page.reload()
    expect(page.locator("#persona option:checked")).to_have_text("Carla Counsel")


def test_unread_messages_are_counted_until_they_are_looked_at(opened: Opened) -> None:
    page = opened()
    room = page.get_by_role("link", name=re.compile("press-watch"))
    expect(room.get_by_label("2 unread")).to_be_visible()
    room.click()
    expect(room.get_by_label("2 unread")).to_have_count(0)


def test_a_channel_of_others_can_be_joined(opened: Opened) -> None:
    page = opened()
    page.get_by_role("link", name="lobby").click()
    page.get_by_role("button", name="Join").click()
    expect(box(page)).to_be_visible()


def test_home_is_published_when_it_is_opened(opened: Opened, office: Office) -> None:
    page = opened()
    page.get_by_role("link", name="Home").click()
    home = page.get_by_role("region", name="Home")
    expect(home.get_by_role("heading", name="Waiting for you")).to_be_visible()
    home.get_by_role("button", name="Review").click()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    assert office.actions()[-1]["action_id"] == "review"
