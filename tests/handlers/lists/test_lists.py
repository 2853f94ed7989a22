"""Lists, one case, searching, help and the short menu."""

from datetime import timedelta

import pytest

from bot.desk.case.labels import Label
from bot.desk.core.refusals import Invalid, NotAllowed, NotFound
from bot.desk.lists.lists import CasePage, Row
from handlers.base.ids import ActionId, Value
from handlers.base.responses import Open, Say
from handlers.blocks.buttons import button as made_button
from handlers.lists.commands import unknown_word
from handlers.lists.list_view import list_message, list_view
from storage.lists.search import CaseLine, Listing
from storage.lists.top_rows import Length
from storage.models import Card
from storage.vocabulary import CaseStatus, Platform
from tests.handlers import shelf
from tests.handlers.filing.test_filing import HOSTILE
from tests.handlers.office import HOME, Someone, button, buttons, employ, opened, written
from tests.support.database import TUESDAY


@pytest.fixture
def matter_id(rita: Someone) -> int:
    return shelf.matter(rita.desk.store, rita.workspace_id)


def put(rita: Someone, matter_id: int, *numbers: int, **facts: object) -> None:
    shelf.cases(rita.desk.store, rita.workspace_id, matter_id, numbers, **facts)


def test_each_list_holds_its_own(rita: Someone, matter_id: int) -> None:
    put(rita, matter_id, 1, owner="U1RITA")
    put(rita, matter_id, 2, status=CaseStatus.WARNING_REVIEW)
    put(rita, matter_id, 3, status=CaseStatus.WARNED, deadline=TUESDAY - timedelta(hours=1), owner="U9")
    put(rita, matter_id, 4, status=CaseStatus.RESOLVED)
    lists = {name: rita.says(f"list {name}") for name in ("", "mine", "waiting", "overdue", "nlp")}
    named = {name: {n for n in range(1, 5) if f"NLP-{n}*" in said} for name, said in lists.items()}
    assert named == {"": {1, 2, 3}, "mine": {1}, "waiting": {2}, "overdue": {3}, "nlp": {1, 2, 3, 4}}
    assert "*overdue:* the time to answer ends" in lists["overdue"]
    assert "was asked and has time to answer" in lists["overdue"]
    assert "owner <@U9>" in lists["overdue"]
    assert "nobody owns it" in lists["waiting"]


def test_no_status_name_is_shown_that_nobody_says(rita: Someone, matter_id: int) -> None:
    for number, status in enumerate(CaseStatus, start=1):
        put(rita, matter_id, number, status=status)
    said = rita.says("list NLP")
    assert not [status for status in CaseStatus if "_" in status and status in said]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("list", "No case is open"),
        ("list mine", "You own no open case"),
        ("list waiting", "Nothing waits"),
        ("list overdue", "Nothing is overdue"),
        ("list NLP", "NLP has no case yet"),
    ],
)
def test_an_empty_list_says_so(rita: Someone, matter_id: int, text: str, sentence: str) -> None:
    assert sentence in rita.says(text)


def test_a_long_list_is_leafed_through_to_its_end(rita: Someone, matter_id: int) -> None:
    put(rita, matter_id, *range(1, 58))
    answer = rita.command("list")
    assert isinstance(answer, Say)
    assert "57 cases" in answer.text
    seen = [each["value"] for each in buttons(answer.blocks) if each["text"]["text"] == "Show"]
    page = opened(rita.click(button(answer.blocks, "More")))
    while True:
        seen += [each["value"] for each in buttons(page["blocks"]) if each["text"]["text"] == "Show"]
        if "submit" not in page:
            break
        page = opened(rita.submit(page))
    assert len(seen) == len(set(seen)) == 57


