"""What makes two reports speak of the same account, and two addresses of the same item."""

from bot.rules.addresses import Resolved, UrlRefused, account_agrees, account_for, case_key, item_key
from storage.vocabulary import Platform


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


def url_key(address: Resolved) -> str:
    """Return what two addresses of one item have in common, so that http and https are one item."""
    return item_key(address)


def account_of(address: Resolved, named: str | None = None) -> str | None:
    """Return the account a case is about: the one the address shows, else the one a person named, else None.

    Raise UrlRefused for a name that is no account name.
    """
    if address.account is not None or not named or not plain_account(named):
        return address.account
    if address.platform is Platform.WEB and _is_host(address, named):
        return None
    return account_for(address, named)


def plain_account(named: str) -> str:
    """Return a handle as a person wrote it without spaces around it and without the `@` before it."""
    return named.strip().removeprefix("@").strip()


def agrees(address: Resolved, named: str) -> bool:
    """Whether the account a person named can be the one behind the address; text that is no name cannot."""
    if not plain_account(named) or (address.platform is Platform.WEB and _is_host(address, named)):
        return True
    try:
        return account_agrees(address, named)
    except UrlRefused:
        return False


def _named_on_site(address: Resolved, named: str | None) -> str:
    return "" if not named or _is_host(address, named) else _key(address, named)


def _is_host(address: Resolved, named: str) -> bool:
    return plain_account(named).casefold().removeprefix("www.") == address.host.removeprefix("www.")


def _key(address: Resolved, named: str) -> str:
    try:
        return account_for(address, named)
    except UrlRefused:
        return plain_account(named).casefold()
