"""What a measurement found: each figure beside its reference from the same run, and beside what is promised."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tables import table


@dataclass(frozen=True)
class Figure:
    """One figure: what was measured and its reference, in words, and the number that is promised, if one is."""

    name: str
    measured: str
    reference: str
    number: float | None = None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def is_missed(self) -> bool:
        """Whether the number is not what is promised."""
        if self.number is None:
            return False
        too_much = self.at_most is not None and self.number > self.at_most
        return too_much or (self.at_least is not None and self.number < self.at_least)

    @property
    def promise(self) -> str:
        """What is promised, in words."""
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return f"at least {self.at_least:g}" if self.at_least is not None else ""

    @property
    def cells(self) -> list[str]:
        """The figure as a row of a table."""
        number = "" if self.number is None else f"{self.number:.2f}"
        return [self.name, self.measured, self.reference, number, self.promise]


def finished(measured: str, reference: str, figures: Sequence[Figure]) -> int:
    """Print the figures under these headings and name those that are missed; return the exit status."""
    header = ["figure", measured, reference, "number", "promised"]
    sys.stdout.write(f"{table(header, [figure.cells for figure in figures])}\n")
    missed = [figure for figure in figures if figure.is_missed]
    for figure in missed:
        sys.stdout.write(f"FAILED {figure.name}: {figure.number:.2f}, {figure.promise}\n")
    return int(bool(missed))
