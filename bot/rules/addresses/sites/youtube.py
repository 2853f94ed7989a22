"""Addresses on YouTube. A video's address shows no account."""

from bot.rules.addresses.url.route import Family, Host, item, profile
from storage.vocabulary import Platform

_VIDEO = r"(?P<item>(?!videoseries|live_stream)[\w-]{3,64})"
_WATCH = "https://youtube.com/watch?v={item}"
# Handles may be written in any script, so their letters may be percent-encoded.
_NAME = r"(?:[\w.\-]|%[89A-F][0-9A-F]){1,200}"
_TAB = (
    r"(?:/(?:about|channels|community|courses|featured|join|live|membership|playlists|podcasts|posts|releases"
    r"|search|shop|shorts|store|streams|videos))?"
)

FAMILY = Family(
    platform=Platform.YOUTUBE,
    home="youtube.com",
    hosts=(
        Host(r"(?:(?:www|m|music|gaming|kids|tv)\.)?youtube(?:-nocookie)?\.com"),
        Host(r"(?:www\.)?youtu\.be", apart=True),
    ),
    routes=(
        item(rf"watch\?{_VIDEO}", _WATCH, query=("v",)),
        item(rf"(?:(?:www\.)?youtu\.be|watch|shorts|embed|live|v|e)/{_VIDEO}(?:/.*)?", _WATCH),
        item(r"playlist\?(?P<item>[\w-]+)", "https://youtube.com/playlist?list={item}", query=("list",)),
        item(
            r"embed/videoseries\?(?P<item>[\w-]+)",
            "https://youtube.com/playlist?list={item}",
            query=("list",),
        ),
        item(r"post/(?P<item>[\w-]+)", "https://youtube.com/post/{item}"),
        item(r"channel/UC[\w-]+/community\?(?P<item>[\w-]+)", "https://youtube.com/post/{item}", query=("lb",)),
        item(r"clip/(?P<item>[\w-]+)", "https://youtube.com/clip/{item}"),
        profile(rf"@(?P<account>{_NAME}){_TAB}", "https://youtube.com/@{account}"),
        profile(
            rf"channel/(?P<account>UC[\w-]{{3,40}}){_TAB}", "https://youtube.com/channel/{account}", fold=()
        ),
        profile(rf"(?P<account>(?:c|user)/{_NAME}){_TAB}", "https://youtube.com/{account}"),
    ),
    trackers=frozenset(
        {
            "ab_channel",
            "app",
            "feature",
            "gl",
            "hl",
            "is",
            "kw",
            "persist_app",
            "pp",
            "rco",
            "si",
            "source_ve_path",
        }
    ),
)
