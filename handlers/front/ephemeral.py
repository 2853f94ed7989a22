"""Telling a person something privately, after the acknowledgement, through the ledger."""

from typing import Any

import structlog

from handlers.base.request import Request
from storage.ledger import effects, lanes
from storage.vocabulary import EffectKind


def order_ephemeral(
    request: Request,
    channel_id: str | None,
    text: str,
    thread_ts: str | None = None,
    blocks: list[dict[str, Any]] | None = None,
) -> None:
    """Have the acting person told `text` (mrkdwn): only they see it in the channel, else by direct message."""
    in_channel = channel_id is not None and channel_id[:1] in "CG"
    payload: dict[str, Any] = {"user": request.user_id, "text": text, "blocks": blocks or []}
    if in_channel:
        payload |= {"channel": channel_id, "thread_ts": thread_ts}
    store = request.desk.store
    with store.request(), store.write() as session:
        effects.order(
            session,
            workspace_id=request.actor.workspace_id,
            kind=EffectKind.EPHEMERAL if in_channel else EffectKind.DIRECT_MESSAGE,
            idem_key=f"whisper:{request.key}"[:200],
            now=request.desk.clock.now(),
            lane=lanes.posting(str(channel_id) if in_channel else request.user_id),
            payload=payload,
        )
    request.desk.wake()


def log_unopened(error: Exception) -> None:
    """Log that Slack did not open a modal: the kind of error, never what was in it."""
    structlog.get_logger("handlers").warning("modal_not_opened", error=type(error).__name__)
