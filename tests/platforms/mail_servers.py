"""Mail servers for tests: real ones with TLS and logins, and one that answers whatever a test says."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Authority:
    """Makes certificates and trusts them."""

    def __init__(self, ca: trustme.CA) -> None:
        self._ca = ca

    def server(self, host: str = "127.0.0.1") -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(host).configure_cert(context)
        return context

    def client(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self._ca.configure_trust(context)
        return context


@dataclass
class Inbox:
    """What arrived: whom it was handed over for, and the bytes."""

    letters: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"

    def login(self, _s: Any, _session: Any, _e: Any, _mechanism: str, login: Any) -> AuthResult:
        assert isinstance(login, LoginPassword)
        self.logins.append((login.login, login.password))
        return AuthResult(success=login.password == b"s3cret:/@", handled=False)


class _AnyPort(Controller):
    def _create_server(self):
        return self._opened(super()._create_server())

    async def _opened(self, opening):
        server = await opening
        self.port = server.sockets[0].getsockname()[1]
        return server


@contextmanager
def mail_server(**options: Any) -> Iterator[Inbox]:
    inbox = Inbox()
    if options.pop("logins", False):
        options |= {"authenticator": inbox.login, "auth_required": True}
    server = _AnyPort(inbox, hostname="127.0.0.1", port=0, ready_timeout=10, **options)
    server.start()
    inbox.port = server.port
    try:
        yield inbox
    finally:
        server.stop()


CLOSE, SILENCE = "<close>", "<silence>"
EHLO = "250-test\r\n250 SIZE 1000000"


@dataclass(frozen=True)
class Script:
    """The reply to each command by its first word; `greeting` and `letter` are the ones without a word."""

    replies: Mapping[str, str]

    def reply(self, word: str) -> str:
        standard = {"greeting": "220 test", "EHLO": EHLO, "DATA": "354 go on", "QUIT": "221 bye"}
        return self.replies.get(word, standard.get(word, "250 OK"))


class ScriptedServer:
    """Speaks SMTP on loopback as its script says; `heard` is every command word that arrived."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.heard: list[str] = []
        self.port: int = self._socket.getsockname()[1]

    def __enter__(self) -> Self:
        self._socket.settimeout(0.05)
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while not self._done.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(5)
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            if not self._answer(connection, "greeting"):
                return
            for line in lines:
                word = line.split()[0].decode().upper()
                self.heard.append(word)
                if not self._answer(connection, word) or word == "QUIT":
                    return
                if word == "DATA" and self._script.reply(word).startswith("354"):
                    while lines.readline().rstrip(b"\r\n") != b".":
                        pass
                    self.heard.append("letter")
                    if not self._answer(connection, "letter"):
                        return

    def _answer(self, connection: socket.socket, word: str) -> bool:
        reply = self._script.reply(word)
        if reply == SILENCE:
            self._done.wait(5)
        if reply in (CLOSE, SILENCE):
            return False
        connection.sendall(reply.encode() + b"\r\n")
        return True
