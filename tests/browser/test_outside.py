"""The right of the page: the contacted person, the platform's operator, the legal desk, and the clock."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opened
from tests.browser.office import START, Office

pytestmark = pytest.mark.browser


def test_the_contacted_person_reads_and_answers(opened: Opened, office: Office) -> None:
    page = opened()
    panel = page.get_by_role("tabpanel", name="leakmirror’s inbox")
    expect(panel.get_by_text("writing for Northlight Pictures")).to_be_visible()
    panel.get_by_label("Reply to @takedown_desk").fill("Who are you?")
    panel.get_by_role("button", name="Send reply").click()
    expect(panel.get_by_role("listitem").filter(has_text="Who are you?")).to_be_visible()
    assert [one.text for one in office.chirp.messages_of(office.chirp.account("leakmirror"))][-1].endswith(
        "Who are you?"
    )


def test_a_half_written_answer_survives_news(opened: Opened, office: Office) -> None:
    page = opened()
    reply = page.get_by_label("Reply to @takedown_desk")
    reply.press_sequentially("I ne")
    office.chirp.say(office.chirp.bot_account, "leakmirror", "@leakmirror One more thing.")
    expect(page.get_by_text("One more thing.")).to_be_visible()
    expect(reply).to_be_focused()
    page.keyboard.type("ver")
    expect(reply).to_have_value("I never")


def test_the_contacted_person_deletes_a_post(opened: Opened) -> None:
    page = opened()
    post = page.get_by_role("listitem").filter(has_text="Screenshots of the phone list")
    post.get_by_role("button", name="Delete post").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(post.get_by_text("deleted by its author")).to_be_visible()


def test_the_operator_removes_restores_and_suspends(opened: Opened, office: Office) -> None:
    page = opened()
    page.get_by_role("tab", name="Chirp").click()
    panel = page.get_by_role("tabpanel", name="Chirp")
    post = panel.get_by_role("listitem").filter(has_text="Screenshots of the phone list")
    post.get_by_role("button", name="Remove").click()
    expect(post.get_by_text("removed by Chirp")).to_be_visible()
    post.get_by_role("button", name="Restore").click()
    expect(post.get_by_text("up", exact=True)).to_be_visible()
    panel.get_by_label("Suspend until").fill("2026-12-01T10:00")
    panel.get_by_role("button", name="Suspend until").click()
    expect(panel.get_by_text("suspended until Tue 1 Dec, 10:00")).to_be_visible()
    panel.get_by_role("button", name="Restore account").click()
    panel.get_by_role("button", name="Suspend account").click()
    expect(panel.get_by_text("suspended", exact=True)).to_be_visible()
    assert office.chirp.account("leakmirror").is_suspended(office.clock.now() + timedelta(days=400))


def test_the_legal_desk_reads_the_letter_with_its_pdf(opened: Opened) -> None:
    page = opened()
    page.get_by_role("tab", name="Legal desk").click()
    panel = page.get_by_role("tabpanel", name="Legal desk")
    panel.get_by_role("button", name="NLP-17: request to act on 2 posts").click()
    expect(panel.get_by_text("Please forward this letter to the account holder.")).to_be_visible()
    expect(panel.get_by_text("<nlp-17-1@northlight.example>").first).to_be_visible()
    source = panel.locator("iframe").get_attribute("src") or ""
    answer = page.request.get(page.url.split("/?")[0] + source.split("#")[0])
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")


def test_time_moves_forward_for_everyone(opened: Opened, office: Office) -> None:
    rita, rob = opened("rita"), opened("rob")
    expect(rita.get_by_role("timer")).to_contain_text("Tue 24 Nov, 11:15")
    rita.get_by_role("button", name="+3 days").click()
    expect(rita.get_by_role("timer")).to_contain_text("Fri 27 Nov, 11:15")
    expect(rob.get_by_role("timer")).to_contain_text("Fri 27 Nov, 05:15")
    assert office.clock.now() >= START + timedelta(days=3)
