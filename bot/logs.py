"""What the program says of itself: readable lines on a terminal, JSON elsewhere, and never what people wrote.

Three things keep texts, tokens and personal data out of every line: fields are dropped by their name, values
are searched for what looks like a credential or an e-mail address, and exceptions are told by their type and
place without their words, which may quote a message or a row.
"""

import logging
import logging.config
import re
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from bot.settings import LogFormat, LogLevel

WITHHELD = "[withheld]"

_PRIVATE_WORDS = frozenset(
    {"body", "text", "blocks", "payload", "content", "note", "reason", "statement", "recipient", "subject"}
    | {"headers", "params", "token", "tokens", "secret", "password", "authorization", "signature", "cookie"}
    | {"credentials", "email", "mail", "phone", "address", "name", "handle"}
)
_SAFE_NAMES = frozenset({"content_hash", "content_type", "content_length"})
_CREDENTIALS = re.compile(
    r"xox[a-z](?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+|(?i:bearer|basic) [\w.~+/=-]{8,}|(?<=://)[^\s/@]+(?=@)"
    r"|hooks\.slack\.com/\S+|[\w.+-]+@[\w-]+\.[\w.-]+"
)
# Their lines may quote whole requests, statements with their values, or letters.
_TALKATIVE = ("slack_bolt", "slack_sdk", "sqlalchemy", "alembic", "mail", "httpx", "httpcore")


def configure_logging(log_format: LogFormat | None, level: LogLevel, stream: TextIO | None = None) -> None:
    """Send every log line, also those of libraries, to `stream` (default: standard error) in UTC.

    Without a format it is text on a terminal and JSON elsewhere.
    """
    out = sys.stderr if stream is None else stream
    chosen = log_format or (LogFormat.TEXT if out.isatty() else LogFormat.JSON)
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(_formatter(chosen, colours=out.isatty()))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.value.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Return `event` with private fields withheld and credentials and addresses cut out of the rest."""
    return {name: _redacted(name, value) for name, value in event.items()}


def place_of_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the exception's type and frames, those of its causes first, without its words."""
    given = event.pop("exc_info", None)
    raised = _raised(given)
    if raised is not None:
        event["exception"] = "\n".join(_frames(raised))
    return event


def withhold_library_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Replace what a talkative library says by the place in its source that says it."""
    record = event.get("_record")
    if isinstance(record, logging.LogRecord) and record.name.partition(".")[0] in _TALKATIVE:
        event["event"] = f"{record.name} {WITHHELD}"
        event["place"] = f"{record.module}:{record.lineno}"
    return event


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        place_of_exception,
    ]


def _formatter(log_format: LogFormat, *, colours: bool) -> logging.Formatter:
    written: Processor = structlog.processors.JSONRenderer()
    if log_format is LogFormat.TEXT:
        written = structlog.dev.ConsoleRenderer(colors=colours)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_shared(), structlog.stdlib.ExtraAdder()],
        processors=[
            withhold_library_words,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redact,
            written,
        ],
    )


def _redacted(name: str, value: object) -> object:
    if name not in _SAFE_NAMES and not _PRIVATE_WORDS.isdisjoint(name.lower().split("_")):
        return WITHHELD
    if isinstance(value, Mapping):
        return {str(key): _redacted(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted("", inner) for inner in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return _CREDENTIALS.sub(WITHHELD, str(value))


def _raised(given: ExcInfo | BaseException | bool | None) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1]
    return sys.exc_info()[1] if given else None


def _frames(raised: BaseException) -> list[str]:
    earlier = raised.__cause__ or (None if raised.__suppress_context__ else raised.__context__)
    lines = [] if earlier is None else [*_frames(earlier), "which led to"]
    return [*lines, *_places(raised.__traceback__), type(raised).__qualname__]


def _places(frames: TracebackType | None) -> list[str]:
    return [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(frames)]
