"""Requests as Slack signs them."""

import json
import time
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.simulator.slack.app.courier import signature

FORM = "application/x-www-form-urlencoded"


def headers(secret: str, body: bytes, *, age: float = 0, content_type: str = FORM) -> dict[str, str]:
    """Return the headers of a request signed `age` seconds ago."""
    stamp = str(int(time.time() - age))
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(secret, stamp, body),
    }


def command_body(
    team: str, user: str, text: str = "help", *, trigger: str = "1.2.3", channel: str = "C1"
) -> bytes:
    """Return the body of `/takedown text`."""
    return urlencode(
        {
            "command": "/takedown",
            "text": text,
            "team_id": team,
            "user_id": user,
            "channel_id": channel,
            "trigger_id": trigger,
            "response_url": "https://hooks.example/1",
        }
    ).encode()


def interaction_body(payload: dict[str, Any]) -> bytes:
    """Return the body of a click, a submission or a shortcut."""
    return urlencode({"payload": json.dumps(payload)}).encode()


def post(url: str, secret: str, body: bytes, *, content_type: str = FORM) -> httpx.Response:
    """Send a signed request to the desk's endpoint at `url`."""
    sent = headers(secret, body, content_type=content_type)
    return httpx.post(url, content=body, headers=sent, timeout=15, trust_env=False, verify=False)
