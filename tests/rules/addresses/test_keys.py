"""What makes two reports one case, and how its code is read."""

import random

import pytest

from bot.rules.addresses.accounts import account_of, agrees, plain_account
from bot.rules.addresses.keys import case_identity, item_key
from bot.rules.addresses.registry import resolve
from bot.rules.addresses.url.address import UrlRefused
from bot.rules.law.codes import ALPHABET, new_code, same_code, shown_code

VIDEO = "https://youtu.be/abc12345678"


@pytest.mark.parametrize(
    ("url", "named", "identity"),
    [
        ("https://twitter.com/LeakMirror/status/1", None, "x:account:leakmirror"),
        ("https://reddit.com/user/LeakMirror", None, "reddit:account:leakmirror"),
        (VIDEO, None, "youtube:item:youtube:abc12345678"),
        (VIDEO, " @Channel ", "youtube:account:channel"),
        (VIDEO, "@", "youtube:item:youtube:abc12345678"),
        ("https://www.leaks.example/a", None, "web:leaks.example"),
        ("https://leaks.example/b", "Leaks.example", "web:leaks.example"),
        ("https://leaks.example/b", "Bob", "web:leaks.example/bob"),
    ],
)
def test_a_case_is_an_account_else_a_url_else_a_host(url: str, named: str | None, identity: str) -> None:
    assert case_identity(resolve(url), named) == identity


def test_http_and_https_are_one_item() -> None:
    assert item_key(resolve("http://leaks.example/a")) == item_key(resolve("https://www.leaks.example/a/"))


@pytest.mark.parametrize(
    ("url", "named", "agree"),
    [
        ("https://x.com/a/status/1", "@A", True),
        ("https://x.com/a/status/1", "", True),
        ("https://x.com/a/status/1", "b", False),
        ("https://x.com/a/status/1", "a b", False),
        ("https://chirp.example/@ann/12345", "ann", True),
        ("https://chirp.example/@ann/12345", "ann@other.example", False),
        (VIDEO, "anyone", True),
        ("https://leaks.example/a", "www.leaks.example", True),
    ],
)
def test_a_named_account_agrees_with_what_the_url_shows(url: str, named: str, agree: bool) -> None:
    assert agrees(resolve(url), named) is agree


def test_the_account_of_a_case_is_the_shown_one_else_the_named_one() -> None:
    assert account_of(resolve("https://x.com/a/status/1"), "b") == "a"
    assert account_of(resolve(VIDEO), "@Channel") == "channel"
    assert account_of(resolve("https://leaks.example/a"), "leaks.example") is None
    with pytest.raises(UrlRefused):
        account_of(resolve(VIDEO), "two words")
    assert plain_account(" @ann ") == "ann"


def test_codes_are_short_unambiguous_and_forgiving() -> None:
    rng = random.Random(7)
    codes = {new_code(rng) for _ in range(2000)}
    assert len(codes) > 1800
    assert all(len(code) == 3 and set(code) <= set(ALPHABET) for code in codes)
    assert not set("ILOU") & set(ALPHABET)
    assert shown_code("NLP-17", "4K2") == "NLP-17-4K2"
    assert same_code("OIL-1", "101", " oil-1-lo1 ")
    assert not same_code("NLP-17", "4K2", "NLP-17-4K3")
