"""Account names as people type them."""

import pytest

from bot.rules.addresses.accounts import account_agrees, account_key, same_account
from bot.rules.addresses.registry import resolve
from bot.rules.addresses.url.address import UrlRefused
from storage.vocabulary import Platform


@pytest.mark.parametrize(
    ("platform", "typed", "key"),
    [
        (Platform.X, " @LeakMirror ", "leakmirror"),
        (Platform.X, "https://twitter.com/LeakMirror/status/1", "leakmirror"),
        (Platform.REDDIT, "u/LeakMirror", "leakmirror"),
        (Platform.REDDIT, "/user/LeakMirror/", "leakmirror"),
        (Platform.TELEGRAM, "t.me/LeakMirror", "leakmirror"),
        (Platform.MASTODON, "@Bob@Chirp.example", "bob@chirp.example"),
        (Platform.MASTODON, "@Bob", "bob"),
        (Platform.BLUESKY, "@Mirror.Example", "mirror.example"),
        (Platform.FACEBOOK, "John.Example", "johnexample"),
        (Platform.YOUTUBE, "@Ärger", "ärger"),
        (Platform.YOUTUBE, "UCabcDEF_123456789012345", "UCabcDEF_123456789012345"),
        (Platform.WEB, " The Leak Site ", "the leak site"),
    ],
)
def test_a_typed_account_has_one_key(platform: Platform, typed: str, key: str) -> None:
    assert account_key(platform, typed) == key
    assert account_key(platform, key) == key


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "@",
        "two words",
        "a\x00b",
        "a\u202eb",
        "a\nb",
        "a" * 201,
        "https://x.com/home",
        "https://t.me/someone",
    ],
)
def test_what_is_no_account_is_refused(typed: str) -> None:
    with pytest.raises(UrlRefused):
        account_key(Platform.X, typed)


def test_handles_are_compared_without_case() -> None:
    assert same_account(Platform.INSTAGRAM, "Leak.Mirror", "@leak.mirror")
    assert not same_account(Platform.INSTAGRAM, "leak.mirror", "leakmirror")


@pytest.mark.parametrize(
    ("url", "named", "agrees"),
    [
        ("https://x.com/LeakMirror/status/1", "@leakmirror", True),
        ("https://x.com/leakmirror/status/1", "other", False),
        ("https://x.com/i/status/1", "anyone", True),
        ("https://youtu.be/dQw4w9WgXcQ", "@mirror", True),
        ("https://chirp.example/@bob/1", "@Bob", True),
        ("https://chirp.example/@bob/1", "bob@chirp.example", True),
        ("https://chirp.example/@bob/1", "bob@other.example", False),
        ("https://mastodon.social/@bob@chirp.example/1", "bob", True),
        ("https://mastodon.social/@bob@chirp.example/1", "ann", False),
        ("https://leaks.example/a", "Some Name", True),
        ("https://facebook.com/john.example/posts/1", "JohnExample", True),
    ],
)
def test_a_named_account_agrees_with_its_address(url: str, named: str, agrees: bool) -> None:
    assert account_agrees(resolve(url), named) is agrees
