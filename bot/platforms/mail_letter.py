"""A letter as the bytes of an e-mail: one text, one PDF beside it, headers that hold what was meant."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from bot.platforms.base import Letter, breaks_a_line
from bot.platforms.mail_address import parse_address

LONGEST_SUBJECT = 500
_PDF_NAME = re.compile(r"[\w()+,. -]{1,120}\.pdf", re.IGNORECASE)
# 7bit makes every line safe for servers that take neither 8BITMIME nor SMTPUTF8.
_POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class Envelope:
    """A letter ready for the mail server: whom it is from and to, its Message-ID and its bytes."""

    sender: str
    recipient: str
    hello: str
    message_id: str
    content: bytes


def sealed(letter: Letter, now: datetime) -> Envelope:
    """Return `letter` as an e-mail dated `now` (aware). Raise ValueError for what none may hold."""
    sender, recipient = parse_address(letter.sender), parse_address(letter.recipient)
    message_id = stable_message_id(letter.idem_key, sender.domain)
    message = EmailMessage(policy=_POLICY)
    message["From"], message["To"] = sender, recipient
    if letter.reply_to is not None:
        message["Reply-To"] = parse_address(letter.reply_to)
    message["Subject"] = _subject(letter.subject)
    message["Date"], message["Message-ID"] = now, message_id
    message.set_content(_body(letter.text))
    if letter.pdf is not None:
        _attach(message, letter.pdf, letter.pdf_name)
    return Envelope(_bare(sender), _bare(recipient), sender.domain, message_id, message.as_bytes())


def stable_message_id(idem_key: str, sender_domain: str) -> str:
    """Return the Message-ID of the act `idem_key`: always the same, so that a copy is recognised."""
    if not idem_key:
        raise ValueError("the letter has no idempotency key")
    digest = hashlib.sha256(idem_key.encode()).hexdigest()
    return f"<{digest[:40]}@{sender_domain}>"


def _subject(subject: str) -> str:
    if not subject.strip():
        raise ValueError("the letter has no subject")
    if breaks_a_line(subject):
        raise ValueError("the subject holds a line break or a control character")
    if len(subject) > LONGEST_SUBJECT:
        raise ValueError(f"the subject is longer than {LONGEST_SUBJECT} characters")
    return subject


def _body(text: str) -> str:
    if not text.strip():
        raise ValueError("the letter is empty")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if breaks_a_line(lines, allowed="\n\t\u2028\u2029"):
        raise ValueError("the letter holds a control character")
    return lines if lines.endswith("\n") else lines + "\n"


def _attach(message: EmailMessage, pdf: bytes, name: str) -> None:
    if not pdf.startswith(b"%PDF-"):
        raise ValueError("the attachment is no PDF")
    if not _PDF_NAME.fullmatch(name):
        raise ValueError("the PDF's name must be letters, digits, spaces and -_.,+() and end in .pdf")
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)


def _bare(address: Address) -> str:
    return f"{address.username}@{address.domain}"
