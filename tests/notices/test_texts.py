import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notices.errors import MissingFact, NoSuchTemplate, TooLong, UnfitFact
from bot.notices.facts import Facts, PersonFacts
from bot.notices.folder import template, versions
from bot.notices.parts import Addressee, Ask, ClaimedItem, Contact, Incident, ListedItem, Sender
from bot.notices.render import STOP_LINE, TextLength, render
from bot.platforms.mastodon_text import counted_length
from storage.vocabulary import ItemKind, NoticeKind
from tests.notices import examples

KINDS = {
    "warning": NoticeKind.WARNING,
    "reminder": NoticeKind.REMINDER,
    "thanks": NoticeKind.THANKS,
    "dmca": NoticeKind.LEGAL_NOTICE,
    "hacked_material": NoticeKind.LETTER,
    "platform_report": NoticeKind.PLATFORM_REPORT,
}
FORBIDDEN = re.compile(
    r"\b(police|prosecut\w*|settle\w*|licen[cs]e fee|pay\w*|without prejudice|confidential|stole\w*|criminal|"
    r"illegal|attorney|lawyer|password|wipe|destroyed|sue|liab\w+|demand\w*|immediately|will suspend)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("facts", examples.every(), ids=lambda facts: facts.template)
def test_a_template_says_what_it_is_and_renders_whole(facts: Facts) -> None:
    about = template(facts.template)
    rendered = render(facts)
    assert (rendered.template, rendered.version, rendered.form) == (facts.template, 1, TextLength.LONG)
    assert about.kind is KINDS[facts.template]
    assert about.source
    assert rendered.subject
    assert "None" not in rendered.body
    assert "{" not in rendered.body
    assert "\n\n\n" not in rendered.body
    assert not re.search(r"[ \t]\n| ,|\.\.|,,|\( ", rendered.body)


@pytest.mark.parametrize("facts", examples.every(), ids=lambda facts: facts.template)
def test_no_text_of_ours_threatens_accuses_or_asks_for_money(facts: Facts) -> None:
    for limit in (None, 1000):
        text = render(facts, limit=limit).body if template(facts.template).has_short or not limit else ""
        assert FORBIDDEN.findall(text) == []


def test_the_long_warning_has_all_that_a_first_contact_needs() -> None:
    body = render(examples.warning(privacy_url="https://northlight.example/privacy")).body
    for words in (
        "Hello leakmirror@chirp.example,",
        "I'm Rob Reviewer, trust reviewer at Northlight Pictures.",
        "https://northlight.example/verify with the code NLP-17-4K2",
        "https://chirp.example/@leakmirror/110000000000000002",
        "they show private e-mails. This is material that contains personal details",
        "talking about the story is fine",
        "Would you take them down by Monday 30 November 2026, 18:00 (Europe/Berlin)?",
        "we may ask Chirp to look at them under its rule on private information",
        "Carla Counsel, who did not write this message",
        "You do not need to reply, and you may want to ask somebody for advice of your own.",
        STOP_LINE,
        "How we handle personal data: https://northlight.example/privacy",
    ):
        assert words in body
    assert len(body) <= 2000


def test_who_writes_for_whom_is_said_for_staff_contractors_and_single_people() -> None:
    assert "asked us to" not in render(examples.warning()).body
    hired = render(examples.warning(sender=examples.AGENCY)).body
    assert "at Harbour Rights. I'm writing on behalf of Northlight Pictures, which asked us to." in hired
    alone = render(examples.warning(sender=Sender(name="Ida", role="photographer"))).body
    assert "I'm Ida, photographer. I'm writing for Northlight Pictures." in alone


def test_one_item_is_spoken_of_in_the_singular() -> None:
    body = render(examples.warning(items=examples.listed(1), cover="the names")).body
    assert "this post on Chirp" in body
    assert "take it down, or cover the names by" in body
    assert "If it stays up, we may ask Chirp to look at it under" in body


def test_without_a_privacy_page_the_text_points_to_the_verification_page() -> None:
    assert "The page above also explains how we handle personal data." in render(examples.warning()).body


def test_a_deadline_at_midnight_is_the_end_of_the_day_before() -> None:
    body = render(examples.warning(deadline=datetime(2026, 11, 30, 23, tzinfo=UTC))).body
    assert "by the end of Monday 30 November 2026 (Europe/Berlin)?" in body


@pytest.mark.parametrize("facts", [examples.warning(), examples.reminder(), examples.thanks()])
def test_the_short_form_is_taken_when_the_long_one_does_not_fit(facts: PersonFacts) -> None:
    long = render(facts)  # type: ignore[arg-type]  # each of the three is one of the facts
    assert render(facts, limit=len(long.body)).form is TextLength.LONG  # type: ignore[arg-type]
    short = render(facts, limit=len(long.body) - 1)  # type: ignore[arg-type]
    assert short.form is TextLength.SHORT
    assert len(short.body) < len(long.body)


@pytest.mark.parametrize("cover", [None, "the telephone numbers in them"])
@pytest.mark.parametrize("sender", [examples.SENDER, examples.AGENCY])
def test_a_warning_about_five_posts_fits_a_mastodon_post(sender: Sender, cover: str | None) -> None:
    facts = examples.warning(items=examples.listed(5), sender=sender, cover=cover)
    mention = "@leakmirror@chirp.example "
    rendered = render(facts, limit=500, count=lambda text: counted_length(mention + text))
    assert rendered.form is TextLength.SHORT
    for item in facts.items:
        assert item.url in rendered.body
    for words in (sender.name, "Northlight Pictures", examples.VERIFY, examples.CODE, STOP_LINE):
        assert words in rendered.body


def test_a_text_that_fits_nowhere_is_refused_with_the_numbers() -> None:
    with pytest.raises(TooLong, match="only 120 are allowed") as refused:
        render(examples.warning(), limit=120)
    assert refused.value.limit == 120
    with pytest.raises(TooLong):
        render(examples.dmca(), limit=500)


def test_the_long_form_ends_at_two_thousand_characters() -> None:
    far = tuple(ListedItem(url=f"https://chirp.example/{n}/{'p' * 300}", kind=ItemKind.LINK) for n in range(5))
    assert render(examples.warning(items=far)).form is TextLength.SHORT


def test_the_reminder_asks_the_same_once_more_and_no_more() -> None:
    body = render(examples.reminder()).body
    assert "I wrote on Tuesday 24 November 2026 about 3 posts" in body
    assert "My request is the same as before: would you cover the addresses by" in body
    assert "This is my last message" in body
    assert STOP_LINE in body


def test_the_dmca_notice_has_all_six_elements_each_on_its_own() -> None:
    body = render(examples.dmca()).body
    assert "/s/ Ada Agent" in body
    assert "- The Long Tide (screenplay), first published: not yet, registration: PAu 1" in body
    assert "Address: https://chirp.example/@leakmirror/2" in body
    assert "1 Quay, Port Example\nTelephone: +44 20 7946 0000\nE-mail: ada@harbour.example" in body
    blocks = body.split("\n\n")
    good_faith = blocks[blocks.index("5. Good faith") + 1]
    accuracy = blocks[blocks.index("6. Accuracy") + 1]
    authority = blocks[blocks.index("7. Authority") + 1]
    assert good_faith.endswith("is not authorised by the copyright owner, its agent, or the law.")
    assert accuracy == "The information in this notice is accurate."
    assert authority.startswith("Under penalty of perjury, I state that I am authorised to act on behalf of")


@pytest.mark.parametrize(
    ("statement", "clause"), [("good_faith", "(v)"), ("accuracy", "(vi)"), ("authority", "(vi)")]
)
def test_a_statement_nobody_confirmed_stops_the_notice(statement: str, clause: str) -> None:
    with pytest.raises(MissingFact, match=re.escape(f"512(c)(3)(A){clause}")) as refused:
        examples.dmca(**{statement: False})
    assert refused.value.fact == statement


def test_somebody_elses_name_is_no_signature() -> None:
    with pytest.raises(UnfitFact, match="full name of the person who signs"):
        examples.dmca(signature="Rob Reviewer")


def test_the_link_variant_names_the_link_its_place_and_its_target() -> None:
    link = ClaimedItem(
        url="https://chirp.example/@leakmirror/3",
        part="the whole work",
        link_place="first line of the post",
        link_target="https://files.example/tide.pdf",
    )
    body = render(examples.dmca(items=(link,))).body
    assert "Notice under 17 USC 512(d)(3)" in body
    assert "Place of the link: first line of the post\nLeads to: https://files.example/tide.pdf" in body
    with pytest.raises(MissingFact, match="Where on"):
        examples.dmca(items=(replace(link, link_place=None),))
    with pytest.raises(MissingFact, match="lead"):
        examples.dmca(items=(replace(link, link_target=None),))


REQUESTS = {
    "act_on_items": "Please review the listed items",
    "account_action": "We ask for action on the account only as far as that rule provides for it.",
    "preservation": "Please do not destroy them.",
    "standing_request": "we will send a notice for each item to legal@chirp.example",
}


@pytest.mark.parametrize("ticked", sorted(REQUESTS))
def test_each_request_of_the_letter_has_its_own_tick(ticked: str) -> None:
    chosen = {name: name == ticked for name in REQUESTS}
    more = {"contact_desk": "legal@chirp.example", "account_rule": "Rule 9, repeated private data"}
    body = render(examples.hacked(**chosen, **more)).body
    assert {name for name, words in REQUESTS.items() if words in body} == {ticked}


def test_the_letter_asks_to_be_forwarded_unless_that_is_unticked() -> None:
    assert "Please pass this letter, with our contact details, on" in render(examples.hacked()).body
    assert "Please pass this letter" not in render(examples.hacked(forward_to_holder=False)).body


def test_the_standing_request_is_off_and_honest_when_it_is_on() -> None:
    assert examples.hacked().standing_request is False
    body = render(examples.hacked(standing_request=True, contact_desk="legal@chirp.example")).body
    assert "This is a request, not a notice in advance: each later item will get its own notice" in body


@pytest.mark.parametrize(
    ("changed", "fact"),
    [
        ({"standing_request": True}, "contact_desk"),
        ({"account_action": True}, "account_rule"),
        ({"act_on_items": False}, "act_on_items"),
        ({"items": ()}, "items"),
        ({"items": (replace(examples.listed()[0], data_type=None),)}, "item.data_type"),
        ({"items": (replace(examples.listed()[0], rule=" "),)}, "item.rule"),
        ({"sender": Sender(name="Ada", role="agent")}, "sender.email"),
    ],
)
def test_the_letter_refuses_to_go_without_a_fact_it_needs(changed: dict[str, object], fact: str) -> None:
    with pytest.raises(MissingFact) as refused:
        examples.hacked(**changed)
    assert refused.value.fact == fact


def test_every_item_of_the_letter_has_its_data_and_rule() -> None:
    body = render(examples.hacked(items=examples.listed(3))).body
    assert body.count("Kind of data: personal data\nRule or law: Rule 5, private information") == 3
    assert "Item 3\nAddress: https://chirp.example/@leakmirror/110000000000000003" in body


def test_what_happened_may_take_several_paragraphs() -> None:
    told = Incident(summary="Files were copied in November.\n\nThe company told the public on 2 November.")
    assert told.summary in render(examples.hacked(incident=told)).body
    with pytest.raises(MissingFact, match="The incident's summary"):
        Incident(summary="\n ")


def test_a_report_with_a_law_names_it_and_carries_the_statement() -> None:
    body = render(examples.report(law="Regulation (EU) 2016/679, art. 6")).body
    assert "Law relied on: Regulation (EU) 2016/679, art. 6" in body
    assert "I believe in good faith that the information and allegations in this report are accurate" in body
    assert "where the law requires it" in render(examples.report(may_share_identity=False)).body


@pytest.mark.parametrize("facts", examples.every(), ids=lambda facts: facts.template)
def test_every_required_text_is_missed_by_name(facts: Facts) -> None:
    hints = get_type_hints(type(facts))
    for name in (each.name for each in fields(facts) if hints[each.name] is str):
        for blank in ("", "  "):
            with pytest.raises(MissingFact) as refused:
                replace(facts, **{name: blank})  # type: ignore[arg-type]  # every such field is a text
            assert refused.value.fact == name
            assert name.replace("_", " ") in refused.value.sentence.lower()


def test_parts_name_whose_fact_is_missing() -> None:
    with pytest.raises(MissingFact, match="The sender's name is missing"):
        Sender(name=" ", role="reviewer")
    with pytest.raises(MissingFact, match="The contact's phone is missing"):
        Contact(address="1 Quay", phone="", email="a@b.example")
    with pytest.raises(UnfitFact, match="The addressee's email must be one e-mail address"):
        Addressee(name="Lena", email="lena@chirp.example, evil@chirp.example")


def test_a_part_to_cover_is_needed_when_covering_is_asked() -> None:
    with pytest.raises(MissingFact, match="Which part should be covered"):
        examples.warning(request=Ask.COVER)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"client": "Northlight\nBcc: all@chirp.example"}, "one line"),
        ({"platform_name": "Chirp\r\nX: y"}, "one line"),
        ({"plain_thing": "e-mails\u2028of people"}, "one line"),
        ({"plain_thing": "e-mails \u202e txt"}, "hidden character"),
        ({"plain_thing": "e-mails \x00"}, "hidden character"),
        ({"plain_thing": "x" * 501}, "501 characters"),
        ({"plain_thing": "e-mails of @somebody_else"}, "address somebody else"),
        ({"verify_url": "http://northlight.example/verify"}, "https"),
        ({"verify_url": "https://northlight.example/a b"}, "https"),
        ({"privacy_url": "javascript:alert(1)"}, "https"),
        ({"deadline": datetime(2026, 11, 30)}, "no time zone"),  # noqa: DTZ001 - the refused case
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"zone": "../../etc/passwd"}, "no time zone"),
        ({"reviewer_name": "rob  reviewer"}, "other than the person who writes"),
        ({"items": examples.listed(6)}, "at most 5"),
    ],
)
def test_facts_that_cannot_stand_in_a_message_are_refused(changed: dict[str, object], why: str) -> None:
    with pytest.raises(UnfitFact, match=why):
        examples.warning(**changed)


