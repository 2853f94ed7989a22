"""One spelling for percent-encoded text, and the characters that no address may hide."""

import re
import unicodedata
from urllib.parse import unquote

# RFC 3986, 2.3 (unreserved), and ":" and "@", which mean themselves in a path (3.3).
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:@")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|%|[^A-Za-z0-9\-._~:@!$&'()*+,;=/?]")
_TRAVELLING = frozenset("\u200c\u200d")


def respell(text: str) -> str:
    """Return `text` with each percent-encoding spelt the one way it can be spelt (RFC 3986, 6.2.2)."""
    return _ESCAPE.sub(_respell_one, text)


def _respell_one(found: re.Match[str]) -> str:
    digits = found.group(1)
    if digits is None:
        return "".join(f"%{byte:02X}" for byte in found.group(0).encode())
    character = chr(int(digits, 16))
    return character if character in _PLAIN else f"%{digits.upper()}"


def hides_something(text: str) -> bool:
    """Tell whether `text`, read plainly or percent-decoded, holds a control or invisible character.

    Those are control characters, lone surrogates, and format characters such as a right-to-left
    override; the two joiners that Persian and Indic spelling need are allowed.
    """
    return _hides(text) or ("%" in text and _hides(unquote(text)))


def _hides(text: str) -> bool:
    return not (text.isascii() and text.isprintable()) and any(map(_is_hidden, text))


def _is_hidden(character: str) -> bool:
    if character in _TRAVELLING:
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def folded(name: str) -> str:
    """Return a handle in the one spelling in which two handles are compared: decoded, NFC, lower case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", unquote(name)).lower())


def is_name(text: str) -> bool:
    """Tell whether a folded handle holds nothing but letters, digits and the marks that stand in names."""
    return all(each.isalnum() or each in "._-~:/@·" or unicodedata.category(each)[0] == "M" for each in text)
