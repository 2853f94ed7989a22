"""A person at the local Slack: types, clicks, fills forms, and waits until something is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx

Json = dict[str, Any]
Found = TypeVar("Found")

FIELDS = {
    "plain_text_input": "value", "number_input": "value",
    "email_text_input": "value", "url_text_input": "value",
    "static_select": "selected_option", "radio_buttons": "selected_option", "overflow": "selected_option",
    "multi_static_select": "selected_options", "checkboxes": "selected_options",
    "users_select": "selected_user", "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation", "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel", "multi_channels_select": "selected_channels",
    "datepicker": "selected_date", "timepicker": "selected_time", "datetimepicker": "selected_date_time",
    "file_input": "files",
}  # fmt: skip


SHORTEST_REST = 0.02
LONGEST_REST = 0.2
"""Seconds between two looks: what comes at once is seen at once, and what takes long is looked at seldom."""


class SlackSaidNo(AssertionError):
    """The local Slack refused an act; `error` is its name, `body` the whole answer."""

    def __init__(self, path: str, body: Json) -> None:
        super().__init__(f"{path}: {body}")
        self.error = body.get("error")
        self.body = body


class NotThere(AssertionError):
    """What the person looked for is not on the screen."""


class Person:
    """Acts as one user of the local Slack at `base_url`.

    `rest` is how the person waits between two looks, for given seconds at most; a Slack in the same process can
    end it as soon as something has changed.
    """

    def __init__(
        self,
        base_url: str,
        user_id: str,
        *,
        timeout: float = 30,
        rest: Callable[[float], None] = time.sleep,
    ) -> None:
        self.id = user_id
        self._rest = rest
        # The local Slack speaks plain HTTP on this machine, and to read every trusted authority takes its time.
        self._http = httpx.Client(base_url=base_url, timeout=timeout, trust_env=False, verify=False)  # noqa: S501

    def close(self) -> None:
        """Leave."""
        self._http.close()

    def __enter__(self) -> Person:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def command(self, text: str, channel: str) -> Json | None:
        """Type a slash command; return the message that answered it, if one did."""
        answer: Json | None = self._do("command", channel=channel, text=text)["answer"]
        return answer

    def say(self, text: str, channel: str, thread_ts: str | None = None) -> str:
        """Type a message; return its ts."""
        return str(self._do("message", channel=channel, text=text, thread_ts=thread_ts)["ts"])

    def click(self, place: Json, label_or_action_id: str, **selected: Any) -> Json:
        """Click a button by its label or action id, or choose in a menu.

        `place` is a message or a view as this client returned it. A menu's choice is given as
        `choice="label or value"` (a list for several), or as the element's state
        (`selected_date="2026-12-01"`).
        """
        block, element = self._element(place, label_or_action_id)
        act: Json = {"block_id": block["block_id"], "action_id": element["action_id"]}
        if "value" in element and not selected:
            act["value"] = element["value"]
        if selected:
            act["selected"] = self._selection(element, selected)
        return self._do("action", container=_container(place), **act)

    def buttons(self, place: Json) -> list[str]:
        """Return the labels of the buttons in a message or view, in order."""
        return [element["text"]["text"] for _, element in _elements(place) if element["type"] == "button"]

    def submit(self, view: Json, **values: Any) -> Json:
        """Submit a modal with answers by label, block id or action id; untouched inputs keep what they show.

        Options are named by label or value, users and channels by id, files by an uploaded file or its id.
        Labels with spaces: pass `**{"Account or page": "…"}`.
        """
        state: Json = {}
        for name, value in values.items():
            block, element = self._element(view, name)
            answer = _answer(element, value)
            state.setdefault(block["block_id"], {})[element["action_id"]] = answer
        return self._do("submit", view_id=view["id"], state=state)

    def close_view(self, view: Json, *, whole_stack: bool = False) -> None:
        """Close a modal, or all of them."""
        self._do("close", view_id=view["id"], all=whole_stack)

    def shortcut(self, callback_id: str, message: Json | None = None) -> None:
        """Use a global shortcut, or a message shortcut on a message."""
        about = {"channel": message["channel"], "ts": message["ts"]} if message else {}
        self._do("shortcut", callback_id=callback_id, **about)

    def messages(self, channel: str) -> list[Json]:
        """Return the channel's main flow, oldest first."""
        found: list[Json] = self._see("messages", channel=channel)["messages"]
        return found

    def thread(self, channel: str, ts: str) -> list[Json]:
        """Return a message and its replies."""
        found: list[Json] = self._see("thread", channel=channel, ts=ts)["messages"]
        return found

    def views(self) -> list[Json]:
        """Return the open modals, bottom first."""
        found: list[Json] = self._see("views")["views"]
        return found

    def home(self) -> Json | None:
        """Open the app's Home tab; return what it shows now (the app may publish anew afterwards)."""
        view: Json | None = self._do("home")["view"]
        return view

    def see_home(self) -> Json | None:
        """Look at the Home tab without opening it anew."""
        view: Json | None = self._see("home")["view"]
        return view

    def workspace(self) -> Json:
        """Return users, channels, commands and shortcuts as this person sees them."""
        return self._see("workspace")

    def im(self) -> str:
        """Return the channel id of the direct conversation with the app."""
        workspace = self.workspace()
        app = workspace["app"]["user_id"]
        return str(next(c["id"] for c in workspace["channels"] if c["with"] == app))

    def upload(self, path: str | Path) -> Json:
        """Upload a file; return its id, name, size and type."""
        with Path(path).open("rb") as content:
            response = self._http.post("/ui/upload", params={"user": self.id}, files={"file": content})
        file: Json = self._checked(response)["file"]
        return file

    def wait_for(self, predicate: Callable[[], Found | None], timeout: float = 30) -> Found:
        """Return the first truthy result of `predicate`, asked again until `timeout` seconds have passed.

        A `NotThere` inside the predicate counts as not yet.
        """
        end, rest = time.monotonic() + timeout, SHORTEST_REST
        while True:
            missing: NotThere | None = None
            try:
                found = predicate()
                if found:
                    return found
            except NotThere as error:
                missing = error
            if time.monotonic() > end:
                raise NotThere(f"not there after {timeout} s") from missing
            self._rest(rest)
            rest = min(2 * rest, LONGEST_REST)

    def modal(self, timeout: float = 30) -> Json:
        """Wait for an open modal and return the topmost."""
        return self.wait_for(self.views, timeout)[-1]

    def message_with(self, channel: str, text: str, timeout: float = 30) -> Json:
        """Wait for a message of the main flow that shows `text`, in its text or blocks; return the newest."""
        return self.wait_for(lambda: _newest_with(self.messages(channel), text), timeout)

    def _element(self, place: Json, name: str) -> tuple[Json, Json]:
        for block, element in _elements(place):
            if name in (element.get("action_id"), _label(block, element), block.get("block_id")):
                return block, element
        shown = sorted({_label(block, element) for block, element in _elements(place)})
        raise NotThere(f"no {name!r} here, only {shown}")

    def _selection(self, element: Json, selected: Json) -> Json:
        return (
            _answer(element, selected["choice"])
            if "choice" in selected
            else {"type": element["type"], **selected}
        )

    def _see(self, name: str, **query: str) -> Json:
        return self._checked(self._http.get(f"/ui/{name}", params={"user": self.id, **query}))

    def _do(self, name: str, **act: Any) -> Json:
        return self._checked(self._http.post(f"/ui/{name}", json={"user": self.id, **act}))

    def _checked(self, response: httpx.Response) -> Json:
        body: Json = response.json()
        if not body.get("ok"):
            raise SlackSaidNo(response.request.url.path, body)
        return body


