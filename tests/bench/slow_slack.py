"""The local Slack as a process of its own that takes its time with every call of the Web API.

Says where it is and who is in it as one line of JSON, and ends when its standard input does.
"""

import json
import sys

from starlette.applications import Starlette

from bot.clock import SystemClock
from bot.manifest import build_manifest
from bot.workspace.serving import Served, listener
from bot.workspace.slack import LocalSlack, Stress

LATENCY_SECONDS = 0.15
PEOPLE = 20


def main() -> None:
    slack = LocalSlack(SystemClock(), build_manifest(socket_mode=True, url=None), team_name="Northlight")
    slack.stress = Stress(latency=LATENCY_SECONDS)
    people = [slack.add_user(f"person{n}", f"Person {n}", tz="Europe/Berlin") for n in range(PEOPLE)]
    channel = slack.add_channel("takedowns", [*people, slack.bot_user_id])
    served = Served(Starlette(routes=slack.routes(), lifespan=lambda _app: slack.lifespan()), listener())
    served.start()
    facts = {
        "url": f"{served.url}/api/",
        "token": slack.bot_token,
        "secret": slack.signing_secret,
        "team": slack.team_id,
        "people": people,
        "channel": channel,
    }
    sys.stdout.write(f"{json.dumps(facts)}\n")
    sys.stdout.flush()
    sys.stdin.read()
    served.stop()


if __name__ == "__main__":
    main()
