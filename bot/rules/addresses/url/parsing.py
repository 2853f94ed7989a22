"""Reads typed text into the parts of an address, or refuses it with a sentence."""

import re
from dataclasses import dataclass

import ada_url

from bot.rules.addresses.url.address import Refusal, UrlRefused
from bot.rules.addresses.url.spelling import hides_something, respell

LONGEST = 2048
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_AUTHORITY = re.compile(r"[A-Za-z]+:[/\\]*([^/\\?#]*)")
_DOTTED = re.compile(r"(?!\.)(?:[^.]{1,63}\.)*[^.]{1,63}")
_SLASHES = re.compile(r"(?<!:)/{2,}")

_SENTENCES = {
    Refusal.EMPTY: "There is no address here. Paste the full address, beginning with https://.",
    Refusal.TOO_LONG: f"This address is longer than {LONGEST:,} characters. "
    "Paste the address of the post itself.",
    Refusal.HIDDEN_CHARACTER: "This address contains a control or invisible character. "
    "Copy it again from the browser's address bar.",
    Refusal.SPACE: "This address contains a space. Put one address on each line.",
    Refusal.NO_SCHEME: "This is not a full address. Put https:// in front of it.",
    Refusal.SCHEME: "Only addresses that begin with https://, http:// or at:// can be filed.",
    Refusal.CREDENTIALS: "This address carries a user name or password. Remove everything up to the @.",
    Refusal.HOST: "This address names no host that exists on the internet. Check the part after https://.",
    Refusal.AT_URI: "This at:// address is not complete. It should look like "
    "at://did:plc:…/app.bsky.feed.post/….",
    Refusal.ACCOUNT: "This is not an account name. Write it as the platform shows it, without spaces.",
}


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an http or https address, each in its one spelling; `path` begins with a slash.

    `port` is empty for the scheme's default. `query` keeps its order; each piece is key, value and whether
    there was an equals sign.
    """

    scheme: str
    host: str
    port: str
    path: str
    query: tuple[tuple[str, str, bool], ...]

    @property
    def netloc(self) -> str:
        """The host, with the port unless it is the default one."""
        return f"{self.host}:{self.port}" if self.port else self.host

    def first(self, key: str) -> str:
        """Return the first value of a query key, percent-encoded; empty when it is not there."""
        return next((value for name, value, _ in self.query if name == key), "")


def refused(reason: Refusal) -> UrlRefused:
    """Return the error for a reason, with its sentence."""
    return UrlRefused(reason, _SENTENCES[reason])


def screened(text: str) -> str:
    """Return `text` without surrounding white space. Raise UrlRefused if it cannot be an address at all."""
    if len(text) > 2 * LONGEST:
        raise refused(Refusal.TOO_LONG)
    typed = text.strip()
    if not typed:
        raise refused(Refusal.EMPTY)
    if len(typed) > LONGEST:
        raise refused(Refusal.TOO_LONG)
    if hides_something(typed):
        raise refused(Refusal.HIDDEN_CHARACTER)
    if len(typed.split()) > 1:
        raise refused(Refusal.SPACE)
    return typed


def scheme_of(typed: str) -> str:
    """Return the scheme in lower case. Raise UrlRefused when there is none."""
    found = _SCHEME.match(typed)
    if found is None:
        raise refused(Refusal.NO_SCHEME)
    return found.group(1).lower()


def parse_web_address(typed: str) -> Address:
    """Read an http or https address as browsers do (WHATWG URL).

    Raise UrlRefused for another scheme, credentials, or a host that cannot exist.
    """
    if scheme_of(typed) not in {"http", "https"}:
        raise refused(Refusal.SCHEME)
    authority = _AUTHORITY.match(typed)
    if authority is not None and "@" in authority.group(1):
        raise refused(Refusal.CREDENTIALS)
    try:
        url = ada_url.URL(typed)
    except ValueError as error:
        raise refused(Refusal.HOST) from error
    return Address(
        scheme=url.protocol.removesuffix(":"),
        host=_host(url.hostname),
        port=url.port,
        path=_SLASHES.sub("/", respell(url.pathname)),
        query=_query(url.search),
    )


def _host(name: str) -> str:
    host = name.removesuffix(".")
    if host.startswith("["):
        return host
    exists = _DOTTED.fullmatch(host) is not None and len(host) <= 253
    if not exists or ("." not in host and host != "localhost"):
        raise refused(Refusal.HOST)
    return host


def _query(search: str) -> tuple[tuple[str, str, bool], ...]:
    pieces = (piece.partition("=") for piece in search.removeprefix("?").split("&") if piece)
    return tuple((respell(key), respell(value), bool(equals)) for key, equals, value in pieces)
