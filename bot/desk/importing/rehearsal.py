"""A dry run of an import: what earlier batches would have filed counts as known, and nothing is written."""

import json
from collections.abc import Collection, Iterable

from sqlmodel import Session

from bot.desk.importing.plan import Known, Placed
from storage.database.seen_on_disk import SeenOnDisk
from storage.queries import cases


def add_rehearsed(seen: SeenOnDisk, known: Known, placed: Iterable[Placed]) -> None:
    """Add to what is known what earlier batches of the same dry run would have filed."""
    for one in placed:
        matter, row = one.matter.key, one.row
        if seen.known([_word("filed", matter, row.url_key, row.identity)]):
            known.urls.setdefault((matter, row.url_key), set()).add(row.identity)
        elif seen.known([_word("url", matter, row.url_key)]):
            known.urls.setdefault((matter, row.url_key), set()).add("")
        if row.external_id and seen.known([_word("external", matter, row.external_id)]):
            known.external_ids.add((matter, row.external_id))


def rehearse(seen: SeenOnDisk, session: Session, workspace_id: int, new: list[Placed]) -> int:
    """Remember rows as if they were filed; return how many cases would be opened for them."""
    wanted = {(one.matter.key, one.row.identity): one.matter.id for one in new}
    stored = {(matter_id, identity) for (_, identity), matter_id in wanted.items() if matter_id is not None}
    known = cases.known_cases(session, workspace_id, stored)
    words = {
        _word("case", key, identity)
        for (key, identity), matter_id in wanted.items()
        if (matter_id or 0, identity) not in known
    }
    opened = len(words) - len(seen.known(words))
    seen.add(words)
    seen.add(word for one in new for word in _words(one))
    return opened


def first_seen(seen: SeenOnDisk, matters: Collection[str]) -> int:
    """Return how many of these matters would be opened for the first time."""
    words = {_word("matter", key) for key in matters}
    opened = len(words) - len(seen.known(words))
    seen.add(words)
    return opened


def _words(placed: Placed) -> list[str]:
    matter, row = placed.matter.key, placed.row
    words = [_word("filed", matter, row.url_key, row.identity), _word("url", matter, row.url_key)]
    return [*words, _word("external", matter, row.external_id)] if row.external_id else words


def _word(*parts: str) -> str:
    return json.dumps(parts)
