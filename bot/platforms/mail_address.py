"""One e-mail address, checked so that a header can hold exactly it and nothing else."""

import re
from email.headerregistry import Address

import idna

from bot.platforms.base import breaks_a_line

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_ADDRESS = re.compile(r"(?P<name>[^<>]*?)\s*<(?P<angled>[^<>\s]+)>|(?P<bare>[^<>\s]+)")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
LONGEST_LOCAL_PART = 64
LONGEST_ADDRESS = 254
LONGEST_NAME = 200


def parse_address(text: str) -> Address:
    """Return the one address in `text`, which may have a display name; its host in ASCII (IDNA 2008).

    Raise ValueError, with words for a person, for anything else: several addresses, a group, a line break,
    a local part outside RFC 5321's dot-string, a host without a dot.
    """
    if breaks_a_line(text):
        raise ValueError("an address holds no line breaks or control characters")
    found = _ADDRESS.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text[:80]}” is not exactly one e-mail address")
    local, _, host = (found["bare"] or found["angled"]).rpartition("@")
    return _checked(_name(found["name"] or ""), local, host)


def _name(written: str) -> str:
    quoted = len(written) > 1 and written.startswith('"') and written.endswith('"')
    name = written[1:-1] if quoted else written
    if "=?" in name or any(sign in name for sign in ('"\\' if quoted else '"\\,;:@()[]')):
        raise ValueError(f"“{written[:80]}” is no name for an e-mail address: put a name with signs in quotes")
    return name


def _checked(name: str, local: str, host: str) -> Address:
    if not _LOCAL.fullmatch(local) or len(local) > LONGEST_LOCAL_PART:
        raise ValueError(f"“{local[:80]}@…” is no e-mail address that every mail server understands")
    ascii_host = _ascii_host(host)
    if len(local) + 1 + len(ascii_host) > LONGEST_ADDRESS or len(name) > LONGEST_NAME:
        raise ValueError("the e-mail address is too long")
    return Address(name, local, ascii_host)


def _ascii_host(host: str) -> str:
    try:
        name = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as problem:
        raise ValueError(f"“{host[:80]}” is no host name") from problem
    labels = name.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise ValueError(f"“{host[:80]}” is no host name")
    return name
