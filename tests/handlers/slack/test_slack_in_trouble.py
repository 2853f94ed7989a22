"""What the desk shows in Slack while Slack is slow, lossy or changed by hand: everything once, nothing lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest
from slack_sdk import WebClient
from sqlmodel import select

from bot.simulator.person import shown_text
from bot.simulator.slack.state.stress import Fault, FaultKind, Stress
from storage.models import Card, Case, Effect
from storage.vocabulary import EffectKind, EffectStatus
from tests.bad_input.stage import HOSTILE, Json, Stage, mrkdwn_of

LOST = Fault(FaultKind.RESET, after=True)
BROKEN = Fault(FaultKind.SERVER_ERROR)


@dataclass
class Trouble:
    """Faults that befall the next calls of a method, one each; every call is noted with its time."""

    faults: dict[str, list[Fault]] = field(default_factory=dict)
    calls: list[tuple[str, float]] = field(default_factory=list)

    def __call__(self, method: str) -> Fault | None:
        self.calls.append((method, time.monotonic()))
        waiting = self.faults.get(method, [])
        return waiting.pop(0) if waiting else None

    def of(self, method: str) -> list[float]:
        return [at for name, at in self.calls if name == method]


def trouble(stage: Stage, latency: float = 0.0, **faults: Iterable[Fault]) -> Trouble:
    """Have Slack fail as told: `chat_postMessage=[…]`."""
    made = Trouble({name.replace("_", ".", 1): list(each) for name, each in faults.items()})
    stage.desk.town.slack.stress = Stress(latency=latency, fault=made)
    return made


def settled(stage: Stage, key: str, seconds: float = 20) -> Card:
    """Wait until a case's card and thread are as the desk wants them, and return where the card stands."""

    def served() -> Card | None:
        with stage.desk.process.store.read() as session:
            case = session.exec(select(Case).where(Case.key == key)).one()
            kinds = (EffectKind.CARD, EffectKind.HISTORY)
            rows = [
                each
                for each in session.exec(select(Effect).where(Effect.case_id == case.id))
                if each.kind in kinds
            ]
            done = [each.status is EffectStatus.SENT and each.served_rev == each.requested_rev for each in rows]
            return session.get(Card, case.id) if len(done) == 2 and all(done) else None

    return stage.people.rita.wait_for(served, seconds)


def cards(stage: Stage, key: str, channel: str = "") -> list[Json]:
    """Return the messages in a channel that are cards of a case."""
    shown = stage.people.rita.messages(channel or stage.home)
    return [m for m in shown if m["bot"] and not m["ephemeral"] and shown_text(m).startswith(f"{key} ·")]


def told(stage: Stage, card: Card) -> list[Json]:
    return stage.people.rita.thread(card.channel_id, card.ts or "")[1:]


def once_told(stage: Stage, card: Card) -> None:
    """Fail unless the thread tells the filing and its item once each."""
    text = "\n".join(shown_text(message) for message in told(stage, card))
    assert text.count("Filed by") == 1, text
    assert text.count("Item 1 was added") == 1, text


def asked_of_slack(stage: Stage, user: str) -> list[str]:
    """Return what the bot told a person directly."""
    return [
        m["text"] for m in getattr(stage.people, user).messages(getattr(stage.people, user).im()) if m["bot"]
    ]


@pytest.mark.parametrize(
    "faults",
    [
        {"chat_postMessage": [LOST, LOST]},
        {"chat_postMessage": [LOST], "conversations_history": [BROKEN]},
        {"chat_postMessage": [BROKEN]},
        {"chat_getPermalink": [BROKEN]},
    ],
    ids=["answers lost", "lost and not to be looked up", "errors", "no link"],
)
def test_a_card_and_its_thread_are_posted_once_whatever_becomes_of_the_answers(
    stage: Stage, faults: dict[str, list[Fault]]
) -> None:
    trouble(stage, **faults)
    key = stage.case()
    once_told(stage, settled(stage, key))
    assert len(cards(stage, key)) == 1


