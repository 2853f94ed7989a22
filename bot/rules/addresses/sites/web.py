"""Every address that belongs to no platform we know: the website's host is who it is about."""

from bot.rules.addresses.url.address import AddressKind, Resolved
from bot.rules.addresses.url.parsing import Address
from bot.rules.addresses.url.tracking import kept_query
from storage.vocabulary import Platform

_FRONTS = ("www.", "mobile.", "m.")
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "ne", "net", "or", "org"})


def read(address: Address) -> Resolved:
    """Return the page in its canonical spelling. The address itself keeps its scheme, `www.` and slashes.

    Without them it might not open any more; site_host and item_key do without them instead.
    """
    url = f"{address.scheme}://{address.netloc}{address.path}{kept_query(address.query)}"
    return Resolved(Platform.WEB, None, url, None, site_host(address.netloc), AddressKind.PAGE)


def site_host(netloc: str) -> str:
    """Return a site's host without `www.`, `m.` or `mobile.` in front, unless that is the site's own name."""
    front = next((front for front in _FRONTS if netloc.startswith(front)), "")
    rest = netloc.removeprefix(front)
    labels = rest.split(".")
    own_name = len(labels) < 2 or (len(labels) == 2 and labels[0] in _SECOND_LEVEL)
    return netloc if own_name else rest
