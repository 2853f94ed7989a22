"""From a case to the facts of a message: what is asked, by when, and who answers."""

from datetime import datetime, timedelta
from typing import Any

from bot.desk.case.items import host_of
from bot.desk.core.access import require_human, why_ineligible
from bot.desk.core.context import Actor, UnitOfWork
from bot.desk.core.refusals import NotNow
from bot.desk.review.sender import sender_facts
from bot.notices.facts import (
    Facts,
    ReminderFacts,
    ThanksFacts,
    WarningFacts,
)
from bot.notices.parts import Ask, ListedItem
from bot.rules.law.codes import shown_code
from bot.rules.law.grace import grace_end, reminder_end
from bot.rules.law.grounds import ground_rule
from storage.models import Case, Item, Matter, Notice
from storage.queries import grants, notices, people
from storage.vocabulary import ItemKind, NoticeKind, Role

DELETED_AFTER = timedelta(days=180)


_SHOWN = {
    ItemKind.COPY: "a copy of material that belongs to {client}",
    ItemKind.SCREENSHOT: "screenshots of material that belongs to {client}",
    ItemKind.LINK: "a link to material that belongs to {client}",
}


def message_facts(
    work: UnitOfWork, actor: Actor, case: Case, matter: Matter, kind: NoticeKind, about: list[Item]
) -> Facts:
    """Return the facts of a message of this kind about these items."""
    if kind is NoticeKind.THANKS:
        return ThanksFacts(
            **_common(work, actor, case, matter),
            item_count=len(about),
            deleted="the screenshots and the messages of this case",
            deleted_on=(work.now + DELETED_AFTER).astimezone(work.installation.zone).date(),
        )
    asked = _common(work, actor, case, matter) | _request(work, actor, case, matter, kind, about)
    if kind is NoticeKind.REMINDER:
        first = _sent_warning(work, case)
        count = len(notices.items_of(work.session, case.workspace_id, first.pk))
        sent_at = case.warned_at or work.now
        return ReminderFacts(**asked, first_sent=sent_at, first_count=max(count, len(about)))
    return WarningFacts(
        **asked,
        plain_thing=_SHOWN[about[0].kind].format(client=matter.client),
        ground_line=ground_rule(about[0].ground).description,
    )


def _common(work: UnitOfWork, actor: Actor, case: Case, matter: Matter) -> dict[str, Any]:
    author = require_human(work, actor.workspace_id, actor.user_id)
    return {
        "sender": sender_facts(work, actor, author),
        "client": matter.client,
        "case_code": shown_code(case.key, case.code),
        "verify_url": work.installation.verify_url or "",
        "platform_name": work.platforms.platform_name(case.platform, host_of(case)),
        "handle": (case.account or "").partition("@")[0],
    }


def _request(
    work: UnitOfWork, actor: Actor, case: Case, matter: Matter, kind: NoticeKind, about: list[Item]
) -> dict[str, Any]:
    return {
        "items": tuple(ListedItem(url=item.url, kind=item.kind) for item in about),
        "request": Ask.REMOVE,
        "deadline": promised_date(work, matter, kind),
        "zone": matter.zone,
        "reviewer_name": _second_reader(work, actor),
        "privacy_url": work.installation.privacy_url,
        "platform_rule": work.platforms.rule_name(case.platform, host_of(case), about[0].ground) or "rules",
    }


def promised_date(work: UnitOfWork, matter: Matter, kind: NoticeKind) -> datetime:
    """Return the date (UTC) that a message sent now promises to wait for."""
    if kind is NoticeKind.REMINDER:
        return reminder_end(work.now)
    return grace_end(
        work.now,
        region=matter.region,
        zone=work.installation.zone,
        hours=work.installation.grace_hours,
        business_days=work.installation.grace_business_days,
    )


def _second_reader(work: UnitOfWork, actor: Actor) -> str:
    held = grants.holders(work.session, actor.workspace_id)
    known = people.members(work.session, actor.workspace_id, set(held))
    for role in (Role.REVIEWER, Role.COUNSEL):
        for user_id, roles in held.items():
            other = known.get(user_id)
            if role in roles and user_id != actor.user_id and other and not why_ineligible(other):
                return other.real_name
    raise NotNow(
        "Nobody but you is a reviewer or counsel here, and a second person must be able to look at a reply. "
        "An admin gives the role with `/takedown roles add`."
    )


def _sent_warning(work: UnitOfWork, case: Case) -> Notice:
    found = notices.of_case(work.session, case.workspace_id, case.pk)
    return next(each for each in found if each.kind is NoticeKind.WARNING and each.sent_at is not None)
