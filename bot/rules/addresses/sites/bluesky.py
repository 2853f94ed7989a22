"""Addresses on Bluesky, and at-uris, which name the same records without a website."""

import re

from bot.rules.addresses.url.address import AddressKind, Refusal, Resolved
from bot.rules.addresses.url.parsing import parse_web_address, refused
from bot.rules.addresses.url.route import Family, Host, item, profile
from bot.rules.addresses.url.spelling import folded, respell
from storage.vocabulary import Platform

_HANDLE = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DID = r"did:[a-z]+:[a-z0-9._:-]*[a-z0-9._-]"
_ACCOUNT = rf"@?(?P<account>{_DID}|{_HANDLE})"
_RKEY = r"(?P<item>[\w.:~-]*[\w:~-][\w.:~-]*)"

FAMILY = Family(
    platform=Platform.BLUESKY,
    home="bsky.app",
    hosts=(Host(r"(?:(?:www|m|main|staging)\.)?bsky\.app"),),
    routes=(
        item(rf"profile/{_ACCOUNT}/post/{_RKEY}(?:/.*)?", "https://bsky.app/profile/{account}/post/{item}"),
        item(rf"profile/{_ACCOUNT}/feed/{_RKEY}(?:/.*)?", "https://bsky.app/profile/{account}/feed/{item}"),
        item(rf"profile/{_ACCOUNT}/lists/{_RKEY}", "https://bsky.app/profile/{account}/lists/{item}"),
        item(rf"(?:starter-pack|start)/{_ACCOUNT}/{_RKEY}", "https://bsky.app/starter-pack/{account}/{item}"),
        profile(
            rf"profile/{_ACCOUNT}(?:/(?:followers|follows|known-followers|search|labeler/.*))?",
            "https://bsky.app/profile/{account}",
        ),
    ),
)

# The collections that bsky.app shows, and where it shows them.
_PAGES = {
    "app.bsky.feed.post": "https://bsky.app/profile/{account}/post/{rkey}",
    "app.bsky.feed.generator": "https://bsky.app/profile/{account}/feed/{rkey}",
    "app.bsky.graph.list": "https://bsky.app/profile/{account}/lists/{rkey}",
    "app.bsky.graph.starterpack": "https://bsky.app/starter-pack/{account}/{rkey}",
    "app.bsky.actor.profile": "https://bsky.app/profile/{account}",
    "": "https://bsky.app/profile/{account}",
}
_AT_URI = re.compile(
    rf"at://{_ACCOUNT}(?:/(?P<collection>[a-z][a-z0-9.-]*\.[a-z0-9.-]*[a-z0-9])/{_RKEY})?/*",
    re.IGNORECASE | re.ASCII,
)


def read_at_uri(typed: str) -> Resolved:
    """Say what an at-uri names. Raise UrlRefused unless it is complete (AT Protocol, at-uri syntax)."""
    found = _AT_URI.fullmatch(respell(re.split("[?#]", typed, maxsplit=1)[0]))
    if found is None:
        raise refused(Refusal.AT_URI)
    account, collection, rkey = folded(found["account"]), found["collection"] or "", found["item"] or ""
    page = _PAGES.get(collection)
    if page is None:
        url = f"at://{account}/{collection}/{rkey}"
        return Resolved(Platform.BLUESKY, account, url, rkey, FAMILY.home, AddressKind.ITEM)
    named = FAMILY.read(parse_web_address(page.format(account=account, rkey=rkey)))
    if named is None:
        raise refused(Refusal.AT_URI)
    return named
