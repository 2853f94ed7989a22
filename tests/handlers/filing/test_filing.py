"""Filing through the form: what is filled in, what comes of it, and what bad input gets."""

import pytest
from sqlmodel import select

from bot.desk.core.refusals import Invalid, NotAllowed
from handlers.base.responses import Errors, Replace
from handlers.filing.file_form import fitting
from storage.models import Card, Case, Event, Item
from storage.vocabulary import EventKind, Ground
from tests.handlers.office import HOME, Someone, accepted, button, employ, filled, opened, written

POST = "https://x.com/leakmirror/status/1"
HOSTILE = "<!channel> *bold* <https://evil.example|bank> \u202egnp.exe & `code` _x_ ~y~"


def open_matter(person: Someone, key: str = "NLP", channel: str = HOME, **changed: object) -> None:
    view = person.opens("matter new", channel)
    typed = {
        "key": key,
        "title": "The leak of the spring collection",
        "client": "Northlight",
        "facts": "Files were copied without permission.",
        "ground": "private_info",
    }
    answer = person.submit(view, **(typed | changed))
    assert isinstance(answer, Replace), answer


def test_the_only_matter_is_chosen_and_links_stand_one_a_line(rita: Someone) -> None:
    open_matter(rita)
    view = rita.opens(f"file <{POST}> <https://x.com/leakmirror/status/2|x.com/leak…>")
    assert filled(view, "matter")["selected_option"]["value"] == "NLP"
    assert filled(view, "urls")["value"] == f"{POST}\nhttps://x.com/leakmirror/status/2"
    assert "Private information, the ground of NLP" in written(view["blocks"])


def test_filing_says_what_is_new_what_joined_and_what_was_there(rita: Someone) -> None:
    open_matter(rita)
    first = rita.submit(rita.opens(f"file {POST}"))
    assert "NLP-1* · leakmirror on X" in written(opened(first)["blocks"])
    assert "A new case with 1 item." in written(opened(first)["blocks"])
    twice = f"{POST}\nhttps://mobile.twitter.com/LeakMirror/status/2?s=20\nhttps://x.com/other/status/9"
    again = written(opened(rita.submit(rita.opens("file"), urls=twice))["blocks"])
    assert "1 item joined this case." in again
    assert f"There already:\n{POST}" in again
    assert "Added:\nhttps://x.com/leakmirror/status/2" in again
    assert "NLP-2* · other on X" in again
    known = written(opened(rita.submit(rita.opens("file"), urls=POST))["blocks"])
    assert "Nothing new: everything was filed already." in known


def test_a_card_that_exists_is_led_to(rita: Someone) -> None:
    open_matter(rita)
    rita.submit(rita.opens("file"), urls=POST)
    link = "https://northlight.slack.example/archives/C1DESK/p1"
    with rita.desk.store.write() as session:
        session.add(Card(workspace_id=rita.workspace_id, case_id=1, channel_id=HOME, ts="1.1", permalink=link))
    view = opened(rita.submit(rita.opens("file"), urls=POST))
    assert button(view["blocks"], "Open the card")["url"] == link


def test_everything_typed_reaches_the_item(rita: Someone) -> None:
    open_matter(rita)
    view = rita.opens("file")
    typed = {
        "urls": "https://youtu.be/abc12345678",
        "account": "@mirror",
        "kind": "screenshot",
        "note": HOSTILE,
    }
    rita.submit(view, **typed, ground="hacked_confidential")
    with rita.desk.store.read() as session:
        item, case = session.exec(select(Item)).one(), session.exec(select(Case)).one()
    assert (item.note, item.ground, item.kind.value) == (HOSTILE, Ground.HACKED_CONFIDENTIAL, "screenshot")
    assert case.account == "mirror"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"urls": ""}, "urls"),
        ({"urls": "   \n \n"}, "urls"),
        ({"urls": "javascript:alert(1)"}, "urls"),
        ({"urls": "https://user:pw@x.com/a/status/1"}, "urls"),
        ({"urls": "leakmirror"}, "urls"),
        ({"urls": f"{POST}\nhttps://x.com/\u202ea/status/1"}, "urls"),
        ({"urls": f"{POST}\x00"}, "urls"),
        ({"urls": "\n".join(f"https://x.com/a/status/{n}" for n in range(21))}, "urls"),
        ({"urls": POST, "account": "somebodyelse"}, "account"),
        ({"urls": POST, "account": "a" * 201}, "account"),
        ({"urls": POST, "note": "n" * 2001}, "note"),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_stored(
    rita: Someone, typed: dict[str, str], field: str
) -> None:
    open_matter(rita)
    with pytest.raises(Invalid) as refused:
        rita.submit(rita.opens("file"), **typed)
    assert refused.value.field == field
    with rita.desk.store.read() as session:
        assert session.exec(select(Case)).all() == []


