"""What a Mastodon server makes of a text: whom it mentions, how long it is, what its HTML shows."""

import re
import unicodedata
from html import unescape

MAX_CHARACTERS = 500
CHARACTERS_PER_URL = 23

_NAME = r"[A-Za-z0-9_]+(?:[A-Za-z0-9_.-]*[A-Za-z0-9_]+)?"
_HANDLE = re.compile(rf"@?({_NAME})(?:@([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{{1,5}})?))?")
_MENTION = re.compile(rf"(?<![=/\w])@({_NAME})(?:@(\w+(?:[.-]+\w+)*))?")
_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br\b|/?p\b)[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def account_name(handle: str) -> str:
    """Return `handle` as `name` or `name@host`, without the leading @. Raise ValueError if it is none."""
    found = _HANDLE.fullmatch(handle.strip())
    if not found:
        raise ValueError("this is no Mastodon handle: write name, or name@host")
    name, host = found.groups()
    return f"{name}@{host.lower()}" if host else str(name)


def mentioned(text: str) -> list[str]:
    """Return every account that a server would notify of `text`, as `name` or `name@host`, in order."""
    return [f"{name}@{host.lower()}" if host else name for name, host in _MENTION.findall(text)]


def counted_length(text: str, *, per_url: int = CHARACTERS_PER_URL) -> int:
    """Return the length of `text` as Mastodon counts it: a URL as 23 characters, a mention without its host.

    Code points are counted where the server counts graphemes: the result is never too small for that.
    """
    without_hosts = _MENTION.sub(lambda found: f"@{found.group(1)}", text)
    shortened = _URL.sub(lambda found: "x" * per_url + _after_url(found.group()), without_hosts)
    return len(unicodedata.normalize("NFC", shortened))


def addressed(names: tuple[str, ...], text: str) -> str:
    """Return `text` as it is posted: `@names[0]` in front, unless one of `names` is mentioned."""
    there = {name.casefold() for name in mentioned(text)}
    return text if any(name.casefold() in there for name in names) else f"@{names[0]} {text}"


def plain(html: str) -> str:
    """Return the text that a reader of a status sees; `html` is the server's."""
    return unescape(_TAG.sub("", _BREAK.sub("\n", html)))


def words(text: str) -> str:
    """Return the letters and digits of `text` without mentions: a text and its rendering have the same."""
    spoken = unicodedata.normalize("NFKC", _MENTION.sub("", text)).casefold()
    return "".join(sign for sign in spoken if sign.isalnum())


def _after_url(url: str) -> str:
    return url[len(url.rstrip(".,;:!?)]}'’”")) :]
