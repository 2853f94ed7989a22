"""`takedown resolve`, as a person or a program calls it."""

import json

import pytest

from bot.commands.resolve import resolve_urls


def test_json_answers_every_input_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    status = resolve_urls(["https://twitter.com/LeakMirror", "nonsense", "https://youtu.be/dQw4w9WgXcQ"], True)
    answers = json.loads(capsys.readouterr().out)
    assert status == 0
    assert answers[0] == {
        "input": "https://twitter.com/LeakMirror",
        "platform": "x",
        "account": "leakmirror",
        "url": "https://x.com/leakmirror",
        "error": None,
    }
    assert answers[1]["input"] == "nonsense"
    assert answers[1]["error"].startswith("This is not a full address.")
    assert [answers[1][key] for key in ("platform", "account", "url")] == [None, None, None]
    assert answers[2]["account"] is None
    assert answers[2]["url"] == "https://youtube.com/watch?v=dQw4w9WgXcQ"


def test_json_survives_bytes_that_are_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert resolve_urls(["https://x.com/\udcff"], True) == 0
    assert json.loads(capsys.readouterr().out)[0]["platform"] is None


def test_nothing_to_resolve_is_an_empty_array(capsys: pytest.CaptureFixture[str]) -> None:
    assert resolve_urls([], True) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_the_table_shows_hostile_text_harmlessly(capsys: pytest.CaptureFixture[str]) -> None:
    assert resolve_urls(["[red]x[/red]\x1b[2J\udcff", "https://x.com/leakmirror"], False) == 0
    shown = capsys.readouterr().out
    assert "[red]" in shown
    assert "\x1b[2J" not in shown
    assert "leakmirror" in shown
