"""The local Slack does not queue: slow calls overlap, and a burst of commands is all answered in time."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

import httpx

from tests.workspace.slack.conftest import Place, bolt_app, over_http


async def _burst(url: str, requests: list[tuple[str, dict[str, Any], dict[str, str]]]) -> list[httpx.Response]:
    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=30, trust_env=False) as client:
        calls = (client.post(path, json=body, headers=headers) for path, body, headers in requests)
        return await asyncio.gather(*calls)


def test_slow_calls_overlap(place: Place) -> None:
    place.slack.stress = replace(place.slack.stress, latency=0.15)
    headers = {"Authorization": f"Bearer {place.slack.bot_token}"}
    requests = [
        ("/api/chat.postMessage", {"channel": place.desk, "text": f"m{n}"}, headers) for n in range(400)
    ]
    started = time.monotonic()
    answers = asyncio.run(_burst(place.url, requests))
    # One after the other they would take a minute.
    assert time.monotonic() - started < 20
    assert all(answer.json()["ok"] for answer in answers)
    assert len({answer.json()["ts"] for answer in answers}) == 400


def test_a_burst_of_commands_is_answered(place: Place) -> None:
    app = bolt_app(place)

    @app.command("/takedown")
    def _(ack: Any) -> None:
        ack("done")

    over_http(place, app)
    body = {"user": place.rita.id, "channel": place.desk, "text": "/takedown"}
    answers = asyncio.run(_burst(place.url, [("/ui/command", body, {})] * 200))
    assert [answer.json().get("error") for answer in answers] == [None] * 200
