"""What one setting's value must look like: each check returns the value, or says in a sentence what is wrong.

No sentence repeats the value, which may be a secret.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from pydantic import SecretStr

from bot.platforms.mail_address import parse_address
from bot.rules.calendar.days import RegionUnknown, parse_region

_PERSON_ID = re.compile(r"[UW][A-Z0-9]+")
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]+")
_MASTODON_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?")
_DATABASES = {
    "sqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


@dataclass(frozen=True)
class MastodonAccess:
    """The right to speak as one account of one Mastodon server."""

    host: str
    token: SecretStr


def is_loopback(host: str) -> bool:
    """Tell whether `host` names this machine itself and nobody else (RFC 6761 section 6.3 for names)."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def web_page(value: str) -> str:
    """Return an https address without credentials; plain http is for this machine only."""
    parts = _split(value)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ValueError("must be an https:// address (http:// is for this machine only)")
    if not parts.hostname or "@" in parts.netloc:
        raise ValueError("must be an address with a host and without a user name or password")
    return value


def api_base(value: str) -> str:
    """Return an https address that ends with one slash, as the Slack client wants it."""
    return web_page(value).rstrip("/") + "/"


def site(value: str) -> str:
    """Return an https address without a slash at its end, so that paths can be added."""
    return web_page(value).rstrip("/")


def mail_server(value: str) -> str:
    """Return an SMTP address; unencrypted mail is for this machine only."""
    parts = _split(value)
    if parts.scheme not in {"smtp+starttls", "smtps", "smtp"} or not parts.hostname:
        raise ValueError("must look like smtp+starttls://user:password@host:587, or begin with smtps://")
    if parts.scheme == "smtp" and not is_loopback(parts.hostname):
        raise ValueError("must begin with smtp+starttls:// or smtps:// (smtp:// is for this machine only)")
    return value


def database(value: str) -> str:
    """Return the address of an SQLite or PostgreSQL database, with the driver that is installed."""
    scheme, separator, rest = value.partition("://")
    if not separator or scheme not in _DATABASES or not rest:
        raise ValueError("must look like sqlite:///takedown.db or postgresql://user:password@host/name")
    return f"{_DATABASES[scheme]}://{rest}"


def sender(value: str) -> str:
    """Return an e-mail address, bare or with a name, as the letters that bear it are written."""
    try:
        parse_address(value)
    except ValueError as problem:
        raise ValueError(
            "must be an e-mail address such as desk@client.example, alone or behind a name; "
            'a name with signs stands in quotes: "Takedowns (Legal)" <desk@client.example>'
        ) from problem
    return value


def mail_address(value: str) -> str:
    """Return one bare e-mail address."""
    try:
        bare = not parse_address(value).display_name and "<" not in value
    except ValueError:
        bare = False
    if not bare:
        raise ValueError("must be an e-mail address such as desk@client.example")
    return value


def person_ids(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return the Slack ids of a comma-separated list, each once, in their order."""
    ids = _listed(value) if isinstance(value, str) else value
    if not all(_PERSON_ID.fullmatch(person) for person in ids):
        raise ValueError("must be Slack member ids separated by commas, such as U012AB3CD,U045EF6GH")
    return tuple(dict.fromkeys(ids))


def channel_id(value: str) -> str:
    """Return the Slack id of a channel; names change, ids stay."""
    if not _CHANNEL_ID.fullmatch(value):
        raise ValueError("must be a channel's id, such as C012AB3CD (a channel's name can change)")
    return value


def mastodon_tokens(value: str | tuple[MastodonAccess, ...]) -> tuple[MastodonAccess, ...]:
    """Return who may speak where, from `host=token,host=token`; one token a host."""
    if not isinstance(value, str):
        return value
    pairs = [pair.partition("=") for pair in _listed(value)]
    hosts = [host.strip().lower() for host, _, _ in pairs]
    if not all(token.strip() for _, _, token in pairs) or not all(map(_MASTODON_HOST.fullmatch, hosts)):
        raise ValueError("must be host=token pairs separated by commas, such as social.example=abc")
    if len(set(hosts)) < len(hosts):
        raise ValueError("names the same host twice")
    tokens = [SecretStr(token.strip()) for _, _, token in pairs]
    return tuple(MastodonAccess(host, token) for host, token in zip(hosts, tokens, strict=True))


def region(value: str) -> str:
    """Return a country, or a country and its subdivision, in the spelling in which it is used later."""
    try:
        return str(parse_region(value))
    except RegionUnknown as unknown:
        raise ValueError("must be a country such as US or DE, or a part of one such as US-CA") from unknown


def bot_token(value: str) -> str:
    """Return the token that Slack gave the installed app."""
    return _token(value, "xoxb-")


def app_token(value: str) -> str:
    """Return the token that opens Socket Mode's connections."""
    return _token(value, "xapp-")


def one_word(value: str) -> str:
    """Return a value that has no space in it and only ASCII letters."""
    if not value.isascii() or any(character.isspace() for character in value):
        raise ValueError("must be one word of plain letters, digits and signs")
    return value


def small_letters(value: object) -> object:
    """Return a word in small letters: `INFO` means `info`."""
    return value.lower() if isinstance(value, str) else value


def _token(value: str, prefix: str) -> str:
    if not value.startswith(prefix):
        raise ValueError(f"must be the token that begins with {prefix}")
    return one_word(value)


def _listed(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _split(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("is not an address that can be read") from None
    if any(character.isspace() for character in value):
        raise ValueError("must be one address, without spaces")
    return parts
