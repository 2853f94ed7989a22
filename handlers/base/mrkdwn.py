"""Text for Slack: what people typed never becomes markup."""

import re
from datetime import datetime
from typing import Any

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_CODE = re.compile(r"(`[^`\n]+`)")
_STYLING = str.maketrans({mark: f"\u200b{mark}" for mark in "*_~`"})


def escaped(text: str) -> str:
    """Return text in which nothing is a mention, a link or an entity; hidden characters are shown as `�`."""
    visible = _HIDDEN.sub("\ufffd", text)
    return visible.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def literal(text: str) -> str:
    """Return text for mrkdwn in which styling marks cannot pair either, so that it reads as it was typed."""
    return escaped(text).translate(_STYLING)


def escape_keeping_code(text: str) -> str:
    """Return a sentence of the desk for mrkdwn: nothing in it is markup but the `code` that it names."""
    parts = _CODE.split(escaped(text))
    return "".join(part if number % 2 else part.translate(_STYLING) for number, part in enumerate(parts))


def plain(text: str, longest: int = 3000) -> dict[str, Any]:
    """Return a plain_text object: Slack reads nothing in it as markup or emoji; cut at `longest` characters."""
    visible = _HIDDEN.sub("\ufffd", text) or " "
    return {"type": "plain_text", "text": shortened(visible, longest), "emoji": False}


def mrkdwn(text: str) -> dict[str, Any]:
    """Return a mrkdwn object of text that is markup already: user text in it went through `literal`."""
    return {"type": "mrkdwn", "text": trimmed(text, 3000), "verbatim": True}


def shortened(text: str, longest: int) -> str:
    """Return text cut to `longest` characters, with an ellipsis where something is missing."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def trimmed(text: str, longest: int) -> str:
    """Return mrkdwn cut to `longest` characters; no entity, date, link or mention is torn by that."""
    return text if len(text) <= longest else text[: whole_until(text, longest - 1)] + "…"


def whole_until(text: str, end: int) -> int:
    """Return the last place up to `end` where mrkdwn can be cut without tearing an entity, date or mention."""
    for opening, closing in (("<", ">"), ("&", ";")):
        begun = text.rfind(opening, 0, end)
        if begun >= 0 and closing not in text[begun:end]:
            end = begun
    return end


def when(instant: datetime, shape: str = "{date_short_pretty} {time}") -> str:
    """Return an instant that every reader sees in their own zone, with UTC for clients that cannot."""
    fallback = instant.strftime("%d %b %Y %H:%M UTC")
    return f"<!date^{int(instant.timestamp())}^{shape}|{fallback}>"


def person(user_id: str) -> str:
    """Return a mention of a person, or `the desk` for what happened by itself."""
    return f"<@{user_id}>" if re.fullmatch(r"[UW][A-Z0-9]+", user_id) else "the desk"
