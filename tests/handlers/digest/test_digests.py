"""The digest: what it says, within Slack's limits however much there is; and setting it."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bot.desk.case.labels import Label, labels_of
from bot.desk.core.refusals import Invalid, NotAllowed
from bot.desk.digest.facts import DigestFacts, cases_in, digest_facts
from handlers.base.ids import unpacked
from handlers.digest.digest_message import digest_message
from storage.lists.digest import DigestRow, Listed, WaitingDispute, WaitingNotice, WaitingWaiver
from storage.lists.top_rows import Length
from storage.models import Card, Channel, DigestSubscription, Effect
from storage.vocabulary import CaseStatus, EffectKind, EffectStatus, NoticeKind, NoticeStatus, Platform
from tests.handlers import shelf
from tests.handlers.filing.test_filing import HOSTILE
from tests.handlers.office import HOME, Someone, button, buttons, message_accepted, written
from tests.support.database import TUESDAY

BERLIN = ZoneInfo("Europe/Berlin")
EMPTY: Listed[DigestRow] = Listed((), Length(0))


def quiet() -> DigestFacts:
    none = Listed((), Length(0))
    return DigestFacts(
        day=TUESDAY.date(),
        zone=BERLIN,
        since=TUESDAY,
        notices=none,  # type: ignore[arg-type]
        disputes=none,  # type: ignore[arg-type]
        waivers=none,  # type: ignore[arg-type]
        due_today=EMPTY,
        overdue=EMPTY,
        new=EMPTY,
        resolved=EMPTY,
        unowned=EMPTY,
    )


def a_case(number: int, account: str = "leakmirror") -> DigestRow:
    return DigestRow(
        number, f"NLP-{number}", Platform.X, account, CaseStatus.WARNED, None, TUESDAY, "grace_ends", None, None
    )


def a_notice(
    number: int, status: NoticeStatus = NoticeStatus.IN_REVIEW, account: str = "mirror"
) -> WaitingNotice:
    return WaitingNotice(number, NoticeKind.WARNING, status, "U1RITA", TUESDAY, a_case(number, account))


def crowded(rows: int, total: Length, account: str) -> DigestFacts:
    listed = [
        Listed(tuple(a_case(start + n, account) for n in range(rows)), total) for start in range(0, 500, 100)
    ]
    return replace(
        quiet(),
        notices=Listed(tuple(a_notice(n, account=account) for n in range(rows)), total),
        disputes=Listed(
            tuple(WaitingDispute(n, "U1RITA", TUESDAY, a_case(n, account)) for n in range(rows)), total
        ),
        waivers=Listed(tuple(WaitingWaiver("U1RITA", a_case(n, account)) for n in range(rows)), total),
        due_today=listed[0],
        overdue=listed[1],
        new=listed[2],
        resolved=listed[3],
        unowned=listed[4],
    )


def test_a_digest_says_what_waits_first_and_each_button_works_on_its_row() -> None:
    facts = replace(
        quiet(),
        notices=Listed((a_notice(17), a_notice(18, NoticeStatus.APPROVED)), Length(2)),
        due_today=Listed((a_case(9),), Length(1)),
        unowned=Listed((a_case(2), a_case(5)), Length(2)),
        new=Listed((a_case(2), a_case(5)), Length(2)),
        resolved=Listed((a_case(3),), Length(1)),
    )
    text, blocks = digest_message(facts)
    message_accepted(blocks)
    said = written(blocks)
    titles = ["Takedowns · Tuesday 24 November", "2 wait for a decision · 1 due today · 2 new · 1 resolved"]
    titles += ["Waiting for a decision", "Due today", "Nobody owns", "New", "Resolved"]
    places = [said.index(title) for title in titles]
    assert places == sorted(places)
    assert "warning, asked for by <@U1RITA>" in said
    assert "*New* · 2: NLP-2, NLP-5" in said
    review, take = button(blocks, "Review"), button(blocks, "Take")
    assert (unpacked(review["value"]).notice, unpacked(review["value"]).case) == (17, 17)
    assert (unpacked(take["value"]).case, unpacked(take["value"]).owner) == (2, None)
    assert [each["text"]["text"] for each in buttons(blocks)] == ["Review", "Show", "Show", "Take", "Take"]
    assert all(title.removeprefix("*") in text for title in titles)


def test_cards_are_led_to(rita: Someone) -> None:
    link = "https://northlight.slack.example/archives/C1DESK/p1"
    facts = replace(quiet(), new=Listed((a_case(2),), Length(1)), overdue=Listed((a_case(3),), Length(1)))
    labels = {2: Label("leakmirror on X", HOME, link), 3: Label("leakmirror on X", HOME, link)}
    text, blocks = digest_message(facts, labels)
    message_accepted(blocks)
    assert f"<{link}|NLP-2>" in written(blocks)
    assert f"*<{link}|NLP-3>* · leakmirror on X" in written(blocks)
    assert f"<{link}|NLP-2>" in text


@pytest.mark.parametrize("account", ["leakmirror", "&" * 255, (HOSTILE * 9)[:255], "*" * 255])
@pytest.mark.parametrize("rows", [0, 1, 5, 20])
def test_ten_thousand_cases_fit_and_the_rest_is_counted(account: str, rows: int) -> None:
    link = "https://northlight.slack.example/archives/C1DESK/p" + "1" * 200
    labels = {number: Label(f"{account} on X", HOME, link) for number in range(600)}
    facts = crowded(rows, Length(10_000), account)
    text, blocks = digest_message(facts, labels, is_paused=True)
    message_accepted(blocks)
    assert len(blocks) <= 50
    assert 0 < len(text) <= 4000
    assert "30,000 wait for a decision" in text
    assert "10,000" in written(blocks)
    assert "<!channel>" not in text + written(blocks)
    assert "The desk is paused" in written(blocks)


def test_with_ordinary_accounts_every_list_shows_its_first_five() -> None:
    _, blocks = digest_message(crowded(5, Length(50), "leakmirror"))
    said = written(blocks)
    assert "*Waiting for a decision* · 15 of 150" in said
    assert "*Overdue* · 5 of 50" in said
    assert "45 more" in said


def test_a_list_is_counted_no_further_than_people_read() -> None:
    _, blocks = digest_message(crowded(5, Length(10_000, has_more=True), "leakmirror"))
    said = written(blocks)
    assert "*Overdue* · 5 of more than 10,000" in said
    assert "many more" in said


@given(account=st.text(max_size=255), rows=st.integers(0, 5))
def test_no_account_name_breaks_a_digest(account: str, rows: int) -> None:
    text, blocks = digest_message(crowded(rows, Length(rows), account))
    message_accepted(blocks)
    assert len(text) <= 4000


def test_a_quiet_day_is_one_line() -> None:
    text, blocks = digest_message(quiet())
    message_accepted(blocks)
    assert len(blocks) == 1
    assert "a quiet day" in text
    paused, more = digest_message(quiet(), is_paused=True)
    message_accepted(more)
    assert "paused" in paused


def test_a_real_digest_names_accounts_and_cards(rita: Someone) -> None:
    matter_id = shelf.matter(rita.desk.store, rita.workspace_id)
    with rita.desk.store.write() as session:
        case = shelf.case(session, rita.workspace_id, matter_id, 17, deadline=TUESDAY + timedelta(hours=3))
        shelf.notice(session, case)
        session.add(
            Card(
                workspace_id=rita.workspace_id,
                case_id=case.pk,
                channel_id=HOME,
                ts="1.1",
                permalink="https://northlight.slack.example/archives/C1DESK/p1",
            )
        )
    with rita.desk.store.read() as session:
        facts = digest_facts(session, rita.workspace_id, now=TUESDAY, zone=BERLIN, channel_id=HOME)
        labels = labels_of(session, rita.desk.platforms, rita.workspace_id, cases_in(facts))
    text, blocks = digest_message(facts, labels)
    message_accepted(blocks)
    assert "NLP-17>* · leakmirror on X" in written(blocks)
    assert "1 waits for a decision · 1 due today" in text


# Setting it


def ordered(person: Someone) -> list[Effect]:
    with person.desk.store.read() as session:
        wanted = select(Effect).where(Effect.kind == EffectKind.DIGEST, Effect.status == EffectStatus.READY)
        return list(session.exec(wanted))


def subscription(person: Someone) -> DigestSubscription:
    with person.desk.store.read() as session:
        return session.exec(select(DigestSubscription)).one()


def test_a_digest_is_promised_and_says_when_it_comes(rita: Someone) -> None:
    said = rita.says("digest here at 09:00 Europe/Berlin weekdays")
    assert "A digest comes to this channel at 09:00 Europe/Berlin weekdays, next <!date^" in said
    assert [effect.idem_key for effect in ordered(rita)] == [f"digest:{HOME}:2026-11-25"]
    assert "09:00 Europe/Berlin weekdays" in rita.says("digest")
    assert "no digest any more" in rita.says("digest off")
    assert "This channel gets no digest." in rita.says("digest off")
    assert ordered(rita) == []
    assert "gets no daily digest" in rita.says("digest")


@pytest.mark.parametrize(
    ("text", "says_quiet"),
    [
        ("digest here at 09:00 europe/berlin", True),
        ("digest at 9:00 Europe/Berlin quiet off", False),
        ("digest here 9:00 Europe/Berlin mon,wed quiet line", True),
        ("digest 9:00 Europe/Berlin QUIET OFF", False),
    ],
)
def test_the_words_may_be_left_out(rita: Someone, text: str, says_quiet: bool) -> None:
    assert "Europe/Berlin" in rita.says(text)
    assert subscription(rita).says_quiet is says_quiet


def test_quiet_alone_changes_only_that(rita: Someone) -> None:
    with pytest.raises(Invalid, match="no digest yet"):
        rita.command("digest quiet off")
    rita.command("digest here at 09:00 Europe/Berlin mon,wed")
    assert "A quiet day sends nothing." in rita.says("digest quiet off")
    assert (subscription(rita).schedule, subscription(rita).says_quiet) == (
        "09:00 Europe/Berlin mon,wed",
        False,
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("digest here at 25:00 Europe/Berlin", "no time of day"),
        ("digest here at 09:00", "time zone is missing"),
        ("digest here at 09:00 Atlantis/Capital", "not known"),
        ("digest here at 09:00 Europe/Berlin on mondays", "only weekdays, daily, or days"),
        ("digest here at 09:00 Europe/Berlin quiet please", "quiet line"),
        ("digest here at 09:00 Europe/Berlin quiet", "quiet line"),
        ("digest here", "no digest yet"),
        ("digest here at ../../etc/passwd", "no time of day"),
    ],
)
def test_what_cannot_be_understood_is_named(rita: Someone, text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        rita.command(text)
    assert ordered(rita) == []


def test_now_and_me_are_ordered_besides(rita: Someone) -> None:
    assert "on its way" in rita.says("digest now")
    assert "direct message" in rita.says("digest me", channel="D1RITA")
    assert [effect.payload for effect in ordered(rita)] == [{"channel": HOME}, {"user": "U1RITA"}]


def test_a_direct_message_gets_no_daily_digest(rita: Someone) -> None:
    for text in ("digest here at 09:00 Europe/Berlin", "digest now", "digest off", "digest"):
        with pytest.raises(Invalid, match="digest me"):
            rita.command(text, channel="D1RITA")


def test_another_word_is_answered_with_the_ways(rita: Someone) -> None:
    assert "digest here at" in rita.says("digest tomorrow")


def test_a_channel_without_the_desk_is_told_how_to_invite_it(rita: Someone) -> None:
    with rita.desk.store.write() as session:
        session.add(Channel(workspace_id=rita.workspace_id, channel_id=HOME, checked_at=TUESDAY))
    assert "/invite @takedown" in rita.says("digest here at 09:00 Europe/Berlin")


def test_without_a_role_there_is_no_digest(stranger: Someone) -> None:
    for text in ("digest", "digest now", "digest me", "digest off", "digest here at 09:00 Europe/Berlin"):
        with pytest.raises(NotAllowed):
            stranger.command(text)