def test_a_history_whose_answer_was_lost_is_told_once_also_in_a_long_thread(stage: Stage) -> None:
    key = stage.case()
    card = settled(stage, key)
    client = WebClient(stage.desk.town.slack.bot_token, base_url=f"{stage.desk.url}/api/")
    for number in range(230):
        stage.people.rita.say(f"talk {number}", card.channel_id, card.ts)
    assert client.auth_test()["ok"]
    trouble(stage, chat_postMessage=[LOST])
    stage.people.rob.click(stage.see(stage.people.rob, key), "Take")
    settled(stage, key)
    text = "\n".join(shown_text(message) for message in told(stage, card))
    assert text.count("looks after this case now") == 1


def test_what_happens_while_an_answer_is_lost_is_told_too(stage: Stage) -> None:
    rita = stage.people.rita
    key = stage.case()
    settled(stage, key)
    seen = trouble(stage, chat_postMessage=[LOST])
    stage.people.rob.click(stage.see(stage.people.rob, key), "Take")
    rita.wait_for(lambda: seen.of("chat.postMessage"))
    rita.click(stage.see(rita, key), "Withdraw")
    rita.submit(rita.views()[-1], reason="it was a mistake")
    card = settled(stage, key)
    text = "\n".join(shown_text(message) for message in told(stage, card))
    assert text.count("looks after this case now") == 1, text
    assert text.count("it was a mistake") == 1, text


def test_a_card_that_was_deleted_by_hand_is_posted_anew_with_its_whole_thread(stage: Stage) -> None:
    key = stage.case()
    first = settled(stage, key)
    client = WebClient(stage.desk.town.slack.bot_token, base_url=f"{stage.desk.url}/api/")
    client.chat_delete(channel=first.channel_id, ts=first.ts or "")
    stage.people.rob.click(stage.see(stage.people.rob, key), "Take")
    stage.people.rita.wait_for(lambda: settled(stage, key).ts != first.ts)
    second = settled(stage, key)
    assert len(cards(stage, key)) == 1
    stage.people.rita.wait_for(lambda: len(told(stage, second)) > 0)
    settled(stage, key)
    once_told(stage, second)
    assert "looks after this case now" in "\n".join(shown_text(message) for message in told(stage, second))
    assert stage.say(stage.people.rita, f"/takedown case {key}")


def open_matter(stage: Stage, key: str, channel: str) -> None:
    ada = stage.people.ada
    form = stage.form(ada, "/takedown matter new")
    answer = ada.submit(
        form, key=key, title="Another", client="Northlight Pictures", facts="It was copied.",
        ground="private_info", channel=channel,
    )  # fmt: skip
    assert answer["response_action"] == "update", answer
    ada.close_view(ada.views()[-1], whole_stack=True)


def file_into(stage: Stage, matter: str, url: str) -> str:
    ada = stage.people.ada
    ada.submit(stage.form(ada, f"/takedown file {matter} {url}"))
    said = shown_text(ada.views()[-1])
    ada.close_view(ada.views()[-1], whole_stack=True)
    return re.findall(rf"{matter}-\d+", said)[0]


def knows(stage: Stage, matter: str) -> Callable[[], bool]:
    return lambda: matter in stage.say(stage.people.ada, "/takedown matter list")


def test_where_the_bot_is_no_member_somebody_is_told_once_and_the_cards_come_after_the_invitation(
    stage: Stage,
) -> None:
    slack, ada = stage.desk.town.slack, stage.people.ada
    people = [ada.id, stage.people.rita.id]
    channel = slack.add_channel("confidential", people)
    open_matter(stage, "CON", channel)
    slack.add_member(channel, slack.bot_user_id)
    ada.wait_for(knows(stage, "CON"))
    slack.remove_member(channel, slack.bot_user_id)
    keys = [file_into(stage, "CON", f"https://x.com/hidden{n}/status/{n}") for n in (1, 2)]
    ada.wait_for(lambda: [each for each in asked_of_slack(stage, "ada") if "/invite" in each])
    ada.wait_for(lambda: failed_cards(stage) >= 2)
    assert len([each for each in asked_of_slack(stage, "ada") if "/invite" in each]) == 1
    slack.add_member(channel, slack.bot_user_id)
    for key in keys:
        card = settled(stage, key)
        assert len(cards(stage, key, channel)) == 1
        once_told(stage, card)


