"""The table of real-world shapes, as the tests read it."""

from pathlib import Path
from typing import NamedTuple


class Shape(NamedTuple):
    """One line of the table."""

    typed: str
    platform: str
    account: str | None
    url: str
    item_id: str | None
    kind: str


def _shape(line: str) -> Shape:
    typed, platform, account, url, item_id, kind = line.split(" | ")
    return Shape(
        typed, platform, None if account == "-" else account, url, None if item_id == "-" else item_id, kind
    )


_LINES = Path(__file__).with_name("shapes.txt").read_text(encoding="utf-8").splitlines()
SHAPES = [_shape(line) for line in _LINES if line and not line.startswith("#")]
