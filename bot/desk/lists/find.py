"""Finding cases by whatever a person has at hand: a key, a code, a handle, an address, an external id."""

import re

from sqlmodel import Session

from bot.rules.addresses.accounts import plain_account
from bot.rules.addresses.keys import case_identity, item_key
from bot.rules.addresses.registry import resolve
from bot.rules.addresses.url.address import Resolved, UrlRefused
from storage.lists import search
from storage.lists.search import CaseLine

LONGEST = 2100
_KEY = re.compile(r"([A-Z][A-Z0-9]*-[0-9]{1,9})(?:-[0-9A-Z]{3})?")


def find(session: Session, workspace_id: int, user_id: str, text: str, limit: int = 10) -> list[CaseLine]:
    """Return the cases that `text` may mean, best first, as far as a role holder is shown them.

    It is read as a case's key (`NLP-17`) or code (`NLP-17-4K2`), an address, an external id, and a handle
    with or without `@`; case matters in external ids alone.
    """
    wanted = text.strip()
    if not wanted or len(wanted) > LONGEST or "\0" in wanted:
        return []
    found = _by_key(session, workspace_id, user_id, wanted)
    address = _address(wanted)
    if address is not None:
        found += _by_address(session, workspace_id, user_id, address, limit)
    found += search.by_external_id(session, workspace_id, user_id, wanted, limit)
    handle = plain_account(wanted)
    if handle:
        handles = sorted({handle, handle.casefold()})
        found += search.by_account(session, workspace_id, user_id, handles, limit)
    return list(dict.fromkeys(found))[:limit]


def _by_key(session: Session, workspace_id: int, user_id: str, text: str) -> list[CaseLine]:
    key = _KEY.fullmatch(text.upper())
    return search.by_keys(session, workspace_id, user_id, [key.group(1)]) if key else []


def _by_address(
    session: Session, workspace_id: int, user_id: str, address: Resolved, limit: int
) -> list[CaseLine]:
    items = search.by_url(session, workspace_id, user_id, item_key(address), limit)
    return items + search.by_identity(session, workspace_id, user_id, case_identity(address), limit)


def _address(text: str) -> Resolved | None:
    try:
        return resolve(text)
    except UrlRefused:
        pass
    if "." not in text or "@" in text:
        return None
    try:
        return resolve(f"https://{text}")
    except UrlRefused:
        return None
