"""Chirp answers as a Mastodon server does: the same shapes, the same refusals."""

from datetime import timedelta

import httpx
import pytest

from bot.simulator.outside.chirp import Chirp
from bot.simulator.outside.faults import Fault, Trouble

# The entities' fields as a mastodon-mock 4.6 server answers them, less what Chirp has no use for.
ACCOUNT = {
    *("id", "username", "acct", "display_name", "locked", "bot", "discoverable", "group", "created_at"),
    *("note", "url", "uri", "avatar", "avatar_static", "header", "header_static", "followers_count"),
    *("following_count", "statuses_count", "last_status_at", "emojis", "fields", "indexable"),
    *("hide_collections", "noindex", "roles"),
}
STATUS = {
    *("id", "uri", "url", "account", "in_reply_to_id", "in_reply_to_account_id", "reblog", "content"),
    *("created_at", "edited_at", "reblogs_count", "favourites_count", "replies_count", "reblogged"),
    *("favourited", "bookmarked", "muted", "pinned", "sensitive", "spoiler_text", "visibility", "language"),
    *("mentions", "media_attachments", "emojis", "tags", "card", "poll", "application", "filtered"),
}


def post(api, text, **more):
    headers = {"Idempotency-Key": more.pop("key")} if "key" in more else {}
    return api.post("/v1/statuses", json={"status": text, "visibility": "direct", **more}, headers=headers)


def test_a_direct_status_has_mastodons_shape(outside):
    with outside.api as api:
        answer = post(api, "@leakmirror Hello\nsee https://a.example/x\n\n<b>")
    status = answer.json()
    assert answer.status_code == 200
    assert set(status) == STATUS
    assert set(status["account"]) == ACCOUNT
    assert status["id"].isdigit()
    assert status["visibility"] == "direct"
    assert status["created_at"].endswith("Z")
    assert status["url"] == f"http://chirp.localhost:8030/@takedown_desk/{status['id']}"
    [mention] = status["mentions"]
    assert (mention["acct"], mention["url"]) == ("leakmirror", "http://chirp.localhost:8030/@leakmirror")
    assert status["content"].startswith('<p><span class="h-card"')
    assert status["content"].endswith("<p>&lt;b&gt;</p>")


@pytest.mark.parametrize(
    ("headers", "status"), [({"Authorization": "Bearer wrong"}, 401), ({"Authorization": "Basic x"}, 401)]
)
def test_a_wrong_token_is_refused_everywhere(outside, headers, status):
    with outside.anybody as api:
        for call in ("/chirp/api/v1/accounts/verify_credentials", "/chirp/api/v1/statuses/1"):
            answer = api.get(call, headers=headers)
            assert answer.status_code == status
            assert answer.json() == {"error": "The access token is invalid"}


def test_posting_needs_a_token(outside):
    with outside.anybody as api:
        answer = api.post("/chirp/api/v1/statuses", data={"status": "x"})
    assert answer.status_code == 401
    assert outside.chirp.posts() == []


def test_the_same_key_leads_to_the_same_status_for_an_hour(outside):
    with outside.api as api:
        first = post(api, "@leakmirror one", key="warn:NLP-17:1").json()
        again = post(api, "@leakmirror two", key="warn:NLP-17:1").json()
        other = post(api, "@leakmirror one", key="warn:NLP-17:2").json()
        outside.clock.advance(timedelta(minutes=61))
        later = post(api, "@leakmirror one", key="warn:NLP-17:1").json()
    assert again["id"] == first["id"]
    assert len({first["id"], other["id"], later["id"]}) == 3


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "Validation failed: Text can't be blank"),
        ("   \n", "Validation failed: Text can't be blank"),
        ("a" * 501, "Validation failed: Text character limit of 500 exceeded"),
    ],
)
def test_what_cannot_be_posted(outside, text, error):
    with outside.api as api:
        answer = post(api, text)
    assert (answer.status_code, answer.json()) == (422, {"error": error})


def test_links_count_23_and_hosts_of_mentions_nothing(outside):
    link = "https://a.example/" + "p" * 400
    with outside.api as api:
        assert post(api, "a" * 476 + " " + link).status_code == 200
        assert post(api, "a" * 477 + " " + link).status_code == 422
        assert post(api, "@leakmirror@chirp.localhost " + "a" * 488).status_code == 200


