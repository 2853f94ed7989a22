"""Being the contacted person, the operator and the legal desk; and what visitors see."""

import smtplib
from datetime import timedelta
from email.message import EmailMessage

import pytest

from bot.simulator.outside.mailbox import Mailbox
from bot.simulator.outside.problems import Impossible


def test_the_person_reads_answers_and_deletes(outside):
    post_id = outside.chirp.add_post("leakmirror", "stolen")
    outside.chirp.say("takedown_desk", "leakmirror", "Please remove it.")
    with outside.anybody as person:
        people = person.get("/outside/chirp/accounts").json()["accounts"]
        assert {one["handle"]: one["unread"] for one in people} == {"leakmirror": 1, "bystander": 0}
        seen = person.get("/outside/chirp", params={"as": "leakmirror"}).json()
        [talk] = seen["inbox"]
        assert (talk["with"], talk["messages"][0]["text"]) == (
            "takedown_desk",
            "@leakmirror Please remove it.",
        )
        assert seen["posts"][0]["url"] == f"http://chirp.localhost:8030/@leakmirror/{post_id}"
        people = person.get("/outside/chirp/accounts").json()["accounts"]
        assert [one["unread"] for one in people] == [0, 0]
        sent = {"as": "leakmirror", "to": "takedown_desk", "text": "Done."}
        assert person.post("/outside/chirp/reply", json=sent).json()["ok"] is True
        gone = person.post("/outside/chirp/delete", json={"as": "leakmirror", "id": post_id})
        assert gone.json() == {"ok": True}
        seen = person.get("/outside/chirp", params={"as": "leakmirror"}).json()
    assert [one["text"] for one in seen["inbox"][0]["messages"]][-1] == "@takedown_desk Done."
    assert seen["posts"][0]["state"] == "deleted"
    assert set(outside.changes) == {"outside"}


def test_looking_at_a_read_inbox_changes_nothing(outside):
    outside.chirp.say("takedown_desk", "leakmirror", "Hello")
    with outside.anybody as person:
        person.get("/outside/chirp", params={"as": "leakmirror"})
        before = len(outside.changes)
        person.get("/outside/chirp", params={"as": "leakmirror"})
    assert len(outside.changes) == before


def test_the_operator_removes_suspends_and_restores(outside):
    post_id = outside.chirp.add_post("leakmirror", "stolen")
    until = (outside.clock.now() + timedelta(days=3)).isoformat()
    steps = [
        ("remove", {"id": post_id}, "removed", False),
        ("restore", {"id": post_id}, "up", False),
        ("suspend", {"handle": "leakmirror", "until": until}, "up", True),
        ("restore", {"handle": "leakmirror"}, "up", False),
        ("suspend", {"handle": "leakmirror"}, "up", True),
    ]
    with outside.anybody as operator:
        for step, body, state, suspended in steps:
            assert operator.post(f"/outside/chirp/{step}", json=body).json() == {"ok": True}
            seen = operator.get("/outside/chirp", params={"as": "leakmirror"}).json()
            assert (seen["posts"][0]["state"], seen["account"]["suspended"]) == (state, suspended)


@pytest.mark.parametrize(
    ("call", "body", "status"),
    [
        ("reply", {"as": "leakmirror", "to": "nobody", "text": "x"}, 404),
        ("reply", {"as": "leakmirror", "to": "takedown_desk", "text": "  "}, 400),
        ("reply", {"as": "leakmirror", "to": "takedown_desk", "text": "x" * 501}, 422),
        ("reply", {"as": "leakmirror", "to": "leakmirror", "text": "x"}, 409),
        ("reply", ["as"], 400),
        ("delete", {"as": "bystander", "id": "POST"}, 404),
        ("delete", {"as": "leakmirror", "id": 7}, 400),
        ("remove", {"id": "99"}, 404),
        ("suspend", {"handle": "leakmirror", "until": "yesterday"}, 400),
        ("suspend", {"handle": "leakmirror", "until": "2001-01-01T00:00:00+00:00"}, 409),
        ("suspend", {"handle": "leakmirror", "until": "2999-01-01T00:00:00"}, 409),
        ("restore", {}, 400),
    ],
)
def test_what_cannot_be_done_is_said(outside, call, body, status):
    post_id = outside.chirp.add_post("leakmirror", "stolen")
    if isinstance(body, dict) and body.get("id") == "POST":
        body = {**body, "id": post_id}
    with outside.anybody as person:
        answer = person.post(f"/outside/chirp/{call}", json=body)
    assert answer.status_code == status
    assert answer.json()["ok"] is False
    assert answer.json()["error"]


