"""Files, addresses and answers from outside, however broken: a sentence or a typed error, never a crash."""

import io
import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import MovableClock
from bot.desk.importing.rows import HeaderRefused, Rejected
from bot.desk.importing.running import import_rows
from bot.desk.importing.runs import NewMatters
from bot.platforms.base import Delivery, DeliveryUnknown, DirectMessage, NotDelivered
from bot.platforms.mail import Mail
from bot.platforms.mail_server import parse_smtp_url
from bot.platforms.mastodon import Mastodon
from bot.platforms.stances import StancesFileWrong, load_stances
from bot.rules.addresses.registry import resolve
from bot.rules.addresses.slack_text import urls_in_slack_text
from bot.rules.addresses.url.address import UrlRefused
from handlers.base.ids import BadActionValue, Value, packed, unpacked
from storage.database.engine import Store
from storage.models import Workspace
from tests.fuzz.hostile import anything, bounded, encodable, mutated, texts
from tests.platforms.mail_servers import CLOSE, Script, ScriptedServer
from tests.platforms.test_mail import LETTER
from tests.simulator.outside.serving import served
from tests.support.database import clock, database_url, store, workspace

__all__ = ["clock", "database_url", "store", "workspace"]


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


HOSTS = (
    "x.com",
    "twitter.com",
    "youtu.be",
    "www.reddit.com",
    "chirp.example",
    "bsky.app",
    "t.me",
    "xn--bcher-kva.example",
)
addresses = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(("https://", "http://", "at://", "HTTPS:", "//", "javascript:", "https://user:pw@", "")),
    st.sampled_from(HOSTS) | texts,
    st.sampled_from(("/", "/@name/1", "/name/status/1", "/watch?v=a", ":99999/", "/%zz", "/%00", "#a", "?")),
    texts,
)


PARTS = (
    "a",
    "A",
    ".",
    "%",
    "%2",
    "%41",
    "%2F",
    "%00",
    "/",
    "//",
    "\\",
    "?",
    "#",
    "&",
    "=",
    ":",
    "@",
    "|",
    " ",
    "\u200d",
    "é",
    "e\u0301",
)
crooked = st.builds(
    "{}{}{}".format,
    st.sampled_from(("https://", "HTTP://", "http:/", "https:\\\\", "at://")),
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(PARTS), max_size=12).map("".join),
)


@bounded(400)
@given(typed=addresses | crooked | texts)
def test_an_address_is_resolved_or_refused_in_a_sentence(typed: str) -> None:
    with suppress(UrlRefused):
        found = resolve(typed)
        assert resolve(found.url) == found, "an address that was resolved resolves to itself"
        scheme, _, rest = found.url.partition("://")
        assert scheme in {"http", "https", "at"}
        assert "@" not in rest.partition("/")[0], "a name or a password came along"
        assert found.url.isprintable()
        assert " " not in found.url
        assert len(found.url) <= 2048


@bounded(100)
@given(text=texts, link=addresses)
def test_links_are_found_in_any_message(text: str, link: str) -> None:
    assert all(isinstance(url, str) for url in urls_in_slack_text(f"{text}<{link}|x> {link}"))


cells = (
    st.sampled_from(("NLP", "NEW", "https://x.com/leakmirror/status/1", "copy", "private_info", '"')) | texts
)
rows = st.lists(st.lists(cells, max_size=7).map(",".join), max_size=6).map("\n".join)
files = st.binary(max_size=300) | st.builds(
    lambda bom, head, body: bom + f"{head}\n{body}".encode("utf-8", "surrogatepass"),
    st.sampled_from((b"", b"\xef\xbb\xbf", b"\xff\xfe")),
    st.sampled_from(("matter,url", "matter,url,account,kind,ground,note,external_id", "url", "matter;url")),
    rows,
)


@bounded(40)
@given(content=files, creates=st.booleans(), rehearses=st.booleans())
def test_every_row_of_any_file_is_accounted_for(
    store: Store, workspace: Workspace, clock: MovableClock, content: bytes, creates: bool, rehearses: bool
) -> None:
    rejected: list[Rejected] = []
    with suppress(HeaderRefused):
        result = import_rows(
            store,
            clock,
            workspace.pk,
            io.BytesIO(content),
            create_matters=NewMatters() if creates else None,
            dry_run=rehearses,
            on_rejected=rejected.append,
        )
        assert result.rejected == len(rejected)
        assert all(each.reason for each in rejected)


def _value(part: object) -> str:
    if isinstance(part, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {_value(each)}" for key, each in part.items()) + "}"
    if isinstance(part, list):
        return "[" + ", ".join(_value(each) for each in part) + "]"
    return "1979-05-27" if part is None else json.dumps(part)