def test_overdue_is_leafed_through_in_the_order_of_deadlines(rita: Someone, matter_id: int) -> None:
    for number in range(1, 34):
        put(rita, matter_id, number, deadline=TUESDAY - timedelta(hours=number // 3))
    answer = rita.command("list overdue")
    assert isinstance(answer, Say)
    first = opened(rita.click(button(answer.blocks, "More")))
    second = opened(rita.submit(first))
    assert sum(len(buttons(view["blocks"])) for view in (first, second)) == 23
    assert "submit" not in second


def test_hostile_accounts_of_the_greatest_length_fit(rita: Someone, matter_id: int) -> None:
    for number, account in enumerate(["&" * 255, HOSTILE * 5, "*_~`" * 60, "<" * 255] * 5, start=1):
        put(rita, matter_id, number, account=account[:255], deadline=TUESDAY, owner="U1RITA")
    said = rita.says("list")
    assert "<!channel>" not in said
    page = opened(rita.click(button(rita.command("list").blocks, "More")))  # type: ignore[union-attr]
    assert len(buttons(page["blocks"])) == 10


def test_accounts_are_called_as_people_do(rita: Someone, matter_id: int) -> None:
    put(rita, matter_id, 1, platform=Platform.WEB, account=None, identity="web:leaks.example")
    put(rita, matter_id, 2, platform=Platform.YOUTUBE, account=None, identity="youtube:item:youtube:abc")
    put(rita, matter_id, 3, platform=Platform.MASTODON, account="ann@chirp.example")
    said = rita.says("list")
    assert "NLP-1* · leaks.example\n" in said
    assert "NLP-2* · an unnamed account on YouTube\n" in said
    assert "NLP-3* · ann@chirp.example on Mastodon\n" in said


def test_a_matter_that_is_not_shown_does_not_exist(rita: Someone, matter_id: int) -> None:
    shelf.matter(rita.desk.store, rita.workspace_id, "SEC", channel="C9SECRET")
    for key in ("SEC", "NONE", "x" * 3000, "<!channel>"):
        with pytest.raises(NotFound, match="or it is not shown to you"):
            rita.command(f"list {key}")


def test_a_case_is_shown_with_its_card_and_the_way_to_it(rita: Someone, matter_id: int) -> None:
    put(rita, matter_id, 17)
    link = "https://northlight.slack.example/archives/C1DESK/p1"
    with rita.desk.store.write() as session:
        session.add(Card(workspace_id=rita.workspace_id, case_id=1, channel_id=HOME, ts="1.1", permalink=link))
    for text in ("case NLP-17", "case nlp-17-4k2", "find NLP-17", "find @leakmirror"):
        answer = rita.command(text)
        assert isinstance(answer, Say)
        assert "leakmirror" in answer.text
        assert button(answer.blocks, "Open the card")["url"] == link
    assert f"*<{link}|NLP-17>*" in rita.says("list")
    listed = rita.command("list")
    assert isinstance(listed, Say)
    shown = rita.click(button(listed.blocks, "Show"))
    assert isinstance(shown, Open)
    assert button(shown.view["blocks"], "Open the card")["url"] == link


def test_a_link_that_is_none_is_not_made_one(rita: Someone, matter_id: int) -> None:
    put(rita, matter_id, 1)
    with rita.desk.store.write() as session:
        bad = "javascript:alert(1)|<!channel>"
        session.add(Card(workspace_id=rita.workspace_id, case_id=1, channel_id=HOME, ts="1", permalink=bad))
    assert "<javascript" not in rita.says("list")


HUGE = ("NLP-999999999", "NLP-4294967313", "NLP-99999999999999999999999", "NLP-" + "9" * 5000)


@pytest.mark.parametrize(
    "key", ["NLP-99", "NLP", "17", "' OR 1=1", "<!channel>", "x" * 3000, "NLP-17; DROP", *HUGE]
)
def test_a_case_that_is_not_there_is_said_so(rita: Someone, matter_id: int, key: str) -> None:
    put(rita, matter_id, 17)
    with pytest.raises(NotFound, match="There is no such case"):
        rita.command(f"case {key}")


def test_a_case_of_another_channel_is_not_shown(rita: Someone, matter_id: int) -> None:
    put(rita, matter_id, 17)
    outsider = employ(rita.desk, rita.workspace_id, "U1OUT", "counsel", channel="C9ELSEWHERE")
    answer = rita.command("list")
    assert isinstance(answer, Say)
    for attempt in (
        lambda: outsider.command("case NLP-17"),
        lambda: outsider.click(button(answer.blocks, "Show")),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert "Nothing was found" in outsider.says("find leakmirror")


def test_a_search_understands_links_as_slack_sends_them(rita: Someone) -> None:
    shelf_matter = shelf.matter(rita.desk.store, rita.workspace_id)
    rita.submit(rita.opens("file"), urls="https://x.com/leakmirror/status/1?a=1&b=2")
    assert shelf_matter
    assert "NLP-1" in rita.says("find <https://twitter.com/LeakMirror/status/1|twitter.com/…>")
    assert "Nothing was found for &lt;!channel&gt;" in rita.says("find &lt;!channel&gt;")
    assert "What are you looking for" in rita.says("find")
    assert "Which case" in rita.says("case")


def test_several_hits_are_listed(rita: Someone, matter_id: int) -> None:
    put(rita, matter_id, 1, 2)
    said = rita.says("find leakmirror")
    assert "NLP-1*" in said
    assert "NLP-2*" in said


def test_a_bare_command_offers_a_menu_whose_buttons_work(rita: Someone, matter_id: int) -> None:
    answer = rita.command("")
    assert isinstance(answer, Say)
    titles = [opened(rita.click(each))["title"]["text"] for each in buttons(answer.blocks)]
    assert titles == ["File a takedown", "Takedowns", "Takedowns", "How this works"]


def test_without_a_role_there_is_help_alone(stranger: Someone) -> None:
    for text in ("", "help"):
        assert "You have no role at this desk yet" in stranger.says(text)
    for text in ("list", "case NLP-1", "find x", "list NLP"):
        with pytest.raises(NotAllowed):
            stranger.command(text)


def test_help_names_the_commands_and_ones_roles(rita: Someone) -> None:
    said = rita.says("help")
    assert "Your roles: reviewer." in said
    assert not [
        word for word in ("file", "matter", "list", "case", "find", "import", "digest") if word not in said
    ]


@pytest.mark.parametrize(
    ("word", "meant"), [("lst", "list"), ("fyle", "file"), ("digests", "digest"), ("resum", "resume")]
)
def test_an_unknown_word_is_answered_with_the_nearest(rita: Someone, word: str, meant: str) -> None:
    assert f"Did you mean `/takedown {meant}`?" in rita.says(word)


def test_a_hostile_word_stays_a_word() -> None:
    said = unknown_word("<!channel>`*" + "x" * 5000)
    assert "<!channel>" not in said
    assert len(said) < 300


def test_a_forged_place_in_a_list_is_refused(rita: Someone, matter_id: int) -> None:
    for place in ("x", "1@yesterday", "1@2026-11-24T09:00:00", "9" * 30, "-1"):
        forged = made_button(ActionId.MORE, "More", Value(kind="overdue", word=place))
        with pytest.raises(Invalid):
            rita.click(forged)


def test_a_page_that_ended_meanwhile_is_empty_and_says_so(rita: Someone, matter_id: int) -> None:
    put(rita, matter_id, 1)
    page = rita.click(made_button(ActionId.MORE, "More", Value(kind="all", word="1")), in_view=True)
    assert "This list has no more cases." in written(opened(page)["blocks"])


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_row_that_cannot_be_read_does_not_stop_the_others(rita: Someone, matter_id: int) -> None:
    put(rita, matter_id, 1, 2, 3)
    with rita.desk.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        connection.exec_driver_sql(
            "UPDATE takedown_case SET status = 'frozen', platform = 'orkut' WHERE key = 'NLP-2'"
        )
        connection.commit()
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=OFF")
    said = rita.says("list")
    assert "NLP-2* · leakmirror on an unknown platform\ncannot be read by this version" in said
    assert "(reference case:2)" in said
    assert "NLP-1* · leakmirror on X" in said
    assert "NLP-3* · leakmirror on X" in said


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (Length(1), "1 case"),
        (Length(10_000), "10,000 cases"),
        (Length(10_000, has_more=True), "more than 10,000 cases"),
    ],
)
def test_a_list_is_counted_no_further_than_people_read(total: Length, said: str) -> None:
    rows = (Row(CaseLine(1, "NLP-1", "NLP", *[None] * 6), Label("leakmirror on X"), "open"),)
    page = CasePage(rows, total, None)
    text, blocks = list_message(Listing.ALL, page, TUESDAY)
    assert text.startswith(f"Open cases: {said}\n")
    for shown in (blocks, list_view(Listing.ALL, page, TUESDAY)["blocks"]):
        assert f"*Open cases* · {said}" in written(shown)