def failed_cards(stage: Stage) -> int:
    with stage.desk.process.store.read() as session:
        wanted = select(Effect).where(Effect.kind == EffectKind.CARD, Effect.status == EffectStatus.FAILED)
        return len(session.exec(wanted).all())


def test_an_archived_channel_loses_no_card(stage: Stage) -> None:
    slack, ada = stage.desk.town.slack, stage.people.ada
    channel = slack.add_channel("old", [ada.id, stage.people.rita.id, slack.bot_user_id])
    open_matter(stage, "OLD", channel)
    ada.wait_for(knows(stage, "OLD"))
    ada._do("channel", channel=channel, do="archive")
    key = file_into(stage, "OLD", "https://x.com/archived/status/9")
    ada.wait_for(lambda: [each for each in asked_of_slack(stage, "ada") if "is archived" in each])
    ada._do("channel", channel=channel, do="unarchive")
    once_told(stage, settled(stage, key))
    assert len(cards(stage, key, channel)) == 1
    assert len([each for each in asked_of_slack(stage, "ada") if "is archived" in each]) == 1


def test_slacks_wish_for_patience_is_obeyed_and_many_changes_are_few_calls(stage: Stage) -> None:
    rita = stage.people.rita
    key = stage.case()
    settled(stage, key)
    seen = trouble(stage, chat_update=[Fault(FaultKind.RATE_LIMITED, seconds=8)])
    form_of = stage.see(rita, key)
    for number in range(12):
        rita.click(form_of, "Withdraw" if number % 2 == 0 else "Reopen")
        rita.submit(rita.views()[-1], reason=f"for the {number}th time")
        form_of = stage.see(rita, key)
    settled(stage, key)
    calls = seen.of("chat.update")
    assert calls[1] - calls[0] >= 8
    assert len(calls) <= 4
    card = cards(stage, key)
    assert len(card) == 1
    assert "Filed, nobody asked yet" in shown_text(card[0])
    text = "\n".join(shown_text(message) for message in told(stage, settled(stage, key)))
    assert [int(found) for found in re.findall(r"for the (\d+)th time", text)] == list(range(12))


def test_a_long_and_hostile_history_is_told_whole_in_order_and_links_nothing(stage: Stage) -> None:
    rita = stage.people.rita
    key = stage.warned()
    shown = [said for kind, said in HOSTILE.items() if kind != "nul"]
    words = [*shown, "https://evil.example/flagged", "<" * 3000, "&" * 3000, "_" * 3000]
    for number, said in enumerate([*words, *words]):
        rita.submit(stage.press(rita, key, "Record reply"), reply="agreed", quote=f"no{number} {said}"[:3000])
    card = settled(stage, key, 40)
    messages = told(stage, card)
    text = "\n".join(shown_text(message) for message in messages)
    assert [int(found) for found in re.findall(r"“no(\d+) ", text)] == list(range(2 * len(words)))
    for message in messages:
        assert len(message["blocks"]) <= 50
        found = mrkdwn_of(message["blocks"])
        assert found
        for block in found:
            assert len(block["text"]) <= 3000
            assert block["verbatim"] is True
            assert not re.search(r"&(?!amp;|lt;|gt;)", block["text"]), block["text"]
            assert block["text"].count("<") == block["text"].count(">")
        assert not re.search(r"<(?!!date|@U|#C)", message["text"])
    assert stage.desk.town.slack.refused == []


def test_an_answer_to_a_click_reaches_a_person_where_the_bot_is_not(stage: Stage) -> None:
    """A list may be asked for anywhere; what its buttons say then comes directly."""
    slack, rita = stage.desk.town.slack, stage.people.rita
    elsewhere = slack.channel_named("general") or ""
    key = stage.case()
    shown = rita.command(f"/takedown case {key}", elsewhere)
    assert shown is not None
    stage.people.rob.click(stage.see(stage.people.rob, key), "Take")
    rita.click(shown, "Take")
    assert rita.wait_for(lambda: [each for each in asked_of_slack(stage, "rita") if "meanwhile" in each])
