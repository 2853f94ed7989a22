"""Opening the installation's database for one word of the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, OperationalError

from bot.settings import Settings
from storage.database.engine import Store, open_store
from storage.database.migrate import NewerSchema, migrate


class NoDatabase(Exception):
    """The database cannot be opened; the text is a sentence for the person at the command line."""


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """Yield the database at its newest schema; raise NoDatabase if it cannot be opened or brought there."""
    try:
        store = open_store(settings.database_url.get_secret_value())
        migrate(store)
    except NewerSchema as newer:
        raise NoDatabase(str(newer)) from newer
    except (OperationalError, ArgumentError) as error:
        # The error's own text may repeat the address with its password.
        raise NoDatabase("The database named by DATABASE_URL cannot be opened.") from error
    try:
        yield store
    finally:
        store.close()
