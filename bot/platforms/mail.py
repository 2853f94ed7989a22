"""Posts letters by SMTP (RFC 5321, RFC 6409): one recipient, one hand-over, and a truthful end."""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.platforms.base import Delivery, DeliveryUnknown, Letter, NotDelivered, short_quote
from bot.platforms.mail_letter import Envelope, sealed
from bot.platforms.mail_server import MailServer, connected
from bot.platforms.retries import NotYet, with_retries

RETRY_LATER = timedelta(minutes=15)
RETRY_UNREACHABLE = timedelta(minutes=5)
PAUSE_AFTER_REFUSED_CONNECTION = timedelta(milliseconds=500)
SEND_CONTENT = 354
# smtplib says with these that the server offers no encryption, or no login that both sides know.
_LACKS = (smtplib.SMTPNotSupportedError, smtplib.SMTPException)


class Mail:
    """A Postbox that hands letters to one mail server."""

    def __init__(
        self,
        server: MailServer,
        clock: Clock,
        *,
        tls: ssl.SSLContext | None = None,
        timeout: timedelta = timedelta(seconds=30),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Use `server`; `tls` replaces the machine's trusted roots, `timeout` bounds each step."""
        self._server = server
        self._clock = clock
        self._tls = tls
        self._timeout = timeout
        self._sleep = sleep

    def send(self, letter: Letter) -> Delivery:
        """Hand `letter` over; the reference is its Message-ID. Raise NotDelivered or DeliveryUnknown."""
        try:
            envelope = sealed(letter, self._clock.now())
        except ValueError as problem:
            raise NotDelivered(f"The letter cannot be mailed: {problem}. Nothing was sent.") from problem
        with_retries(partial(self._hand_over, envelope), sleep=self._sleep)
        return Delivery(envelope.message_id, None)

    def _hand_over(self, envelope: Envelope) -> None:
        tls = self._tls or ssl.create_default_context()
        try:
            with connected(self._server, hello=envelope.hello, tls=tls, timeout=self._timeout) as smtp:
                _dictate(smtp, envelope)
        except (OSError, smtplib.SMTPException, UnicodeError) as problem:
            raise _proven(f"The mail server {self._server.host}:{self._server.port}", problem) from problem


def _dictate(smtp: smtplib.SMTP, envelope: Envelope) -> None:
    content = _dot_stuffed(envelope.content)
    options = [f"size={len(content)}"] if smtp.has_extn("size") else []
    _expect(smtp.mail(envelope.sender, options))
    _expect(smtp.rcpt(envelope.recipient))
    _expect(smtp.docmd("DATA"), wanted=SEND_CONTENT)
    try:
        smtp.send(content)
        reply = smtp.getreply()
    except (OSError, smtplib.SMTPException) as problem:
        # From here on the server may have the whole letter, whatever became of its answer.
        raise DeliveryUnknown(
            "The connection broke after the letter had begun to leave. It may have been sent."
        ) from problem
    if not 200 <= reply[0] < 600:
        raise DeliveryUnknown("The mail server's last answer made no sense. It may have been sent.")
    _expect(reply)


def _expect(reply: tuple[int, bytes], *, wanted: int | None = None) -> None:
    code, said = reply
    good = code == wanted if wanted else 200 <= code < 300
    if not good:
        raise smtplib.SMTPResponseException(code, said)


def _dot_stuffed(content: bytes) -> bytes:
    return re.sub(rb"(?m)^\.", b"..", content) + b".\r\n"


def _proven(where: str, problem: Exception) -> NotDelivered:
    if isinstance(problem, smtplib.SMTPResponseException):
        return _refused(where, problem.smtp_code, problem.smtp_error)
    if isinstance(problem, ConnectionRefusedError):
        reason = f"{where} accepts no connections. Nothing was sent."
        return NotYet(reason, pause=PAUSE_AFTER_REFUSED_CONNECTION, retry_after=RETRY_UNREACHABLE)
    if isinstance(problem, ssl.SSLCertVerificationError):
        why = short_quote(problem.verify_message)
        return NotDelivered(f"{where} could not prove who it is ({why}). Nothing was sent.")
    if isinstance(problem, UnicodeError) or type(problem) in _LACKS:
        return NotDelivered(f"{where} cannot do what we require ({problem}). Nothing was sent.")
    return NotDelivered(f"{where} {_trouble(problem)}. Nothing was sent.", RETRY_UNREACHABLE)


def _refused(where: str, code: int, said: bytes | str) -> NotDelivered:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    reason = f"{where} refused the letter: “{code} {short_quote(words)}”. Nothing was sent."
    return NotDelivered(reason, RETRY_LATER if 400 <= code < 500 else None)


def _trouble(problem: Exception) -> str:
    if isinstance(problem, TimeoutError):
        return "did not answer in time"
    if isinstance(problem, socket.gaierror):
        return "has no known address"
    return f"did not answer, or broke off the connection, before the letter ({type(problem).__name__})"
