"""What makes two reports speak of the same account, and two addresses of the same item."""

from typing import Protocol

from storage.vocabulary import Platform


class Address(Protocol):
    """What a resolved address tells of the account and item behind it."""

    @property
    def platform(self) -> Platform:
        """Where the account lives."""

    @property
    def account(self) -> str | None:
        """The account, where the address shows one."""

    @property
    def url(self) -> str:
        """The canonical URL."""

    @property
    def host(self) -> str:
        """The canonical host."""


def case_identity(address: Address, named: str | None = None) -> str:
    """Return what is unique about a case within its matter.

    It is the platform with the account, compared without case. Where the address shows no account and nobody
    named one (`named`, the account a person wrote beside it), it is the canonical URL; for a website the host.
    """
    account = (address.account or plain_account(named or "")).casefold()
    if address.platform is Platform.WEB:
        host = address.host.casefold()
        return (
            f"{address.platform}:{host}" if account in ("", host) else f"{address.platform}:{host}/{account}"
        )
    if account:
        return f"{address.platform}:{account}"
    return f"{address.platform}:url:{url_key(address)}"


def url_key(address: Address) -> str:
    """Return the canonical URL without its scheme, so that http and https are one item."""
    return address.url.partition("://")[2] if "://" in address.url else address.url


def plain_account(named: str) -> str:
    """Return a handle as a person wrote it without spaces around it and without the `@` before it."""
    return named.strip().removeprefix("@").strip()


def agrees(address: Address, named: str) -> bool:
    """Whether the account a person named is the one the address shows, or the address shows none.

    A handle on one of many hosts (`name@host`) may be named without its host.
    """
    shown, wanted = (address.account or "").casefold(), plain_account(named).casefold()
    if not shown or not wanted or address.platform is Platform.WEB:
        return True
    return wanted in (shown, shown.partition("@")[0])
