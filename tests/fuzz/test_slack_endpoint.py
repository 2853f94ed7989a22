"""Anything that a request or an envelope can hold: an answer, no markup, and a ledger that comes to rest."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from sqlmodel import select, update

from bot.app import Process, build
from bot.clock import SystemClock
from bot.desk.core.context import Actor
from bot.desk.filing.filing import Filing, file_items
from bot.desk.matters.opening import NewMatter, open_matter
from bot.effects.worker import Worker
from bot.simulator.slack.block_kit.blocks import check_message_blocks, check_view
from handlers.base.ids import ActionId, CallbackId
from handlers.front.events import HANDLERS
from storage.audit.chain import check_chains
from storage.models import Effect, Member, RoleGrant
from storage.queries import people
from storage.vocabulary import EffectKind, EffectStatus, Ground, ItemKind, NoticeKind, Outcome, ReplyKind, Role
from tests.fuzz.hostile import anything, bounded, injected, mutated, texts
from tests.support.database import TUESDAY
from tests.support.serving import serving
from tests.support.signed import FORM, headers
from tests.support.slack_side import SlackSide, slack_side

Json = dict[str, Any]
WORDS = ("file", "matter", "roles", "list", "case", "find", "digest", "import", "pause", "resume", "help", "")
_NUMBERS = count(1)


class Socket:
    """The end of a socket that keeps what is answered."""

    logger = logging.getLogger("socket")

    def __init__(self) -> None:
        self.answers: list[SocketModeResponse] = []

    def send_socket_mode_response(self, answer: SocketModeResponse) -> None:
        self.answers.append(answer)


@dataclass
class Entrance:
    """The desk's endpoint or its socket, and a person with every role who knocks there."""

    process: Process
    side: SlackSide
    http: httpx.Client
    by_socket: bool

    def knock(self, body: bytes, content_type: str = FORM) -> None:
        """Send a signed request; an error that nobody caught is raised here."""
        sent = headers(self.side.slack.signing_secret, body, content_type=content_type)
        answer = self.http.post("/slack/events", content=body, headers=sent)
        assert answer.status_code < 500, (answer.status_code, answer.text)
        if answer.headers.get("content-type", "").startswith("application/json"):
            _is_fit_to_show(answer.json())

    def interaction(self, payload: Any) -> None:
        if self.by_socket:
            self.envelope("interactive", payload)
        else:
            self.knock(urlencode({"payload": json.dumps(payload)}).encode("utf-8", "replace"))

    def command(self, fields: Json) -> None:
        if self.by_socket:
            self.envelope("slash_commands", fields)
        else:
            self.knock(urlencode(fields, errors="replace").encode())

    def event(self, body: Any) -> None:
        if self.by_socket:
            self.envelope("events_api", body)
        else:
            self.knock(json.dumps(body).encode("utf-8", "replace"), "application/json")

    def envelope(self, kind: str, payload: Any) -> None:
        """Hand over an envelope; an error that nobody caught is raised here."""
        socket, sent = Socket(), {"envelope_id": f"E{next(_NUMBERS)}", "type": kind, "payload": payload}
        request = SocketModeRequest.from_dict(json.loads(json.dumps(sent)))
        handler = self.process.connection._socket
        assert handler is not None
        assert request is not None
        handler.handle(socket, request)  # type: ignore[arg-type]
        assert len(socket.answers) <= 1
        for answer in socket.answers:
            _is_fit_to_show(answer.payload)

    def base(self, kind: str) -> Json:
        return {
            "type": kind,
            "team": {"id": self.side.slack.team_id},
            "user": {"id": self.side.ada, "team_id": self.side.slack.team_id},
            "trigger_id": f"{next(_NUMBERS)}.1",
        }

    def rests(self, worker: Worker) -> None:
        """Let the worker do what is due: it ends everything, or knows why not, and every chain is sound."""
        with self.process.store.write() as session:
            session.exec(update(Effect).values(not_before=0.0))
        worker.run_until_idle(timedelta(minutes=2))
        now = self.process.desk.clock.now()
        with self.process.store.read() as session:
            for effect in session.exec(select(Effect)).all():
                assert effect.status not in {EffectStatus.LEASED, EffectStatus.SENDING}, effect
                if effect.status is EffectStatus.READY:
                    assert effect.due_at > now or effect.error, effect
                if effect.kind in {EffectKind.DIRECT_MESSAGE, EffectKind.EPHEMERAL}:
                    _is_fit_to_show(effect.payload)
            assert not [broken for broken in check_chains(session, 1) if broken]


