"""What holds for any text and any address."""

import string

from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules.addresses.accounts import account_agrees
from bot.rules.addresses.keys import case_key, item_key
from bot.rules.addresses.registry import resolve
from bot.rules.addresses.slack_text import urls_in_slack_text
from bot.rules.addresses.url.address import Resolved, UrlRefused
from tests.rules.addresses.shapes import SHAPES

HOSTS = sorted({shape.typed.split("/")[2] for shape in SHAPES if "://" in shape.typed})
WORDS = sorted({word for shape in SHAPES for word in shape.typed.partition("://")[2].split("/")[1:]})
MESS = st.text(
    alphabet=string.ascii_letters + string.digits + "%/.@:?&=+#-_~;,|\\[]ä\u212aİ'\"^`{}", max_size=30
)
ADDRESSES = st.builds(
    lambda scheme, host, parts, tail: f"{scheme}://{host}/{'/'.join(parts)}{tail}",
    st.sampled_from(["http", "https", "HTTPS", "at"]),
    st.sampled_from([*HOSTS, "did:plc:abc", "mirror.example"]) | MESS,
    st.lists(st.sampled_from([*WORDS, "app.bsky.feed.post", "%2e%2e", ".git", "..git.git"]) | MESS, max_size=5),
    MESS,
)


def attempt(typed: str) -> Resolved | None:
    try:
        return resolve(typed)
    except UrlRefused:
        return None


@given(st.text(max_size=300))
@example("https://x.com/\ud83d")
def test_any_text_is_resolved_or_refused(typed: str) -> None:
    found = attempt(typed)
    assert found is None or found.url.startswith(("https://", "http://", "at://"))


@given(ADDRESSES)
@example("https://github.com/a/..git.git")
@example("https://youtube.com/@İ")
@example("https://youtube.com/@%2541")
@example("https://youtube.com/@%CD%BE")
@example("https://youtube.com/@%FF")
@example("https://leaks.example/%%34%31?|=^")
def test_resolving_twice_changes_nothing(typed: str) -> None:
    found = attempt(typed)
    if found is not None:
        assert resolve(found.url) == found
        assert found.url.isascii()
        assert "#" not in found.url


@given(ADDRESSES)
def test_an_address_agrees_with_the_account_it_shows(typed: str) -> None:
    found = attempt(typed)
    if found is not None and found.account is not None:
        assert account_agrees(found, found.account)
        assert case_key(found, found.account) == case_key(found)


@given(
    st.sampled_from([shape.typed for shape in SHAPES]),
    st.sampled_from(["utm_source=x", "fbclid=AbC", "gclid=1", "igshid=1", "UTM_Medium=y"]),
    st.sampled_from(["", "#frag", "#/a?b"]),
    st.booleans(),
)
def test_trackers_fragments_and_the_case_of_the_host_change_nothing(
    typed: str, tracker: str, fragment: str, shouted: bool
) -> None:
    base = typed.partition("#")[0]
    scheme, _, rest = base.partition("://")
    host, slash, path = rest.partition("/")
    joint = "&" if "?" in path else "?"
    noisy = f"{scheme}://{host.upper() if shouted else host}{slash}{path}{joint}{tracker}{fragment}"
    assert resolve(noisy) == resolve(typed)


@given(st.sampled_from([shape.typed for shape in SHAPES if shape.typed.startswith("https://")]))
def test_http_and_https_are_one_item(typed: str) -> None:
    plain = f"http{typed.removeprefix('https')}"
    assert item_key(resolve(plain)) == item_key(resolve(typed))


@given(st.text(max_size=300))
def test_any_message_gives_a_list_without_doubles(text: str) -> None:
    urls = urls_in_slack_text(text)
    assert len(urls) == len(set(urls))
    assert all("://" in url for url in urls)
