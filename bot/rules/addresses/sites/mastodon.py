"""Addresses on Mastodon, whose servers are many: known by the shape of a post, or by a list of instances."""

import re

from bot.rules.addresses.sites.instances import INSTANCES
from bot.rules.addresses.url.address import AddressKind, Resolved
from bot.rules.addresses.url.parsing import Address
from bot.rules.addresses.url.route import item, match, profile
from bot.rules.addresses.url.tracking import kept_query
from storage.vocabulary import Platform

_NAME = r"(?P<name>\w(?:[\w.-]*\w)?)"
_REMOTE = r"(?:@(?P<remote>(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d{1,5})?))?"
_FOLD = ("name", "remote")

POSTS = (
    item(rf"(?:web/|deck/)?@{_NAME}{_REMOTE}/(?P<item>\d+)(?:/[a-z_]+)?", "/@{who}/{item}", fold=_FOLD),
    item(rf"users/{_NAME}/statuses/(?P<item>\d+)(?:/[a-z_]+)?", "/@{who}/{item}", fold=_FOLD),
)
PROFILES = (
    profile(rf"(?:web/|deck/)?@{_NAME}{_REMOTE}(?:/[a-z_]+)?", "/@{who}", fold=_FOLD),
    profile(rf"users/{_NAME}(?:/[a-z_]+)?", "/@{who}", fold=_FOLD),
)


def read(address: Address) -> Resolved | None:
    """Say what an address names on a Mastodon server; None when nothing shows that it is one."""
    known = is_known_instance(address.host)
    path = address.path.strip("/")
    for route, groups in match(path, address, POSTS + PROFILES if known else POSTS):
        return _named(address, groups, route.url, route.kind)
    return _page(address) if known and not is_loopback_name(address.host) else None


def is_known_instance(host: str) -> bool:
    """Tell whether a host is on the list; names under localhost are, for a server on one's own machine."""
    return host in INSTANCES or is_loopback_name(host)


def is_loopback_name(host: str) -> bool:
    """Tell whether a host name can only mean this machine (RFC 6761, 6.3)."""
    return host == "localhost" or host.endswith(".localhost")


def account_on(netloc: str, name: str) -> str:
    """Return `name@host` for a name as typed, which may already carry its host."""
    bare = name.lstrip("@")
    return bare if "@" in bare else f"{bare}@{netloc}"


def _named(address: Address, groups: dict[str, str], path: str, kind: AddressKind) -> Resolved:
    name, remote = groups["name"], groups.get("remote", "")
    away = bool(remote) and remote != address.netloc
    who = f"{name}@{remote}" if away else name
    number = groups.get("item", "")
    return Resolved(
        platform=Platform.MASTODON,
        account=account_on(address.netloc, who),
        url=f"{origin(address)}{path.format(who=who, item=number)}",
        item_id=number or None,
        host=address.netloc,
        kind=kind,
    )


def _page(address: Address) -> Resolved:
    url = f"{origin(address)}{address.path}{kept_query(address.query)}"
    return Resolved(Platform.MASTODON, None, url, None, address.netloc, AddressKind.PAGE)


def origin(address: Address) -> str:
    """Return scheme and host: https for a listed instance, the scheme as given for any other server."""
    scheme = "https" if address.host in INSTANCES and not address.port else address.scheme
    return f"{scheme}://{address.netloc}"


def bare_name(account: str) -> str:
    """Return an account's name without its host."""
    return re.split("@", account.lstrip("@"), maxsplit=1)[0]
