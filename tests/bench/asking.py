"""Signed requests as Slack sends them, made from the very cards and modals that the desk shows."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from stage import Stage

from bot.desk.contact.drafting import draft_message, request_message
from bot.desk.core.context import Actor
from bot.desk.lists.lists import shown_case
from bot.desk.review.text_sheet import TO_APPROVE, look_at_text
from handlers.base.ids import ActionId, Value
from handlers.card.card_message import card_message
from handlers.review.text_forms import review_view
from storage.queries import notices
from storage.vocabulary import NoticeKind

Json = dict[str, Any]


def takes(on: Stage, case_ids: list[int]) -> list[Json]:
    """Return a click on `Take` for each case, by one person after the other."""
    return [_click(on, case_id, place, ActionId.TAKE) for place, case_id in enumerate(case_ids)]


def openings(on: Stage, case_ids: list[int]) -> list[Json]:
    """Return a click that opens a modal for each case, by one person after the other."""
    return [_click(on, case_id, place, ActionId.ADD_EVIDENCE) for place, case_id in enumerate(case_ids)]


def approvals(on: Stage, case_ids: list[int]) -> list[Json]:
    """Return, for each case, the approval of a warning that somebody else has asked for."""
    return [_approval(on, case_id, place) for place, case_id in enumerate(case_ids)]


def signed(on: Stage, payload: Json) -> str:
    """Return a request over HTTP as Slack makes it, with its signature."""
    body, stamp = urlencode({"payload": json.dumps(payload)}), str(int(time.time()))
    digest = hmac.new(on.secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    head = [
        "POST /slack/events HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        f"X-Slack-Request-Timestamp: {stamp}",
        f"X-Slack-Signature: v0={digest}",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
    ]
    return "\r\n".join([*head, "", body])


def _click(on: Stage, case_id: int, place: int, act: ActionId) -> Json:
    user = on.people[place % len(on.people)]
    text, blocks = card_message(shown_case(on.desk, Actor(on.workspace_id, user), case_id).facts)
    button = next(
        element for block in blocks for element in block.get("elements", []) if element.get("action_id") == act
    )
    stamp, channel = _stamp(place), on.slack["channel"]
    message = {"type": "message", "ts": stamp, "text": text, "blocks": blocks, "bot_id": "B0BENCH"}
    return _from(on, user, "block_actions") | {
        "container": {"type": "message", "message_ts": stamp, "channel_id": channel, "is_ephemeral": False},
        "channel": {"id": channel, "name": "takedowns"},
        "message": message,
        "state": {"values": {}},
        "actions": [button | {"block_id": "more", "action_ts": stamp}],
    }


def _approval(on: Stage, case_id: int, place: int) -> Json:
    author = Actor(on.workspace_id, on.people[place % len(on.people)])
    approver = Actor(on.workspace_id, on.people[(place + 1) % len(on.people)])
    draft = draft_message(on.desk, author, case_id, NoticeKind.WARNING)
    request_message(on.desk, author, case_id, NoticeKind.WARNING, draft.body)
    with on.desk.store.read() as session:
        notice = notices.current(session, on.workspace_id, case_id)
    sheet = look_at_text(on.desk, approver, (notice and notice.id) or 0, TO_APPROVE)
    value = Value(
        case=case_id,
        notice=sheet.notice_id,
        hash=sheet.content_hash,
        version=sheet.version,
        channel=on.slack["channel"],
    )
    view = review_view(sheet, value)
    shown = {"id": f"V{place:09}", "hash": _stamp(place), "state": {"values": {}}, "team_id": on.slack["team"]}
    return _from(on, approver.user_id, "view_submission") | {"view": view | shown}


def _from(on: Stage, user: str, kind: str) -> Json:
    team = on.slack["team"]
    return {
        "type": kind,
        "team": {"id": team, "domain": "northlight"},
        "user": {"id": user, "username": "person", "name": "person", "team_id": team},
        "api_app_id": "A0BENCH",
        "trigger_id": "1.2.3",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _stamp(place: int) -> str:
    return f"{int(time.time())}.{place:06}"
