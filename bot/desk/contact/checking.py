"""Checking a message's words before anybody is asked to approve them."""

from bot.desk.case.items import host_of
from bot.desk.core.context import UnitOfWork
from bot.desk.core.refusals import Invalid
from bot.notices.edited import check_edited
from bot.notices.errors import NoticeRefused
from bot.notices.facts import Facts
from storage.models import Case


def check_text(work: UnitOfWork, case: Case, body: str, facts: Facts, version: int | None = None) -> None:
    """Raise Invalid on `body` if the platform takes no text of this length, or if it lost what it must contain.

    `version` is that of the template the text was drawn up from; the newest if none is named.
    """
    way = work.platforms.to_write(case.platform, host_of(case), case.account)
    if way.limit is not None and way.count(body) > way.limit:
        sentence = f"{way.count(body)} characters; this platform takes {way.limit} at most."
        raise Invalid(sentence, field="body")
    try:
        check_edited(body, facts, version)
    except NoticeRefused as refused:
        raise Invalid(refused.sentence, field="body") from refused
