"""Why a text cannot be written: each refusal carries the sentence that the person at the form reads."""


class NoticeRefused(Exception):
    """No text can be made of these facts; `sentence` says why and what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class MissingFact(NoticeRefused):
    """A fact that the text cannot do without is missing or blank; `fact` names it, such as `sender.name`."""

    def __init__(self, fact: str, sentence: str | None = None) -> None:
        super().__init__(sentence or f"{_capitalised(fact)} is missing: please fill it in.")
        self.fact = fact


class UnfitFact(NoticeRefused):
    """A fact is there and cannot be used as it is; `fact` names it, such as `verify_url`."""

    def __init__(self, fact: str, why: str) -> None:
        super().__init__(f"{_capitalised(fact)} {why}.")
        self.fact = fact


class TooLong(NoticeRefused):
    """Even the shortest form does not fit; `length` and `limit` are in the counting of the platform."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"The text has {length} characters and only {limit} are allowed here: "
            "please shorten the facts or name fewer items."
        )
        self.length = length
        self.limit = limit


class PartsMissing(NoticeRefused):
    """An edited text lost what it must contain; `missing` names each lost part."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"The text no longer contains {_listed(missing)}: please put that back.")
        self.missing = missing


class UnprintableCharacter(NoticeRefused):
    """No font of the letter has a glyph for `character`, which stands at `position` (code points, from 0)."""

    def __init__(self, character: str, position: int) -> None:
        super().__init__(
            f"The letter cannot be printed: no font has the character {character!r} "
            f"(U+{ord(character[0]):04X}, character {position + 1} of the text). "
            "Please write it differently, or add a font that has it."
        )
        self.character = character
        self.position = position


class NoSuchTemplate(NoticeRefused):
    """There is no such template, or not in that version."""

    def __init__(self, template: str, version: int | None = None) -> None:
        which = template if version is None else f"{template}, version {version}"
        super().__init__(f"There is no template {which}.")


class NoLetterForm(NoticeRefused):
    """This template is a message, not a letter, and has no PDF."""

    def __init__(self, template: str) -> None:
        super().__init__(f"{template} is sent as a message and has no letter form.")


class UnreadableFacts(NoticeRefused):
    """Stored facts do not fit the template they were stored for; `why` names the place."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The stored facts of this notice cannot be read: {why}.")


def _capitalised(fact: str) -> str:
    owner, dot, name = fact.rpartition(".")
    words = (f"the {owner}'s {name}" if dot else name).replace("_", " ")
    return words[:1].upper() + words[1:]


def _listed(parts: tuple[str, ...]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