def _is_fit_to_show(answer: Any) -> None:
    """Fail if Slack would not take an answer, or if something in it became markup."""
    if isinstance(answer, dict):
        shown = {name: answer[name] for name in ("text", "blocks", "view") if name in answer}
        assert injected(shown) == []
        if "view" in shown:
            check_view(shown["view"])
        if shown.get("blocks"):
            check_message_blocks(shown["blocks"])


@pytest.fixture(scope="module", params=["http", "socket"])
def entrance(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entrance]:
    side = slack_side()
    folder = tmp_path_factory.mktemp("entrance")
    settings = side.settings(folder, SLACK_APP_TOKEN=side.slack.app_token)
    process = build(settings, SystemClock(), rates={})
    with (
        serving(process.site) as url,
        httpx.Client(base_url=url, timeout=15, trust_env=False, verify=False) as http,
    ):
        opened = Entrance(process, side, http, request.param == "socket")
        opened.interaction({**opened.base("shortcut"), "callback_id": "file_takedown"})
        _furnish(process, side)
        yield opened
    process.stop()


def _furnish(process: Process, side: SlackSide) -> None:
    with process.store.write() as session:
        session.merge(Member(workspace_id=1, user_id=side.ada, real_name="Ada Quill", checked_at=TUESDAY))
        for role in Role:
            session.add(
                RoleGrant(workspace_id=1, user_id=side.ada, role=role, given_by=side.ada, given_at=TUESDAY)
            )
        people.replace_channel_members(session, 1, side.channel, frozenset({side.ada}))
    actor = Actor(1, side.ada, side.channel)
    wanted = NewMatter("NLP", "The leak", "Northlight", "Files were copied.", Ground.PRIVATE_INFO, side.channel)
    open_matter(process.desk, actor, wanted)
    file_items(process.desk, actor, Filing("NLP", ("https://x.com/leakmirror/status/1",)))


@bounded(70)
@given(
    fields=st.dictionaries(texts, texts, max_size=2), word=st.sampled_from(WORDS), rest=texts, data=st.data()
)
def test_commands(entrance: Entrance, fields: Json, word: str, rest: str, data: st.DataObject) -> None:
    body = {
        "command": "/takedown",
        "text": f"{word} {rest}",
        "team_id": entrance.side.slack.team_id,
        "user_id": entrance.side.ada,
        "channel_id": entrance.side.channel,
        "trigger_id": f"{next(_NUMBERS)}.1",
        "response_url": "https://hooks.example/1",
    }
    for name in data.draw(st.sets(st.sampled_from(sorted(body)), max_size=2)):
        body[name] = data.draw(texts)
    entrance.command({**body, **fields})


values = st.fixed_dictionaries(
    {},
    optional={
        "case": st.integers(0, 2) | anything,
        "notice": st.integers(0, 2) | anything,
        "effect": st.integers(0, 2) | anything,
        "version": st.integers(0, 2) | anything,
        "hash": texts,
        "owner": texts,
        "kind": st.sampled_from([kind.value for kind in NoticeKind]) | texts,
        "word": texts,
        "channel": texts,
        "url": texts,
    },
)
carried = values.map(json.dumps) | texts | st.none()


