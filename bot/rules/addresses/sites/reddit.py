"""Addresses on Reddit. A post shows its author only where it stands on the author's own profile."""

from bot.rules.addresses.url.route import Family, Host, item, profile
from storage.vocabulary import Platform

_NAME = r"(?P<account>[\w-]{1,40})"
_AUTHOR = rf"(?:r/u_|u/|user/){_NAME}"
_SUB = r"(?:(?:r|u|user)/[\w-]+/)?"
_POST = r"(?P<post>[a-z0-9]{1,13})"

# Ids carry Reddit's own type prefixes: t3 is a post, t1 a comment.
FAMILY = Family(
    platform=Platform.REDDIT,
    home="reddit.com",
    hosts=(
        Host(r"(?:(?:www|old|new|np|m|i|amp|sh|ssl|pay|[a-z]{2}|[a-z]{2}-[a-z]{2})\.)?reddit\.com"),
        Host(r"(?:www\.)?redd\.it", apart=True),
        Host(r"(?:i|v|preview|external-preview)\.redd\.it", apart=True),
    ),
    routes=(
        item(
            rf"(?:www\.)?redd\.it/{_POST}",
            "https://reddit.com/comments/{post}",
            item="t3_{post}",
            fold=("post",),
        ),
        item(
            rf"{_SUB}comments/{_POST}/[^/]+/(?P<comment>[a-z0-9]{{1,13}})(?:/.*)?",
            "https://reddit.com/comments/{post}/_/{comment}",
            item="t1_{comment}",
            fold=("post", "comment"),
        ),
        item(
            rf"{_AUTHOR}/comments/{_POST}(?:/[^/]*)?",
            "https://reddit.com/user/{account}/comments/{post}",
            item="t3_{post}",
            fold=("account", "post"),
        ),
        item(
            rf"(?:{_SUB}comments|gallery|poll|tb)/{_POST}(?:/[^/]*)?",
            "https://reddit.com/comments/{post}",
            item="t3_{post}",
            fold=("post",),
        ),
        item(
            r"(?P<place>(?:r|u|user)/[\w-]+)/s/(?P<token>\w+)",
            "https://reddit.com/{place}/s/{token}",
            item=None,
            fold=("place",),
        ),
        item(
            r"(?P<host>(?:i|v|preview|external-preview)\.redd\.it)/(?P<item>[\w.-]*\w)(?:/.*)?",
            "https://{host}/{item}",
        ),
        profile(
            rf"{_AUTHOR}(?:/(?:submitted|comments|overview|posts|about|gilded|hot|new|top))?",
            "https://reddit.com/user/{account}",
        ),
    ),
    trackers=frozenset(
        {
            "context",
            "correlation_id",
            "rdt",
            "ref",
            "ref_campaign",
            "ref_source",
            "share_id",
            "sort",
            "st",
            "sh",
        }
    ),
)
