"""A message reaches its person once and nobody else, and how it ended is told truthfully."""

import socket
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.platforms.base import DeliveryUnknown, DirectMessage, NotDelivered
from bot.platforms.http_client import asked_wait
from bot.platforms.mastodon import Mastodon
from bot.platforms.mastodon_text import account_name, addressed, counted_length, mentioned, plain, words
from bot.simulator.outside.faults import Fault, Trouble
from tests.simulator.outside.serving import served

MESSAGE = DirectMessage(
    handle="leakmirror@chirp.localhost",
    text="Hello, I write for Northlight.\r\nSee https://northlight.example/verify?code=NLP-17-4K2 & <b>.",
    idem_key="warn:NLP-17:1",
    marker="NLP-17-4K2",
)
STATUSES = "/api/v1/statuses"


def test_a_message_reaches_its_person_and_nobody_else(platform):
    delivery = platform.messenger().send(MESSAGE)
    [post] = platform.chirp.messages_of(platform.chirp.account("leakmirror"))
    assert post.text == "@leakmirror " + MESSAGE.text.replace("\r\n", "\n")
    assert (post.visibility, len(post.mentions)) == ("direct", 1)
    assert delivery.reference == post.id
    assert delivery.url == f"http://chirp.localhost:8030/@takedown_desk/{post.id}"


@pytest.mark.parametrize("handle", ["leakmirror", "@LeakMirror", "leakmirror@chirp.localhost:8030"])
def test_every_form_of_a_name_is_understood(platform, handle):
    platform.messenger().send(replace(MESSAGE, handle=handle))
    assert len(platform.received()) == 1


def test_a_text_that_names_the_person_goes_out_as_it_is(platform):
    text = "Hello @leakmirror, this is NLP-17-4K2."
    platform.messenger().send(replace(MESSAGE, text=text))
    assert platform.received() == [text]


def test_the_same_act_twice_is_one_message(platform):
    first = platform.messenger().send(MESSAGE)
    assert platform.messenger().send(MESSAGE) == first
    assert len(platform.received()) == 1


def test_a_trailing_slash_in_the_address_is_no_matter(platform):
    platform.url += "/"
    assert platform.messenger().send(MESSAGE).reference


@pytest.mark.parametrize(
    ("change", "words_said"),
    [
        ({"handle": "nobody"}, "knows no account @nobody"),
        ({"handle": "nobody@far.example"}, "knows no account @nobody@far.example"),
        ({"handle": "a b"}, "no Mastodon handle"),
        ({"handle": "leakmirror\n@bystander"}, "no Mastodon handle"),
        ({"handle": ""}, "no Mastodon handle"),
        ({"text": " "}, "empty"),
        ({"text": "NLP-17-4K2 \x00"}, "control character"),
        ({"text": "NLP-17-4K2 \ud800"}, "control character"),
        ({"text": "no code"}, "lacks the code"),
        ({"marker": " "}, "lacks the code"),
        ({"marker": "…"}, "lacks the code"),
        ({"text": "NLP-17-4K2 cc @bystander"}, "mentions @bystander"),
        ({"text": "NLP-17-4K2 cc (@bystander@chirp.localhost)"}, "mentions @bystander@chirp.localhost"),
        ({"text": "NLP-17-4K2 " + "x" * 478}, "counts 501 characters and this server allows 500"),
        ({"idem_key": ""}, "idempotency key"),
        ({"idem_key": "a\r\nX: y"}, "idempotency key"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words(platform, change, words_said):
    with pytest.raises(NotDelivered) as refused:
        platform.messenger().send(replace(MESSAGE, **change))
    assert words_said in refused.value.reason
    assert refused.value.retry_after is None
    assert platform.received() == platform.received("bystander") == []


def test_an_address_or_a_link_in_the_text_mentions_nobody(platform):
    text = "NLP-17-4K2: write to legal@bystander.example or see https://chirp.localhost/@bystander/1"
    platform.messenger().send(replace(MESSAGE, text=text))
    assert platform.received("bystander") == []


def test_a_suspended_person_reads_nothing(platform):
    platform.chirp.suspend("leakmirror")
    with pytest.raises(NotDelivered, match="is suspended") as refused:
        platform.messenger().send(MESSAGE)
    assert refused.value.retry_after is None


def test_a_wrong_token_is_a_refusal_that_does_not_repeat_it(platform):
    with pytest.raises(NotDelivered, match="401: “The access token is invalid”") as refused:
        platform.messenger(token="tok-123").send(MESSAGE)
    assert refused.value.retry_after is None
    assert "tok-123" not in refused.value.reason


@pytest.mark.parametrize("trouble", [Trouble.RATE_LIMITED, Trouble.UNAVAILABLE])
def test_a_short_wait_is_waited_for(platform, trouble):
    platform.chirp.faults.expect("POST", STATUSES, Fault(trouble, seconds=2), times=2)
    platform.messenger().send(MESSAGE)
    assert platform.pauses == [2.0, 2.0]
    assert len(platform.received()) == 1


def test_three_tries_are_enough(platform):
    platform.chirp.faults.expect("POST", STATUSES, Fault(Trouble.RATE_LIMITED, seconds=2), times=3)
    with pytest.raises(NotDelivered, match="asks to wait") as refused:
        platform.messenger().send(MESSAGE)
    assert (refused.value.retry_after, platform.received()) == (timedelta(minutes=1), [])


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        (Fault(Trouble.RATE_LIMITED, seconds=600), timedelta(minutes=10)),
        (Fault(Trouble.RATE_LIMITED), timedelta(minutes=5)),
        (Fault(Trouble.UNAVAILABLE, seconds=9), timedelta(seconds=9)),
        (Fault(Trouble.RATE_LIMITED, seconds=10**8), timedelta(days=1)),
    ],
)
def test_a_long_wait_is_the_ledgers(platform, fault, wait):
    platform.chirp.faults.expect("POST", STATUSES, fault)
    with pytest.raises(NotDelivered) as refused:
        platform.messenger().send(MESSAGE)
    assert (refused.value.retry_after, platform.pauses, platform.received()) == (wait, [], [])


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [
        (Fault(Trouble.SERVER_ERROR), 0),
        (Fault(Trouble.UNAVAILABLE), 0),
        (Fault(Trouble.BROKEN_OFF), 0),
        (Fault(Trouble.SERVER_ERROR, after_the_work=True), 1),
        (Fault(Trouble.BROKEN_OFF, after_the_work=True), 1),
        (Fault(Trouble.SILENT, after_the_work=True, seconds=5), 1),
    ],
)
def test_what_may_have_arrived_is_looked_for_and_never_sent_again(platform, fault, arrived):
    platform.chirp.faults.expect("POST", STATUSES, fault)
    messenger = platform.messenger(seconds=1.5)
    with pytest.raises(DeliveryUnknown, match="may have been sent"):
        messenger.send(MESSAGE)
    assert (len(platform.received()), platform.pauses) == (arrived, [])
    found = messenger.find(MESSAGE)
    assert (found is not None) == bool(arrived)


