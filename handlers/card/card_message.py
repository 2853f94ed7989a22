"""The card of a case: one message that says where it stands, and offers what may be done now."""

from dataclasses import dataclass

from bot.desk.card.card_facts import CardFacts, ItemFacts
from bot.desk.card.steps import Step
from bot.desk.card.text_facts import DoubtFacts
from handlers.base.ids import ActionId, Value
from handlers.base.mrkdwn import literal, mrkdwn, person, plain, shortened, trimmed
from handlers.base.responses import Block
from handlers.blocks.buttons import actions, button, context, exact, link_button, question, section
from handlers.blocks.elements import shorter, text_length
from handlers.blocks.words import FORMS, STATUS_LABELS, TEXTS, counted, shown_url
from handlers.card.card_buttons import main_buttons, other_buttons
from handlers.card.card_lines import (
    blocked_lines,
    deadline_line,
    doubt_line,
    past_lines,
    title_of,
    urgent_lines,
    work_lines,
)

LONGEST_TEXT = 3900
LONGEST_PARAGRAPH = 600
SIDE_BY_SIDE = 6
MOST_DOUBTS = 3
_BUDGET = 9500


@dataclass(frozen=True)
class _Size:
    """How long a text to copy may stand on the card, and how many items."""

    copy: int
    items: int


_SIZES = (_Size(2500, 20), _Size(0, 20), _Size(0, 10), _Size(0, 4))


def card_message(facts: CardFacts) -> tuple[str, list[Block]]:
    """Return the card as a message: the same in words (mrkdwn), and in blocks within Slack's limits."""
    drawn = (_blocks(facts, size) for size in _SIZES)
    fitting = next((blocks for blocks in drawn if text_length(blocks) <= _BUDGET), None)
    return _in_words(facts), fitting or shorter(_blocks(facts, _SIZES[-1]), LONGEST_PARAGRAPH)


def _blocks(facts: CardFacts, size: _Size) -> list[Block]:
    return [
        {"type": "header", "text": plain(title_of(facts), 150)},
        section(mrkdwn("\n".join([_status_line(facts), *urgent_lines(facts)]))),
        *_doubts(facts),
        *_items(facts, size.items),
        *_told(facts),
        *_by_hand(facts, size.copy),
        *actions("steps", *main_buttons(facts)),
        *_withheld(facts),
        *actions("more", *other_buttons(facts)),
        context(mrkdwn(_origin(facts))),
    ]


def _in_words(facts: CardFacts) -> str:
    lines = [f"{literal(title_of(facts))}: {_status_line(facts)}", *urgent_lines(facts)]
    lines += [doubt_line(doubt) for doubt in facts.doubts[:MOST_DOUBTS]]
    lines += [*work_lines(facts), *past_lines(facts), *blocked_lines(facts)]
    return trimmed("\n".join(lines), LONGEST_TEXT)


def _status_line(facts: CardFacts) -> str:
    due = deadline_line(facts)
    return f"*{STATUS_LABELS[facts.status]}*" + (f" · {due}" if due else "")


def _origin(facts: CardFacts) -> str:
    owner = f"Owner {person(facts.owner_id)}" if facts.owner_id else "Nobody owns this"
    matter = f"{facts.matter_key}: {literal(shortened(facts.matter_title, 80))}"
    return (
        f"{owner} · {matter} · for {literal(shortened(facts.client, 60))} · filed by {person(facts.filed_by)}"
    )


def _told(facts: CardFacts) -> list[Block]:
    lines = [*work_lines(facts), *past_lines(facts)]
    return [section(mrkdwn("\n".join(lines)))] if lines else []


def _withheld(facts: CardFacts) -> list[Block]:
    lines = blocked_lines(facts)
    return [context(mrkdwn("\n".join(lines)))] if lines else []


def _doubts(facts: CardFacts) -> list[Block]:
    blocks: list[Block] = []
    for doubt in facts.doubts[:MOST_DOUBTS]:
        blocks.append(section(mrkdwn(doubt_line(doubt))))
        blocks += actions(f"doubt_{doubt.effect_id}", *_reconciling(facts, doubt))
    return blocks