def test_a_form_without_a_matter_is_marked_there(rita: Someone) -> None:
    open_matter(rita, "NLP")
    open_matter(rita, "HAR")
    view = rita.opens("file", channel="C9ELSEWHERE")
    assert filled(view, "matter")["selected_option"] is None
    answer = rita.submit(view, urls=POST)
    assert isinstance(answer, Errors)
    assert list(answer.fields) == ["matter"]


def test_the_matter_at_home_in_the_channel_is_chosen_and_a_named_one_before_it(rita: Someone) -> None:
    open_matter(rita, "NLP", channel=HOME)
    employ(rita.desk, rita.workspace_id, "U1OTHER", channel="C2HAR")
    open_matter(rita, "HAR", channel="C2HAR")
    assert filled(rita.opens("file", HOME), "matter")["selected_option"]["value"] == "NLP"
    assert filled(rita.opens("file", "C2HAR"), "matter")["selected_option"]["value"] == "HAR"
    named = rita.opens(f"file har {POST}", HOME)
    assert filled(named, "matter")["selected_option"]["value"] == "HAR"
    assert filled(named, "urls")["value"] == POST


def test_a_referral_says_where_to_turn_and_keeps_nothing(rita: Someone) -> None:
    open_matter(rita)
    view = opened(rita.submit(rita.opens("file"), urls=POST, ground="csam"))
    said = written(view["blocks"])
    assert "CyberTipline" in said
    assert "leakmirror" not in said
    with rita.desk.store.read() as session:
        assert session.exec(select(Item)).all() == []
        kinds = [event.kind for event in session.exec(select(Event))]
    assert kinds[-1] is EventKind.REFERRED


def test_without_a_matter_a_button_leads_to_one(rita: Someone) -> None:
    view = rita.opens(f"file {POST}")
    form = opened(rita.click(button(view["blocks"], "Open a matter"), in_view=True))
    assert form["callback_id"] == "matter"
    assert filled(form, "channel")["selected_conversation"] == HOME


def test_the_links_of_a_message_are_filled_in(rita: Someone) -> None:
    open_matter(rita)
    text = (
        f"look: <{POST}|this> and <mailto:a@b.example|mail> <@U1RITA> &lt;3 https://bsky.app/profile/a.example"
    )
    view = rita.shortcut("file_takedown_from_message", text, channel=HOME)
    assert filled(view, "urls")["value"] == f"{POST}\nhttps://bsky.app/profile/a.example"


def test_more_links_than_fit_are_counted(rita: Someone) -> None:
    open_matter(rita)
    text = " ".join(f"<https://x.com/a/status/{number}{'0' * 200}>" for number in range(40))
    view = rita.shortcut("file_takedown_from_message", text)
    assert "links did not fit" in written(view["blocks"])
    kept, left_out = fitting(tuple(f"https://x.com/{number}" for number in range(40)))
    assert (len(kept), left_out) == (20, 20)


def test_what_is_no_link_stays_in_the_form(rita: Someone) -> None:
    open_matter(rita)
    view = rita.opens("file leakmirror <https://x.com/a/status/1?a=1&amp;b=2>")
    assert filled(view, "urls")["value"] == "https://x.com/a/status/1?a=1&b=2\nleakmirror"


def test_hostile_titles_and_hundreds_of_matters_are_taken_by_slack(rita: Someone) -> None:
    for number in range(104):
        open_matter(rita, f"M{number}", title=(HOSTILE * 5)[:150])
    view = rita.opens("file")
    assert "4 older matters not listed" in written(view["blocks"])
    form = rita.opens("file m0")
    assert filled(form, "matter")["selected_option"]["value"] == "M0"


def test_twenty_long_links_of_twenty_accounts_are_told(rita: Someone) -> None:
    open_matter(rita)
    for length in (60, 130):
        urls = "\n".join(f"https://x.com/a{n}/status/{n}{'1' * length}"[: length + 40] for n in range(20))
        view = opened(rita.submit(rita.opens("file"), urls=urls))
        assert written(view["blocks"]).count("A new case") + written(view["blocks"]).count("joined") == 20


@pytest.mark.parametrize("text", ["file", f"file {POST}", "file NLP"])
def test_a_person_without_a_role_cannot_file(stranger: Someone, text: str) -> None:
    with pytest.raises(NotAllowed, match="no role"):
        stranger.command(text)


def test_a_matter_of_another_channel_is_not_offered(rita: Someone) -> None:
    open_matter(rita)
    outsider = employ(rita.desk, rita.workspace_id, "U1OUT", "reviewer", channel="C9ELSEWHERE")
    view = outsider.opens("file NLP")
    assert view["callback_id"] == "note"
    accepted(outsider.click(button(view["blocks"], "Open a matter"), in_view=True))
