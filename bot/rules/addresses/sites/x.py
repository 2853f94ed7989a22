"""Addresses on X, under its present and its former name."""

from bot.rules.addresses.url.route import Family, Host, item, profile
from storage.vocabulary import Platform

_NAME = r"@?(?P<account>\w{1,50})"

FAMILY = Family(
    platform=Platform.X,
    home="x.com",
    # The four last only make previews in chats: a link under them is the same link on X.
    hosts=(Host(r"(?:(?:www|m|mobile)\.)?(?:x|twitter|vxtwitter|fxtwitter|fixupx|fixvx)\.com"),),
    routes=(
        item(r"(?:i|i/web)/status(?:es)?/(?P<item>\d+)(?:/.*)?", "https://x.com/i/status/{item}"),
        item(r"statuses/(?P<item>\d+)", "https://x.com/i/status/{item}"),
        item(_NAME + r"/status(?:es)?/(?P<item>\d+)(?:/.*)?", "https://x.com/{account}/status/{item}"),
        item(_NAME + r"/article/(?P<item>\d+)(?:/.*)?", "https://x.com/{account}/article/{item}"),
        profile(r"intent/(?:user|follow)\?" + _NAME, "https://x.com/{account}", query=("screen_name",)),
        profile(
            _NAME + r"(?:/(?:with_replies|media|likes|highlights|articles|photo|header_photo|about|superfollows"
            r"|followers|following|verified_followers|followers_you_follow|affiliates))?",
            "https://x.com/{account}",
        ),
    ),
    reserved=frozenset(
        {
            "about",
            "account",
            "bookmarks",
            "communities",
            "compose",
            "download",
            "explore",
            "follower_requests",
            "hashtag",
            "help",
            "home",
            "i",
            "intent",
            "jobs",
            "lists",
            "login",
            "logout",
            "messages",
            "notifications",
            "oauth",
            "privacy",
            "search",
            "settings",
            "share",
            "signup",
            "status",
            "statuses",
            "tos",
            "who_to_follow",
        }
    ),
    trackers=frozenset({"cn", "cxt", "lang", "original_referer", "ref", "refsrc", "s", "t", "twcamp", "twgr"}),
)
