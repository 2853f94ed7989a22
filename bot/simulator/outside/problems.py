"""Why the outside world refuses; each carries the sentence that the person or program is told."""


class OutsideProblem(Exception):
    """A refusal with its HTTP status."""

    status = 400


class Unknown(OutsideProblem):
    """Nothing of that name is there, or not for this viewer."""

    status = 404


class Impossible(OutsideProblem):
    """It is there, but this cannot be done with it."""

    status = 409


class Unprocessable(OutsideProblem):
    """The form is filled in wrongly; the sentence is the platform's own."""

    status = 422
