"""What real-world shapes of address resolve to."""

import pytest

from bot.rules.addresses.registry import resolve
from bot.rules.addresses.url.address import AddressKind, Resolved
from storage.vocabulary import Platform
from tests.rules.addresses.shapes import SHAPES, Shape


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.typed for shape in SHAPES])
def test_a_shape_resolves(shape: Shape) -> None:
    found = resolve(shape.typed)
    assert (found.platform, found.account, found.url) == (Platform(shape.platform), shape.account, shape.url)
    assert (found.item_id, found.kind) == (shape.item_id, AddressKind(shape.kind))


@pytest.mark.parametrize("shape", SHAPES, ids=[shape.typed for shape in SHAPES])
def test_a_canonical_address_resolves_to_itself(shape: Shape) -> None:
    found = resolve(shape.typed)
    assert resolve(found.url) == found


def test_every_platform_has_shapes() -> None:
    assert {shape.platform for shape in SHAPES} == set(Platform)


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("https://www.leaks.example/a", "leaks.example"),
        ("https://m.leaks.example/a", "leaks.example"),
        ("https://leaks.example:8443/a", "leaks.example:8443"),
        ("https://m.co/a", "m.co"),
        ("https://www.co.uk/a", "www.co.uk"),
        ("https://bücher.example/a", "xn--bcher-kva.example"),
        ("https://chirp.example/@a/1", "chirp.example"),
        ("https://mobile.twitter.com/a", "x.com"),
        ("https://youtu.be/dQw4w9WgXcQ", "youtube.com"),
    ],
)
def test_the_host_is_the_sites_identity(typed: str, host: str) -> None:
    assert resolve(typed).host == host


def test_a_result_is_frozen() -> None:
    found = resolve("https://x.com/leakmirror")
    assert isinstance(found, Resolved)
    with pytest.raises(AttributeError):
        found.account = "other"  # type: ignore[misc]
