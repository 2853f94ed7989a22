"""What a use case may refuse, as exceptions that carry a sentence for the person."""


class Refusal(Exception):
    """The desk does not do this; nothing was changed. The text is a sentence for the person.

    `field` names the input that is at fault, where one is.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotAllowed(Refusal):
    """The person may not do this; the attempt is recorded."""


class NotFound(Refusal):
    """There is no such thing, or not for this person: the two are told apart to nobody."""


class NotNow(Refusal):
    """The case does not stand where this is possible."""


class Overtaken(Refusal):
    """Somebody else was quicker; the sentence says who and what."""


class Invalid(Refusal):
    """What was typed cannot be used; `field` says which input."""


class CannotBeRead(Refusal):
    """A row of the case holds something that this version does not understand; the sentence names it."""


def repeated(typed: str, longest: int = 20) -> str:
    """Return what somebody typed as a sentence can repeat it: short, in one line, and never set as code."""
    return " ".join(typed.replace("`", "’").split())[:longest]
