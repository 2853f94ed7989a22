"""Saying that one case cannot be read, where the others go on."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session, col, select

from bot.desk.core.refusals import CannotBeRead
from storage.database.unreadable import BROKEN, noted
from storage.models import Case


@contextmanager
def read_in_words(session: Session, case_id: int) -> Iterator[None]:
    """Read what belongs to one case; raise CannotBeRead if something in it is not what its column holds."""
    try:
        yield
    except BROKEN as error:
        key = session.exec(select(col(Case.key)).where(col(Case.id) == case_id)).first()
        if key is None:
            raise
        raise CannotBeRead(unreadable(key, noted("case", case_id, key, error).reference)) from error


def unreadable(key: str, reference: str) -> str:
    """Return the sentence about a case that cannot be read."""
    return (
        f"{key} cannot be read by this version of the desk; nothing was changed in it. (Reference {reference})"
    )
