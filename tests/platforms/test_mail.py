"""A letter is handed over exactly once, encrypted, to one person, and how it ended is told truthfully."""

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import MovableClock
from bot.platforms.base import DeliveryUnknown, Letter, NotDelivered
from bot.platforms.mail import Mail
from bot.platforms.mail_address import parse_address
from bot.platforms.mail_letter import sealed, stable_message_id
from bot.platforms.mail_server import MailServer, Security, parse_smtp_url
from tests.platforms.mail_servers import CLOSE, SILENCE, Script, mail_server

LETTER = Letter(
    sender="Rob Reviewer <rob@client.example>",
    recipient="copyright@chirp.example",
    subject="Notice NLP-17 · Übersicht",
    text="Dear counsel,\n.\n..dots\nünïcode " + "x" * 1200 + "\n\nYours",
    pdf=b"%PDF-1.7\n\x00\xff.\r\n.\r\n",
    pdf_name="Notice NLP-17 (ä).pdf",
    idem_key="notice:NLP-17:1",
    reply_to="cases+NLP-17@client.example",
)


def mail(port, *, security=Security.LOOPBACK, tls=None, seconds=5.0, pauses=None, **login) -> Mail:
    server = MailServer(security, "127.0.0.1", port, **login)
    sleep = (pauses if pauses is not None else []).append
    return Mail(server, MovableClock(), tls=tls, timeout=timedelta(seconds=seconds), sleep=sleep)


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def test_a_letter_arrives_as_text_with_the_pdf_beside_it():
    with mail_server() as inbox:
        delivery = mail(inbox.port).send(LETTER)
    [(sender, recipients, content)] = inbox.letters
    letter = parsed(content)
    assert (sender, recipients) == ("rob@client.example", ["copyright@chirp.example"])
    assert content.isascii()
    assert letter["From"] == "Rob Reviewer <rob@client.example>"
    assert letter["To"] == "copyright@chirp.example"
    assert letter["Reply-To"] == "cases+NLP-17@client.example"
    assert letter["Subject"] == LETTER.subject
    assert letter["Message-ID"] == delivery.reference
    assert abs(letter["Date"].datetime - datetime.now(UTC)) < timedelta(minutes=1)
    assert letter["Auto-Submitted"] is None
    assert letter.get_content_type() == "multipart/mixed"
    assert letter.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.text + "\n"
    [pdf] = letter.iter_attachments()
    assert (pdf.get_content_type(), pdf.get_filename()) == ("application/pdf", LETTER.pdf_name)
    assert pdf.get_content() == LETTER.pdf


def test_a_letter_without_a_pdf_is_one_plain_text():
    with mail_server() as inbox:
        mail(inbox.port).send(replace(LETTER, pdf=None, pdf_name="", reply_to=None))
    letter = parsed(inbox.letters[0][2])
    assert letter.get_content_type() == "text/plain"
    assert letter["Reply-To"] is None


def test_the_message_id_belongs_to_the_act():
    with mail_server() as inbox:
        first = mail(inbox.port).send(LETTER).reference
        again = mail(inbox.port).send(replace(LETTER, subject="other", text="other")).reference
        other = mail(inbox.port).send(replace(LETTER, idem_key="notice:NLP-17:2")).reference
    assert first == again == stable_message_id("notice:NLP-17:1", "client.example")
    assert first != other
    assert first.endswith("@client.example>")


def test_with_starttls_the_login_and_the_letter_are_encrypted(authority):
    options = {"tls_context": authority.server(), "require_starttls": True, "logins": True}
    with mail_server(**options) as inbox:
        box = mail(
            inbox.port, security=Security.STARTTLS, tls=authority.client(), user="desk", password="s3cret:/@"
        )
        box.send(LETTER)
    assert len(inbox.letters) == 1
    assert inbox.logins == [(b"desk", b"s3cret:/@")]


def test_with_smtps_the_connection_is_encrypted_from_the_start(authority):
    with mail_server(ssl_context=authority.server()) as inbox:
        mail(inbox.port, security=Security.TLS, tls=authority.client()).send(LETTER)
    assert len(inbox.letters) == 1


