"""What became of an item or an account, what that means, and in which words the team says it."""

from dataclasses import dataclass
from enum import StrEnum

from storage.vocabulary import Outcome

O = Outcome  # noqa: E741 - a table reads better with one letter


class Attribution(StrEnum):
    """Whom an outcome is credited to in the numbers that are published."""

    ASKING = "asking"
    PLATFORM = "platform"
    NOBODY = "nobody"


@dataclass(frozen=True)
class OutcomeRule:
    """How an outcome is spoken of, whether it settles an item, and whose success it is."""

    title: str
    settles: bool = True
    attribution: Attribution = Attribution.NOBODY
    of_account: bool = False
    needs_contact: bool = False
    may_end: bool = False


TABLE: dict[Outcome, OutcomeRule] = {
    O.OPEN: OutcomeRule("open", settles=False),
    O.USER_REMOVED_AFTER_CONTACT: OutcomeRule(
        "removed by the person after we asked", attribution=Attribution.ASKING, needs_contact=True
    ),
    O.USER_EDITED_AFTER_CONTACT: OutcomeRule(
        "covered by the person after we asked", attribution=Attribution.ASKING, needs_contact=True
    ),
    O.GONE_CAUSE_UNKNOWN: OutcomeRule("gone, cause unknown"),
    O.GONE_BEFORE_CONTACT: OutcomeRule("gone before we asked"),
    O.USER_REFUSED: OutcomeRule("refused by the person", settles=False, needs_contact=True),
    O.USER_DISPUTED: OutcomeRule("disputed by the person", settles=False, needs_contact=True),
    O.NO_REPLY: OutcomeRule("no reply", settles=False, needs_contact=True),
    O.STOPPED_BY_USER: OutcomeRule("the person wants no contact", settles=False, needs_contact=True),
    O.PLATFORM_REMOVED: OutcomeRule("removed by the platform", attribution=Attribution.PLATFORM),
    O.PLATFORM_DISABLED_GEO: OutcomeRule("withheld in some countries", attribution=Attribution.PLATFORM),
    O.PLATFORM_DEMOTED: OutcomeRule("shown to fewer people", attribution=Attribution.PLATFORM),
    O.LABELLED: OutcomeRule("labelled by the platform", attribution=Attribution.PLATFORM),
    O.AGE_RESTRICTED: OutcomeRule("age-restricted", attribution=Attribution.PLATFORM),
    O.INTERACTION_RESTRICTED: OutcomeRule("sharing restricted", attribution=Attribution.PLATFORM),
    O.ACCOUNT_SUSPENDED: OutcomeRule(
        "account suspended", attribution=Attribution.PLATFORM, of_account=True, may_end=True
    ),
    O.ACCOUNT_TERMINATED: OutcomeRule("account terminated", attribution=Attribution.PLATFORM, of_account=True),
    O.SERVICE_PARTIAL_SUSPENSION: OutcomeRule(
        "service partly suspended", attribution=Attribution.PLATFORM, of_account=True, may_end=True
    ),
    O.SERVICE_TOTAL_SUSPENSION: OutcomeRule(
        "service suspended", attribution=Attribution.PLATFORM, of_account=True, may_end=True
    ),
    O.PLATFORM_PARTIAL: OutcomeRule("partly acted on by the platform", attribution=Attribution.PLATFORM),
    O.REFUSED_INCOMPLETE: OutcomeRule("refused: incomplete"),
    O.REFUSED_NOT_INFRINGING: OutcomeRule("refused: not infringing"),
    O.REFUSED_FAIR_USE: OutcomeRule("refused: fair use"),
    O.REFUSED_NEWSWORTHY: OutcomeRule("refused: newsworthy"),
    O.REFUSED_WRONG_GROUND: OutcomeRule("refused: wrong ground"),
    O.REFUSED_DUPLICATE: OutcomeRule("refused: reported before"),
    O.REFUSED_ALREADY_GONE: OutcomeRule("refused: already gone"),
    O.REFUSED_FRAUD_SUSPECTED: OutcomeRule("refused: fraud suspected"),
    O.REFUSED_NO_JURISDICTION: OutcomeRule("refused: no jurisdiction"),
    O.PLATFORM_SILENT: OutcomeRule("the platform stayed silent"),
    O.RESTORED_COUNTER: OutcomeRule("restored after a counter-notice"),
    O.RESTORED_APPEAL: OutcomeRule("restored on appeal"),
    O.RESTORED_ODS: OutcomeRule("restored by a dispute body"),
    O.RESTORED_RETRACTION: OutcomeRule("restored after our retraction"),
    O.REAPPEARED_SAME_ACCOUNT: OutcomeRule("back on the same account", settles=False),
    O.REAPPEARED_OTHER: OutcomeRule("back on another account"),
    O.REFERRED_OUT: OutcomeRule("referred to somebody else"),
    O.REFUSED_INTAKE: OutcomeRule("not taken on by the desk"),
    O.WITHDRAWN_BY_CLAIMANT: OutcomeRule("withdrawn by the client"),
    O.STILL_UP: OutcomeRule("still up"),
}

ITEM_CHOICES = tuple(outcome for outcome, rule in TABLE.items() if not rule.of_account)
ACCOUNT_CHOICES = (O.OPEN, *(outcome for outcome, rule in TABLE.items() if rule.of_account))


def settles(outcome: Outcome) -> bool:
    """Whether an item with this outcome needs nothing more."""
    return TABLE[outcome].settles


def is_success_of_asking(outcome: Outcome) -> bool:
    """Whether the first message may count this as its success; a thing merely gone never does."""
    return TABLE[outcome].attribution is Attribution.ASKING


def why_not(outcome: Outcome, *, was_warned: bool) -> str | None:
    """Return why an outcome cannot be recorded, or None."""
    if TABLE[outcome].needs_contact and not was_warned:
        return f"“{TABLE[outcome].title}” needs a message that was sent; nobody was asked in this case."
    if outcome is O.GONE_BEFORE_CONTACT and was_warned:
        return "The person was asked in this case, so it was not gone before that."
    return None