def shown_text(place: Json) -> str:
    """Return every text of a message or view, one a line: what a person can read."""
    lines = [place["text"]] if isinstance(place.get("text"), str) and not place.get("blocks") else []
    for part in (place.get("title"), place.get("blocks"), place.get("submit")):
        lines += _texts(part)
    return "\n".join(lines)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for entry in node:
            yield from _texts(entry)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in ("text", "caption", "initial_value", "title", "label", "name") and isinstance(
                value, str
            ):
                yield value
            else:
                yield from _texts(value)


def _newest_with(messages: list[Json], text: str) -> Json | None:
    return next((m for m in reversed(messages) if text in m["text"] or text in shown_text(m)), None)


def _container(place: Json) -> Json:
    if "ts" in place:
        return {"type": "message", "channel": place["channel"], "ts": place["ts"]}
    return {"type": "view", "view_id": place["id"]}


def _elements(place: Json) -> Iterator[tuple[Json, Json]]:
    for block in place.get("blocks") or []:
        for holder in block["elements"] if block["type"] == "carousel" else [block]:
            single = [holder.get("accessory"), holder.get("element")]
            several = [*(holder.get("elements") or []), *(holder.get("actions") or [])]
            for element in [*single, *several]:
                if isinstance(element, dict) and "action_id" in element:
                    yield holder, element


def _label(block: Json, element: Json) -> str:
    if block["type"] == "input":
        return str(block["label"]["text"])
    text = element.get("text") or element.get("placeholder") or {}
    return str(text.get("text", "")) if isinstance(text, dict) else str(text)


def _answer(element: Json, value: Any) -> Json:
    """Return an element's state for a plain value."""
    field = FIELDS[element["type"]]
    if field == "selected_option" and value is not None:
        value = _option(element, value)
    elif field == "selected_options":
        value = [_option(element, chosen) for chosen in _listed(value)]
    elif field == "files":
        value = [{"id": file["id"] if isinstance(file, dict) else file} for file in _listed(value)]
    elif field.endswith("s"):
        value = _listed(value)
    elif field == "value" and value is not None:
        value = str(value)
    return {"type": element["type"], field: value}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set) else [] if value is None else [value]


def _option(element: Json, chosen: Any) -> Json:
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    options: list[Json] = [*(element.get("options") or []), *grouped]
    for option in options:
        if chosen in (option["value"], option["text"]["text"]) or chosen == option:
            return option
    raise NotThere(f"no option {chosen!r}, only {[option['text']['text'] for option in options]}")
