"""The way from a case to the platform."""

from bot.desk.case.items import host_of
from bot.desk.core.context import UnitOfWork
from bot.desk.core.platforms import WayToReport
from bot.rules.law.grounds import LetterKind
from storage.models import Case
from storage.vocabulary import Ground


def way_for(work: UnitOfWork, case: Case, ground: Ground, letter: LetterKind) -> WayToReport:
    """Return the best known way to the platform for a letter on this ground."""
    host = host_of(case)
    legal = work.platforms.legal_address(case.platform, host)
    if letter is LetterKind.HACKED_MATERIAL and legal is not None:
        return legal
    return work.platforms.to_report(case.platform, host, ground)[0]