@pytest.mark.parametrize("path", ["/accounts/lookup", "/v2/instance"])
def test_trouble_before_the_act_proves_that_nothing_was_sent(platform, path):
    platform.chirp.faults.expect("GET", path, Fault(Trouble.SERVER_ERROR))
    with pytest.raises(NotDelivered, match="Nothing was sent") as refused:
        platform.messenger().send(MESSAGE)
    assert refused.value.retry_after == timedelta(minutes=5)
    assert platform.received() == []


def test_a_refused_connection_is_tried_three_times(platform):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        platform.url = f"http://127.0.0.1:{taken.getsockname()[1]}/chirp"
    with pytest.raises(NotDelivered, match="could not be reached") as refused:
        platform.messenger().send(MESSAGE)
    assert (platform.pauses, refused.value.retry_after) == ([0.5, 0.5], timedelta(minutes=1))


@pytest.mark.parametrize(("method", "path"), [("POST", STATUSES), ("GET", "/accounts/lookup")])
def test_no_redirect_is_followed(platform, method, path):
    calls: list[str] = []

    async def elsewhere(request: Request) -> Response:
        calls.append(request.url.path)
        return JSONResponse({})

    with served(Starlette(routes=[Route("/{rest:path}", elsewhere, methods=["GET", "POST"])])) as trap:
        platform.chirp.faults.expect(method, path, Fault(Trouble.REDIRECTED, location=f"{trap}/caught"))
        with pytest.raises(NotDelivered, match="Nothing was sent"):
            platform.messenger().send(MESSAGE)
    assert calls == []
    assert platform.received() == []


@pytest.mark.parametrize(
    "answer",
    [
        Response("x" * 2_000_000),
        Response("<html>"),
        JSONResponse([]),
        JSONResponse({"id": 7}),
        Response("", 409),
    ],
)
def test_an_answer_that_makes_no_sense_leaves_it_unknown(answer):
    async def post(_request: Request) -> Response:
        return answer

    async def lookup(_request: Request) -> Response:
        return JSONResponse({"id": "1", "acct": "leakmirror"})

    async def instance(_request: Request) -> Response:
        return JSONResponse({"configuration": {"statuses": {"max_characters": "many"}}})

    routes = [
        Route(STATUSES, post, methods=["POST"]),
        Route("/api/v1/accounts/lookup", lookup),
        Route("/api/v2/instance", instance),
    ]
    with served(Starlette(routes=routes)) as url, pytest.raises(DeliveryUnknown):
        Mastodon(url, "token").send(MESSAGE)


def test_what_was_never_sent_is_provably_absent(platform):
    assert platform.messenger().find(MESSAGE) is None


