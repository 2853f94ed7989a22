"""Clicks on a state that has passed: the answer says what happened meanwhile, and by whom."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bot.desk.card.reading import meanwhile
from bot.desk.core.refusals import NotNow, Overtaken
from handlers.base.request import Click, Submission
from handlers.card.history_lines import sentences

Asked = TypeVar("Asked", Click, Submission)
Answered = TypeVar("Answered")


def with_what_changed(handler: Callable[[Asked], Answered]) -> Callable[[Asked], Answered]:
    """Return the handler such that what it refuses as too late comes with what happened meanwhile."""

    def answer(asked: Asked) -> Answered:
        try:
            return handler(asked)
        except (NotNow, Overtaken) as refused:
            since = _since(asked)
            if not since:
                raise
            raise type(refused)(f"{refused.sentence} {since}", field=refused.field) from refused

    return answer


def _since(asked: Click | Submission) -> str:
    case_id, version = asked.value.case, asked.value.version
    if case_id is None or version is None:
        return ""
    told = meanwhile(asked.desk, asked.actor, case_id, version)
    if told is None:
        return ""
    said = sentences(replace(told, contents={}))
    return f"Meanwhile: {'; '.join(said)}."
