"""Spellings that mean the same address, and ones that do not."""

import pytest

from bot.rules.addresses.keys import case_key, item_key
from bot.rules.addresses.registry import resolve

VARIANTS = {
    "x post": [
        "https://x.com/leakmirror/status/2001",
        "http://twitter.com/LeakMirror/status/2001",
        "https://mobile.twitter.com/leakmirror/statuses/2001?s=20&t=AbC",
        "https://www.x.com/leakmirror/status/2001/photo/1",
        "https://m.twitter.com//leakmirror///status/2001/",
        "https://x.com./leakmirror/status/2001#reply",
        "https://x.com:443/%6Ceakmirror/status/2001?ref_src=twsrc%5Etfw",
        "https://vxtwitter.com/leakmirror/status/2001",
        "https://fixupx.com/leakmirror/status/2001/en",
        "https:\\\\x.com\\leakmirror\\status\\2001",
        "  https://X.COM/leakmirror/status/2001\n",
        "https://ｘ.com/leakmirror/status/2001",
    ],
    "x post, account unknown": [
        "https://x.com/i/status/2001",
        "https://x.com/i/web/status/2001",
        "https://twitter.com/i/web/status/2001?s=1",
        "https://twitter.com/statuses/2001",
    ],
    "bluesky post": [
        "https://bsky.app/profile/did:plc:abc234/post/3kab",
        "at://did:plc:abc234/app.bsky.feed.post/3kab",
        "AT://did:plc:ABC234/app.bsky.feed.post/3kab",
        "https://bsky.app/profile/did%3Aplc%3Aabc234/post/3kab?ref_src=embed",
        "https://bsky.app/profile/did:plc:abc234/post/3kab/liked-by",
    ],
    "bluesky profile": [
        "https://bsky.app/profile/mirror.example",
        "https://bsky.app/profile/@Mirror.Example/",
        "at://mirror.example",
        "at://mirror.example/",
        "at://@mirror.example",
    ],
    "mastodon post": [
        "https://mastodon.social/@mirror/1100",
        "https://mastodon.social/users/Mirror/statuses/1100",
        "https://mastodon.social/web/@mirror/1100",
        "https://mastodon.social/deck/@mirror/1100",
        "https://mastodon.social/@mirror/1100/embed",
        "https://mastodon.social/%40mirror/1100?kjy=spring&utm_medium=x",
        "http://mastodon.social/@mirror@mastodon.social/1100",
    ],
    "reddit post": [
        "https://reddit.com/comments/1abc2",
        "https://www.reddit.com/r/news/comments/1abc2/a_title/?utm_source=share&rdt=1",
        "https://old.reddit.com/r/News/comments/1ABC2/",
        "https://np.reddit.com/r/news/comments/1abc2",
        "https://de.reddit.com/r/news/comments/1abc2/ein_titel",
        "https://redd.it/1abc2",
        "http://www.redd.it/1abc2/",
        "https://www.reddit.com/gallery/1abc2",
    ],
    "youtube video": [
        "https://youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?feature=shared&v=dQw4w9WgXcQ&list=PL1&index=2",
        "https://m.youtube.com/watch?v=dQw4w9WgXcQ&pp=x",
        "https://music.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=AbC&t=42",
        "https://youtube.com/shorts/dQw4w9WgXcQ",
        "https://youtube.com/embed/dQw4w9WgXcQ?start=5",
        "https://youtube.com/live/dQw4w9WgXcQ",
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        "https://youtube.com/v/dQw4w9WgXcQ",
    ],
    "instagram post": [
        "https://instagram.com/p/CaBc_1",
        "https://www.instagram.com/p/CaBc_1/?igshid=abc&img_index=2",
        "http://instagr.am/p/CaBc_1/",
        "https://m.instagram.com/p/CaBc_1/embed/captioned/",
    ],
    "facebook post": [
        "https://facebook.com/1000/posts/55",
        "https://www.facebook.com/permalink.php?story_fbid=55&id=1000",
        "https://m.facebook.com/story.php?id=1000&story_fbid=55&mibextid=x&_rdr",
        "https://mbasic.facebook.com/1000/posts/55?__tn__=x",
        "https://de-de.facebook.com/1000/posts/ein-titel/55/",
        "https://fb.com/1000/posts/55",
    ],
    "facebook profile": [
        "https://facebook.com/1000",
        "https://www.facebook.com/profile.php?id=1000",
        "https://facebook.com/people/A-Name/1000",
        "https://facebook.com/1000/photos",
    ],
    "tiktok video": [
        "https://tiktok.com/@leakmirror/video/700",
        "https://www.tiktok.com/@LeakMirror/video/700?_t=8&_r=1",
        "https://m.tiktok.com/@leakmirror/video/700#x",
    ],
    "github file": [
        "https://github.com/leakmirror/mails/blob/main/A/b.txt",
        "https://GitHub.com/LeakMirror/Mails/blob/main/A/b.txt?raw=true#L10",
        "https://github.com/leakmirror/mails/raw/refs/heads/main/A/b.txt",
        "https://raw.githubusercontent.com/leakmirror/mails/main/A/b.txt",
    ],
    "github repository": [
        "https://github.com/leakmirror/mails",
        "https://www.github.com/LeakMirror/mails.git/?tab=readme",
    ],
    "telegram post": [
        "https://t.me/leakmirror/55",
        "https://t.me/s/LeakMirror/55",
        "https://telegram.me/leakmirror/55?single",
        "https://leakmirror.t.me/55",
        "http://www.t.me/leakmirror/3/55",
    ],
    "discord message": [
        "https://discord.com/channels/1/2/3",
        "https://discordapp.com/channels/1/2/3/",
        "https://ptb.discord.com/channels/1/2/3",
        "https://canary.discord.com/channels/1/2/3?x=1",
    ],
    "discord invitation": [
        "https://discord.gg/AbCd",
        "https://discord.com/invite/AbCd?event=1",
        "https://www.discord.gg/invite/AbCd",
    ],
    "web page": [
        "https://leaks.example/%C3%A4/~bob?a=1&b=2",
        "https://LEAKS.example/ä/%7Ebob?b=2&a=1",
        "https://leaks.example.:443//ä//%7ebob?b=2&a=1&utm_campaign=x&fbclid=y&gclid=z#top",
        "https://leaks.example/x/../%c3%a4/./~bob?a=1&&b=2&",
    ],
    "web page under a name beyond ASCII": [
        "https://xn--bcher-kva.example/a",
        "https://bücher.example/a",
        "https://BÜCHER.example/a",
        "https://b%C3%BCcher.example/a",
        "https://bücher。example/a",
    ],
}


