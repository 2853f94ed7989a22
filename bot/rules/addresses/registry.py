"""Asks each platform in turn whether an address is its own."""

from collections.abc import Callable

from bot.rules.addresses.sites import (
    bluesky,
    discord,
    facebook,
    github,
    instagram,
    mastodon,
    reddit,
    telegram,
    tiktok,
    web,
    x,
    youtube,
)
from bot.rules.addresses.url.address import Refusal, Resolved
from bot.rules.addresses.url.parsing import LONGEST, Address, parse_web_address, refused, scheme_of, screened

Reader = Callable[[Address], Resolved | None]

# Mastodon is known by the shape of a path, so every platform with hosts of its own is asked before it.
READERS: tuple[Reader, ...] = (
    x.FAMILY.read,
    bluesky.FAMILY.read,
    reddit.FAMILY.read,
    youtube.FAMILY.read,
    instagram.FAMILY.read,
    facebook.FAMILY.read,
    tiktok.FAMILY.read,
    github.FAMILY.read,
    telegram.FAMILY.read,
    discord.FAMILY.read,
    mastodon.read,
)


def resolve(text: str) -> Resolved:
    """Say what a typed address names: platform, account, item, and its one canonical spelling.

    An address of a known platform becomes https; a website or an unlisted Mastodon server keeps its
    scheme. The result's own address resolves to the same result. Raise UrlRefused, with a sentence
    for the person, for anything that is not an http, https or at address.
    """
    typed = screened(text)
    found = bluesky.read_at_uri(typed) if scheme_of(typed) == "at" else _read(parse_web_address(typed))
    if len(found.url) > LONGEST:
        raise refused(Refusal.TOO_LONG)
    return found


def _read(address: Address) -> Resolved:
    answers = (reader(address) for reader in READERS)
    return next((answer for answer in answers if answer is not None), None) or web.read(address)
