"""Opening a matter, and the list of matters."""

import pytest
from sqlmodel import select

from bot.desk.core.refusals import Invalid, NotAllowed
from bot.desk.matters.lookup import MatterLine
from handlers.base.responses import Errors
from handlers.matters.matter_form import matters_message
from storage.models import Matter
from storage.vocabulary import Ground
from tests.handlers.filing.test_filing import HOSTILE, open_matter
from tests.handlers.office import HOME, Someone, button, buttons, employ, filled, opened, written


def test_a_matter_is_opened_and_leads_to_filing(rita: Someone) -> None:
    view = rita.opens("matter new")
    typed = {
        "key": "nlp",
        "title": HOSTILE[:150],
        "client": HOSTILE[:100],
        "facts": HOSTILE,
        "ground": "trademark",
    }
    result = opened(rita.submit(view, **typed))
    assert f"<#{HOME}>" in written(result["blocks"])
    assert "<!channel>" not in written(result["blocks"])
    form = opened(rita.click(button(result["blocks"], "File the first account"), in_view=True))
    assert filled(form, "matter")["selected_option"]["value"] == "NLP"
    with rita.desk.store.read() as session:
        matter = session.exec(select(Matter)).one()
    assert (matter.title, matter.facts, matter.channel_id) == (HOSTILE.strip()[:150], HOSTILE, HOME)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"key": "N"}, "key"),
        ({"key": "1NL"}, "key"),
        ({"key": "ÄÖ"}, "key"),
        ({"key": ""}, "key"),
        ({"title": " "}, "title"),
        ({"title": "t" * 151}, "title"),
        ({"client": ""}, "client"),
        ({"client": "c" * 101}, "client"),
        ({"facts": ""}, "facts"),
        ({"facts": "f" * 2001}, "facts"),
    ],
)
def test_bad_input_is_named_at_its_field(rita: Someone, typed: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_matter(rita, **typed)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_key_is_taken_once(rita: Someone) -> None:
    open_matter(rita)
    with pytest.raises(Invalid, match="There is a matter NLP already"):
        open_matter(rita, "nlp")


def test_a_ground_and_a_channel_are_needed(rita: Someone) -> None:
    view = rita.opens("matter new", channel="D1RITA")
    typed = {"key": "NLP", "title": "t", "client": "c", "facts": "f"}
    no_ground = rita.submit(view, **typed)
    no_channel = rita.submit(view, **typed, ground="trademark")
    assert isinstance(no_ground, Errors)
    assert isinstance(no_channel, Errors)
    assert (list(no_ground.fields), list(no_channel.fields)) == (["ground"], ["channel"])


def test_what_is_referred_elsewhere_is_no_default(rita: Someone) -> None:
    element = next(block for block in rita.opens("matter new")["blocks"] if block["block_id"] == "ground")[
        "element"
    ]
    offered = {option["value"] for option in element["options"]}
    assert "private_info" in offered
    assert not offered & {"csam", "terrorist_tco"}


def test_the_list_names_only_what_is_shown_to_the_person(rita: Someone) -> None:
    open_matter(rita)
    outsider = employ(rita.desk, rita.workspace_id, "U1OUT", "reviewer", channel="C9ELSEWHERE")
    assert "*NLP* · The leak" in rita.says("matter list")
    assert "No matter is open that is shown to you" in outsider.says("matter")


def test_hundreds_of_hostile_matters_fit_into_a_message(rita: Someone) -> None:
    for number in range(60):
        open_matter(rita, f"M{number}", title=(HOSTILE * 5)[:150], client=("&" * 100))
    said = rita.says("matter list")
    assert "45 older matters not shown" in said
    assert "<!channel>" not in said


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 case"), (10_001, "10,001 cases"), (12_345, "12,345 cases")]
)
def test_the_cases_of_a_matter_are_counted_exactly(number: int, said: str) -> None:
    text, blocks = matters_message([MatterLine("NLP", "The leak", "", Ground.TRADEMARK, HOME, number)])
    for shown in (text, written(blocks)):
        assert f"{said} · " in shown


def test_a_matter_leads_to_its_cases(rita: Someone) -> None:
    open_matter(rita)
    answer = rita.command("matters")
    cases = next(each for each in buttons(answer.blocks) if each["text"]["text"] == "Cases")  # type: ignore[union-attr]
    assert "NLP has no case yet." in written(opened(rita.click(cases))["blocks"])


def test_another_word_is_answered_with_the_ways(rita: Someone) -> None:
    assert "matter new" in rita.says("matter close NLP")


def test_without_a_role_there_is_neither_form_nor_list(stranger: Someone) -> None:
    for text in ("matter new", "matter list"):
        with pytest.raises(NotAllowed):
            stranger.command(text)
