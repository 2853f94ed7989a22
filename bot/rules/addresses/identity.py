"""When two addresses or two account names mean the same."""

import re

from bot.rules.addresses.address import Refusal, Resolved, UrlRefused
from bot.rules.addresses.mastodon import account_on, bare_name
from bot.rules.addresses.parsing import refused
from bot.rules.addresses.registry import resolve
from bot.rules.addresses.spelling import folded, hides_something
from storage.vocabulary import Platform

LONGEST_ACCOUNT = 200
# Platforms whose item ids are unique by themselves, whoever posted the item.
_NUMBERED = frozenset(
    {Platform.X, Platform.REDDIT, Platform.YOUTUBE, Platform.INSTAGRAM, Platform.TIKTOK, Platform.DISCORD}
)
_DECORATION = {
    Platform.REDDIT: r"/?(?:u|user)/",
    Platform.TELEGRAM: r"t\.me/",
}
_CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)


def account_key(platform: Platform, account: str) -> str:
    """Return an account as typed by a person in the one spelling in which accounts are compared.

    An address is taken for the account it shows. Raise UrlRefused for text that is no account name.
    """
    if "://" in account:
        return _shown_by(platform, account)
    name = account.strip()
    if not name or len(name) > LONGEST_ACCOUNT or hides_something(name):
        raise refused(Refusal.ACCOUNT)
    if platform is not Platform.WEB and any(character.isspace() for character in name):
        raise refused(Refusal.ACCOUNT)
    key = _spelt(platform, name)
    if not key:
        raise refused(Refusal.ACCOUNT)
    return key


def same_account(platform: Platform, one: str, other: str) -> bool:
    """Tell whether two account names mean one account on a platform. Raise UrlRefused as account_key does."""
    return account_key(platform, one) == account_key(platform, other)


def account_agrees(resolved: Resolved, named: str) -> bool:
    """Tell whether a named account can be the one an address shows; any can, where it shows none.

    On Mastodon a name without a host is meant on the address's own host. Raise UrlRefused for text
    that is no account name.
    """
    key = account_for(resolved, named)
    return resolved.account is None or key == account_key(resolved.platform, resolved.account)


def account_for(resolved: Resolved, named: str) -> str:
    """Return a named account's key, completed with the host of the address beside it (Mastodon)."""
    key = account_key(resolved.platform, named)
    if resolved.platform is not Platform.MASTODON or "@" in key:
        return key
    shown = resolved.account
    return shown if shown is not None and bare_name(shown) == key else account_on(resolved.host, key)


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


def _shown_by(platform: Platform, address: str) -> str:
    resolved = resolve(address)
    if resolved.account is None or resolved.platform is not platform:
        raise UrlRefused(
            Refusal.ACCOUNT, "This address shows no account of that platform. Write the account's name."
        )
    return _spelt(platform, resolved.account)


def _spelt(platform: Platform, name: str) -> str:
    bare = re.sub(_DECORATION.get(platform, r"(?!)"), "", name, count=1, flags=re.IGNORECASE)
    bare = bare.strip("/").removeprefix("@")
    if platform is Platform.YOUTUBE and _CHANNEL.fullmatch(bare):
        return bare
    key = folded(bare)
    # Facebook takes john.example and johnexample for the same name.
    return key.replace(".", "") if platform is Platform.FACEBOOK else key