@bounded(90)
@given(act=st.sampled_from(ActionId), value=carried, which=st.sampled_from(("", ":1", ":x")), data=st.data())
def test_clicks(entrance: Entrance, act: ActionId, value: str | None, which: str, data: st.DataObject) -> None:
    payload = entrance.base("block_actions") | {
        "container": {"type": "message", "message_ts": "1.1", "channel_id": entrance.side.channel},
        "channel": {"id": entrance.side.channel, "name": "desk"},
        "message": {"ts": "1.1", "text": ""},
        "actions": [
            {
                "type": "button",
                "action_id": f"{act}{which}",
                "block_id": "b",
                "value": value,
                "action_ts": f"{next(_NUMBERS)}.0",
            }
        ],
    }
    entrance.interaction(data.draw(mutated(payload, most=2)))


options = texts | st.sampled_from(
    [each.value for words in (Ground, Outcome, ReplyKind) for each in words] + ["NLP", "1", "refuse", "upheld"]
)
elements = (
    st.fixed_dictionaries({"type": st.just("plain_text_input"), "value": texts | st.none()})
    | st.fixed_dictionaries(
        {
            "type": st.just("static_select"),
            "selected_option": st.none() | options.map(lambda one: {"value": one}),
        }
    )
    | st.fixed_dictionaries(
        {
            "type": st.just("checkboxes"),
            "selected_options": st.lists(options.map(lambda one: {"value": one}), max_size=3),
        }
    )
    | st.fixed_dictionaries(
        {"type": st.just("datepicker"), "selected_date": texts | st.dates().map(str) | st.none()}
    )
    | st.fixed_dictionaries(
        {"type": st.just("datetimepicker"), "selected_date_time": st.integers(-(2**40), 2**60) | st.none()}
    )
    | st.fixed_dictionaries({"type": st.just("users_select"), "selected_user": texts | st.none()})
    | st.fixed_dictionaries(
        {"type": st.just("conversations_select"), "selected_conversation": texts | st.none()}
    )
    | st.fixed_dictionaries(
        {
            "type": st.just("file_input"),
            "files": st.lists(
                st.fixed_dictionaries({"id": texts, "name": texts, "size": st.integers(-1, 2**63)}), max_size=2
            ),
        }
    )
)


def _chosen(words: Any) -> st.SearchStrategy[Json]:
    return st.sampled_from(sorted(words)).map(lambda one: {"selected_option": {"value": one}})


FITTING: dict[str, st.SearchStrategy[Json]] = {
    "matter": st.just({"selected_option": {"value": "NLP"}}),
    "ground": _chosen(Ground),
    "kind": _chosen(ItemKind),
    "reply": _chosen(ReplyKind),
    "every_item": _chosen(Outcome),
    "account": st.just({"value": ""}),
    "urls": texts.map(lambda text: {"value": f"https://x.com/{text.strip()[:30] or 'leakmirror'}/status/7"}),
    "key": st.sampled_from(("AB", "NLP", "ZZ9")).map(lambda key: {"value": key}),
    "how": st.just({"selected_option": {"value": "withdraw"}}),
    "verdict": st.just({"selected_option": {"value": "upheld"}}),
    "forwarded": st.just({"selected_option": {"value": "unknown"}}),
    "items": st.just({"selected_options": [{"value": "1"}]}),
    "statements": st.just({"selected_options": [{"value": "accuracy"}]}),
    "sent_at": st.just({"selected_date_time": 1764000000}),
}
FIELDS = {
    CallbackId.FILE: ("matter", "urls", "account", "kind", "ground", "note"),
    CallbackId.MATTER: ("key", "title", "client", "facts", "ground", "channel"),
    CallbackId.IMPORT: ("file", "create_matters"),
    CallbackId.EVIDENCE: ("items", "files"),
    CallbackId.MESSAGE: ("body",),
    CallbackId.EDIT_MESSAGE: ("body",),
    CallbackId.LETTER: (
        "ground",
        "signatory",
        "addressee",
        "explanation",
        "requests",
        "reply_by",
        "agent_looked_up",
    ),
    CallbackId.REVIEW: ("statements", "signature"),
    CallbackId.DECLINE: ("reason",),
    CallbackId.SENT_BY_HAND: ("reference", "sent_at"),
    CallbackId.REPLY: ("reply", "quote"),
    CallbackId.DISPUTE: ("verdict", "reason"),
    CallbackId.WAIVER: ("reason",),
    CallbackId.ANSWER: ("reference", "quote", "forwarded"),
    CallbackId.OUTCOME: ("item_1", "item_x", "every_item", "account", "until", "note"),
    CallbackId.REOPEN: ("items", "reason"),
    CallbackId.WITHDRAW: ("how", "reason"),
}