def test_only_public_direct_and_nothing_else(outside):
    with outside.api as api:
        answer = post(api, "@leakmirror x", visibility="secret")
    assert answer.status_code == 422


def test_a_direct_status_is_seen_by_its_two_people_only(outside):
    with outside.api as api:
        made = post(api, "@leakmirror private").json()
        assert api.get(f"/v1/statuses/{made['id']}").status_code == 200
    with outside.anybody as stranger:
        answer = stranger.get(f"/chirp/api/v1/statuses/{made['id']}")
        listed = stranger.get(f"/chirp/api/v1/accounts/{made['account']['id']}/statuses").json()
    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})
    assert listed == []
    assert outside.page(f"/@takedown_desk/{made['id']}").status_code == 404


@pytest.mark.parametrize("gone", ["deleted", "removed", "suspended"])
def test_a_gone_post_is_not_found_and_can_come_back(outside, gone):
    post_id = outside.chirp.add_post("leakmirror", "stolen")
    calls = {
        "deleted": (lambda: outside.chirp.delete("leakmirror", post_id), None),
        "removed": (lambda: outside.chirp.remove(post_id), lambda: outside.chirp.restore_post(post_id)),
        "suspended": (
            lambda: outside.chirp.suspend("leakmirror"),
            lambda: outside.chirp.restore_account("leakmirror"),
        ),
    }
    away, back = calls[gone]
    with outside.anybody as api:
        path = f"/chirp/api/v1/statuses/{post_id}"
        assert api.get(path).status_code == 200
        away()
        answer = api.get(path)
        assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})
        if back:
            back()
            assert api.get(path).status_code == 200


def test_a_suspended_account_answers_200_and_says_so_until_its_time(outside):
    outside.chirp.suspend("leakmirror", outside.clock.now() + timedelta(days=7))
    with outside.anybody as api:
        found = api.get("/chirp/api/v1/accounts/lookup", params={"acct": "leakmirror"})
        assert (found.status_code, found.json()["suspended"]) == (200, True)
        assert found.json()["display_name"] == ""
        by_id = api.get(f"/chirp/api/v1/accounts/{found.json()['id']}")
        assert by_id.json()["suspended"] is True
        outside.clock.advance(timedelta(days=7))
        assert "suspended" not in api.get(f"/chirp/api/v1/accounts/{found.json()['id']}").json()


@pytest.mark.parametrize(
    "acct", ["leakmirror", "@LeakMirror", "leakmirror@chirp.localhost", "leakmirror@chirp.localhost:8030"]
)
def test_an_account_is_found_by_every_form_of_its_name(outside, acct):
    with outside.anybody as api:
        answer = api.get("/chirp/api/v1/accounts/lookup", params={"acct": acct})
    assert answer.json()["acct"] == "leakmirror"


@pytest.mark.parametrize("acct", ["", "nobody", "leakmirror@other.example", "\x00", "a" * 5000])
def test_an_account_that_is_not_there(outside, acct):
    with outside.anybody as api:
        answer = api.get("/chirp/api/v1/accounts/lookup", params={"acct": acct})
    assert (answer.status_code, answer.json()) == (404, {"error": "Record not found"})


def test_own_statuses_come_in_pages_newest_first(outside):
    with outside.api as api:
        made = [post(api, f"@leakmirror {number}").json()["id"] for number in range(5)]
        me = api.get("/v1/accounts/verify_credentials").json()
        assert set(me) == ACCOUNT | {"source", "role"}
        first = api.get(f"/v1/accounts/{me['id']}/statuses", params={"limit": 3})
        rest = api.get(first.links["next"]["url"])
    assert [one["id"] for one in first.json()] == made[:1:-1]
    assert [one["id"] for one in rest.json()] == made[1::-1]


