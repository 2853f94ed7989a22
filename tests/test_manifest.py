"""The app manifest, held against the limits of Slack's own form."""

import json
from typing import Any

import pytest

from bot.commands.manifest import print_manifest
from bot.manifest import build_manifest

URL = "https://desk.client.example"
MANIFESTS = [build_manifest(socket_mode=True, url=None), build_manifest(socket_mode=False, url=URL)]
either = pytest.mark.parametrize("manifest", MANIFESTS, ids=["socket mode", "http"])

# Which scope each event needs, by Slack's reference of events.
SCOPES_OF_EVENTS = {
    "app_home_opened": set(),
    "channel_archive": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_left": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_left": {"groups:read"},
    "group_rename": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "user_change": {"users:read"},
}


@either
def test_the_texts_fit_slacks_limits(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]
    assert 1 <= len(shown["name"]) <= 35
    assert 1 <= len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert len(manifest["features"]["bot_user"]["display_name"]) <= 80


@either
def test_the_command_escapes_what_people_type(manifest: dict[str, Any]) -> None:
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == "/takedown"
    assert command["should_escape"] is True
    assert len(command["command"]) <= 32
    assert 1 <= len(command["description"]) <= 2000
    assert 1 <= len(command["usage_hint"]) <= 1000


@either
def test_both_shortcuts_file_a_takedown(manifest: dict[str, Any]) -> None:
    shortcuts = manifest["features"]["shortcuts"]
    assert {(shortcut["type"], shortcut["callback_id"]) for shortcut in shortcuts} == {
        ("global", "file_takedown"),
        ("message", "file_takedown_from_message"),
    }
    for shortcut in shortcuts:
        assert 1 <= len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
        assert len(shortcut["callback_id"]) <= 255


@either
def test_home_is_on_and_people_may_write(manifest: dict[str, Any]) -> None:
    assert manifest["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


@either
def test_every_event_has_its_scope_and_stands_once(manifest: dict[str, Any]) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    assert sorted(events) == sorted(SCOPES_OF_EVENTS)
    assert set().union(*SCOPES_OF_EVENTS.values()) <= set(scopes)
    assert len(set(scopes)) == len(scopes)


@either
def test_no_scope_reaches_further_than_needed(manifest: dict[str, Any]) -> None:
    assert list(manifest["oauth_config"]["scopes"]) == ["bot"]
    beyond = (
        "admin",
        ":write.",
        "chat:write.",
        "search:",
        "users:read.email",
        "channels:manage",
        "files:write",
    )
    assert [scope for scope in manifest["oauth_config"]["scopes"]["bot"] if scope.startswith(beyond)] == []


def addresses(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [value for key, value in part.items() if key in {"url", "request_url"}]
        return own + [address for value in part.values() for address in addresses(value)]
    return [address for value in part for address in addresses(value)] if isinstance(part, list) else []


def test_socket_mode_names_no_address() -> None:
    manifest = build_manifest(socket_mode=True, url=None)
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert addresses(manifest) == []


@pytest.mark.parametrize("url", [URL, URL + "/", "http://127.0.0.1:3000"])
def test_http_has_one_address_for_everything(url: str) -> None:
    manifest = build_manifest(socket_mode=False, url=url)
    assert manifest["settings"]["socket_mode_enabled"] is False
    assert addresses(manifest) == [url.rstrip("/") + "/slack/events"] * 3


@pytest.mark.parametrize(
    ("socket_mode", "url"),
    [(False, None), (True, URL), (False, "http://desk.client.example"), (False, "desk")],
)
def test_a_wrong_choice_is_a_sentence_and_status_two(
    socket_mode: bool, url: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert print_manifest(socket_mode, url) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("takedown manifest: ")
    assert err.count("\n") == 1


def test_the_manifest_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_manifest(True, None) == 0
    assert json.loads(capsys.readouterr().out) == build_manifest(socket_mode=True, url=None)
