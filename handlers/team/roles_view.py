"""Who holds which role, and what changed."""

from collections.abc import Sequence

from bot.desk.team.roles import Holder
from handlers.base.mrkdwn import person
from handlers.base.responses import Block
from handlers.blocks.elements import in_words, said, small
from handlers.blocks.words import counted, roles_said
from storage.vocabulary import Role

MOST_SHOWN = 60
PER_PARAGRAPH = 20

_MEANINGS = (
    "*reporter* files · *reviewer* approves what goes out · *counsel* approves messages, and is the second "
    "to approve what goes to a platform · *signatory* signs notices, and may be that second · *privacy* and "
    "*executive* follow the cases · *admin* gives roles and approves nothing. Counsel, executives and admins "
    "can pause the desk."
)


def roles_message(holders: Sequence[Holder]) -> tuple[str, list[Block]]:
    """Return everybody who holds a role: the same in words, and in blocks."""
    lines = [f"{person(holder.user_id)}: {_held(holder)}" for holder in holders]
    shown = lines[:MOST_SHOWN]
    paragraphs = [shown[start : start + PER_PARAGRAPH] for start in range(0, len(shown), PER_PARAGRAPH)]
    title = f"*Roles* · {counted(len(lines), 'person', 'people')}"
    more = [small(f"{len(lines) - len(shown)} more are not shown.")] if len(lines) > len(shown) else []
    return in_words([title, *lines]), [
        said(title),
        *(said("\n".join(paragraph)) for paragraph in paragraphs),
        *more,
        small(_MEANINGS),
    ]


def changed_sentence(who: str, word: str, wanted: tuple[Role, ...], done: tuple[Role, ...]) -> str:
    """Return what giving or taking roles changed; `who` is a mention."""
    rest = tuple(role for role in wanted if role not in done)
    if word == "add":
        said_done, said_rest = f"is now {roles_said(done)}", f"was {roles_said(rest)} already"
    else:
        said_done, said_rest = f"is no longer {roles_said(done)}", f"was not {roles_said(rest)}"
    told = [*([said_done] if done else []), *([said_rest] if rest else [])]
    return f"{who} {', and '.join(told)}."


def _held(holder: Holder) -> str:
    unknown = f"a role that cannot be read by this version of the desk (reference {holder.unreadable})"
    return " · ".join(filter(None, [roles_said(holder.roles), unknown if holder.unreadable else ""]))
