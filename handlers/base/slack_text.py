"""What people typed behind a command, without the escapes that Slack put around links and mentions."""

import re

_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>|([UW][A-Z0-9]{6,20})")


def storable(text: str) -> str:
    """Return text that every database takes: NUL and halves of characters are shown as `�`."""
    return _UNSTORABLE.sub("\ufffd", text)


def unescaped(text: str) -> str:
    """Return the text as it was typed: a link is its address, a mention the name behind its `@`.

    The spaces without width that keep names literal in our own messages are left out when they are pasted.
    """
    plain = _LINK.sub(_as_typed, text.replace("\u200b", ""))
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def person_in(word: str) -> str | None:
    """Return the Slack id that a mention (`<@U1|rita>`) or a bare id names; None if it is neither."""
    found = _PERSON.fullmatch(word)
    return (found[1] or found[2]) if found else None


def first_word(text: str) -> tuple[str, str]:
    """Return the first word in lower case, and the rest."""
    word, _, rest = text.strip().partition(" ")
    return word.lower(), rest.strip()


def _as_typed(found: re.Match[str]) -> str:
    address, label = found[1], found[2]
    if address[:1] in {"@", "#", "!"}:
        return f"{address[:1]}{label}" if label else address
    return address