def test_another_notice_of_the_same_case_is_not_mistaken_for_it(platform):
    messenger = platform.messenger()
    warning = messenger.send(MESSAGE)
    reminder = replace(MESSAGE, text="A reminder about NLP-17-4K2.", idem_key="remind:NLP-17:1")
    assert messenger.find(reminder) is None
    assert messenger.find(replace(MESSAGE, handle="bystander")) is None
    assert messenger.find(MESSAGE) == warning
    second = messenger.send(reminder)
    assert messenger.find(reminder) == second


def test_only_our_own_words_count_as_sent(platform):
    platform.chirp.say("leakmirror", platform.chirp.bot_account, MESSAGE.text)
    assert platform.messenger().find(MESSAGE) is None


def test_it_is_found_behind_many_others_and_not_looked_for_before_its_time(platform):
    messenger = platform.messenger()
    sent = messenger.send(MESSAGE)
    platform.clock.advance(timedelta(hours=2))
    author = platform.chirp.account(platform.chirp.bot_account)
    for number in range(90):
        platform.chirp.publish(author, f"post {number}", platform.chirp.posts(author)[0].visibility)
    assert messenger.find(MESSAGE) == sent
    since = platform.clock.now() - timedelta(hours=1)
    assert messenger.find(MESSAGE, since=since - timedelta(hours=2)) == sent
    platform.chirp.faults.expect("GET", "/statuses", Fault(Trouble.SERVER_ERROR), times=2)
    with pytest.raises(DeliveryUnknown):
        messenger.find(MESSAGE, since=since)


@pytest.mark.parametrize("path", ["/verify_credentials", "/statuses"])
@pytest.mark.parametrize("trouble", [Trouble.SERVER_ERROR, Trouble.RATE_LIMITED, Trouble.BROKEN_OFF])
def test_a_look_that_failed_proves_nothing(platform, path, trouble):
    platform.chirp.faults.expect("GET", path, Fault(trouble, seconds=60), times=3)
    with pytest.raises(DeliveryUnknown, match="could not be read"):
        platform.messenger().find(MESSAGE)


def test_a_revoked_token_proves_nothing(platform):
    with pytest.raises(DeliveryUnknown, match="could not be read"):
        platform.messenger(token="old").find(MESSAGE)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "chirp.example",
        "ftp://chirp.example",
        "http://chirp.example",
        "http://localhost.evil.example",
        "https://user:pass@chirp.example",
        "https://chirp.example?x=1",
        "https://chirp.example/#x",
    ],
)
def test_an_address_that_would_show_our_token_is_refused(url):
    with pytest.raises(ValueError, match=r"address|https"):
        Mastodon(url, "token")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("abc", 3),
        ("https://a.example/" + "x" * 300 + ".", 24),
        ("http://a.example) and HTTPS://b.example/x", 23 + 6 + 23),
        ("@name@far.example hi", 8),
        ("e\u0301", 1),
        ("write legal@far.example", 23),
    ],
)
def test_length_is_counted_as_the_server_counts_it(text, length):
    assert counted_length(text) == length


def test_mentions_are_read_as_the_server_reads_them():
    text = "@a, (@b@Far.example) mail@c.example /@d =@e https://x.example/@f ，@g_h."
    assert mentioned(text) == ["a", "b@far.example", "g_h"]
    assert account_name("@Name@Far.Example:8030") == "Name@far.example:8030"
    assert addressed(("a@far.example", "a@near.example"), "x @A@near.example") == "x @A@near.example"


def test_a_rendered_text_has_the_same_words():
    html = (
        '<p><span class="h-card"><a href="https://x.example/@a">@<span>a</span></a></span> '
        'Grüß &amp; &lt;b&gt;<br />see <a href="https://x.example/long"><span class="invisible">https://</span>'
        '<span class="ellipsis">x.example/</span><span class="invisible">long</span></a></p><p>End</p>'
    )
    assert words(plain(html)) == words("@a@far.example Grüß & <b>\nsee https://x.example/long\n\nEnd")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Tue, 24 Nov 2026 10:00:30 GMT", "Date": "Tue, 24 Nov 2026 10:00:00 GMT"}, 30),
        ({"X-RateLimit-Reset": "2026-11-24T10:05:00.123Z", "Date": "Tue, 24 Nov 2026 10:05:00 GMT"}, 0.123),
        ({"X-RateLimit-Reset": "2026-11-24T10:05:00Z", "Date": "Tue, 24 Nov 2026 10:06:00 GMT"}, 0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "Tue, 24 Nov 2026 10:00:30 GMT"}, None),
        ({}, None),
    ],
)
def test_the_wait_that_a_server_asks_for(headers, seconds):
    wait = asked_wait(httpx.Headers(headers))
    assert wait == (None if seconds is None else timedelta(seconds=seconds))