def test_without_starttls_nothing_is_said(authority, scripted):
    server = scripted(Script({}))
    box = mail(server.port, security=Security.STARTTLS, tls=authority.client(), user="desk", password="x")
    with pytest.raises(NotDelivered, match="cannot do what we require") as refused:
        box.send(LETTER)
    assert refused.value.retry_after is None
    assert server.heard == ["EHLO"]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize("host", ["127.0.0.1", "mail.other.example"])
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(authority, security, host):
    context = authority.server(host)
    options = {"tls_context": context} if security is Security.STARTTLS else {"ssl_context": context}
    trusted = None if host == "127.0.0.1" else authority.client()
    unproven = pytest.raises(NotDelivered, match="could not prove who it is")
    with mail_server(**options) as inbox, unproven as refused:
        mail(inbox.port, security=security, tls=trusted).send(LETTER)
    assert (refused.value.retry_after, inbox.letters) == (None, [])


def test_a_wrong_password_is_a_refusal_that_does_not_repeat_it(authority):
    options = {"tls_context": authority.server(), "require_starttls": True, "logins": True}
    with mail_server(**options) as inbox:
        box = mail(
            inbox.port, security=Security.STARTTLS, tls=authority.client(), user="desk", password="wr0ng"
        )
        with pytest.raises(NotDelivered, match="535") as refused:
            box.send(LETTER)
    assert (refused.value.retry_after, inbox.letters) == (None, [])
    assert "wr0ng" not in refused.value.reason


@pytest.mark.parametrize(
    ("replies", "words"),
    [
        ({"MAIL": "552 message size exceeds fixed limit"}, "552 message size exceeds fixed limit"),
        ({"RCPT": "550 5.1.1 no such\x1b[31m user"}, "550 5.1.1 no such"),
        ({"DATA": "554 no"}, "554 no"),
        ({"letter": "552 too big"}, "552 too big"),
        ({"letter": "554 5.7.1 spam"}, "554 5.7.1 spam"),
        ({"greeting": "554 go away"}, "554 go away"),
    ],
)
def test_a_refusal_proves_that_nothing_arrived(scripted, replies, words):
    server = scripted(Script(replies))
    with pytest.raises(NotDelivered) as refused:
        mail(server.port).send(LETTER)
    assert words in refused.value.reason
    assert refused.value.reason.isprintable()
    assert refused.value.retry_after is None


@pytest.mark.parametrize(
    "replies",
    [
        {"greeting": "421 busy"},
        {"RCPT": "450 4.2.0 greylisted"},
        {"letter": "451 later"},
        {"greeting": CLOSE},
        {"MAIL": CLOSE},
        {"RCPT": SILENCE},
        {"DATA": CLOSE},
        {"DATA": SILENCE},
    ],
)
def test_what_never_arrived_may_be_tried_again_later(scripted, replies):
    server = scripted(Script(replies))
    with pytest.raises(NotDelivered) as refused:
        mail(server.port, seconds=1.0).send(LETTER)
    assert refused.value.retry_after >= timedelta(minutes=5)


@pytest.mark.parametrize("reply", [CLOSE, SILENCE, "nonsense", "199 what"])
def test_without_an_answer_to_the_letter_nobody_knows(scripted, reply):
    server = scripted(Script({"letter": reply}))
    with pytest.raises(DeliveryUnknown, match="may have been sent"):
        mail(server.port, seconds=1.0).send(LETTER)
    assert server.heard.count("letter") == 1


@pytest.mark.parametrize("reply", [CLOSE, SILENCE, "500 what"])
def test_a_rude_goodbye_changes_nothing(scripted, reply):
    server = scripted(Script({"QUIT": reply}))
    assert mail(server.port, seconds=1.0).send(LETTER).reference


def test_a_refused_connection_is_tried_three_times():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    pauses: list[float] = []
    with pytest.raises(NotDelivered, match="accepts no connections") as refused:
        mail(port, pauses=pauses).send(LETTER)
    assert pauses == [0.5, 0.5]
    assert refused.value.retry_after == timedelta(minutes=5)


INJECTIONS = ["a\r\nBcc: all@evil.example", "a\nX: y", "a\rX: y", "a\x00b", "a\u2028b", "a\x85b", "a\ud800b"]


