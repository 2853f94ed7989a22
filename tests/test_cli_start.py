"""The command line: quick to start, plain about mistakes, and in need of Slack only where it is."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SLOW = (
    "slack_bolt",
    "slack_sdk",
    "sqlmodel",
    "sqlalchemy",
    "typst",
    "holidays",
    "pydantic",
    "httpx",
    "uvicorn",
)
WORDS = ("demo", "run", "worker", "manifest", "import", "export", "verify", "resolve")


def takedown(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("takedown")), *words]
    clean = {"PATH": os.environ["PATH"], "NO_COLOR": "1", "COLUMNS": "100", **env}
    return subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, timeout=60, check=False)


def test_help_loads_nothing_slow() -> None:
    source = f"import sys, bot.cli; print(*[name for name in {SLOW!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == ""


def test_help_names_the_words_that_work_and_no_others(tmp_path: Path) -> None:
    shown = takedown("--help", cwd=tmp_path)
    assert shown.returncode == 0
    assert tuple(re.findall(r"^│ ([a-z]+) ", shown.stdout, re.MULTILINE)) == WORDS


@pytest.mark.parametrize("word", WORDS)
def test_every_word_has_help(word: str, tmp_path: Path) -> None:
    shown = takedown(word, "--help", cwd=tmp_path)
    assert shown.returncode == 0
    assert f"takedown {word}" in shown.stdout


@pytest.mark.parametrize("word", ["run", "worker", "verify", "export cases"])
def test_all_wrong_settings_are_listed_with_status_two(word: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GRACE_HOURS=1\n")
    ended = takedown(*word.split(), cwd=tmp_path, PORT="hunter2", SMTP_URL="hunter2")
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert [line.partition(":")[0] for line in ended.stderr.splitlines()[1:]] == [
        "PORT",
        "SMTP_URL",
        "MAIL_FROM",
        "GRACE_HOURS",
    ]
    assert "Traceback" not in ended.stderr
    assert "hunter2" not in ended.stderr


@pytest.mark.parametrize("word", ["run", "worker"])
def test_running_without_slack_says_what_is_missing(word: str, tmp_path: Path) -> None:
    ended = takedown(word, cwd=tmp_path)
    assert ended.returncode == 2
    assert "SLACK_BOT_TOKEN" in ended.stderr
    assert "SLACK_APP_TOKEN or SLACK_SIGNING_SECRET" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_needs_no_settings_at_all(tmp_path: Path) -> None:
    shown = takedown("manifest", "--socket-mode", cwd=tmp_path, PORT="wrong")
    assert shown.returncode == 0
    assert '"socket_mode_enabled": true' in shown.stdout


@pytest.mark.parametrize(
    "words",
    [["migrate"], ["export", "dreams"], ["export", "cases", "--format", "xml"], ["demo", "--port", "0"]],
)
def test_an_unknown_word_is_a_sentence_with_status_two(words: list[str], tmp_path: Path) -> None:
    ended = takedown(*words, cwd=tmp_path)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


def test_python_dash_m_is_the_same_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "manifest", "--socket-mode"]
    module = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert module.stdout == takedown("manifest", "--socket-mode", cwd=tmp_path).stdout
