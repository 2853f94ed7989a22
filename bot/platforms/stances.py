"""What each platform allows and how to reach it: TOML with source and date; a file of one's own merges over.

A stance can never let the bot write first where the platform forbids it: only a Mastodon server that was set
up with the address of its API can.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from pydantic import ConfigDict, TypeAdapter, ValidationError

from storage.vocabulary import Ground, Platform

SHIPPED = Path(__file__).with_name("stances")
STALE_AFTER = timedelta(days=90)
LOOPBACK = ("127.0.0.1", "::1", "localhost")

Table = dict[str, Any]

_COPYRIGHT = (Ground.COPYRIGHT_US, Ground.COPYRIGHT_US_LINK, Ground.COPYRIGHT_EU, Ground.COPYRIGHT_CA)
_PRIVATE = (Ground.PRIVATE_INFO, Ground.GDPR_ERASURE, Ground.HACKED_CONFIDENTIAL, Ground.NCII)


class StancesFileWrong(Exception):
    """The file with stances cannot be used; `mistakes` has one sentence each, beginning with the key."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("The file with stances cannot be used. " + " ".join(mistakes))
        self.mistakes = mistakes


class FirstContact(StrEnum):
    """Who may write first: the bot, a named human with the bot's text, or nobody."""

    BOT = "bot"
    ASSISTED = "assisted"
    NONE = "none"