SHIPPED = tomllib.loads(
    (Path(load_stances.__code__.co_filename).parent / "stances" / "mastodon.toml").read_text()
)
stances = mutated(json.loads(json.dumps(SHIPPED, default=str))).map(
    lambda table: f"mastodon = {_value(table)}\n"
)


@bounded(120)
@given(content=stances.map(lambda text: text.encode("utf-8", "replace")) | st.binary(max_size=100))
def test_a_stances_file_is_taken_or_every_mistake_is_named(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "stances.toml"
    path.write_bytes(content)
    with suppress(StancesFileWrong):
        assert load_stances(path).servers is not None


@bounded(200)
@given(text=st.none() | texts | anything.map(json.dumps))
def test_a_value_comes_back_as_ours_or_not_at_all(text: str | None) -> None:
    with suppress(BadActionValue):
        assert unpacked(packed(unpacked(text))) == unpacked(text)


@bounded(40)
@given(word=encodable, number=st.integers(0, 2**31 - 1))
def test_every_value_comes_back_as_it_went(word: str, number: int) -> None:
    value = Value(case=number, word=word)
    assert unpacked(packed(value)) == value


@dataclass
class Odd:
    """A server that answers each path with what it was told, and a good answer otherwise."""

    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)

    async def __call__(self, _request: Request) -> Response:
        status, extra, body = self.answers.pop(0) if self.answers else (200, {}, b"{}")
        return Response(body, status, extra, media_type="application/json")


ACCOUNT = {"id": "1", "acct": "leakmirror", "suspended": False}
INSTANCE = {"configuration": {"statuses": {"max_characters": 500, "characters_reserved_per_url": 23}}}
STATUS = {
    "id": "9",
    "url": "https://chirp.example/@desk/9",
    "content": "<p>@leakmirror NLP-17-4K2</p>",
    "visibility": "direct",
    "created_at": "2026-11-24T09:00:00Z",
    "mentions": [{"id": "1", "acct": "leakmirror"}],
}
MESSAGE = DirectMessage("leakmirror@far.example", "This is NLP-17-4K2.", "warn:1", "NLP-17-4K2")
statuses = st.sampled_from((200, 200, 200, 201, 204, 301, 400, 404, 429, 500, 503))
extras = st.sampled_from(
    (
        {},
        {"retry-after": "1"},
        {"retry-after": "x"},
        {"retry-after": "9" * 40},
        {"content-encoding": "gzip"},
        {"x-ratelimit-reset": "never", "date": "never"},
    )
)
bodies = st.sampled_from((ACCOUNT, INSTANCE, STATUS, [STATUS], {"accounts": [ACCOUNT]})).flatmap(mutated)
raw = bodies.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=40) | st.just(b"[" * 3_000)
answers = st.lists(st.tuples(statuses, extras, raw), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def odd() -> Iterator[tuple[Odd, Mastodon]]:
    server = Odd()
    app = Starlette(routes=[Route("/{rest:path}", server.__call__, methods=["GET", "POST"])])
    with served(app) as url:
        yield server, Mastodon(url, "token", timeout=timedelta(seconds=2), sleep=lambda _: None)


@bounded(70)
@given(told=answers, looks=st.booleans())
def test_whatever_a_platform_answers_ends_in_one_of_three_ways(
    odd: tuple[Odd, Mastodon], told: list[tuple[int, dict[str, str], bytes]], looks: bool
) -> None:
    server, messenger = odd
    server.answers[:] = told
    with suppress(NotDelivered, DeliveryUnknown):
        found = messenger.find(MESSAGE) if looks else messenger.send(MESSAGE)
        assert isinstance(found, Delivery) or (looks and found is None)


replies = st.sampled_from(
    (
        "250 OK",
        "250",
        "354 go on",
        "421 later",
        "550 no",
        "999 what",
        "abc",
        "",
        CLOSE,
        "250-a\r\n250 b",
        "250 \x00",
    )
)
steps = st.dictionaries(
    st.sampled_from(("greeting", "EHLO", "MAIL", "RCPT", "DATA", "letter", "QUIT")), replies, max_size=3
)


@contextmanager
def _speaking(script: dict[str, str]) -> Iterator[int]:
    with ScriptedServer(Script(script)) as server:
        yield server.port


@bounded(15)
@given(script=steps)
def test_whatever_a_mail_server_answers_ends_in_one_of_three_ways(
    clock: MovableClock, script: dict[str, str]
) -> None:
    with _speaking(script) as port:
        server = parse_smtp_url(f"smtp://127.0.0.1:{port}")
        box = Mail(server, clock, timeout=timedelta(seconds=1), sleep=lambda _: None)
        with suppress(NotDelivered, DeliveryUnknown):
            assert isinstance(box.send(LETTER), Delivery)
