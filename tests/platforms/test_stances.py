from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.platforms.stances import FirstContact, RouteKind, StancesFileWrong, load_stances, route_kind
from storage.vocabulary import Ground, Platform


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "stances.toml"


def mistakes(file: Path, text: str) -> tuple[str, ...]:
    file.write_text(text, "utf-8")
    with pytest.raises(StancesFileWrong) as refused:
        load_stances(file)
    return refused.value.mistakes


@pytest.mark.parametrize("platform", list(Platform))
def test_every_platform_ships_a_dated_stance_with_its_source(platform: Platform) -> None:
    stance = load_stances().for_platform(platform)
    assert stance.platform is platform
    assert stance.source
    assert stance.why.endswith(".")
    assert stance.first_contact is FirstContact.ASSISTED
    assert not stance.is_stale(datetime(2026, 11, 21, tzinfo=UTC))


def test_a_platform_can_be_asked_for_by_its_stored_word() -> None:
    stances = load_stances()
    assert stances.for_platform("x") == stances.for_platform(Platform.X)
    with pytest.raises(ValueError, match="myspace"):
        stances.for_platform("myspace")


def test_a_stance_is_stale_after_ninety_days() -> None:
    stance = load_stances().for_platform(Platform.X)
    checked = datetime(2026, 11, 21, 23, 59, tzinfo=UTC)
    assert not stance.is_stale(checked + timedelta(days=90))
    assert stance.is_stale(checked + timedelta(days=91))


def test_copyright_goes_to_the_published_agent_and_says_what_the_poster_learns() -> None:
    stances = load_stances()
    for platform, email in (
        (Platform.X, "copyright@x.com"),
        (Platform.REDDIT, "copyright@reddit.com"),
        (Platform.GITHUB, "copyright@github.com"),
    ):
        route = stances.for_platform(platform).route_for(Ground.COPYRIGHT_US)
        assert route is not None
        assert route.email == email
        assert route.poster_learns


def test_each_ground_has_its_desk() -> None:
    assert route_kind(Ground.COPYRIGHT_US_LINK) is RouteKind.COPYRIGHT
    assert route_kind(Ground.PRIVATE_INFO) is RouteKind.PRIVATE_INFORMATION
    assert route_kind(Ground.IMPERSONATION) is RouteKind.OTHER
    assert load_stances().for_platform(Platform.X).route_for(Ground.IMPERSONATION) is None


def test_no_addressee_is_made_up() -> None:
    stances = load_stances()
    assert all(stances.for_platform(platform).counsel is None for platform in Platform)


def test_where_a_person_can_write_to_the_account() -> None:
    stances = load_stances()
    assert stances.for_platform("x").conversation_for("LeakMirror") == "https://x.com/LeakMirror"
    assert stances.for_platform("x").conversation_for("a/../b?c") == "https://x.com/a%2F..%2Fb%3Fc"
    mastodon = stances.for_platform("mastodon", "chirp.example")
    assert mastodon.conversation_for("@leak@chirp.example") == "https://chirp.example/@leak"
    assert mastodon.conversation_for("leak", "chirp.example") == "https://chirp.example/@leak"
    assert mastodon.conversation_for("leak") is None
    assert stances.for_platform("web").conversation_for("chirp.example") is None


INSTANCE = """
[mastodon.instances."Chirp.example"]
name = "Chirp"
api_url = "http://127.0.0.1:8030/chirp"
counsel = { name = "Lena Legal", organisation = "Chirp Ltd", email = "legal@chirp.example" }
rules = { private_info = "rule 5 on private information" }

[mastodon.instances."Chirp.example".routes.copyright]
email = "legal@chirp.example"
how = "By e-mail."
poster_learns = "Chirp forwards the notice."
"""


