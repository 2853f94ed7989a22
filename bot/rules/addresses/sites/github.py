"""Addresses on GitHub: repositories, what is inside them, raw files and gists."""

from bot.rules.addresses.url.route import Family, Host, item, profile
from storage.vocabulary import Platform

_OWNER = r"(?P<account>[\w-]{1,60})"
_REPO = r"(?P<repo>[\w.\-]*?[\w\-])(?:\.git)*"
_REF = r"(?:refs/(?:heads|tags)/)?"
_BLOB = "https://github.com/{account}/{repo}/blob/{rest}"
_GIST = r"gist\.github(?:usercontent)?\.com/"
_BOTH = ("account", "repo")

FAMILY = Family(
    platform=Platform.GITHUB,
    home="github.com",
    hosts=(
        Host(r"(?:(?:www|m)\.)?github\.com"),
        Host(r"raw\.githubusercontent\.com", apart=True),
        Host(r"gist\.github(?:usercontent)?\.com", apart=True),
    ),
    routes=(
        item(
            rf"raw\.githubusercontent\.com/{_OWNER}/{_REPO}/{_REF}(?P<rest>.+)",
            _BLOB,
            item="{repo}/blob/{rest}",
            fold=_BOTH,
        ),
        item(
            rf"{_GIST}{_OWNER}/(?P<item>[0-9a-f]{{6,40}})(?:/.*)?",
            "https://gist.github.com/{account}/{item}",
            fold=("account", "item"),
        ),
        item(rf"{_GIST}(?P<item>[0-9a-f]{{20,40}})(?:/.*)?", "https://gist.github.com/{item}", fold=("item",)),
        profile(rf"{_GIST}{_OWNER}", "https://gist.github.com/{account}"),
        item(
            rf"{_OWNER}/{_REPO}/(?:blob|raw)/{_REF}(?P<rest>.+)", _BLOB, item="{repo}/blob/{rest}", fold=_BOTH
        ),
        item(
            rf"{_OWNER}/{_REPO}/(?P<rest>.+)",
            "https://github.com/{account}/{repo}/{rest}",
            item="{repo}/{rest}",
            fold=_BOTH,
        ),
        item(rf"{_OWNER}/{_REPO}", "https://github.com/{account}/{repo}", item="{repo}", fold=_BOTH),
        profile(
            rf"(?:(?:orgs|sponsors|users|stars)/)?{_OWNER}(?:/(?:repositories|people|followers))?",
            "https://github.com/{account}",
        ),
    ),
    reserved=frozenset(
        {
            "about",
            "account",
            "apps",
            "codespaces",
            "collections",
            "contact",
            "customer-stories",
            "dashboard",
            "discover",
            "enterprise",
            "events",
            "explore",
            "features",
            "issues",
            "join",
            "login",
            "logout",
            "marketplace",
            "new",
            "notifications",
            "organizations",
            "orgs",
            "pricing",
            "pulls",
            "readme",
            "search",
            "security",
            "sessions",
            "settings",
            "signup",
            "site",
            "sponsors",
            "stars",
            "team",
            "topics",
            "trending",
            "users",
            "watching",
        }
    ),
    trackers=frozenset({"ref"}),
)
