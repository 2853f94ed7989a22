"""Addresses on Facebook. An account is its name, or its number where the address shows only that."""

from bot.rules.addresses.url.route import Family, Host, item, profile
from storage.vocabulary import Platform

_NAME = r"(?P<account>(?![\w.]*\.php\b)[a-z0-9][a-z0-9.\-]{0,79})"
_ID = r"(?P<item>[\w-]{1,128})"
_SLUG = r"(?:[^/?]+/)?"
_POST = "https://facebook.com/{account}/posts/{item}"
_STORY = rf"(?:permalink|story)\.php\?{_ID}&{_NAME}"
_GROUP = r"groups/(?P<group>[\w.\-]+)"

FAMILY = Family(
    platform=Platform.FACEBOOK,
    home="facebook.com",
    hosts=(
        Host(
            r"(?:(?:www|m|mobile|mbasic|touch|free|web|alpha|en-gb|[a-z]{2}-[a-z]{2})\.)?(?:facebook|fb)\.com"
        ),
        Host(r"(?:www\.)?fb\.watch", apart=True),
    ),
    routes=(
        item(r"(?:www\.)?fb\.watch/(?P<token>[\w-]+)", "https://fb.watch/{token}", item=None),
        item(_STORY, _POST, query=("story_fbid", "id")),
        item(rf"(?:watch(?:/live)?|video\.php)\?{_ID}", "https://facebook.com/watch?v={item}", query=("v",)),
        item(rf"photo(?:\.php)?\?{_ID}", "https://facebook.com/photo?fbid={item}", query=("fbid",)),
        item(rf"reel/{_ID}", "https://facebook.com/reel/{item}"),
        item(rf"events/{_SLUG}(?P<item>\d+)", "https://facebook.com/events/{item}"),
        item(rf"marketplace/item/{_ID}", "https://facebook.com/marketplace/item/{item}"),
        item(
            rf"{_GROUP}/(?:posts|permalink)/{_ID}",
            "https://facebook.com/groups/{group}/posts/{item}",
            fold=("group",),
        ),
        item(r"share/(?P<token>(?:[prv]/)?[\w-]+)", "https://facebook.com/share/{token}", item=None),
        item(rf"{_NAME}/posts/{_SLUG}{_ID}", _POST),
        item(rf"{_NAME}/videos/(?:[^/]+/)*{_ID}", "https://facebook.com/{account}/videos/{item}"),
        item(rf"{_NAME}/photos/(?:[^/]+/)?{_ID}(?:/.*)?", "https://facebook.com/{account}/photos/{item}"),
        item(rf"{_NAME}/reels?/{_ID}", "https://facebook.com/{account}/reel/{item}"),
        profile(r"profile\.php\?(?P<account>\d+)", "https://facebook.com/{account}", query=("id",)),
        profile(r"(?:people|pages)/[^/]+/(?P<account>\d+)(?:/.*)?", "https://facebook.com/{account}"),
        profile(
            rf"(?:pg/)?{_NAME}(?:/(?:about|community|events|followers|friends|likes|mentions|photos(?:_by|_of)?"
            r"|posts|reels|reviews|videos|live))?",
            "https://facebook.com/{account}",
        ),
    ),
    reserved=frozenset(
        {
            "about",
            "ads",
            "bookmarks",
            "business",
            "careers",
            "checkpoint",
            "dialog",
            "directory",
            "events",
            "flx",
            "friends",
            "gaming",
            "groups",
            "hashtag",
            "help",
            "home",
            "l.php",
            "legal",
            "live",
            "login",
            "marketplace",
            "media",
            "memories",
            "messages",
            "notes",
            "notifications",
            "pages",
            "people",
            "permalink",
            "pg",
            "photo",
            "photos",
            "plugins",
            "policies",
            "privacy",
            "public",
            "recover",
            "reel",
            "reels",
            "reg",
            "saved",
            "search",
            "settings",
            "share",
            "sharer",
            "stories",
            "story",
            "terms",
            "tr",
            "video",
            "videos",
            "watch",
        }
    ),
    trackers=frozenset(
        {"__cft__[0]", "__tn__", "_rdc", "_rdr", "paipv", "ref", "refsrc", "rdid", "sfnsn", "locale"}
    ),
)
