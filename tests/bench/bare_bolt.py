"""The reference: a bare Bolt app that does nothing but one durable SQLite INSERT before it acknowledges.

Takes the port, the signing secret and the database's path; ends with SIGTERM.
"""

import re
import sqlite3
import sys

import uvicorn
from slack_bolt import Ack, App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ANYTHING = re.compile(".*", re.DOTALL)
WHO = AuthorizeResult(enterprise_id=None, team_id=None, bot_token="xoxb-bare")


def main() -> None:
    port, secret, path = sys.argv[1:]
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        database.execute(f"PRAGMA {pragma}")
    database.execute("CREATE TABLE decision (action TEXT NOT NULL, by TEXT NOT NULL)")
    app = App(signing_secret=secret, authorize=lambda **_: WHO, process_before_response=True)

    def on_click(ack: Ack, body: dict[str, object], action: dict[str, object]) -> None:
        by = str(body["user"]["id"])  # type: ignore[index]  # Slack's own payload
        database.execute("INSERT INTO decision VALUES (?, ?)", (str(action.get("value")), by))
        ack()

    app.action(ANYTHING)(on_click)
    handler = SlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    site = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    uvicorn.run(site, host="127.0.0.1", port=int(port), log_config=None, access_log=False)


if __name__ == "__main__":
    main()
