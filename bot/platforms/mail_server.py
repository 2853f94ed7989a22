"""Where our mail is handed in: the `SMTP_URL`, and a connection, encrypted before anything is said on it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

from bot.platforms.http_client import is_loopback


class Security(StrEnum):
    """How the way to the mail server is protected; the values are the schemes of `SMTP_URL`."""

    STARTTLS = "smtp+starttls"
    TLS = "smtps"
    LOOPBACK = "smtp"


PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.LOOPBACK: 25}


@dataclass(frozen=True)
class MailServer:
    """A mail server that takes our letters, with the login it wants, if any."""

    security: Security
    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def parse_smtp_url(url: str) -> MailServer:
    """Read `smtp+starttls://user:pass@host:port`, `smtps://…`, or `smtp://…` on loopback; %XX is decoded.

    Raise ValueError, never repeating the password, when the address is another or would send in the clear.
    """
    parts, port = _split(url.strip())
    if parts.scheme not in set(Security):
        raise ValueError(
            "a mail server's address starts with smtp+starttls://, smtps:// or, on loopback, smtp://"
        )
    security = Security(parts.scheme)
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("a mail server's address is scheme://user:password@host:port and nothing more")
    if security is Security.LOOPBACK and not is_loopback(parts.hostname):
        raise ValueError(
            "smtp:// without encryption is for this machine only: use smtp+starttls:// or smtps://"
        )
    if (parts.username is None) != (parts.password is None):
        raise ValueError("a mail server's address names a user and a password, or neither")
    user, password = _login_part(parts.username), _login_part(parts.password)
    return MailServer(
        security,
        parts.hostname,
        port or PORTS[security],
        user,
        password,
    )


@contextmanager
def connected(
    server: MailServer, *, hello: str, tls: ssl.SSLContext, timeout: timedelta
) -> Iterator[smtplib.SMTP]:
    """Yield a greeted, encrypted, logged-in connection; `hello` is the host name we call ourselves.

    Raise OSError or smtplib.SMTPException when any of that fails, before anything of a letter was said.
    """
    smtp = _opened(server, hello, tls, timeout.total_seconds())
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security is Security.STARTTLS:
            smtp.starttls(context=tls)
            smtp.ehlo()
        if server.user is not None and server.password is not None:
            smtp.login(server.user, server.password)
        yield smtp
        # The letter is already in the server's hands; how it says goodbye changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()
    finally:
        smtp.close()


def _opened(server: MailServer, hello: str, tls: ssl.SSLContext, seconds: float) -> smtplib.SMTP:
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, hello, timeout=seconds, context=tls)
    return smtplib.SMTP(server.host, server.port, hello, timeout=seconds)


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError:
        # The parser's own words may quote a piece of the password.
        raise ValueError(
            "a mail server's address is scheme://user:password@host:port, with %XX for /, @ and :"
        ) from None


def _login_part(text: str | None) -> str | None:
    part = None if text is None else unquote(text)
    if part is not None and not (part and part.isascii() and part.isprintable()):
        raise ValueError("the mail server's user and password must be plain ASCII characters")
    return part
