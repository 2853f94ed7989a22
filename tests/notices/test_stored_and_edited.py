import json

import pytest

from bot.notices.edited import check_edited, required_parts
from bot.notices.errors import MissingFact, PartsMissing, UnfitFact, UnreadableFacts
from bot.notices.facts import Facts
from bot.notices.render import STOP_LINE, render
from bot.notices.stored import facts_from_json, facts_to_json
from tests.notices import examples


@pytest.mark.parametrize("facts", examples.every(), ids=lambda facts: facts.template)
def test_stored_facts_come_back_equal_and_render_to_the_same_text(facts: Facts) -> None:
    stored = facts_to_json(facts)
    back = facts_from_json(stored)
    assert back == facts
    assert type(back) is type(facts)
    assert facts_to_json(back) == stored
    assert render(back) == render(facts)


def test_stored_facts_that_do_not_fit_are_named() -> None:
    stored = json.loads(facts_to_json(examples.warning()))
    del stored["facts"]["client"]
    with pytest.raises(UnreadableFacts, match="client"):
        facts_from_json(json.dumps(stored))
    with pytest.raises(UnreadableFacts, match="no template 'poem'"):
        facts_from_json('{"template": "poem", "facts": {}}')
    for broken in ("", "[]", "{}", "7", '{"template": "warning"}'):
        with pytest.raises(UnreadableFacts):
            facts_from_json(broken)


def test_stored_facts_are_checked_like_fresh_ones() -> None:
    stored = json.loads(facts_to_json(examples.warning()))
    stored["facts"]["client"] = " "
    with pytest.raises(MissingFact):
        facts_from_json(json.dumps(stored))
    stored["facts"]["client"] = "Northlight"
    stored["facts"]["surprise"] = 1
    with pytest.raises(UnreadableFacts, match="surprise"):
        facts_from_json(json.dumps(stored))


@pytest.mark.parametrize("facts", examples.every(), ids=lambda facts: facts.template)
def test_an_unedited_text_has_every_required_part(facts: Facts) -> None:
    check_edited(render(facts).body, facts)


@pytest.mark.parametrize("limit", [500, 430])
def test_the_short_warning_has_every_required_part_too(limit: int) -> None:
    facts = examples.warning(items=examples.listed(1), cover="the names")
    check_edited(render(facts, limit=limit).body, facts)


def test_a_warning_must_keep_who_writes_how_to_check_the_items_and_the_stop_line() -> None:
    facts = examples.warning()
    assert set(required_parts(facts)) == {
        examples.VERIFY,
        examples.CODE,
        "Rob Reviewer",
        "Northlight Pictures",
        *(item.url for item in facts.items),
        STOP_LINE,
    }


@pytest.mark.parametrize("facts", examples.every(), ids=lambda facts: facts.template)
def test_each_lost_part_is_noticed_and_named(facts: Facts) -> None:
    body = render(facts).body
    for part in required_parts(facts):
        with pytest.raises(PartsMissing, match="no longer contains") as refused:
            check_edited(body.replace(part, "…"), facts)
        assert refused.value.missing


def test_the_sentence_names_what_is_missing() -> None:
    facts = examples.warning()
    body = render(facts).body.replace(STOP_LINE, "").replace(examples.CODE, "")
    with pytest.raises(PartsMissing) as refused:
        check_edited(body, facts)
    assert refused.value.sentence == (
        "The text no longer contains the case code NLP-17-4K2 and the line "
        "“Say stop and I will not write again.”: please put that back."
    )


def test_a_longer_address_or_code_is_another_one() -> None:
    facts = examples.warning(items=examples.listed(1))
    body = render(facts).body
    for was, now in (
        (facts.items[0].url, facts.items[0].url + "9"),
        (facts.items[0].url, facts.items[0].url + "?x=1"),
        (facts.items[0].url, facts.items[0].url.replace("leakmirror", "LeakMirror")),
        (examples.CODE, "X" + examples.CODE),
        (examples.VERIFY, examples.VERIFY + ".evil.example"),
    ):
        with pytest.raises(PartsMissing):
            check_edited(body.replace(was, now), facts)


def test_wrapping_lines_and_ending_sentences_loses_nothing() -> None:
    facts = examples.warning()
    body = render(facts).body.replace("will not write", "will\n  not write")
    check_edited(body.replace(examples.VERIFY + " with", examples.VERIFY + ". With"), facts)


def test_an_edit_cannot_address_somebody_else_or_hide_characters() -> None:
    facts = examples.warning()
    body = render(facts).body
    with pytest.raises(UnfitFact, match="somebody else"):
        check_edited(f"{body}\n@press@news.example look", facts)
    with pytest.raises(UnfitFact, match="somebody else"):
        check_edited(f"{body}\n@leakmirror2 look", facts)
    with pytest.raises(UnfitFact, match="hidden"):
        check_edited(f"{body}\u202e", facts)
    check_edited(f"@leakmirror@chirp.example {body}", facts)


def test_an_edit_cannot_drop_a_statement_of_the_notice() -> None:
    facts = examples.dmca()
    body = render(facts).body.replace("Under penalty of perjury, I state", "I state")
    with pytest.raises(PartsMissing, match="the statement of authority under penalty of perjury"):
        check_edited(body, facts)
