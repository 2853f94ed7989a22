"""The settings of one installation: read from the environment and `.env`, checked all at once."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream
from pydantic import (
    AfterValidator,
    BeforeValidator,
    DirectoryPath,
    Field,
    FilePath,
    SecretStr,
    ValidationError,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot import settings_checks as check
from bot.settings_checks import MastodonAccess

__all__ = [
    "LogFormat",
    "LogLevel",
    "MastodonAccess",
    "Mistake",
    "Settings",
    "SettingsProblem",
    "load_settings",
]


class LogFormat(StrEnum):
    """How log lines are written."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """The least important line that is still logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Mistake:
    """One variable's name and a sentence about it, never its value."""

    variable: str
    sentence: str


class SettingsProblem(Exception):
    """The settings cannot be used; carries every mistake found, one a line as text."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(f"{mistake.variable}: {mistake.sentence}" for mistake in mistakes))


def _secret(checked: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(lambda secret: SecretStr(checked(secret.get_secret_value())))


Site = Annotated[str, AfterValidator(check.site)]
Page = Annotated[str, AfterValidator(check.web_page)]


class Settings(BaseSettings):
    """What one installation was told; made by `load_settings`, the same for its whole life.

    The grace period's bounds are floors: 72 hours and two business days may only grow.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", validate_default=False)

    slack_bot_token: Annotated[SecretStr, _secret(check.bot_token)] | None = None
    slack_signing_secret: Annotated[SecretStr, _secret(check.one_word)] | None = None
    slack_app_token: Annotated[SecretStr, _secret(check.app_token)] | None = None
    slack_api_url: Annotated[str, AfterValidator(check.api_base)] = "https://slack.com/api/"
    admin_user_ids: Annotated[tuple[str, ...], NoDecode, BeforeValidator(check.person_ids)] = ()
    fallback_channel_id: Annotated[str, AfterValidator(check.channel_id)] | None = None

    database_url: Annotated[SecretStr, _secret(check.database)] = SecretStr("sqlite:///takedown.db")
    evidence_dir: Path = Path("evidence")

    host: Annotated[str, AfterValidator(check.one_word)] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 3000
    public_url: Site | None = None

    organisation: str | None = None
    verify_url: Page | None = None
    privacy_url: Page | None = None
    contact_address: str | None = None
    contact_phone: str | None = None
    contact_email: Annotated[str, AfterValidator(check.mail_address)] | None = None

    smtp_url: Annotated[SecretStr, _secret(check.mail_server)] | None = None
    mail_from: Annotated[str, AfterValidator(check.sender)] | None = None
    mail_redirect_to: Annotated[str, AfterValidator(check.mail_address)] | None = None
    mastodon_access_tokens: Annotated[
        tuple[MastodonAccess, ...], NoDecode, BeforeValidator(check.mastodon_tokens)
    ] = ()
    stances_file: FilePath | None = None
    letter_font_path: DirectoryPath | None = None

    grace_hours: Annotated[int, Field(ge=72, le=8760)] = 72
    grace_business_days: Annotated[int, Field(ge=2, le=260)] = 2
    grace_region: Annotated[str, AfterValidator(check.region)] = "US"
    grace_zone: ZoneInfo = ZoneInfo("America/New_York")

    log_format: Annotated[LogFormat, BeforeValidator(check.small_letters)] | None = None
    log_level: Annotated[LogLevel, BeforeValidator(check.small_letters)] = LogLevel.INFO

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take values from `load_settings` alone, which can say of every line what is wrong with it."""
        return (init_settings,)

    @property
    def socket_mode(self) -> bool:
        """Whether Slack reaches the desk through a socket that the desk opens."""
        return self.slack_app_token is not None

    def require_slack(self) -> None:
        """Raise SettingsProblem, naming all that is missing, unless the desk can talk to a Slack."""
        missing = []
        if self.slack_bot_token is None:
            missing.append(Mistake("SLACK_BOT_TOKEN", "is needed: the bot token of the app (xoxb-…)."))
        if self.slack_app_token is None and self.slack_signing_secret is None:
            sentence = "one of the two is needed: the first for Socket Mode, the second for HTTP."
            missing.append(Mistake("SLACK_APP_TOKEN or SLACK_SIGNING_SECRET", sentence))
        if missing:
            raise SettingsProblem(tuple(missing))


def load_settings(env: Mapping[str, str] | None = None, dotenv: Path | None = Path(".env")) -> Settings:
    """Return the settings of `env` (default: the process's environment) over those of the file `dotenv`.

    Blank values count as unset. Raise SettingsProblem with all mistakes at once, each with its
    variable's name, in the order of the settings.
    """
    written, mistakes = _read(dotenv)
    known = {name.upper() for name in Settings.model_fields}
    given = {**_filled(written), **_filled(os.environ if env is None else env)}
    values = {name.lower(): value for name, value in given.items() if name in known}
    mistakes += _control_characters(values)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as problem:
        mistakes += _told(problem)
    if "smtp_url" in values and "mail_from" not in values:
        mistakes.append(Mistake("MAIL_FROM", "is needed because SMTP_URL is set."))
    if mistakes:
        raise SettingsProblem(_in_order(mistakes))
    return settings


def _filled(values: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items() if value and value.strip()}


def _read(dotenv: Path | None) -> tuple[dict[str, str | None], list[Mistake]]:
    if dotenv is None or not dotenv.exists():
        return {}, []
    try:
        lines = list(parse_stream(StringIO(dotenv.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError):
        return {}, [Mistake(str(dotenv), "cannot be read as a UTF-8 text file.")]
    wrong = [line.original.line for line in lines if line.error]
    mistakes = [Mistake(f"{dotenv} line {number}", "is not NAME=value.") for number in wrong]
    return {line.key: line.value for line in lines if line.key}, mistakes


def _control_characters(values: Mapping[str, str]) -> list[Mistake]:
    sentence = "holds a control character, such as a line break."
    several_lines = {"contact_address"}
    return [
        Mistake(name.upper(), sentence)
        for name, value in values.items()
        if not (value.replace("\n", "") if name in several_lines else value).isprintable()
    ]


def _told(problem: ValidationError) -> list[Mistake]:
    # Neither the input nor pydantic's own message may be shown: both can repeat a secret.
    errors = problem.errors(include_url=False, include_input=False)
    return [Mistake(str(error["loc"][0]).upper(), _sentence(error)) for error in errors]


def _sentence(error: ErrorDetails) -> str:
    facts = error.get("ctx", {})
    match error["type"]:
        case "value_error":
            return f"{facts['error']}."
        case "greater_than_equal":
            return f"must be at least {facts['ge']}."
        case "less_than_equal":
            return f"must be at most {facts['le']}."
        case "enum":
            return f"must be {facts['expected']}."
        case "path_not_file":
            return "must name a file that exists."
        case "path_not_directory":
            return "must name a folder that exists."
        case "zoneinfo_str":
            return "must be a time zone's name, such as America/New_York."
        case kind if kind.startswith("int_"):
            return "must be a whole number."
        case _:
            return "cannot be used."


def _in_order(mistakes: list[Mistake]) -> tuple[Mistake, ...]:
    places = {name.upper(): place for place, name in enumerate(Settings.model_fields)}
    one_each = {mistake.variable: mistake for mistake in reversed(mistakes)}
    return tuple(sorted(one_each.values(), key=lambda mistake: places.get(mistake.variable, -1)))