@pytest.mark.parametrize("group", VARIANTS)
def test_variants_have_one_canonical_address(group: str) -> None:
    first, *others = (resolve(typed) for typed in VARIANTS[group])
    assert [other for other in others if other != first] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.com/leakmirror/status/2001", "https://x.com/i/status/2001"),
        ("https://x.com/leakmirror/status/2001", "https://x.com/renamed/status/2001"),
        ("https://instagram.com/reel/CaBc_1/", "https://instagram.com/leakmirror/p/CaBc_1/"),
        ("https://reddit.com/user/bob/comments/1abc2/t", "https://redd.it/1abc2"),
        ("https://tiktok.com/@leakmirror/video/700", "https://m.tiktok.com/v/700.html"),
        ("http://leaks.example/a/", "https://www.leaks.example/a"),
        ("http://chirp.example/@a/1", "https://chirp.example/@a/1"),
    ],
)
def test_addresses_of_one_item_share_its_key(one: str, other: str) -> None:
    assert item_key(resolve(one)) == item_key(resolve(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.com/a/status/1", "https://x.com/a/status/2"),
        ("https://youtu.be/dQw4w9WgXcQ", "https://youtu.be/dQw4w9WgXcq"),
        ("https://chirp.example/@a/1", "https://other.example/@a/1"),
        ("https://chirp.example:8443/@a/1", "https://chirp.example/@a/1"),
        ("https://t.me/a_one/1", "https://t.me/a_two/1"),
        ("https://github.com/a/b/blob/main/x", "https://github.com/a/b/blob/main/X"),
        ("https://forum.example/viewtopic?t=1", "https://forum.example/viewtopic?t=2"),
        ("https://leaks.example/a", "https://leaks.example/A"),
        ("https://leaks.example/a%2Fb", "https://leaks.example/a/b"),
        ("https://leaks.example/?a=1&a=2", "https://leaks.example/?a=2&a=1"),
        ("https://reddit.com/comments/abc/t/k1", "https://reddit.com/comments/abc/t/k2"),
    ],
)
def test_different_items_have_different_keys(one: str, other: str) -> None:
    assert item_key(resolve(one)) != item_key(resolve(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.com/LeakMirror", "https://twitter.com/leakmirror/status/1"),
        ("https://mastodon.social/@bob/1", "https://mastodon.social/@bob"),
        ("https://mastodon.social/@bob@chirp.example/1", "https://chirp.example/users/bob/statuses/9"),
        ("https://www.leaks.example/a", "http://leaks.example/b"),
        ("https://facebook.com/john.example", "https://facebook.com/JohnExample/posts/5"),
    ],
)
def test_one_account_or_site_is_one_case(one: str, other: str) -> None:
    assert case_key(resolve(one)) == case_key(resolve(other))


def test_where_no_account_shows_each_item_is_its_own_case_until_somebody_names_one() -> None:
    one, other = resolve("https://youtu.be/aaaaaaaaaaa"), resolve("https://youtu.be/bbbbbbbbbbb")
    assert case_key(one) != case_key(other)
    assert case_key(one, "@Mirror") == case_key(other, "mirror")