@pytest.mark.parametrize("poison", INJECTIONS)
@pytest.mark.parametrize("place", ["sender", "recipient", "subject", "pdf_name", "reply_to"])
def test_no_header_can_be_smuggled_in(place, poison):
    value = f"{poison}@client.example" if place in {"sender", "recipient", "reply_to"} else poison
    with pytest.raises(NotDelivered, match="cannot be mailed") as refused:
        mail(9).send(replace(LETTER, **{place: value}))
    assert refused.value.retry_after is None


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": "a@b.example, c@d.example"},
        {"recipient": "desk: a@b.example;"},
        {"recipient": "nobody"},
        {"recipient": "<"},
        {"recipient": "Rob, Rita <a@b.example>"},
        {"recipient": "a@b.example <c@d.example>"},
        {"recipient": ""},
        {"sender": "a@b"},
        {"sender": "=?utf-8?q?x=0D=0ABcc:_y?= <a@b.example>"},
        {"subject": "  "},
        {"subject": "x" * 501},
        {"text": " \n"},
        {"text": "bell \x07"},
        {"text": "half \ud83d"},
        {"pdf": b"<html>"},
        {"pdf_name": "../../etc.pdf"},
        {"pdf_name": "notice.exe"},
        {"idem_key": ""},
    ],
)
def test_what_is_no_letter_is_not_sent(change):
    with pytest.raises(NotDelivered, match="Nothing was sent"):
        mail(9).send(replace(LETTER, **change))


@given(
    st.text(max_size=80)
    | st.emails()
    | st.text(max_size=20).map(lambda name: f'"{name}" <a@b.example>')
    | st.text('a@.<>,;:"\\()[]=?_ \r\n', max_size=40)
)
def test_every_text_is_exactly_one_address_or_none(text):
    try:
        address = parse_address(text)
    except ValueError:
        return
    message = sealed(replace(LETTER, recipient=text), datetime(2026, 11, 24, tzinfo=UTC)).content
    found = parsed(message)
    assert [one.addr_spec for one in found["To"].addresses] == [address.addr_spec]
    assert [one.display_name for one in found["To"].addresses] == [address.display_name]
    assert found["Bcc"] is None


@given(st.text(max_size=300))
def test_every_text_arrives_as_written_or_not_at_all(text):
    try:
        content = sealed(replace(LETTER, text=text), datetime(2026, 11, 24, tzinfo=UTC)).content
    except ValueError:
        return
    wanted = text.replace("\r\n", "\n").replace("\r", "\n")
    wanted = wanted if wanted.endswith("\n") else wanted + "\n"
    assert parsed(content).get_body(("plain",)).get_content().replace("\r\n", "\n") == wanted


def test_a_name_with_signs_stands_in_quotes():
    address = parse_address(' "Reviewer, Rob (legal)" <rob@client.example> ')
    assert (address.display_name, address.addr_spec) == ("Reviewer, Rob (legal)", "rob@client.example")


def test_a_foreign_host_is_written_in_ascii():
    assert parse_address("Jörg <recht@bücher.example>").domain == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp+starttls://desk%40x:p%3A%2F%40@mail.example:2525",
            MailServer(Security.STARTTLS, "mail.example", 2525, "desk@x", "p:/@"),
        ),
        ("smtp+starttls://mail.example", MailServer(Security.STARTTLS, "mail.example", 587)),
        ("smtps://u:p@mail.example/", MailServer(Security.TLS, "mail.example", 465, "u", "p")),
        ("smtp://127.0.0.1:8025", MailServer(Security.LOOPBACK, "127.0.0.1", 8025)),
        ("smtp://[::1]", MailServer(Security.LOOPBACK, "::1", 25)),
        ("smtp://localhost", MailServer(Security.LOOPBACK, "localhost", 25)),
    ],
)
def test_an_address_of_a_mail_server(url, server):
    assert parse_smtp_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "http://hunter2.example",
        "smtp://user:hunter2@mail.example",
        "smtp://user:hunter2@127.0.0.1.evil.example",
        "smtps://user:hunter2@",
        "smtps://user:hunter2@mail.example:port",
        "smtps://user:hunter2/x@mail.example",
        "smtps://user:hunter2@[mail.example",
        "smtps://user:hunter2@mail.example/path",
        "smtps://user:hunter2@mail.example?x=1",
        "smtps://hunter2@mail.example",
        "smtps://user:hünter2@mail.example",
        "smtps://user:hunter2%0A@mail.example",
        "smtps://user:hunter2@mail.example:99999",
    ],
)
def test_a_bad_address_of_a_mail_server_is_refused_without_its_password(url):
    with pytest.raises(ValueError, match=r"mail server|smtp://") as refused:
        parse_smtp_url(url)
    assert "nter2" not in str(refused.value)


def test_a_mail_server_never_shows_its_password():
    assert "hunter2" not in repr(parse_smtp_url("smtps://user:hunter2@mail.example"))
