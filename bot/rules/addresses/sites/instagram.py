"""Addresses on Instagram."""

from bot.rules.addresses.url.route import Family, Host, item, profile
from storage.vocabulary import Platform

_NAME = r"(?P<account>\w[\w.]{0,59})"
_CODE = r"(?P<item>[\w-]{3,64})(?:/.*)?"

FAMILY = Family(
    platform=Platform.INSTAGRAM,
    home="instagram.com",
    hosts=(Host(r"(?:(?:www|m|mobile)\.)?(?:instagram\.com|instagr\.am)"),),
    routes=(
        item(rf"stories/highlights/{_CODE}", "https://instagram.com/stories/highlights/{item}"),
        item(rf"stories/{_NAME}/{_CODE}", "https://instagram.com/stories/{account}/{item}"),
        item(rf"p/{_CODE}", "https://instagram.com/p/{item}"),
        item(rf"(?:reels?|tv)/{_CODE}", "https://instagram.com/reel/{item}"),
        item(rf"{_NAME}/p/{_CODE}", "https://instagram.com/{account}/p/{item}"),
        item(rf"{_NAME}/(?:reels?|tv)/{_CODE}", "https://instagram.com/{account}/reel/{item}"),
        item(r"share/(?P<token>(?:(?:p|reel)/)?[\w-]+)", "https://instagram.com/share/{token}", item=None),
        profile(
            rf"(?:_u/|stories/)?{_NAME}(?:/(?:channel|feed|followers|following|reels|tagged))?",
            "https://instagram.com/{account}",
        ),
    ),
    reserved=frozenset(
        {
            "about",
            "accounts",
            "ads",
            "api",
            "challenge",
            "create",
            "developer",
            "direct",
            "directory",
            "emails",
            "explore",
            "highlights",
            "legal",
            "oauth",
            "p",
            "press",
            "privacy",
            "qr",
            "reel",
            "reels",
            "session",
            "share",
            "shop",
            "stories",
            "terms",
            "tv",
            "web",
        }
    ),
    trackers=frozenset({"hl", "img_index", "taken-at", "taken-by"}),
)
