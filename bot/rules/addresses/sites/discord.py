"""Addresses on Discord. They never show who wrote a message."""

from bot.rules.addresses.url.route import Family, Host, item, profile
from storage.vocabulary import Platform

FAMILY = Family(
    platform=Platform.DISCORD,
    home="discord.com",
    hosts=(
        Host(r"(?:(?:www|ptb|canary|m)\.)?discord(?:app)?\.com"),
        Host(r"(?:www\.)?discord\.gg", apart=True),
        Host(r"cdn\.discordapp\.com|media\.discordapp\.net", apart=True),
    ),
    routes=(
        item(
            r"channels/(?P<place>(?:\d+|@me)/\d+)/(?P<item>\d+)",
            "https://discord.com/channels/{place}/{item}",
        ),
        item(r"(?:(?:www\.)?discord\.gg(?:/invite)?|invite)/(?P<item>[\w-]+)", "https://discord.gg/{item}"),
        item(
            r"(?:cdn\.discordapp\.com|media\.discordapp\.net)/attachments/(?P<channel>\d+)/(?P<item>\d+)/(?P<name>[^/]+)",
            "https://cdn.discordapp.com/attachments/{channel}/{item}/{name}",
        ),
        profile(r"users/(?P<account>\d+)", "https://discord.com/users/{account}"),
    ),
)
