"""The reference: a bare Bolt app that does nothing but one durable INSERT before it acknowledges.

Takes the port, the signing secret and the database (a path for SQLite, `postgresql://…` for a server), and for
Socket Mode the address of Slack's Web API and the app-level token; ends with SIGTERM.
"""

import re
import sqlite3
import sys
from collections.abc import Callable

import psycopg
import uvicorn
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Keep = Callable[[str, str], object]

TABLE = "CREATE TABLE IF NOT EXISTS bare_decision (action TEXT NOT NULL, by_whom TEXT NOT NULL)"
ANYTHING = re.compile(".*", re.DOTALL)
WHO = AuthorizeResult(enterprise_id=None, team_id=None, bot_token="xoxb-bare")


def main() -> None:
    port, secret, database, *socket_mode = sys.argv[1:]
    app = App(signing_secret=secret, authorize=lambda **_: WHO, process_before_response=True)
    app.action(ANYTHING)(_keeper(_on_server(database) if "://" in database else _in_file(database)))
    if socket_mode:
        url, token = socket_mode
        SocketModeHandler(app, token, web_client=WebClient(token, base_url=url)).connect()
    handler = SlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    site = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    uvicorn.run(site, host="127.0.0.1", port=int(port), log_config=None, access_log=False)


def _in_file(path: str) -> Keep:
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        database.execute(f"PRAGMA {pragma}")
    database.execute(TABLE)
    return lambda value, by: database.execute("INSERT INTO bare_decision VALUES (?, ?)", (value, by))


def _on_server(url: str) -> Keep:
    database = psycopg.connect(url, autocommit=True)
    database.execute(TABLE)
    return lambda value, by: database.execute("INSERT INTO bare_decision VALUES (%s, %s)", (value, by))


def _keeper(keep: Keep) -> Callable[..., None]:
    def on_click(ack: Ack, body: dict[str, object], action: dict[str, object]) -> None:
        keep(str(action.get("value")), str(body["user"]["id"]))  # type: ignore[index]  # Slack's own payload
        ack()

    return on_click


if __name__ == "__main__":
    main()
