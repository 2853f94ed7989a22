"""Addresses on Telegram. A private chat's address shows its number only, an invitation nothing."""

from bot.rules.addresses.url.route import Family, Host, item, profile
from storage.vocabulary import Platform

_NAME = r"(?P<account>[a-z]\w{1,63})"
_POST = "https://t.me/{account}/{item}"

FAMILY = Family(
    platform=Platform.TELEGRAM,
    home="t.me",
    hosts=(
        Host(r"(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)"),
        Host(r"[a-z0-9_-]+\.t\.me", apart=True),
    ),
    routes=(
        item(r"c/(?P<chat>\d+)/(?:\d+/)?(?P<item>\d+)", "https://t.me/c/{chat}/{item}", item="{chat}/{item}"),
        item(rf"(?:s/)?{_NAME}/(?:\d+/)?(?P<item>\d+)", _POST),
        item(rf"{_NAME}\.t\.me/(?:\d+/)?(?P<item>\d+)", _POST),
        profile(rf"{_NAME}\.t\.me", "https://t.me/{account}"),
        profile(rf"(?:s/|boost/)?{_NAME}", "https://t.me/{account}"),
    ),
    reserved=frozenset(
        {
            "addemoji",
            "addlist",
            "addstickers",
            "addtheme",
            "bg",
            "boost",
            "c",
            "confirmphone",
            "contact",
            "giftcode",
            "invoice",
            "iv",
            "joinchat",
            "login",
            "m",
            "nft",
            "proxy",
            "s",
            "setlanguage",
            "share",
            "socks",
            "www",
        }
    ),
)
