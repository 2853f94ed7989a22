"""The way from a case to the platform."""

from bot.desk.case.items import host_of
from bot.desk.core.channels import WayToReport
from bot.desk.core.context import Moment
from bot.rules.law.grounds import FollowingLetter
from storage.models import Case
from storage.vocabulary import Ground


def way_for(moment: Moment, case: Case, ground: Ground, letter: FollowingLetter) -> WayToReport:
    """Return the best known way to the platform for a letter on this ground."""
    host = host_of(case)
    legal = moment.reach.legal_address(case.platform, host)
    if letter is FollowingLetter.HACKED_MATERIAL and legal is not None:
        return legal
    return moment.reach.to_report(case.platform, host, ground)[0]
