"""How a Mastodon server reads a status: its mentions, its length, and the HTML it makes of it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from html import escape

MAX_CHARACTERS = 500
CHARACTERS_PER_URL = 23

MENTION = re.compile(r"(?<![=/\w])@([A-Za-z0-9_]{1,30})(?:@(\w+(?:[.-]+\w+)*))?")
URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'’”]", re.IGNORECASE)
_LINK_OR_MENTION = re.compile(f"(?P<url>{URL.pattern})|(?P<mention>{MENTION.pattern})", re.IGNORECASE)


def length(text: str) -> int:
    """Return how many of the 500 characters `text` uses: a URL counts 23, a mention has no host."""
    bare = MENTION.sub(lambda found: f"@{found.group(1)}", URL.sub("x" * CHARACTERS_PER_URL, text))
    return len(unicodedata.normalize("NFC", bare))


def to_html(text: str, profiles: Mapping[str, str]) -> str:
    """Return `text` as escaped HTML with links; `profiles` maps a mention as written to the profile's URL."""
    paragraphs = re.split(r"\n{2,}", text.strip())
    return "".join(f"<p>{_lines(paragraph, profiles)}</p>" for paragraph in paragraphs if paragraph)


def _lines(paragraph: str, profiles: Mapping[str, str]) -> str:
    return "<br />".join(_line(line, _linker(profiles)) for line in paragraph.split("\n"))


def _line(line: str, link: Callable[[re.Match[str]], str]) -> str:
    pieces, end = [], 0
    for found in _LINK_OR_MENTION.finditer(line):
        pieces += [escape(line[end : found.start()]), link(found)]
        end = found.end()
    return "".join([*pieces, escape(line[end:])])


def _linker(profiles: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def link(found: re.Match[str]) -> str:
        if found["url"]:
            return _anchor(found["url"])
        profile = profiles.get(found["mention"].casefold())
        name = escape(found["mention"].split("@")[1])
        if profile is None:
            return escape(found["mention"])
        return (
            f'<span class="h-card" translate="no"><a href="{escape(profile)}" class="u-url mention">'
            f"@<span>{name}</span></a></span>"
        )

    return link


def _anchor(url: str) -> str:
    scheme = url[: url.index("//") + 2]
    shown, rest = url[len(scheme) : len(scheme) + 30], url[len(scheme) + 30 :]
    kind = "ellipsis" if rest else ""
    return (
        f'<a href="{escape(url)}" target="_blank" rel="nofollow noopener" translate="no">'
        f'<span class="invisible">{escape(scheme)}</span><span class="{kind}">{escape(shown)}</span>'
        f'<span class="invisible">{escape(rest)}</span></a>'
    )
