"""Accounts, statuses, reports and the instance in the JSON shapes of the Mastodon API, version 4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.simulator.outside import status_text
from bot.simulator.outside.records import Account, Post, Report

if TYPE_CHECKING:
    from datetime import datetime

    from bot.simulator.outside.chirp import Chirp

Json = dict[str, object]
VERSION = "4.4.0"


def profile_url(chirp: Chirp, account: Account) -> str:
    """Return where anybody can look at `account`."""
    return f"{chirp.public_url}/@{account.handle}"


def post_url(chirp: Chirp, post: Post) -> str:
    """Return where those who may see `post` can look at it."""
    return f"{profile_url(chirp, chirp.account_by_id(post.author))}/{post.id}"


def content_html(chirp: Chirp, post: Post) -> str:
    """Return the text of `post` as escaped HTML with its links and mentions."""
    profiles = {}
    for one in (chirp.account_by_id(known) for known in post.mentions):
        for written in (f"@{one.handle}", f"@{one.handle}@{chirp.host}"):
            profiles[written.casefold()] = profile_url(chirp, one)
    return status_text.to_html(post.text, profiles)


def account_json(chirp: Chirp, account: Account) -> Json:
    """Return the Account entity; a suspended one is bare and says so."""
    suspended = account.is_suspended(chirp.now())
    picture = f"{chirp.public_url}/picture/{account.id}.svg"
    own = [] if suspended else chirp.posts()
    dates = [one.at for one in own if one.author == account.id]
    shape: Json = {
        "id": account.id,
        "username": account.handle,
        "acct": account.handle,
        "display_name": "" if suspended else account.display_name,
        "locked": False,
        "bot": account.is_bot,
        "discoverable": True,
        "indexable": False,
        "group": False,
        "created_at": _day(account.created_at),
        "note": "" if suspended else status_text.to_html(account.bio, {}),
        "url": profile_url(chirp, account),
        "uri": f"{chirp.public_url}/users/{account.handle}",
        "avatar": picture,
        "avatar_static": picture,
        "header": picture,
        "header_static": picture,
        "followers_count": 0,
        "following_count": 0,
        "statuses_count": len(dates),
        "last_status_at": dates[0].date().isoformat() if dates else None,
        "hide_collections": None,
        "noindex": False,
        "emojis": [],
        "roles": [],
        "fields": [],
    }
    return shape | {"suspended": True} if suspended else shape


def own_account_json(chirp: Chirp, account: Account) -> Json:
    """Return the CredentialAccount entity."""
    source = {"privacy": "public", "sensitive": False, "language": None, "note": account.bio, "fields": []}
    role = {"id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": False}
    return account_json(chirp, account) | {"source": source, "role": role}


def status_json(chirp: Chirp, post: Post) -> Json:
    """Return the Status entity."""
    author = chirp.account_by_id(post.author)
    return {
        "id": post.id,
        "created_at": _moment(post.at),
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": post.visibility.value,
        "language": "en",
        "uri": f"{chirp.public_url}/users/{author.handle}/statuses/{post.id}",
        "url": post_url(chirp, post),
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
        "edited_at": None,
        "favourited": False,
        "reblogged": False,
        "muted": False,
        "bookmarked": False,
        "pinned": False,
        "filtered": [],
        "content": content_html(chirp, post),
        "reblog": None,
        "application": None,
        "account": account_json(chirp, author),
        "media_attachments": _pictures(chirp, post),
        "mentions": [_mention(chirp, chirp.account_by_id(one)) for one in post.mentions],
        "tags": [],
        "emojis": [],
        "card": None,
        "poll": None,
    }


def conversation_json(chirp: Chirp, others: list[Account], last: Post, *, unread: bool) -> Json:
    """Return the Conversation entity."""
    return {
        "id": last.id,
        "unread": unread,
        "accounts": [account_json(chirp, one) for one in others],
        "last_status": status_json(chirp, last),
    }


def notification_json(chirp: Chirp, post: Post) -> Json:
    """Return the Notification entity of a mention in `post`."""
    return {
        "id": post.id,
        "type": "mention",
        "created_at": _moment(post.at),
        "group_key": f"ungrouped-{post.id}",
        "account": account_json(chirp, chirp.account_by_id(post.author)),
        "status": status_json(chirp, post),
    }


def report_json(chirp: Chirp, report: Report) -> Json:
    """Return the Report entity."""
    return {
        "id": report.id,
        "action_taken": False,
        "action_taken_at": None,
        "category": report.category,
        "comment": report.comment,
        "forwarded": False,
        "created_at": _moment(report.at),
        "status_ids": list(report.posts) or None,
        "rule_ids": list(report.rules) or None,
        "target_account": account_json(chirp, chirp.account_by_id(report.account)),
    }


def instance_json(chirp: Chirp, rules: dict[str, str]) -> Json:
    """Return the Instance entity of `/api/v2/instance`."""
    return {
        "domain": chirp.host,
        "title": "Chirp",
        "version": VERSION,
        "source_url": "",
        "description": "A pretend platform. Nobody outside this machine can see it.",
        "usage": {"users": {"active_month": len(chirp.accounts())}},
        "languages": ["en"],
        "configuration": _configuration(),
        "registrations": {"enabled": False, "approval_required": False, "message": None},
        "contact": {"email": f"legal@{chirp.host}", "account": None},
        "rules": _rules(rules),
        "api_versions": {"mastodon": 6},
    }


def old_instance_json(chirp: Chirp, rules: dict[str, str]) -> Json:
    """Return the deprecated entity of `/api/v1/instance`."""
    return {
        "uri": chirp.host,
        "title": "Chirp",
        "short_description": "A pretend platform.",
        "description": "A pretend platform. Nobody outside this machine can see it.",
        "email": f"legal@{chirp.host}",
        "version": VERSION,
        "languages": ["en"],
        "registrations": False,
        "approval_required": False,
        "invites_enabled": False,
        "configuration": _configuration(),
        "contact_account": None,
        "rules": _rules(rules),
    }


def _configuration() -> Json:
    return {
        "statuses": {
            "max_characters": status_text.MAX_CHARACTERS,
            "max_media_attachments": 4,
            "characters_reserved_per_url": status_text.CHARACTERS_PER_URL,
        }
    }


def _rules(rules: dict[str, str]) -> list[Json]:
    return [{"id": number, "text": text, "hint": ""} for number, text in rules.items()]


def _mention(chirp: Chirp, account: Account) -> Json:
    url = profile_url(chirp, account)
    return {"id": account.id, "username": account.handle, "acct": account.handle, "url": url}


def _pictures(chirp: Chirp, post: Post) -> list[Json]:
    if post.image is None:
        return []
    url = f"{chirp.public_url}/picture/{post.id}.svg"
    picture: Json = {"id": post.id, "type": "image", "url": url, "preview_url": url, "remote_url": None}
    return [picture | {"meta": {}, "description": post.image, "blurhash": None}]


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _day(moment: datetime) -> str:
    return f"{moment.date().isoformat()}T00:00:00.000Z"
