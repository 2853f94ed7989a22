"""When two addresses or two account names mean the same."""

import re

from bot.rules.addresses.registry import resolve
from bot.rules.addresses.sites.mastodon import account_on, bare_name
from bot.rules.addresses.url.address import Refusal, Resolved, UrlRefused
from bot.rules.addresses.url.parsing import refused
from bot.rules.addresses.url.spelling import folded, hides_something
from storage.vocabulary import Platform

LONGEST_ACCOUNT = 200
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


def account_of(address: Resolved, named: str | None = None) -> str | None:
    """Return the account a case is about: the one the address shows, else the one a person named, else None.

    Raise UrlRefused for a name that is no account name.
    """
    if address.account is not None or not named or not plain_account(named):
        return address.account
    if address.platform is Platform.WEB and names_host(address, named):
        return None
    return account_for(address, named)


def plain_account(named: str) -> str:
    """Return a handle as a person wrote it without spaces around it and without the `@` before it."""
    return named.strip().removeprefix("@").strip()


def agrees(address: Resolved, named: str) -> bool:
    """Whether the account a person named can be the one behind the address; text that is no name cannot."""
    if not plain_account(named) or (address.platform is Platform.WEB and names_host(address, named)):
        return True
    try:
        return account_agrees(address, named)
    except UrlRefused:
        return False


def names_host(address: Resolved, named: str) -> bool:
    """Whether what a person named as the account is only the website's own host."""
    return plain_account(named).casefold().removeprefix("www.") == address.host.removeprefix("www.")
