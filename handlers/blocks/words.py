"""How the team says things aloud: texts, roles, replies, holds, dates."""

from collections.abc import Sequence

from storage.vocabulary import (
    CaseStatus,
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
    NoticeKind.LEGAL_NOTICE: "copyright notice",
    NoticeKind.LETTER: "letter to the platform’s counsel",
    NoticeKind.THANKS: "thanks",
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
    "grace_ends": "Time to answer ends",
    "next_step": "The next step is due",
    "platform_answer": "The platform’s answer is due",
}
FORWARDED = {
    True: "it passed our letter on to the account holder",
    False: "it did not pass our letter on",
    None: "nobody knows whether it passed our letter on",
}


def sending_label(kind: NoticeKind) -> str:
    """Return what the button that sends a text is called."""
    return SENDING.get(kind, ESCALATING)


def roles_said(roles: Sequence[Role]) -> str:
    """Return roles as alternatives: `reviewer or counsel`."""
    return " or ".join(role.value for role in roles)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 item`, `3 items`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list in a sentence: `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def numbered(numbers: Sequence[int]) -> str:
    """Return items by their numbers, or only how many there are: `items 1 and 3`, `12 items`."""
    if len(numbers) > MOST_NUMBERS:
        return counted(len(numbers), "item")
    noun = "item" if len(numbers) == 1 else "items"
    return f"{noun} {listed([str(number) for number in numbers])}"


def middle_out(text: str, longest: int) -> str:
    """Return a long address with its middle left out: its host and its end tell one from another."""
    if len(text) <= longest:
        return text
    head = longest // 2
    return f"{text[:head]}…{text[len(text) - (longest - head - 1) :]}"


def shown_url(url: str, longest: int = 70) -> str:
    """Return an address as it is shown: without its scheme, and not too long."""
    return middle_out(url.partition("://")[2] or url, longest)
