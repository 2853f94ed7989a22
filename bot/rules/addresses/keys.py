"""What is unique about a case within its matter, and about an item within its case."""

import re

from bot.rules.addresses.accounts import account_for, account_key, names_host, plain_account
from bot.rules.addresses.url.address import Resolved, UrlRefused
from storage.vocabulary import Platform

# Platforms whose item ids are unique by themselves, whoever posted the item.
_NUMBERED = frozenset(
    {Platform.X, Platform.REDDIT, Platform.YOUTUBE, Platform.INSTAGRAM, Platform.TIKTOK, Platform.DISCORD}
)


def item_key(resolved: Resolved) -> str:
    """Return what two addresses of one item have in common.

    It is the platform's id where that is unique by itself; else the address without scheme, outer slash,
    and, for a website, `www.`.
    """
    if resolved.item_id is not None and resolved.platform in _NUMBERED:
        return f"{resolved.platform}:{resolved.item_id}"
    rest = resolved.url.partition("://")[2]
    if resolved.platform is Platform.WEB:
        rest = resolved.host + re.sub("^[^/?]*", "", rest)
    path, mark, query = rest.partition("?")
    return f"{resolved.platform}:{path.rstrip('/')}{mark}{query}"


def case_key(resolved: Resolved, named: str | None = None) -> str:
    """Return who a case is about: the account, shown or named; a website's host; else the item itself.

    Raise UrlRefused for a name that is no account name.
    """
    if named:
        return f"account:{account_for(resolved, named)}"
    if resolved.account is not None:
        return f"account:{account_key(resolved.platform, resolved.account)}"
    return f"host:{resolved.host}" if resolved.platform is Platform.WEB else f"item:{item_key(resolved)}"


def case_identity(address: Resolved, named: str | None = None) -> str:
    """Return what is unique about a case within its matter.

    It is the platform with the account. Where the address shows no account and nobody named one (`named`,
    the account a person wrote beside it), it is the canonical URL, and for a website the host.
    """
    if address.platform is Platform.WEB:
        account = _named_on_site(address, named)
        return (
            f"{address.platform}:{address.host}/{account}" if account else f"{address.platform}:{address.host}"
        )
    if address.account is None and named and plain_account(named):
        return f"{address.platform}:account:{_key(address, named)}"
    return f"{address.platform}:{case_key(address)}"


def _named_on_site(address: Resolved, named: str | None) -> str:
    return "" if not named or names_host(address, named) else _key(address, named)


def _key(address: Resolved, named: str) -> str:
    try:
        return account_for(address, named)
    except UrlRefused:
        return plain_account(named).casefold()


def host_in(account: str | None, identity: str) -> str:
    """Return the host an account lives on, where the platform has many, from what is stored; else nothing."""
    if account and "@" in account:
        return account.rpartition("@")[2]
    return identity.rpartition("host:")[2] if "host:" in identity else ""
