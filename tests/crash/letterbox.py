"""A mail server that counts letters by Message-ID, kills callers at their moment, breaks connections."""

import asyncio
from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.crash.callers import Callers
from tests.crash.dooms import Boundary, Dooms, Receiver
from tests.crash.faults import Faults, Way
from tests.support.slack_side import free_port

AFTER_THE_ANSWER = 0.003
"""Seconds after which the answer has left, and hardly anybody can have written it down."""


class Letterbox:
    """Listens on this machine; letters come from `p7@…`, where 7 is the number of the process."""

    def __init__(self, dooms: Dooms, faults: Faults, callers: Callers) -> None:
        self._dooms = dooms
        self._faults = faults
        self._callers = callers
        self.letters: Counter[str] = Counter()
        self.port = free_port()
        self._listener = Controller(self, hostname="127.0.0.1", port=self.port)

    def start(self) -> None:
        self._listener.start()

    def stop(self) -> None:
        self._listener.stop()

    async def handle_MAIL(  # noqa: N802 - the name the server looks for
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        pid = self._pid(address)
        if self._dooms.awaits(pid, Boundary.SENDING):
            with self._callers.call(pid):
                self._dooms.strike(pid, Boundary.SENDING, Receiver.MAIL)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        pid = self._pid(envelope.mail_from or "")
        with self._callers.call(pid):
            return self._hand_over(pid, server, envelope)

    def _hand_over(self, pid: int, server: SMTP, envelope: Envelope) -> str:
        for moment in (Boundary.CALL_LOST, Boundary.CALL_WORKS, Boundary.ANSWER_LOST):
            if self._dooms.awaits(pid, moment):
                if moment is not Boundary.CALL_LOST:
                    self._keep(envelope)
                self._dooms.strike(pid, moment, Receiver.MAIL)
                return "250 OK"
        if self._dooms.awaits(pid, Boundary.ANSWERED):
            loop = asyncio.get_running_loop()
            loop.call_later(AFTER_THE_ANSWER, self._dooms.strike, pid, Boundary.ANSWERED, Receiver.MAIL)
            self._keep(envelope)
            return "250 OK"
        return self._as_ordered(server, envelope)

    def _as_ordered(self, server: SMTP, envelope: Envelope) -> str:
        way = self._faults.next(Receiver.MAIL)
        if way in {Way.BUSY, Way.ERROR, Way.ERROR_AFTER}:
            # A server that says so has not taken the letter (RFC 5321, 4.2.1); there is no other such answer.
            return "451 Please try again later"
        if way is not Way.RESET:
            self._keep(envelope)
        if way is not None:
            _abort(server.transport)
        return "250 OK"

    def _keep(self, envelope: Envelope) -> None:
        content: Any = envelope.content
        self.letters[str(message_from_bytes(content)["Message-ID"]).strip()] += 1

    def _pid(self, address: str) -> int:
        number = address.partition("@")[0].removeprefix("p")
        return self._callers.pid(int(number)) if number.isdigit() else 0


def _abort(transport: object) -> None:
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
