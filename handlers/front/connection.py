"""The connection with Slack: who we are there, and in Socket Mode the socket; an outage is waited out."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Final

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import WebClient
from sqlalchemy.exc import SQLAlchemyError
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential

from handlers.front.teams import Teams

TROUBLE: Final = (SlackApiError, SlackClientError, SQLAlchemyError, OSError)
CONCURRENCY: Final = 40
RECEIVED_AT_ONCE: Final = 64 * 1024
"""Bytes read from the socket at once; a click on a card has five times as many as the client would read."""
CALL_SECONDS: Final = 10


def web_client(token: str | None, api_url: str) -> WebClient:
    """Return a client of Slack's Web API that never repeats a call by itself."""
    return WebClient(token=token, base_url=api_url, timeout=CALL_SECONDS, retry_handlers=[])


class Identity:
    """Who the bot is in Slack, once `auth.test` has told; known before without its ids."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._result = AuthorizeResult(enterprise_id=None, team_id=None, bot_token=token)
        self.is_known = False

    def learn(self, answer: dict[str, str]) -> None:
        """Keep what `auth.test` said."""
        self._result = AuthorizeResult(
            enterprise_id=answer.get("enterprise_id"),
            team_id=answer["team_id"],
            bot_user_id=answer.get("user_id"),
            bot_id=answer.get("bot_id"),
            bot_token=self._token,
        )
        self.is_known = True

    def authorize(self) -> AuthorizeResult:
        """Return who we are, from memory: no network before an acknowledgement."""
        return self._result


class Connection:
    """Learns who we are and opens the socket, in a thread of its own, for as long as it takes."""

    def __init__(
        self, app: App, client: WebClient, identity: Identity, teams: Teams, app_token: str | None
    ) -> None:
        self._client = client
        self._identity = identity
        self._teams = teams
        self._socket = _socket(app, app_token) if app_token else None
        self._stopping = Event()
        self._thread = Thread(target=self._connect, name="slack-connection", daemon=True)

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def stop(self) -> None:
        """Give up connecting, or close the socket."""
        self._stopping.set()
        if self._socket is not None:
            self._socket.client.close()

    def is_ready(self) -> bool:
        """Whether Slack has answered `auth.test` and, in Socket Mode, the socket is open."""
        connected = self._socket is None or self._socket.client.is_connected()
        return self._identity.is_known and connected

    def _connect(self) -> None:
        if self._patiently(self._introduce) and self._socket is not None:
            self._patiently(self._socket.connect)

    def _introduce(self) -> None:
        answer = self._client.auth_test()
        self._identity.learn(dict(answer.data) if isinstance(answer.data, dict) else {})
        self._teams.serve(str(answer["team_id"]), str(answer.get("team") or ""))

    def _patiently(self, step: Callable[[], None]) -> bool:
        trying = Retrying(
            wait=wait_exponential(multiplier=0.5, max=30),
            retry=retry_if_exception_type(TROUBLE),
            stop=lambda _: self._stopping.is_set(),
            sleep=self._rest,
            before_sleep=_log,
            retry_error_callback=lambda _: None,
        )
        trying(step)
        return not self._stopping.is_set()

    def _rest(self, seconds: float) -> None:
        self._stopping.wait(seconds)


def _socket(app: App, app_token: str) -> SocketModeHandler:
    return SocketModeHandler(app, app_token, concurrency=CONCURRENCY, receive_buffer_size=RECEIVED_AT_ONCE)


def _log(state: RetryCallState) -> None:
    problem = state.outcome.exception() if state.outcome else None
    detail = problem.response.get("error") if isinstance(problem, SlackApiError) else None
    structlog.get_logger("slack").warning("slack_not_connected", error=type(problem).__name__, said=detail)
