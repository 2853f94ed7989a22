"""Finds the addresses in the text of a Slack message."""

import re

# Slack's own links stand in angle brackets, with an optional label; what it did not link stands bare.
_LINK = re.compile(
    r"<(?P<linked>[^<>|]*)(?:\|[^<>]*)?>|(?<![a-z0-9])(?P<bare>(?:https?|at)://(?:(?!&[lg]t;)[^\s<>|])+)",
    re.IGNORECASE,
)
_OURS = re.compile(r"(?:https?|at)://", re.IGNORECASE)
_TRAILING = ".,;:!?'\"`*_~)]}…"


def urls_in_slack_text(text: str) -> list[str]:
    """Return the http, https and at addresses of a message in Slack's mrkdwn, unescaped, in order, each once.

    Mentions, channels, dates, mail links and the labels of links are left out. Nothing is validated.
    """
    found = (_unescaped(_address(match)) for match in _LINK.finditer(text))
    return list(dict.fromkeys(url for url in found if _OURS.match(url)))


def _address(found: re.Match[str]) -> str:
    linked = found.group("linked")
    return linked if linked is not None else _without_punctuation(found.group("bare"))


def _without_punctuation(url: str) -> str:
    bare = url.rstrip(_TRAILING)
    closes = url[len(bare) :].startswith(")") and bare.count("(") > bare.count(")")
    return f"{bare})" if closes else bare


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