def test_a_form_of_a_foreign_page_does_nothing(outside):
    with outside.anybody as browser:
        answer = browser.post("/outside/chirp/suspend", data={"handle": "leakmirror"})
    assert answer.status_code == 400
    assert not outside.chirp.account("leakmirror").suspended


def test_a_deleted_post_stays_deleted(outside):
    post_id = outside.chirp.add_post("leakmirror", "stolen")
    outside.chirp.delete("leakmirror", post_id)
    with pytest.raises(Impossible, match="nobody can undo"):
        outside.chirp.restore_post(post_id)


def test_visitors_see_escaped_pages(outside):
    post_id = outside.chirp.add_post(
        "leakmirror", "<script>alert(1)</script> https://a.example", image='"><b>x'
    )
    page = outside.page(f"/@leakmirror/{post_id}")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text
    assert 'href="https://a.example"' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    picture = outside.page(f"/picture/{post_id}.svg")
    assert "&lt;b&gt;x" in picture.text
    for path in ("/", "/@leakmirror", "/chirp.css", f"/users/leakmirror/statuses/{post_id}"):
        assert outside.page(path).status_code == 200
    assert "&lt;everything&gt;" in outside.page("/@leakmirror").text


def test_visitors_see_that_something_is_gone(outside):
    post_id = outside.chirp.add_post("leakmirror", "stolen secret")
    outside.chirp.remove(post_id)
    assert outside.page(f"/@leakmirror/{post_id}").status_code == 404
    assert outside.page("/@nobody").status_code == 404
    assert outside.page(f"/@bystander/{post_id}").status_code == 404
    assert "stolen secret" not in outside.page("/").text
    outside.chirp.suspend("leakmirror")
    suspended = outside.page("/@leakmirror")
    assert (suspended.status_code, "suspended" in suspended.text) == (403, True)


def a_letter(subject="Notice 1 · ü") -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "rob@client.example", "legal@chirp.localhost", subject
    letter["Message-ID"] = "<one@client.example>"
    letter.set_content("Dear counsel\n.\nünïcode\n")
    letter.add_attachment(b"%PDF-1.7 letter", maintype="application", subtype="pdf", filename="Notiz ä.pdf")
    letter.add_attachment("<script>", subtype="html", filename="page.html")
    return letter


def post_by_smtp(outside, letter):
    with smtplib.SMTP("127.0.0.1", outside.mailbox.port) as smtp:
        smtp.send_message(letter)


def test_the_legal_desk_reads_its_mail_newest_first(outside):
    post_by_smtp(outside, a_letter("first"))
    post_by_smtp(outside, a_letter())
    assert outside.changes == ["outside", "outside"]
    with outside.anybody as desk:
        letters = desk.get("/outside/mail").json()["messages"]
        assert [one["subject"] for one in letters] == ["Notice 1 · ü", "first"]
        newest = letters[0]
        assert newest["text"] == "Dear counsel\n.\nünïcode\n"
        assert newest["message_id"] == newest["headers"]["Message-ID"] == "<one@client.example>"
        assert [one["name"] for one in newest["attachments"]] == ["Notiz ä.pdf", "page.html"]
        pdf = desk.get(f"/outside/mail/{newest['id']}/attachment/0")
        page = desk.get(f"/outside/mail/{newest['id']}/attachment/1")
        assert desk.get(f"/outside/mail/{newest['id']}/attachment/2").status_code == 404
        assert desk.get("/outside/mail/77/attachment/0").status_code == 404
    assert (pdf.content, pdf.headers["content-type"]) == (b"%PDF-1.7 letter", "application/pdf")
    assert pdf.headers["content-disposition"].startswith("inline")
    assert page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"].startswith("attachment")


def test_mail_is_there_again_after_a_restart(outside, tmp_path):
    post_by_smtp(outside, a_letter())
    assert Mailbox(state_dir=tmp_path).messages() == outside.mailbox.messages()


def test_a_closed_mailbox_has_no_port():
    mailbox = Mailbox()
    mailbox.stop()
    with pytest.raises(RuntimeError):
        _ = mailbox.port
