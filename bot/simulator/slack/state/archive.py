"""Keeps the state of a local Slack on disk: one JSON file for the workspace, one for each channel."""

import json
from dataclasses import asdict
from pathlib import Path

from bot.clock import Clock
from bot.simulator.slack.state.identity import Keys
from bot.simulator.slack.state.records import Channel, ChannelKind, Json, Message, StoredFile, User, View
from bot.simulator.slack.state.refusals import Refusal, RefusedError
from bot.simulator.slack.state.state import State


class Archive:
    """Where files and state lie: in a folder, or in memory only."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._contents: dict[str, bytes] = {}
        self._written: dict[str, str] = {}

    @property
    def lasts(self) -> bool:
        """Whether anything is kept on disk."""
        return self._folder is not None

    def keep_file(self, file_id: str, content: bytes) -> None:
        """Keep the bytes of an uploaded file."""
        if self._folder is None:
            self._contents[file_id] = content
        else:
            _replace(self._folder / "files" / file_id, content)

    def file(self, file_id: str) -> bytes:
        """Return the bytes of a file; raise file_not_found."""
        if self._folder is None:
            return self._contents[file_id]
        path = self._folder / "files" / file_id
        if not path.is_file():
            raise RefusedError(Refusal.FILE_NOT_FOUND)
        return path.read_bytes()

    def load(self, clock: Clock) -> State | None:
        """Return the state that was saved, or None if there is none."""
        if self._folder is None or not (self._folder / "workspace.json").is_file():
            return None
        saved = json.loads((self._folder / "workspace.json").read_text(encoding="utf-8"))
        state = State(clock, Keys(**saved["keys"]))
        state.last_micros = saved["last_micros"]
        state.users = {entry["id"]: User(**entry) for entry in saved["users"]}
        state.files = {entry["id"]: StoredFile(**entry) for entry in saved["files"]}
        state.views = {entry["id"]: View(**entry) for entry in saved["views"]}
        state.stacks, state.homes = saved["stacks"], saved["homes"]
        for channel_id in saved["channels"]:
            channel = self._channel(self._folder / "channels" / f"{channel_id}.json")
            state.channels[channel.id] = channel
        return state

    def _channel(self, path: Path) -> Channel:
        saved = json.loads(path.read_text(encoding="utf-8"))
        messages = {entry["ts"]: Message(**entry) for entry in saved.pop("messages")}
        saved["kind"] = ChannelKind(saved["kind"])
        return Channel(**saved, messages=messages)

    def picture(self, state: State) -> dict[str, str]:
        """Return what must be written, by file name; taken at one instant."""
        pages = {f"channels/{channel.id}.json": _channel_json(channel) for channel in state.channels.values()}
        return pages | {"workspace.json": json.dumps(_workspace(state))}

    def write(self, picture: dict[str, str]) -> None:
        """Write what changed since the last time, each file replaced at once; the workspace last."""
        if self._folder is None:
            return
        for name, text in picture.items():
            if self._written.get(name) != text:
                _replace(self._folder / name, text.encode())
                self._written[name] = text


def _channel_json(channel: Channel) -> str:
    messages = [_flat(message) for message in channel.messages.values()]
    return json.dumps({**_flat(channel), "messages": messages})


def _flat(record: Channel | Message) -> Json:
    return {name: value for name, value in vars(record).items() if name != "messages"}


def _workspace(state: State) -> Json:
    return {
        "keys": asdict(state.keys),
        "last_micros": state.last_micros,
        "users": [vars(user) for user in state.users.values()],
        "files": [vars(file) for file in state.files.values()],
        "views": [vars(view) for view in state.views.values()],
        "stacks": state.stacks,
        "homes": state.homes,
        "channels": list(state.channels),
    }


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)
