"""Settings: what is accepted, what is refused, and that all of it is said at once and without a secret."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.settings import LogFormat, LogLevel, Settings, SettingsProblem, load_settings

ROOT = Path(__file__).resolve().parent.parent


def loaded(**env: str) -> Settings:
    return load_settings(env, None)


def variables(**env: str) -> list[str]:
    with pytest.raises(SettingsProblem) as caught:
        loaded(**env)
    return [mistake.variable for mistake in caught.value.mistakes]


def test_nothing_set_means_the_documented_defaults() -> None:
    settings = loaded()
    assert settings.slack_bot_token is None
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url.get_secret_value() == "sqlite:///takedown.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert (settings.grace_hours, settings.grace_business_days) == (72, 2)
    assert (settings.grace_region, settings.grace_zone) == ("US", ZoneInfo("America/New_York"))
    assert settings.evidence_dir == Path("evidence")
    assert (settings.log_format, settings.log_level) == (None, LogLevel.INFO)


def test_every_value_is_read() -> None:
    settings = loaded(
        SLACK_API_URL="http://127.0.0.1:8030/api",
        ADMIN_USER_IDS="U012AB3CD, W045EF6GH,U012AB3CD",
        DATABASE_URL="postgres://desk:pass@db.example/desk",
        PUBLIC_URL="https://desk.client.example/",
        SMTP_URL="smtp+starttls://desk:pass@mail.example:587",
        MAIL_FROM="The desk <desk@client.example>",
        MASTODON_ACCESS_TOKENS="Social.example=abc==,chat.example:8443=def",
        GRACE_REGION="US-CA",
        LOG_FORMAT="JSON",
        CONTACT_ADDRESS="1 Example Road\nExampleton",
    )
    assert settings.slack_api_url == "http://127.0.0.1:8030/api/"
    assert settings.admin_user_ids == ("U012AB3CD", "W045EF6GH")
    assert settings.database_url.get_secret_value() == "postgresql+psycopg://desk:pass@db.example/desk"
    assert settings.public_url == "https://desk.client.example"
    tokens = {access.host: access.token.get_secret_value() for access in settings.mastodon_access_tokens}
    assert tokens == {"social.example": "abc==", "chat.example:8443": "def"}
    assert settings.log_format is LogFormat.JSON
    assert settings.contact_address == "1 Example Road\nExampleton"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-not-a-bot"),
        ("SLACK_BOT_TOKEN", "xoxb-with a space"),
        ("SLACK_APP_TOKEN", "xoxb-not-an-app"),
        ("SLACK_SIGNING_SECRET", "two words"),
        ("SLACK_API_URL", "http://slack.example/api/"),
        ("SLACK_API_URL", "ftp://slack.example/"),
        ("ADMIN_USER_IDS", "@rita"),
        ("FALLBACK_CHANNEL_ID", "#takedowns"),
        ("DATABASE_URL", "mysql://db.example/desk"),
        ("DATABASE_URL", "takedown.db"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("PUBLIC_URL", "https://user:pass@desk.example"),
        ("PUBLIC_URL", "https://"),
        ("VERIFY_URL", "http://client.example/verify"),
        ("VERIFY_URL", "https://[::1"),
        ("VERIFY_URL", "https://client.example:99999/"),
        ("PRIVACY_URL", "privacy"),
        ("CONTACT_EMAIL", "nobody"),
        ("SMTP_URL", "smtp://mail.example:25"),
        ("SMTP_URL", "https://mail.example"),
        ("MAIL_FROM", "Desk <desk>"),
        ("MAIL_FROM", "a@b.example, c@d.example"),
        ("MAIL_REDIRECT_TO", "a@b.example\r\nBcc: c@d.example"),
        ("ORGANISATION", "North\x00light"),
        ("ORGANISATION", "North\u202elight"),
        ("MASTODON_ACCESS_TOKENS", "social.example"),
        ("MASTODON_ACCESS_TOKENS", "https://social.example=abc"),
        ("MASTODON_ACCESS_TOKENS", "social.example=abc,Social.example=def"),
        ("STANCES_FILE", "no/such/file.toml"),
        ("LETTER_FONT_PATH", "no/such/folder"),
        ("GRACE_HOURS", "71"),
        ("GRACE_HOURS", "72.5"),
        ("GRACE_HOURS", "9" * 5000),
        ("GRACE_BUSINESS_DAYS", "1"),
        ("GRACE_REGION", "Atlantis"),
        ("GRACE_REGION", "US-ZZ"),
        ("GRACE_ZONE", "Mars/Olympus"),
        ("GRACE_ZONE", "../../etc/passwd"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_value_is_refused_by_its_name(variable: str, value: str) -> None:
    sender = {"MAIL_FROM": "desk@client.example"} if variable == "SMTP_URL" else {}
    assert variables(**sender, **{variable: value}) == [variable]


def test_all_mistakes_are_reported_at_once_in_order() -> None:
    found = variables(GRACE_HOURS="1", SLACK_BOT_TOKEN="wrong", PORT="x", SMTP_URL="smtps://mail.example")
    assert found == ["SLACK_BOT_TOKEN", "PORT", "MAIL_FROM", "GRACE_HOURS"]


@pytest.mark.parametrize(
    "variable",
    [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SIGNING_SECRET",
        "DATABASE_URL",
        "SMTP_URL",
        "MASTODON_ACCESS_TOKENS",
    ],
)
def test_no_secret_is_repeated(variable: str) -> None:
    with pytest.raises(SettingsProblem) as caught:
        loaded(**{variable: "hunter2 hunter2"})
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_secrets_do_not_show_in_the_settings() -> None:
    settings = loaded(
        SLACK_BOT_TOKEN="xoxb-hunter2",
        SLACK_APP_TOKEN="xapp-hunter2",
        SLACK_SIGNING_SECRET="hunter2",
        DATABASE_URL="postgresql://u:hunter2@db.example/desk",
        SMTP_URL="smtps://u:hunter2@mail.example",
        MAIL_FROM="desk@client.example",
        MASTODON_ACCESS_TOKENS="social.example=hunter2",
    )
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(settings.model_dump())


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        loaded().port = 1


@given(st.text(alphabet=" \t\n", max_size=5))
def test_blank_counts_as_unset(blank: str) -> None:
    assert loaded(GRACE_HOURS=blank, SLACK_BOT_TOKEN=blank, PORT=blank) == loaded()


@given(st.dictionaries(st.sampled_from([name.upper() for name in Settings.model_fields]), st.text()))
def test_any_text_is_accepted_or_named(env: dict[str, str]) -> None:
    assert set(refused(env)) <= {*env, "MAIL_FROM"}


def refused(env: dict[str, str]) -> list[str]:
    try:
        load_settings(env, None)
    except SettingsProblem as problem:
        return [mistake.variable for mistake in problem.mistakes]
    return []


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=4000\nHOST=::1\nORGANISATION='North $light'\nUNKNOWN=1\n")
    settings = load_settings({"PORT": "5000", "HOST": ""}, file)
    assert (settings.port, settings.host, settings.organisation) == (5000, "::1", "North $light")


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", "4100")
    (tmp_path / ".env").write_text("GRACE_HOURS=96\n")
    settings = load_settings()
    assert (settings.port, settings.grace_hours) == (4100, 96)


def test_an_unreadable_line_of_the_file_is_named_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("PORT=4000\nSMTP_URL='hunter2\n")
    with pytest.raises(SettingsProblem, match="line 2: is not NAME=value") as caught:
        load_settings({}, file)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_an_unreadable_file_is_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / ".env"
    file.mkdir() if content is None else file.write_bytes(content)
    with pytest.raises(SettingsProblem, match="cannot be read"):
        load_settings({}, file)


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        ({}, ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET"]),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, ["SLACK_APP_TOKEN or SLACK_SIGNING_SECRET"]),
        ({"SLACK_APP_TOKEN": "xapp-1"}, ["SLACK_BOT_TOKEN"]),
    ],
)
def test_running_needs_slack(env: dict[str, str], missing: list[str]) -> None:
    with pytest.raises(SettingsProblem) as caught:
        load_settings(env, None).require_slack()
    assert [mistake.variable for mistake in caught.value.mistakes] == missing


@pytest.mark.parametrize(
    ("env", "socket_mode"), [({"SLACK_APP_TOKEN": "xapp-1"}, True), ({"SLACK_SIGNING_SECRET": "abc"}, False)]
)
def test_either_way_to_slack_is_enough(env: dict[str, str], socket_mode: bool) -> None:
    settings = load_settings({"SLACK_BOT_TOKEN": "xoxb-1", **env}, None)
    settings.require_slack()
    assert settings.socket_mode is socket_mode


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GRACE_REGION", "-"),
        ("GRACE_REGION", "EU"),
        ("GRACE_REGION", "USA-XX"),
        ("MAIL_FROM", "Takedown Desk (Legal) <desk@client.example>"),
        ("MAIL_FROM", "desk@localhost"),
        ("MAIL_FROM", "a@client.example, b@client.example"),
        ("MAIL_REDIRECT_TO", "Tests <tests@client.example>"),
        ("MAIL_REDIRECT_TO", "<tests@client.example>"),
        ("CONTACT_EMAIL", "desk..two@client.example"),
        ("CONTACT_EMAIL", "desk@-client.example"),
    ],
)
def test_a_value_that_would_fail_when_it_is_needed_is_refused_at_start(variable: str, value: str) -> None:
    assert variables(**{variable: value}) == [variable]


@pytest.mark.parametrize(
    ("variable", "refused"), [("GRACE_REGION", "EU"), ("MAIL_FROM", "Desk, Legal <desk@client.example>")]
)
def test_every_example_in_the_sentence_of_a_refusal_is_taken(variable: str, refused: str) -> None:
    with pytest.raises(SettingsProblem) as caught:
        loaded(**{variable: refused})
    [mistake] = caught.value.mistakes
    examples = re.findall(r'"[^"]+" <[^>]+>|[\w.]+@[\w.]+\w|\b[A-Z]{2}(?:-[A-Z]+)?\b', mistake.sentence)
    assert len(examples) >= 2
    for example in examples:
        loaded(**{variable: example})


def test_the_example_explains_every_setting_and_only_those() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = [line.lstrip("# ").partition("=")[0] for line in lines if "=" in line and not line.startswith("# ")]
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_the_example_as_it_stands_is_valid() -> None:
    assert load_settings({}, ROOT / ".env.example") == loaded()