def test_answers_arrive_as_conversations_and_notifications(outside):
    with outside.api as api:
        post(api, "@leakmirror please remove it")
        outside.chirp.say("leakmirror", "takedown_desk", "no & never")
        [talk] = api.get("/v1/conversations").json()
        [note] = api.get("/v1/notifications").json()
    assert talk["unread"] is True
    assert [one["acct"] for one in talk["accounts"]] == ["leakmirror"]
    assert talk["last_status"]["id"] == note["status"]["id"]
    assert note["type"] == "mention"
    assert note["status"]["content"].endswith("no &amp; never</p>")


def test_a_report_reaches_the_operator(outside):
    post_id = outside.chirp.add_post("leakmirror", "stolen")
    account = outside.chirp.account("leakmirror").id
    form = {"account_id": account, "status_ids[]": [post_id], "category": "violation", "rule_ids[]": ["1"]}
    with outside.api as api:
        answer = api.post("/v1/reports", data={**form, "comment": "private letters"})
        report = answer.json()
    assert answer.status_code == 200
    assert (report["status_ids"], report["rule_ids"], report["category"]) == ([post_id], ["1"], "violation")
    assert report["target_account"]["acct"] == "leakmirror"
    with outside.anybody as operator:
        [seen] = operator.get("/outside/chirp/reports").json()["reports"]
    assert (seen["handle"], seen["posts"], seen["comment"]) == ("leakmirror", [post_id], "private letters")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"account_id": "1"}, 404),
        ({"status_ids": ["1"]}, 404),
        ({"comment": "x" * 1001}, 422),
        ({"category": "nonsense"}, 422),
        ({"category": "violation", "rule_ids": ["99"]}, 422),
    ],
)
def test_a_bad_report_is_refused(outside, change, status):
    form = {"account_id": outside.chirp.account("leakmirror").id, "comment": "x", **change}
    with outside.api as api:
        assert api.post("/v1/reports", json=form).status_code == status
    assert outside.chirp.reports() == []


def test_both_instance_documents_name_the_limit(outside):
    with outside.anybody as api:
        for version in ("v1", "v2"):
            document = api.get(f"/chirp/api/{version}/instance").json()
            assert document["configuration"]["statuses"]["max_characters"] == 500
            assert [rule["id"] for rule in document["rules"]] == ["1", "2", "3"]


def test_an_unknown_call_is_a_json_404(outside):
    with outside.anybody as api:
        answer = api.get("/chirp/api/v9/nothing")
    assert (answer.status_code, answer.json()) == (404, {"error": "Not Found"})


def test_trouble_happens_once_and_only_where_asked(outside):
    outside.chirp.faults.expect("POST", "/api/v1/statuses", Fault(Trouble.RATE_LIMITED, seconds=7))
    with outside.api as api:
        assert api.get("/v1/conversations").status_code == 200
        refused = post(api, "@leakmirror x")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "7")
        assert outside.chirp.messages_of(outside.chirp.account("leakmirror")) == []
        assert post(api, "@leakmirror x").status_code == 200


def test_a_broken_answer_comes_after_the_work(outside):
    broken = Fault(Trouble.BROKEN_OFF, after_the_work=True)
    outside.chirp.faults.expect("POST", "/api/v1/statuses", broken)
    with outside.api as api, pytest.raises(httpx.RemoteProtocolError):
        post(api, "@leakmirror x")
    assert len(outside.chirp.messages_of(outside.chirp.account("leakmirror"))) == 1


def test_everything_is_there_again_after_a_restart(outside, tmp_path):
    post_id = outside.chirp.add_post("leakmirror", "stolen", image="a letter")
    with outside.api as api:
        first = post(api, "@leakmirror x", key="k").json()["id"]
    outside.chirp.remove(post_id)
    outside.chirp.suspend("bystander", outside.clock.now() + timedelta(days=1))
    again = Chirp(outside.clock, public_url=outside.chirp.public_url, state_dir=tmp_path)
    assert again.restored
    assert again.bot_token == outside.chirp.bot_token
    assert again.accounts() == outside.chirp.accounts()
    assert again.posts_of(again.account("leakmirror")) == outside.chirp.posts_of(again.account("leakmirror"))
    bot = again.account(again.bot_account)
    assert again.publish(bot, "@leakmirror x", again.seen(first, bot).visibility, key="k").id == first
