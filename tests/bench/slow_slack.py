"""The local Slack as a process of its own that takes its time with every call of the Web API.

Says where it is and who is in it as one line of JSON. Each line of JSON on its standard input is a round of
clicks, `{"url", "rate", "patience", "payloads"}`: it delivers them to `url`, or by Socket Mode if that is null,
each at its appointed time and with a trigger of its own. It answers with a line `{"times", "modals"}`: the
seconds until each was acknowledged, reckoned from the appointed time and null if it was not, and how many
modals opened. Ends when its standard input does.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from typing import Any

from starlette.applications import Starlette

from bot.clock import SystemClock
from bot.manifest import build_manifest
from bot.simulator.serving import Served, listener
from bot.simulator.slack.app.courier import Envelope
from bot.simulator.slack.server import LocalSlack
from bot.simulator.slack.state.refusals import RefusedError
from bot.simulator.slack.state.stress import Stress

Json = dict[str, Any]
LATENCY_SECONDS = 0.15
LEAD_SECONDS = 0.3
PEOPLE = 20


def main() -> None:
    slack = LocalSlack(SystemClock(), build_manifest(socket_mode=True, url=None), team_name="Northlight")
    calls: Counter[str] = Counter()
    slack.stress = Stress(latency=LATENCY_SECONDS, fault=lambda method: calls.update([method]))
    people = [slack.add_user(f"person{n}", f"Person {n}", tz="Europe/Berlin") for n in range(PEOPLE)]
    channel = slack.add_channel("takedowns", [*people, slack.bot_user_id])
    served = Served(Starlette(routes=slack.routes(), lifespan=lambda _app: slack.lifespan()), listener())
    served.start()
    _say(
        {
            "url": f"{served.url}/api/",
            "token": slack.bot_token,
            "app_token": slack.app_token,
            "secret": slack.signing_secret,
            "team": slack.team_id,
            "people": people,
            "channel": channel,
        }
    )
    for line in sys.stdin:
        plan = json.loads(line)
        slack.deliver_to(plan["url"])
        loop = slack._loop
        assert loop is not None
        calls.clear()
        slack.refused.clear()
        times = asyncio.run_coroutine_threadsafe(_round(slack, plan), loop).result()
        _say({"times": times, "modals": calls["views.open"] - len(slack.refused)})
    slack.close_streams()
    served.stop()


def _say(facts: Json) -> None:
    sys.stdout.write(f"{json.dumps(facts)}\n")
    sys.stdout.flush()


async def _round(slack: LocalSlack, plan: Json) -> list[float | None]:
    begin = time.monotonic() + LEAD_SECONDS
    return await asyncio.gather(
        *(
            _click(slack, payload, begin + place / plan["rate"], plan["patience"])
            for place, payload in enumerate(plan["payloads"])
        )
    )


async def _click(slack: LocalSlack, payload: Json, due: float, patience: float) -> float | None:
    await asyncio.sleep(due - time.monotonic())
    trigger = slack._core.triggers.issue(payload["user"]["id"])
    try:
        await slack._core.courier.ask(Envelope.INTERACTIVE, {**payload, "trigger_id": trigger}, patience)
    except RefusedError:
        return None
    return time.monotonic() - due


if __name__ == "__main__":
    main()
