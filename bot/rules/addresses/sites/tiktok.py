"""Addresses on TikTok."""

from bot.rules.addresses.url.route import Family, Host, item, profile
from storage.vocabulary import Platform

_NAME = r"@(?P<account>[\w.]{0,58}\w)"

FAMILY = Family(
    platform=Platform.TIKTOK,
    home="tiktok.com",
    hosts=(
        Host(r"(?:(?:www|m)\.)?tiktok\.com"),
        Host(r"v[mt]\.tiktok\.com", apart=True),
    ),
    routes=(
        # A share link hides its target until somebody follows it, so it shows neither account nor id.
        item(r"(?P<host>v[mt]\.tiktok\.com)/(?P<token>\w+)", "https://{host}/{token}", item=None),
        item(r"t/(?P<token>\w+)", "https://tiktok.com/t/{token}", item=None),
        item(rf"{_NAME}/video/(?P<item>\d+)", "https://tiktok.com/@{account}/video/{item}"),
        item(rf"{_NAME}/photo/(?P<item>\d+)", "https://tiktok.com/@{account}/photo/{item}"),
        item(
            r"(?:@/video|v|embed|embed/v[23]|player/v1|share/video)/(?P<item>\d+)(?:\.html)?",
            "https://tiktok.com/embed/v2/{item}",
        ),
        profile(rf"{_NAME}(?:/live|/playlist/.*|/collection/.*)?", "https://tiktok.com/@{account}"),
    ),
    trackers=frozenset(
        {
            "_d",
            "_r",
            "_t",
            "checksum",
            "is_copy_url",
            "is_from_webapp",
            "lang",
            "q",
            "refer",
            "sender_device",
            "share_app_id",
            "share_item_id",
            "share_link_id",
            "sec_uid",
            "sec_user_id",
            "source",
            "timestamp",
            "tt_from",
            "u_code",
            "user_id",
            "web_id",
        }
    ),
)
