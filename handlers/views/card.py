"""The card of a case: one message that says where it stands, and offers what may be done now."""

from bot.desk.case_facts import CaseFacts
from handlers.answers import Block
from handlers.mrkdwn import plain


def card_message(facts: CaseFacts) -> tuple[str, list[Block]]:
    """Return the card as a message: the same in words, and in blocks."""
    title = f"{facts.key} · {facts.account or facts.identity} on {facts.platform}"
    return title, [{"type": "header", "text": plain(title, 150)}]
