"""The reference: a bare Bolt app that does nothing but one durable SQLite INSERT before it acknowledges.

Takes the port, the signing secret and the database's path, and for Socket Mode the address of Slack's Web API
and the app-level token; ends with SIGTERM.
"""

import re
import sqlite3
import sys
from collections.abc import Callable

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

ANYTHING = re.compile(".*", re.DOTALL)
WHO = AuthorizeResult(enterprise_id=None, team_id=None, bot_token="xoxb-bare")


def main() -> None:
    port, secret, path, *socket_mode = sys.argv[1:]
    app = App(signing_secret=secret, authorize=lambda **_: WHO, process_before_response=True)
    app.action(ANYTHING)(_keeper(path))
    if socket_mode:
        url, token = socket_mode
        SocketModeHandler(app, token, web_client=WebClient(token, base_url=url)).connect()
    handler = SlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    site = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    uvicorn.run(site, host="127.0.0.1", port=int(port), log_config=None, access_log=False)


def _keeper(path: str) -> Callable[..., None]:
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE decision (action TEXT NOT NULL, by TEXT NOT NULL)")

    def on_click(ack: Ack, body: dict[str, object], action: dict[str, object]) -> None:
        by = str(body["user"]["id"])  # type: ignore[index]  # Slack's own payload
        database.execute("INSERT INTO decision VALUES (?, ?)", (str(action.get("value")), by))
        ack()

    return on_click


if __name__ == "__main__":
    main()
