"""How a platform's addresses are described: which hosts are its own, and which path names what."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from bot.rules.addresses.url.address import AddressKind, Resolved
from bot.rules.addresses.url.parsing import Address
from bot.rules.addresses.url.spelling import folded, is_name
from bot.rules.addresses.url.tracking import kept_query
from storage.vocabulary import Platform


@dataclass(frozen=True, slots=True)
class Host:
    """A platform's own hosts, as a pattern.

    Where `apart` is set, the host stands in front of the path when routes are tried: a short form
    (`youtu.be/ID`) has routes of its own.
    """

    pattern: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One shape of address: a pattern for the whole path, and the canonical address it stands for.

    The path is matched without its outer slashes, ignoring case, with `?` and the values of the `query`
    keys behind it. The group `account` is the account; `url` and `item` are filled from the groups.
    Groups named in `fold` are compared without case.
    """

    pattern: str
    url: str
    kind: AddressKind
    item: str | None = None
    query: tuple[str, ...] = ()
    fold: tuple[str, ...] = ("account",)


def profile(
    pattern: str, url: str, *, query: tuple[str, ...] = (), fold: tuple[str, ...] = ("account",)
) -> Route:
    """Describe an address that names an account."""
    return Route(pattern, url, AddressKind.PROFILE, query=query, fold=fold)


def item(
    pattern: str,
    url: str,
    *,
    item: str | None = "{item}",
    query: tuple[str, ...] = (),
    fold: tuple[str, ...] = ("account",),
) -> Route:
    """Describe an address that names a post; `item` is None where the address does not show its id."""
    return Route(pattern, url, AddressKind.ITEM, item, query, fold)


def subject(path: str, address: Address, route: Route) -> str | None:
    """Return what a route's pattern is tried on; None when a query key it needs is missing."""
    if not route.query:
        return path
    values = [address.first(key) for key in route.query]
    return f"{path}?{'&'.join(values)}" if all(values) else None


def match(path: str, address: Address, routes: Iterable[Route]) -> Iterable[tuple[Route, dict[str, str]]]:
    """Yield every route that fits, in order, with its groups; missing groups are empty."""
    for route in routes:
        tried = subject(path, address, route)
        found = re.fullmatch(route.pattern, tried, re.IGNORECASE | re.ASCII) if tried is not None else None
        groups = found.groupdict(default="") if found is not None else {}
        names = {key: folded(text) for key, text in groups.items() if key in route.fold}
        if found is not None and all(map(is_name, names.values())):
            yield route, groups | names


@dataclass(frozen=True, slots=True)
class Family:
    """A platform with hosts of its own. `reserved` are first words of a path that are never accounts."""

    platform: Platform
    home: str
    hosts: tuple[Host, ...]
    routes: tuple[Route, ...]
    reserved: frozenset[str] = frozenset()
    trackers: frozenset[str] = frozenset()

    def read(self, address: Address) -> Resolved | None:
        """Say what an address names on this platform; None when the host is not one of its own."""
        host = next((own for own in self.hosts if re.fullmatch(own.pattern, address.host)), None)
        if host is None:
            return None
        path = address.path.strip("/")
        if host.apart:
            path = f"{address.host}/{path}".rstrip("/")
        for route, groups in match(path, address, self.routes):
            if groups.get("account", "").lower() not in self.reserved:
                return self._named(route, groups)
        return self._page(address, apart=host.apart)

    def _named(self, route: Route, groups: dict[str, str]) -> Resolved:
        spelt = {key: quote(text, safe="/:@") if key in route.fold else text for key, text in groups.items()}
        return Resolved(
            platform=self.platform,
            account=groups.get("account") or None,
            url=route.url.format(**spelt),
            item_id=route.item.format(**groups) if route.item else None,
            host=self.home,
            kind=route.kind,
        )

    def _page(self, address: Address, *, apart: bool) -> Resolved:
        host = address.host if apart else self.home
        query = kept_query(address.query, self.trackers)
        url = f"https://{host}{address.path}{query}"
        return Resolved(self.platform, None, url, None, self.home, AddressKind.PAGE)
