"""The local Slack does not queue: slow calls overlap, and a burst of commands is all answered in time."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx

from tests.simulator.slack.conftest import Place, bolt_app, over_http

Requests = list[tuple[str, dict[str, Any], dict[str, str]]]


def _answers(url: str, requests: Requests) -> list[httpx.Response]:
    # A thread of its own: a browser driven elsewhere in this process may keep a loop in the main one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, _burst(url, requests)).result()


async def _burst(url: str, requests: Requests) -> list[httpx.Response]:
    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(
        base_url=url, limits=limits, timeout=30, trust_env=False, verify=False
    ) as client:
        calls = (client.post(path, json=body, headers=headers) for path, body, headers in requests)
        return await asyncio.gather(*calls)


def test_slow_calls_overlap(place: Place) -> None:
    place.slack.stress = replace(place.slack.stress, latency=0.15)
    headers = {"Authorization": f"Bearer {place.slack.bot_token}"}
    requests = [
        ("/api/chat.postMessage", {"channel": place.desk, "text": f"m{n}"}, headers) for n in range(200)
    ]
    started = time.monotonic()
    answers = _answers(place.url, requests)
    # One after the other they would take half a minute.
    assert time.monotonic() - started < 20
    assert all(answer.json()["ok"] for answer in answers)
    assert len({answer.json()["ts"] for answer in answers}) == 200


def test_a_burst_of_commands_is_answered(place: Place) -> None:
    app = bolt_app(place)

    @app.command("/takedown")
    def _(ack: Any) -> None:
        ack("done")

    over_http(place, app)
    body = {"user": place.rita.id, "channel": place.desk, "text": "/takedown"}
    answers = _answers(place.url, [("/ui/command", body, {})] * 200)
    assert [answer.json().get("error") for answer in answers] == [None] * 200