def _reconciling(facts: CardFacts, doubt: DoubtFacts) -> list[Block]:
    value = Value(case=facts.id, effect=doubt.effect_id, version=facts.version)
    text = TEXTS[doubt.kind]
    return [
        button(
            ActionId.MARK_AS_SENT,
            "Mark as sent",
            value,
            confirm=question(
                "Mark as sent?", f"You say that the {text} arrived. This is recorded.", "It arrived"
            ),
        ),
        button(
            ActionId.SEND_AGAIN,
            "Send again",
            value,
            confirm=question(
                "Send again?", f"The {text} may arrive twice. You say that it did not arrive.", "Send again"
            ),
        ),
        button(
            ActionId.GIVE_UP,
            "Cancel",
            value,
            confirm=question("Cancel this sending?", f"The {text} counts as not sent.", "Cancel it", "Keep it"),
        ),
    ]


def _items(facts: CardFacts, most: int) -> list[Block]:
    shown = facts.items[:most]
    if len(facts.items) <= SIDE_BY_SIDE:
        return [section(plain(_item_line(item)), _opening(item, "Open")) for item in shown]
    left = len(facts.items) - len(shown)
    lines = [_item_line(item) for item in shown] + ([f"… and {counted(left, 'item')} more"] if left else [])
    parts = [lines[start : start + 10] for start in range(0, len(lines), 10)]
    opening = [_opening(item, f"Open {item.number}") for item in shown]
    return [*(section(plain("\n".join(part))) for part in parts), *actions("items", *opening)]


def _item_line(item: ItemFacts) -> str:
    said = [item.outcome, FORMS[item.kind], item.ground, _evidence(item)]
    return f"{item.number}  {shown_url(item.url)} · {' · '.join(said)}"


def _evidence(item: ItemFacts) -> str:
    said = [counted(item.stored, "file") if item.stored else "no evidence yet"]
    said += [f"{item.pending} being fetched"] if item.pending else []
    said += [f"{item.refused} not accepted"] if item.refused else []
    return ", ".join(said)


def _opening(item: ItemFacts, label: str) -> Block | None:
    confirm = question("Open this page?", "It is flagged and not ours. It may see that you came.", "Open")
    return link_button(ActionId.OPEN_ITEM, label, item.url, confirm, suffix=str(item.number))


def _by_hand(facts: CardFacts, longest_copy: int) -> list[Block]:
    notice, text = facts.notice, facts.copy_text
    if notice is None or text is None or Step.SENT_BY_HAND not in facts.steps:
        return []
    value = Value(case=facts.id, notice=notice.id, hash=notice.content_hash, version=facts.version)
    fits = len(text) <= longest_copy
    shown = [exact(text)] if fits else []
    whole = None if fits else button(ActionId.COPY_TEXT, "Show the text to copy", value)
    lead = section(mrkdwn(_instruction(facts)))
    return [lead, *shown, *actions("by_hand", whole, _door(facts))]


def _instruction(facts: CardFacts) -> str:
    notice = facts.notice
    if notice is None:
        return ""
    if notice.poster_learns is None:
        return f"{person(notice.sender_id)} sends this by hand, word for word, then presses *I sent it*."
    how, learns = (literal(shortened(text, 300)) for text in (notice.how, notice.poster_learns))
    lead = "Send this by hand, word for word, then press *I sent it*."
    return f"{lead} {how}\nWhat the poster will learn: {learns}"


def _door(facts: CardFacts) -> Block | None:
    notice = facts.notice
    if notice is None:
        return None
    if notice.poster_learns is None:
        confirm = question(
            "Open the conversation?", "You write in your own name, from your own account.", "Open"
        )
        return link_button(
            ActionId.OPEN_CONVERSATION, "Open the conversation", facts.conversation_url or "", confirm
        )
    confirm = question("Open the official form?", f"What the poster will learn: {notice.poster_learns}", "Open")
    return link_button(ActionId.OPEN_CONVERSATION, "Open the official form", notice.form_url or "", confirm)