class RouteKind(StrEnum):
    """Which of a platform's desks a report goes to."""

    COPYRIGHT = "copyright"
    PRIVATE_INFORMATION = "private_information"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class ReportRoute:
    """How a report is filed: an e-mail address, an official form, or neither and only `how`, in words.

    `poster_learns` says what the contacted person will get to see of it.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    how: str
    poster_learns: str
    email: str | None = None
    form_url: str | None = None
    verified: bool = True


@dataclass(frozen=True, kw_only=True)
class Counsel:
    """Whom a legal letter to the platform is addressed to."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    organisation: str | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stance:
    """What one platform, or one server of it, allows.

    `why` is the sentence on the card. `message_limit` counts as the platform does; None: no limit is known.
    `answer_business_days` is our expectation, not a promise of the platform. `counsel` None: the addressee
    of a legal letter has to be entered. `verified` is False where the source is not the platform's own page.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    platform: Platform
    name: str
    first_contact: FirstContact
    why: str
    source: str
    checked: date
    answer_business_days: int
    host: str | None = None
    message_limit: int | None = None
    conversation_url: str | None = None
    routes: Mapping[RouteKind, ReportRoute] = field(default_factory=dict)
    rules: Mapping[Ground, str] = field(default_factory=dict)
    counsel: Counsel | None = None
    verified: bool = True
    api_url: str | None = None

    def is_stale(self, now: datetime) -> bool:
        """Whether the stance was checked more than 90 days before `now` (aware)."""
        return now.astimezone(UTC).date() - self.checked > STALE_AFTER

    def route_for(self, ground: Ground) -> ReportRoute | None:
        """Return how a report on `ground` is filed, or None if nobody has entered that yet."""
        return self.routes.get(route_kind(ground)) or self.routes.get(RouteKind.OTHER)

    def rule_for(self, ground: Ground) -> str | None:
        """Return what the platform calls its own rule behind `ground`, or None if that is not known."""
        return self.rules.get(ground)

    def conversation_for(self, account: str, host: str | None = None) -> str | None:
        """Return where a person can write to `account`, or None if the platform has no such address."""
        if self.conversation_url is None:
            return None
        name, _, named_host = account.lstrip("@").partition("@")
        server = host or self.host or named_host
        if "{host}" in self.conversation_url and not server:
            return None
        shown = name if "{host}" in self.conversation_url else account.lstrip("@")
        address = self.conversation_url.replace("{host}", quote(server, safe=":"))
        return address.replace("{account}", quote(shown, safe=""))


class Stances:
    """The stances of all platforms, with those of single servers."""

    def __init__(self, platforms: Mapping[Platform, Stance], servers: Mapping[str, Stance]) -> None:
        self._platforms = dict(platforms)
        self._servers = dict(servers)

    def for_platform(self, platform: Platform | str, host: str | None = None) -> Stance:
        """Return the stance of `platform`, of its server `host` where that is set up.

        Raise ValueError if there is no such platform.
        """
        known = Platform(platform)
        if known is Platform.MASTODON and host is not None:
            return self._servers.get(host.casefold(), self._platforms[known])
        return self._platforms[known]

    @property
    def servers(self) -> Mapping[str, Stance]:
        """The Mastodon servers that are set up, by host."""
        return dict(self._servers)


def route_kind(ground: Ground) -> RouteKind:
    """Return which desk a report on `ground` goes to."""
    if ground in _COPYRIGHT:
        return RouteKind.COPYRIGHT
    return RouteKind.PRIVATE_INFORMATION if ground in _PRIVATE else RouteKind.OTHER


def load_stances(extra: Path | None = None) -> Stances:
    """Return the shipped stances with those of the file `extra` merged over them, table by table.

    Raise StancesFileWrong with every mistake at once, each with its key.
    """
    tables: dict[str, Table] = {each.value: _read(SHIPPED / f"{each.value}.toml") for each in Platform}
    own = _read(extra) if extra else {}
    mistakes = [f"{key}: there is no such platform." for key in own if key not in tables]
    mistakes += [f"{key}: must be a table." for key in tables if not isinstance(own.get(key, {}), dict)]
    if mistakes:
        raise StancesFileWrong(tuple(mistakes))
    return _checked({key: merged(table, own.get(key, {})) for key, table in tables.items()})


def merged(under: Table, over: Table) -> Table:
    """Return `under` with the values of `over`; a table in both is merged in the same way."""
    both = {key for key in over if isinstance(over[key], dict) and isinstance(under.get(key), dict)}
    return {**under, **over, **{key: merged(under[key], over[key]) for key in both}}


def _read(file: Path) -> Table:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as unreadable:
        raise StancesFileWrong((f"{file}: cannot be read ({unreadable.strerror}).",)) from unreadable
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise StancesFileWrong((f"{file}: is not valid TOML ({broken}).",)) from broken


def _checked(tables: Mapping[str, Table]) -> Stances:
    mistakes: list[str] = []
    platforms: dict[Platform, Stance] = {}
    servers: dict[str, Stance] = {}
    for key, table in tables.items():
        instances = table.pop("instances", {})
        stance = _stance(key, {**table, "platform": key}, mistakes)
        if stance:
            platforms[stance.platform] = stance
        for host, own in _instances(key, instances, mistakes).items():
            server = _stance(f'{key}.instances."{host}"', _server_table(key, host, table, own), mistakes)
            if server:
                servers[host.casefold()] = server
    if mistakes:
        raise StancesFileWrong(tuple(dict.fromkeys(mistakes)))
    return Stances(platforms, servers)


def _instances(key: str, instances: object, mistakes: list[str]) -> dict[str, Table]:
    if not isinstance(instances, dict) or not all(isinstance(own, dict) for own in instances.values()):
        mistakes.append(f"{key}.instances: must be a table of tables, one for each host.")
        return {}
    if instances and key != Platform.MASTODON:
        mistakes.append(f"{key}.instances: only mastodon has instances.")
        return {}
    return instances


def _server_table(key: str, host: str, table: Table, own: Table) -> Table:
    contact = {"first_contact": "bot", "why": "This server lets the bot write."} if "api_url" in own else {}
    return {**merged(table, contact | own), "platform": key, "host": host.casefold()}


def _stance(key: str, table: Table, mistakes: list[str]) -> Stance | None:
    try:
        stance = TypeAdapter(Stance).validate_python(table)
    except ValidationError as wrong:
        for each in wrong.errors(include_url=False, include_input=False):
            place = ".".join([key, *(str(step) for step in each["loc"] if step != "[key]")])
            mistakes.append(f"{place}: {each['msg'][:1].lower()}{each['msg'][1:]}.")
        return None
    mistakes.extend(f"{key}.{mistake}" for mistake in _unfit(stance))
    return stance


def _unfit(stance: Stance) -> list[str]:
    found = [
        f"{name}: must not be blank." for name in ("name", "why", "source") if not getattr(stance, name).strip()
    ]
    found += [f"{name}: must be an https address." for name, url in _urls(stance) if not _safe(url)]
    found += [
        f"routes.{kind}.email: must be one e-mail address."
        for kind, route in stance.routes.items()
        if route.email is not None and not _one_address(route.email)
    ]
    if stance.counsel and stance.counsel.email is not None and not _one_address(stance.counsel.email):
        found.append("counsel.email: must be one e-mail address.")
    if stance.message_limit is not None and stance.message_limit < 1:
        found.append("message_limit: must be positive.")
    if stance.answer_business_days < 1:
        found.append("answer_business_days: must be positive.")
    return found + _bot_unfit(stance)


def _bot_unfit(stance: Stance) -> list[str]:
    if stance.first_contact is not FirstContact.BOT:
        return []
    if stance.platform is not Platform.MASTODON or stance.host is None:
        return [f"first_contact: the bot cannot write first on {stance.name}; use assisted or none."]
    return [] if stance.api_url else ["api_url: is needed where the bot writes."]


def _urls(stance: Stance) -> list[tuple[str, str]]:
    named = [("conversation_url", stance.conversation_url), ("api_url", stance.api_url)]
    named += [(f"routes.{kind}.form_url", route.form_url) for kind, route in stance.routes.items()]
    return [(name, url) for name, url in named if url is not None]


def _safe(url: str) -> bool:
    try:
        parts = urlsplit(url.replace("{host}", "host.example").replace("{account}", "account"))
        host = parts.hostname
    except ValueError:
        return False
    if not host or any(sign.isspace() for sign in url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def _one_address(email: str) -> bool:
    name, _, host = email.partition("@")
    return (
        bool(name and host) and "@" not in host and not any(sign.isspace() or sign in ",;<>" for sign in email)
    )
