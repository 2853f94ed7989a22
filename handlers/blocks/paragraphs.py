"""Lines of mrkdwn as a message in which every address stays text: nothing in it is linked by Slack itself."""

from collections.abc import Iterator, Sequence

from handlers.base.mrkdwn import whole_until
from handlers.base.responses import Block
from handlers.blocks.elements import said

LONGEST_SECTION = 3000


def thread_message(lines: Sequence[str]) -> tuple[str, list[Block]]:
    """Return lines as the text of a message, and as paragraphs within Slack's limits that hold all of them."""
    return "\n".join(lines), [said(part) for part in paragraphs_of(lines)]


def paragraphs_of(lines: Sequence[str]) -> list[str]:
    """Return the lines put together to paragraphs of at most 3,000 characters; nothing is left out."""
    found: list[str] = []
    for part in (part for line in lines for part in _parts(line)):
        if found and len(found[-1]) + 1 + len(part) <= LONGEST_SECTION:
            found[-1] += f"\n{part}"
        else:
            found.append(part)
    return found


def _parts(line: str) -> Iterator[str]:
    rest = line
    while len(rest) > LONGEST_SECTION:
        cut = _cut(rest)
        yield rest[:cut]
        rest = rest[cut:]
    if rest.strip():
        yield rest


def _cut(text: str) -> int:
    """Return where to cut so that no entity, date or mention is torn: behind a space if one is near."""
    end = LONGEST_SECTION
    space = text.rfind(" ", end - 300, end)
    cut = space + 1 if space > 0 else end
    return whole_until(text, cut) or cut
