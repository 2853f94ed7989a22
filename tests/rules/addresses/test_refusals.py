"""What is refused, and with which sentence."""

import pytest

from bot.rules.addresses.registry import resolve
from bot.rules.addresses.url.address import Refusal, UrlRefused

REFUSED = [
    ("", Refusal.EMPTY),
    (" \t\n", Refusal.EMPTY),
    ("https://leaks.example/" + "a" * 2048, Refusal.TOO_LONG),
    ("x" * 1_000_000, Refusal.TOO_LONG),
    (" " * 1_000_000, Refusal.TOO_LONG),
    ("https://leaks.example/" + "ä" * 900, Refusal.TOO_LONG),
    ("https://x.com/leak\x00mirror", Refusal.HIDDEN_CHARACTER),
    ("https://x.com/leak%00mirror", Refusal.HIDDEN_CHARACTER),
    ("https://leaks.example/a%0D%0ABcc:%20all", Refusal.HIDDEN_CHARACTER),
    ("https://leaks.example/a\r\nBcc: all", Refusal.HIDDEN_CHARACTER),
    ("https://leaks.example/a\tb", Refusal.HIDDEN_CHARACTER),
    ("https://leaks.example/\u202egpj.exe", Refusal.HIDDEN_CHARACTER),
    ("https://leaks.example/%E2%80%AEgpj.exe", Refusal.HIDDEN_CHARACTER),
    ("https://x.com/leak\u200bmirror", Refusal.HIDDEN_CHARACTER),
    ("https://x.com/\ud800", Refusal.HIDDEN_CHARACTER),
    ("https://x.com/leak mirror", Refusal.SPACE),
    ("https://x.com/leak\u00a0mirror", Refusal.SPACE),
    ("https://x.com/a https://x.com/b", Refusal.SPACE),
    ("x.com/leakmirror", Refusal.NO_SCHEME),
    ("@leakmirror", Refusal.NO_SCHEME),
    ("//x.com/leakmirror", Refusal.NO_SCHEME),
    ("<https://x.com/leakmirror>", Refusal.NO_SCHEME),
    ("=HYPERLINK(1)", Refusal.NO_SCHEME),
    ("javascript:alert(1)", Refusal.SCHEME),
    ("JavaScript://x.com/%61", Refusal.SCHEME),
    ("data:text/html,hello", Refusal.SCHEME),
    ("file:///etc/passwd", Refusal.SCHEME),
    ("ftp://leaks.example/a", Refusal.SCHEME),
    ("mailto:a@leaks.example", Refusal.SCHEME),
    ("tg://resolve?domain=a", Refusal.SCHEME),
    ("https://user:secret@x.com/leakmirror", Refusal.CREDENTIALS),
    ("https://x.com@evil.example/leakmirror", Refusal.CREDENTIALS),
    ("https://@x.com/leakmirror", Refusal.CREDENTIALS),
    ("https:\\\\user@x.com\\leakmirror", Refusal.CREDENTIALS),
    ("https://", Refusal.HOST),
    ("https:///", Refusal.HOST),
    ("https://?q=1", Refusal.HOST),
    ("https://./a", Refusal.HOST),
    ("https://leaks..example/a", Refusal.HOST),
    ("https://leaks.example../a", Refusal.HOST),
    ("https://.leaks.example/a", Refusal.HOST),
    ("https://intranet/a", Refusal.HOST),
    ("https://leaks.example:99999/", Refusal.HOST),
    ("https://[::1/", Refusal.HOST),
    ("https://999.1.1.1/", Refusal.HOST),
    (f"https://{'a' * 64}.example/", Refusal.HOST),
    (f"https://{'a.' * 130}example/", Refusal.HOST),
    ("https://<!channel>/a", Refusal.HOST),
    ("at://", Refusal.AT_URI),
    ("at:mirror.example", Refusal.AT_URI),
    ("at://nodots/app.bsky.feed.post/3k", Refusal.AT_URI),
    ("at://did:plc:abc/app.bsky.feed.post", Refusal.AT_URI),
    ("at://user@mirror.example/app.bsky.feed.post/3k", Refusal.AT_URI),
    ("at://did:plc:abc/app.bsky.feed.post/..", Refusal.AT_URI),
]


@pytest.mark.parametrize(("typed", "reason"), REFUSED, ids=[repr(typed[:50]) for typed, _ in REFUSED])
def test_bad_input_gets_its_sentence(typed: str, reason: Refusal) -> None:
    with pytest.raises(UrlRefused) as refusal:
        resolve(typed)
    assert refusal.value.reason is reason
    assert refusal.value.sentence.endswith(".")
    assert str(refusal.value) == refusal.value.sentence


def test_a_sentence_never_repeats_what_was_typed() -> None:
    with pytest.raises(UrlRefused) as refusal:
        resolve("https://someone:opensesame@x.com/<!channel>")
    assert "opensesame" not in refusal.value.sentence
    assert "<!" not in refusal.value.sentence


def test_the_longest_address_is_taken() -> None:
    address = "https://leaks.example/"
    assert len(resolve(address + "a" * (2048 - len(address))).url) == 2048


def test_joiners_that_persian_spelling_needs_are_taken() -> None:
    assert resolve("https://leaks.example/می\u200cخواهم").url.startswith("https://leaks.example/%D9%85")
