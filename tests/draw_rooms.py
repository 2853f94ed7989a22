"""Draws the rooms into the pages that show them, from the same table that holds the walls.

`python -m tests.draw_rooms` writes them; a test fails while a page shows something else.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from tests.rooms import KNOWS, known_rooms, place_of, purpose_of, within
from tests.source_tree import ROOT

# What the picture of the whole house shows as one: a floor, or a part of it.
FLOORS = (
    "handlers",
    "bot.desk",
    "bot.outward",
    "bot.effects",
    "bot.platforms",
    "bot.notices",
    "bot.rules",
    "storage",
)


def shortest(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return the graph without arrows that go another way as well (its transitive reduction)."""
    reached: dict[str, set[str]] = {}

    def beyond(node: str) -> set[str]:
        if node not in reached:
            reached[node] = set().union(*({other} | beyond(other) for other in graph.get(node, ())))
        return reached[node]

    return {
        node: {one for one in others if not any(one in beyond(two) for two in others - {one})}
        for node, others in graph.items()
    }


def picture(graph: Mapping[str, set[str]], label: Callable[[str], str]) -> str:
    """Return a Mermaid picture of a graph, each node under its label."""
    lines = ["```mermaid", "flowchart TD"]
    lines += [f'    {_id(node)}["{label(node)}"]' for node in graph]
    for node, others in shortest(graph).items():
        lines += [f"    {_id(node)} --> {_id(other)}" for other in sorted(others)]
    return "\n".join([*lines, "```"])


def _id(node: str) -> str:
    return node.replace(".", "_")


def house() -> str:
    """Return the picture of the floors: Slack above, the database below."""
    graph = {floor: _known_floors(floor) for floor in FLOORS}
    return picture(graph, lambda floor: floor.replace(".", "/"))


def _known_floors(floor: str) -> set[str]:
    known = set().union(*(known_rooms(room) for room in KNOWS if within(room, floor)))
    return {other for other in FLOORS if other != floor and any(within(room, other) for room in known)}


def inside(floor: str) -> Callable[[], str]:
    """Return what draws the rooms of one floor."""

    def draw() -> str:
        rooms = [room for room in KNOWS if within(room, floor)]
        graph = {room: known_rooms(room) & set(rooms) for room in rooms}
        return picture(graph, lambda room: room.removeprefix(f"{floor}."))

    return draw


def register(*floors: str) -> Callable[[], str]:
    """Return what lists the rooms of floors with what lives there."""

    def draw() -> str:
        rooms = [room for room in KNOWS if within(room, *floors)]
        rows = [f"| `{place_of(room)}` | {purpose_of(room)} |" for room in rooms]
        return "\n".join(["| Room | What lives there, and what does not |", "|---|---|", *rows])

    return draw


PAGES: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"house": house},
    "docs/index.md": {
        "house": house,
        "desk": inside("bot.desk"),
        "handlers": inside("handlers"),
        "storage": inside("storage"),
        "list": register(
            "handlers",
            "bot.desk",
            "bot.outward",
            "bot.effects",
            "bot.platforms",
            "bot.notices",
            "bot.rules",
            "storage",
        ),
    },
}


def redrawn(page: str, text: str) -> str:
    """Return the text of a page with every picture between its marks as the table draws it now."""
    for name, draw in PAGES[page].items():
        begin, end = f"<!-- rooms: {name} -->", f"<!-- end of rooms: {name} -->"
        if begin not in text or end not in text:
            raise ValueError(f"{page} has no place for the picture {name!r}")
        drawn = f"{begin}\n{draw()}\n{end}"
        text = re.sub(
            f"{re.escape(begin)}.*?{re.escape(end)}", lambda _, drawn=drawn: drawn, text, flags=re.DOTALL
        )
    return text


def main(pages: Iterable[str] = PAGES) -> None:
    """Write every picture anew."""
    for page in pages:
        path = ROOT / page
        path.write_text(redrawn(page, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