@bounded(110)
@given(form=st.sampled_from(CallbackId), value=carried, data=st.data())
def test_submissions(entrance: Entrance, form: CallbackId, value: str | None, data: st.DataObject) -> None:
    names = FIELDS.get(form, ("note",))
    typed = texts.map(lambda text: {"value": text})
    state = {name: {name: data.draw(FITTING.get(name, typed) | typed | elements)} for name in names}
    view = {
        "id": f"V{next(_NUMBERS)}",
        "type": "modal",
        "hash": "1.a",
        "callback_id": form.value,
        "private_metadata": value,
        "blocks": [{"type": "input", "block_id": name} for name in names],
        "state": {"values": state},
    }
    payload = entrance.base("view_submission") | {"view": view}
    entrance.interaction(data.draw(mutated(payload, most=2)))


@bounded(20)
@given(
    kind=st.sampled_from(("view_closed", "block_suggestion", "dialog_submission")),
    value=carried,
    data=st.data(),
)
def test_what_nobody_asked_for(entrance: Entrance, kind: str, value: str | None, data: st.DataObject) -> None:
    view = {"id": "V1", "type": "modal", "callback_id": "file", "private_metadata": value}
    payload = entrance.base(kind) | {"view": view, "is_cleared": True, "action_id": "matter", "value": value}
    entrance.interaction(data.draw(mutated(payload | {"callback_id": "file"}, most=2)))


@bounded(30)
@given(
    name=st.sampled_from(("file_takedown", "file_takedown_from_message")) | texts, text=texts, data=st.data()
)
def test_shortcuts(entrance: Entrance, name: str, text: str, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(("shortcut", "message_action")))
    payload = entrance.base(kind) | {
        "callback_id": name,
        "channel": {"id": entrance.side.channel},
        "message": {"text": text, "ts": "1.1"},
        "message_ts": "1.1",
    }
    entrance.interaction(data.draw(mutated(payload, most=2)))


@bounded(50)
@given(kind=st.sampled_from(sorted(HANDLERS)) | texts, data=st.data())
def test_events(entrance: Entrance, kind: str, data: st.DataObject) -> None:
    event = {
        "type": kind,
        "user": data.draw(st.sampled_from((entrance.side.ada, {"id": entrance.side.ada}))),
        "channel": data.draw(st.sampled_from((entrance.side.channel, {"id": entrance.side.channel}))),
        "tab": "home",
    }
    body = {
        "type": "event_callback",
        "team_id": entrance.side.slack.team_id,
        "event_id": f"Ev{next(_NUMBERS)}",
        "event": event,
    }
    entrance.event(data.draw(mutated(body, most=2)))


@bounded(30)
@given(
    body=st.binary(max_size=200) | anything.map(lambda part: json.dumps(part).encode()), is_json=st.booleans()
)
def test_any_bytes(entrance: Entrance, body: bytes, is_json: bool) -> None:
    """The endpoint alone takes bytes; it is there beside the socket too."""
    entrance.knock(body, "application/json" if is_json else FORM)


def test_the_ledger_is_never_stuck(entrance: Entrance) -> None:
    """Runs last: everything above ordered acts with a Slack that could not be reached; now it can."""
    worker = entrance.process.worker
    assert worker is not None
    worker.step()
    with entrance.side.served():
        entrance.rests(worker)
    assert entrance.side.slack.refused == []