def test_the_bot_writes_on_a_server_that_is_set_up_and_on_no_other(own: Path) -> None:
    own.write_text(INSTANCE, "utf-8")
    stances = load_stances(own)
    chirp = stances.for_platform("mastodon", "chirp.EXAMPLE")
    assert chirp.first_contact is FirstContact.BOT
    assert (chirp.name, chirp.host) == ("Chirp", "chirp.example")
    assert chirp.message_limit == 500
    assert chirp.counsel is not None
    assert chirp.rule_for(Ground.PRIVATE_INFO) == "rule 5 on private information"
    copyright_route = chirp.route_for(Ground.COPYRIGHT_US)
    assert copyright_route is not None
    assert copyright_route.email == "legal@chirp.example"
    assert chirp.route_for(Ground.TOS_OTHER) == stances.for_platform("mastodon").route_for(Ground.TOS_OTHER)
    assert stances.for_platform("mastodon", "other.example").first_contact is FirstContact.ASSISTED
    assert set(stances.servers) == {"chirp.example"}


def test_a_file_of_ones_own_changes_only_what_it_names(own: Path) -> None:
    own.write_text(
        '[x.routes.copyright]\nform_url = "https://x.example/form"\n[x]\nchecked = 2027-01-05\n', "utf-8"
    )
    shipped, changed = load_stances().for_platform("x"), load_stances(own).for_platform("x")
    route = changed.route_for(Ground.COPYRIGHT_US)
    assert route is not None
    assert (route.email, route.form_url) == ("copyright@x.com", "https://x.example/form")
    assert changed.why == shipped.why
    assert changed.checked.year == 2027


@pytest.mark.parametrize("platform", list(Platform))
def test_no_file_can_let_the_bot_write_first_where_it_must_not(own: Path, platform: Platform) -> None:
    text = f'[{platform}]\nfirst_contact = "bot"\napi_url = "https://a.example"\n'
    assert any(f"{platform}.first_contact: the bot cannot write first" in each for each in mistakes(own, text))


def test_a_server_needs_an_address_before_the_bot_writes(own: Path) -> None:
    found = mistakes(own, '[mastodon.instances."a.example"]\nfirst_contact = "bot"\n')
    assert found == ('mastodon.instances."a.example".api_url: is needed where the bot writes.',)


MANY_MISTAKES = """
[x]
first_contact = "spam"
mesage_limit = 5
[x.rules]
rudeness = "rule 1"
[reddit]
message_limit = 0
why = " "
[reddit.routes.copyright]
email = "a@b.example, c@d.example"
[github]
conversation_url = "javascript:alert(1)"
[tiktok.routes.copyright]
form_url = "http://tiktok.example/form"
[bluesky.instances."b.example"]
api_url = "https://b.example"
[mastodon.instances."m.example"]
api_url = "http://m.example"
"""
KEYS_AT_FAULT = [
    "x.first_contact",
    "x.mesage_limit",
    "x.rules.rudeness",
    "reddit.message_limit",
    "reddit.why",
    "reddit.routes.copyright.email",
    "github.conversation_url",
    "tiktok.routes.copyright.form_url",
    "bluesky.instances",
    'mastodon.instances."m.example".api_url',
]


def test_an_unknown_platform_is_named(own: Path) -> None:
    found = mistakes(own, '[myspace]\nname = "MySpace"\n')
    assert found == ("myspace: there is no such platform.",)


def test_every_mistake_is_reported_at_once_with_its_key(own: Path) -> None:
    keys = [each.split(": ")[0] for each in mistakes(own, MANY_MISTAKES)]
    assert sorted(keys) == sorted(KEYS_AT_FAULT)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("x = 5", "x: must be a table"),
        ("[mastodon]\ninstances = 3", "mastodon.instances: must be a table of tables"),
        ("[mastodon.instances]\nhost = 3", "mastodon.instances: must be a table of tables"),
        ("[x", "is not valid TOML"),
        ("[x.routes.copyright]\nemail = 3", "x.routes.copyright.email"),
        ("[web]\nanswer_business_days = 0", "web.answer_business_days: must be positive"),
    ],
)
def test_a_broken_file_is_refused_in_words(own: Path, text: str, key: str) -> None:
    assert any(key in each for each in mistakes(own, text))


def test_a_missing_file_is_refused_in_words(own: Path) -> None:
    with pytest.raises(StancesFileWrong, match="cannot be read"):
        load_stances(own)
    own.write_bytes(b"\xff\xfe")
    with pytest.raises(StancesFileWrong, match="not valid TOML"):
        load_stances(own)
