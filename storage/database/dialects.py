"""The two databases, where they have to be told apart."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlmodel import Session


def is_sqlite(on: Session | Engine) -> bool:
    """Whether a session or an engine speaks to SQLite, which lets one writer in at a time."""
    bind = on.get_bind() if isinstance(on, Session) else on
    return bind.dialect.name == "sqlite"


def inserting(for_sqlite: bool, table: Any) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that can say what to do about a row that is there already."""
    return sqlite.insert(table) if for_sqlite else postgresql.insert(table)
