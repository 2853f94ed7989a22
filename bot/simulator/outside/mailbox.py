"""The mailbox of the platform's legal desk: a real SMTP listener on loopback that keeps what it is given."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Lock

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

FOLDER = "mail"
LARGEST_LETTER = 25 * 1024 * 1024


@dataclass(frozen=True)
class Attachment:
    """One file in a letter; `index` counts from 0 in the order of the letter."""

    index: int
    name: str
    mimetype: str
    content: bytes


@dataclass(frozen=True)
class ReceivedLetter:
    """One letter as it arrived: who handed it over for whom, and every byte of it."""

    id: int
    envelope_from: str
    envelope_to: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The parsed letter."""
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def text(self) -> str:
        """The plain-text body with \\n between its lines, or nothing if there is none."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()).replace("\r\n", "\n") if body is not None else ""

    @property
    def attachments(self) -> list[Attachment]:
        """The files beside the text."""
        return [_attachment(place, part) for place, part in enumerate(self.message.iter_attachments())]


class Mailbox:
    """Listens for mail on `host` from `start()` to `stop()`; port 0 picks a free one. Keeps duplicates."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        changed: Callable[[str], None] = lambda _topic: None,
        state_dir: Path | None = None,
    ) -> None:
        """Call `changed("outside")` in the listener's thread for each letter; keep letters in `state_dir`."""
        self._host = host
        self._wanted_port = port
        self._changed = changed
        self._folder = state_dir / FOLDER if state_dir else None
        self._lock = Lock()
        self._letters = _kept(self._folder)
        self._listener: _Listener | None = None
        self._breaks = 0

    @property
    def port(self) -> int:
        """The port it listens on. Raise RuntimeError before `start()`."""
        if self._listener is None:
            raise RuntimeError("the mailbox is not open")
        return self._listener.port

    def start(self) -> None:
        """Open the listener. Raise OSError when the port is taken."""
        listener = _Listener(
            _Postman(self), hostname=self._host, port=self._wanted_port, data_size_limit=LARGEST_LETTER
        )
        listener.start()
        self._listener = listener

    def stop(self) -> None:
        """Close the listener, if it is open; letters stay."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.stop()

    def break_off(self, times: int = 1) -> None:
        """Take the next letters in, and break the connection off before saying so."""
        with self._lock:
            self._breaks += times

    def breaks_now(self) -> bool:
        """Say whether this is a letter whose connection is to break, and count it."""
        with self._lock:
            wanted = self._breaks > 0
            self._breaks -= wanted
            return wanted

    def messages(self) -> list[ReceivedLetter]:
        """Return all letters, oldest first."""
        with self._lock:
            return list(self._letters)

    def message(self, letter_id: int) -> ReceivedLetter | None:
        """Return the letter with this id, or None."""
        return next((one for one in self.messages() if one.id == letter_id), None)

    def take_in(self, envelope_from: str, envelope_to: tuple[str, ...], content: bytes) -> None:
        """Keep one letter."""
        with self._lock:
            letter = ReceivedLetter(len(self._letters) + 1, envelope_from, envelope_to, content)
            _keep(self._folder, letter)
            self._letters.append(letter)
        self._changed("outside")


class _Postman:
    """What the listener calls for each letter."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take one letter in."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self._mailbox.take_in(envelope.mail_from or "", tuple(envelope.rcpt_tos), content)
        if self._mailbox.breaks_now() and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 OK: kept"


class _Listener(Controller):
    """A controller that knows its port when it was asked for any free one."""

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self._opened(super()._create_server())

    async def _opened(self, opening: Awaitable[asyncio.AbstractServer]) -> asyncio.AbstractServer:
        server = await opening
        if isinstance(server, asyncio.Server):
            self.port = server.sockets[0].getsockname()[1]
        return server


def _attachment(place: int, part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    name = Path(part.get_filename() or f"attachment-{place + 1}").name
    return Attachment(place, name, part.get_content_type(), content if isinstance(content, bytes) else b"")


def _keep(folder: Path | None, letter: ReceivedLetter) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    head = "".join(
        f"{name}: {value}\r\n"
        for name, value in (("X-From", letter.envelope_from), ("X-To", ", ".join(letter.envelope_to)))
    )
    (folder / f"{letter.id:06}.eml").write_bytes(head.encode() + letter.content)


def _kept(folder: Path | None) -> list[ReceivedLetter]:
    files = sorted(folder.glob("*.eml")) if folder and folder.exists() else []
    return [_read(place, path.read_bytes()) for place, path in enumerate(files, start=1)]


def _read(place: int, stored: bytes) -> ReceivedLetter:
    sender, receivers, content = stored.split(b"\r\n", 2)
    to = receivers.decode().removeprefix("X-To: ").split(", ")
    return ReceivedLetter(place, sender.decode().removeprefix("X-From: "), tuple(to), content)
