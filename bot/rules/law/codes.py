"""The code by which the contacted person can check that a message is genuine."""

from collections.abc import Sequence
from typing import Protocol

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O or U, so that a code survives being read aloud or copied by hand."""

LENGTH = 3


class RandomSource(Protocol):
    """A source of randomness, such as `random.SystemRandom`."""

    def choice(self, seq: Sequence[str], /) -> str:
        """Return one element of `seq`."""


def new_code(rng: RandomSource) -> str:
    """Return a fresh code of three characters, such as `4K2`."""
    return "".join(rng.choice(ALPHABET) for _ in range(LENGTH))


def shown_code(case_key: str, code: str) -> str:
    """Return the code as people see and type it: `NLP-17` and `4K2` become `NLP-17-4K2`."""
    return f"{case_key}-{code}"


def same_code(case_key: str, code: str, typed: str) -> bool:
    """Whether a person typed this case's code; forgives case, spaces and letters that look like digits."""
    return _as_read(typed) == _as_read(shown_code(case_key, code))


def _as_read(text: str) -> str:
    return "".join(text.upper().split()).translate(str.maketrans("ILO", "110"))