def test_an_item_without_a_usable_address_is_refused() -> None:
    for url in ("chirp.example/1", "ftp://chirp.example/1", "https://chirp.example/1 2", "javascript:1"):
        with pytest.raises(UnfitFact, match="item's url must be"):
            ListedItem(url=url, kind=ItemKind.COPY)


HOSTILE = (
    "{{ 7 * 7 }} {% raw %}",
    "{{ sender.__class__.__mro__ }}",
    "<b>#strong[x]</b> <!channel> *_~`",
    '"); drop table',
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_people_typed_is_never_code_or_markup(hostile: str) -> None:
    assert hostile in render(examples.warning(plain_thing=hostile)).body
    assert hostile in render(examples.report(explanation=hostile)).body
    assert hostile in (render(examples.hacked(client=hostile)).subject or "")


def subject_with(client: str) -> str | None:
    try:
        return render(examples.hacked(client=client)).subject
    except (MissingFact, UnfitFact):
        return None


@given(st.text(max_size=60))
def test_any_text_either_stands_as_typed_on_one_line_or_is_refused(typed: str) -> None:
    subject = subject_with(typed)
    assert subject is None or (typed in subject and len(subject.splitlines()) == 1)


def test_templates_that_do_not_exist_are_refused_in_words() -> None:
    assert versions("warning") == (1,)
    with pytest.raises(NoSuchTemplate, match="warning, version 99"):
        template("warning", 99)
    for name in ("../secrets", "unknown", "_layout", ""):
        with pytest.raises(NoSuchTemplate):
            template(name)
