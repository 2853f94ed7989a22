"""Addresses found in messages."""

import pytest

from bot.rules.addresses.slack_text import urls_in_slack_text


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("", []),
        (
            "none: <@U123>, <#C1|press>, <!channel>, <!date^1^{date}|x>, <mailto:a@b.example|a@b.example>",
            [],
        ),
        ("see <https://x.com/a/status/1>", ["https://x.com/a/status/1"]),
        ("see <https://x.com/a|https://evil.example> please", ["https://x.com/a"]),
        ("<https://leaks.example/?a=1&amp;b=2|label>", ["https://leaks.example/?a=1&b=2"]),
        ("<https://leaks.example/?q=&amp;lt;>", ["https://leaks.example/?q=&lt;"]),
        (
            "<http://x.com/a|x.com/a> <http://x.com/a> <https://x.com/b>",
            ["http://x.com/a", "https://x.com/b"],
        ),
        (
            "`https://x.com/a/status/1`, and (https://x.com/b).",
            ["https://x.com/a/status/1", "https://x.com/b"],
        ),
        ("https://wiki.example/Leak_(2014)", ["https://wiki.example/Leak_(2014)"]),
        ("at://did:plc:abc/app.bsky.feed.post/3k!", ["at://did:plc:abc/app.bsky.feed.post/3k"]),
        ("b https://b.example/ then <https://a.example/>", ["https://b.example/", "https://a.example/"]),
        ("&lt;https://x.com/a&gt;", ["https://x.com/a"]),
        ("*https://x.com/a*\n_https://x.com/b_", ["https://x.com/a", "https://x.com/b"]),
        ("<javascript:alert(1)|x> <tel:123>", []),
        ("<" * 5000, []),
    ],
)
def test_links_are_found_in_order_each_once(text: str, urls: list[str]) -> None:
    assert urls_in_slack_text(text) == urls
