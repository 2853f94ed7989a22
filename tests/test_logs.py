"""Logs: readable or JSON, and without what people wrote, whoever logs it."""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import structlog

from bot.logs import WITHHELD, configure_logging
from bot.settings import LogFormat, LogLevel


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def one_line(stream: StringIO) -> dict[str, Any]:
    (line,) = stream.getvalue().splitlines()
    told: dict[str, Any] = json.loads(line)
    return told


@pytest.fixture
def stream() -> StringIO:
    out = StringIO()
    configure_logging(LogFormat.JSON, LogLevel.INFO, out)
    return out


def test_a_line_says_what_when_and_who(stream: StringIO) -> None:
    structlog.get_logger("bot.effects.worker").info("effect sent", effect_id=7, case="NLP-17", again=False)
    told = one_line(stream)
    assert told.pop("timestamp").endswith("Z")
    assert told == {
        "event": "effect sent",
        "logger": "bot.effects.worker",
        "level": "info",
        "effect_id": 7,
        "case": "NLP-17",
        "again": False,
    }


@pytest.mark.parametrize(
    "name",
    ["text", "body", "blocks", "note", "Token", "bot_token", "smtp_password", "recipient", "contact_email"],
)
def test_private_fields_are_withheld_wherever_they_stand(name: str, stream: StringIO) -> None:
    structlog.get_logger().warning(
        "seen", **{name: "hunter2"}, inner={name: ["hunter2"]}, rows=[{name: "hunter2"}]
    )
    assert "hunter2" not in stream.getvalue()
    assert one_line(stream)[name] == WITHHELD


@pytest.mark.parametrize("name", ["context", "content_hash", "next_due", "notice_id", "blocked"])
def test_fields_that_only_sound_private_are_kept(name: str, stream: StringIO) -> None:
    structlog.get_logger().info("seen", **{name: "kept"})
    assert one_line(stream)[name] == "kept"


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-1-hunter2",
        "xapp-1-hunter2",
        "xoxe.xoxb-1-hunter2",
        "Bearer hunter2hunter2",
        "hunter2@client.example",
    ],
)
def test_credentials_are_cut_out_of_any_words(secret: str, stream: StringIO) -> None:
    structlog.get_logger().error(f"refused {secret}", url="https://user:hunter2@db.example/x", seen=[secret])
    assert "hunter2" not in stream.getvalue()
    assert "db.example/x" in stream.getvalue()


def test_an_exception_is_told_without_its_words(stream: StringIO) -> None:
    try:
        try:
            int("hunter2")
        except ValueError as first:
            raise LookupError("hunter2") from first
    except LookupError:
        structlog.get_logger().exception("it failed", reference="AB12")
    told = one_line(stream)
    assert "hunter2" not in stream.getvalue()
    assert told["reference"] == "AB12"
    assert told["exception"].splitlines()[1] == "ValueError"
    assert told["exception"].splitlines()[-1] == "LookupError"
    assert "test_logs.py" in told["exception"]


def test_libraries_are_heard_in_the_same_form(stream: StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("listening for %s", "xoxb-hunter2", extra={"body": "hunter2"})
    told = one_line(stream)
    assert (told["event"], told["logger"], told["level"]) == (
        f"listening for {WITHHELD}",
        "uvicorn.error",
        "warning",
    )
    assert "hunter2" not in stream.getvalue()


@pytest.mark.parametrize("library", ["slack_bolt.App", "slack_sdk.web", "sqlalchemy.engine", "mail.log"])
def test_talkative_libraries_say_where_but_not_what(library: str, stream: StringIO) -> None:
    logging.getLogger(library).info("request {'text': 'hunter2'}")
    assert stream.getvalue() == ""
    logging.getLogger(library).warning("Unhandled request ({'text': 'hunter2'})")
    told = one_line(stream)
    assert told["event"] == f"{library} {WITHHELD}"
    assert told["place"].startswith("test_logs:")
    assert "hunter2" not in stream.getvalue()


def test_text_is_one_readable_line() -> None:
    out = StringIO()
    configure_logging(LogFormat.TEXT, LogLevel.INFO, out)
    structlog.get_logger("bot").info("effect sent", case="NLP-17")
    (line,) = out.getvalue().splitlines()
    assert "effect sent" in line
    assert "case=NLP-17" in line


def test_without_a_choice_a_file_gets_json_and_the_level_holds() -> None:
    out = StringIO()
    configure_logging(None, LogLevel.WARNING, out)
    structlog.get_logger("bot").info("unheard")
    structlog.get_logger("bot").warning("heard")
    assert one_line(out)["event"] == "heard"


def test_a_line_break_cannot_forge_a_second_line(stream: StringIO) -> None:
    structlog.get_logger().info("seen", place='a\n{"event": "forged"}')
    assert one_line(stream)["event"] == "seen"
