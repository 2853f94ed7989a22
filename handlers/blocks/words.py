"""The one vocabulary of what people read: texts, statuses, roles, replies, restrictions, deadlines, counts."""

from collections.abc import Sequence

from storage.vocabulary import (
    CaseStatus,
    DeadlineKind,
    ItemKind,
    NoticeKind,
    ReplyKind,
    RestrictionKind,
    Role,
)

MOST_NUMBERS = 6
STATUS_LABELS = {
    CaseStatus.OPEN: "Filed, nobody asked yet",
    CaseStatus.WARNING_REVIEW: "Message waits for approval",
    CaseStatus.WARNING_APPROVED: "Message approved, not sent yet",
    CaseStatus.WARNED: "Asked first",
    CaseStatus.GRACE_OVER: "Asked first, the time to answer is over",
    CaseStatus.ESCALATION_REVIEW: "Notice to the platform waits for approval",
    CaseStatus.ESCALATION_APPROVED: "Notice to the platform approved, not sent yet",
    CaseStatus.ESCALATED: "With the platform",
    CaseStatus.RESOLVED: "Resolved",
    CaseStatus.WITHDRAWN: "Withdrawn",
    CaseStatus.REFUSED: "Not taken on",
}
TEXTS = {
    NoticeKind.WARNING: "warning",
    NoticeKind.REMINDER: "reminder",
    NoticeKind.PLATFORM_REPORT: "report to the platform",
    NoticeKind.LEGAL_NOTICE: "legal notice",
    NoticeKind.LETTER: "letter to the platform’s counsel",
    NoticeKind.THANKS: "thank-you",
}
SENDING = {
    NoticeKind.WARNING: "Send warning",
    NoticeKind.REMINDER: "Send reminder",
    NoticeKind.THANKS: "Send thanks",
}
ESCALATING = "Send escalation"
REPLIES = {
    ReplyKind.AGREED: "agreed to take it down",
    ReplyKind.REMOVED: "removed it",
    ReplyKind.COVERED: "covered the part we named",
    ReplyKind.REFUSED: "refused",
    ReplyKind.DISPUTES: "disputes it",
    ReplyKind.HAS_LAWYER: "has a lawyer",
    ReplyKind.IS_PRESS: "is press",
    ReplyKind.NO_CONTACT: "wants no contact",
}
RESTRICTIONS = {
    RestrictionKind.NO_CONTACT: "Nobody writes to this person any more",
    RestrictionKind.DISPUTE: "The person disputes this",
    RestrictionKind.REPRESENTED: "The person has a lawyer: nobody writes to them directly",
    RestrictionKind.PRESS: "The person is press: nobody writes to them",
}
FORMS = {ItemKind.COPY: "copy", ItemKind.SCREENSHOT: "screenshot", ItemKind.LINK: "link"}
DEADLINES = {
    DeadlineKind.GRACE_ENDS: "the time to answer ends",
    DeadlineKind.NEXT_STEP: "the next step is due",
    DeadlineKind.PLATFORM_ANSWER: "the platform’s answer is due",
}
FORWARDED = {
    True: "it passed our letter on to the account holder",
    False: "it did not pass our letter on",
    None: "nobody knows whether it passed our letter on",
}


def sending_label(kind: NoticeKind) -> str:
    """Return what the button that sends a text is called."""
    return SENDING.get(kind, ESCALATING)


def roles_said(roles: Sequence[Role], last: str = "and") -> str:
    """Return roles as a phrase: `reviewer and counsel`; as alternatives with `or` before the last."""
    return listed([role.value for role in roles], last)


def counted(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun, exactly: `1 case`, `120 cases`, `12,345 cases`."""
    return f"{number:,} {noun(number, one, several)}"


def noun(number: int, one: str, several: str = "") -> str:
    """Return the form of a noun that fits a number; its plural takes an s unless `several` says otherwise."""
    return one if number == 1 else several or f"{one}s"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Return parts as a list in a sentence: `a, b and c`."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def capitalised(text: str) -> str:
    """Return a text with a capital letter."""
    return text[:1].upper() + text[1:]


def numbered(numbers: Sequence[int]) -> str:
    """Return items by their numbers, or only how many there are: `items 1 and 3`, `12 items`."""
    if len(numbers) > MOST_NUMBERS:
        return counted(len(numbers), "item")
    return f"{noun(len(numbers), 'item')} {listed([str(number) for number in numbers])}"


def middle_out(text: str, longest: int) -> str:
    """Return a long address with its middle left out: its host and its end tell one from another."""
    if len(text) <= longest:
        return text
    head = longest // 2
    return f"{text[:head]}…{text[len(text) - (longest - head - 1) :]}"


def shown_url(url: str, longest: int = 70) -> str:
    """Return an address as it is shown: without its scheme, and not too long."""
    return middle_out(url.partition("://")[2] or url, longest)
