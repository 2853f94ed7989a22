"""One e-mail address, checked so that a header can hold exactly it and nothing else."""

import re
from email.errors import HeaderParseError
from email.headerregistry import Address, AddressHeader, HeaderRegistry

import idna

from bot.platforms.base import breaks_a_line

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
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
    header = HeaderRegistry(use_default_map=True)("To", text.strip())
    if not isinstance(header, AddressHeader) or header.defects or len(header.addresses) != 1:
        raise ValueError(f"“{text[:80]}” is not exactly one e-mail address")
    if any(group.display_name is not None for group in header.groups):
        raise ValueError(f"“{text[:80]}” is a group, not one e-mail address")
    return _checked(header.addresses[0])


def _checked(found: Address) -> Address:
    local, host = found.username, found.domain
    if not _LOCAL.fullmatch(local) or len(local) > LONGEST_LOCAL_PART:
        raise ValueError(f"“{local[:80]}@…” is no e-mail address that every mail server understands")
    ascii_host = _ascii_host(host)
    if len(local) + 1 + len(ascii_host) > LONGEST_ADDRESS or len(found.display_name) > LONGEST_NAME:
        raise ValueError("the e-mail address is too long")
    try:
        return Address(found.display_name, local, ascii_host)
    except HeaderParseError as problem:
        raise ValueError("this is no e-mail address") from problem


def _ascii_host(host: str) -> str:
    try:
        name = host.lower() if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as problem:
        raise ValueError(f"“{host[:80]}” is no host name") from problem
    labels = name.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise ValueError(f"“{host[:80]}” is no host name")
    return name
