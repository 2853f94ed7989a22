"""Pieces of Block Kit of any size, for tests of its limits."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(length: int = 1) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int = 1) -> Json:
    return {"type": "mrkdwn", "text": "x" * length}


def section(**more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(), **more}


def button(number: int = 0, **more: Any) -> Json:
    return {"type": "button", "action_id": f"a{number}", "text": plain(), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(number: int = 0, **more: Any) -> Json:
    return {"text": plain(), "value": f"v{number}", **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options(1)} | more


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://x.example/i.png", "alt_text": "i"} | more


def group(count: int, label: int = 1) -> Json:
    return {"label": plain(label), "options": options(count)}


def confirm(title: int = 1, text: int = 1, yes: int = 1, no: int = 1) -> Json:
    return {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(no)}


def table(rows: int, cells: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "c"}] * cells] * rows}


def data_table(count: int = 2, cells: int = 1, **more: Any) -> Json:
    cell = {"type": "raw_text", "text": "c"}
    return {"type": "data_table", "caption": "c", "rows": [[cell] * cells] * count} | more


def chart(**more: Any) -> Json:
    return {"type": "data_visualization", "title": "t", "chart": pie(1)} | more


def pie(segments: int, value: float = 1) -> Json:
    return {"type": "pie", "segments": [{"label": "l", "value": value}] * segments}


def line(count: int = 1, categories: int = 1, **more: Any) -> Json:
    names = [f"c{n}" for n in range(categories)]
    points = [{"label": name, "value": 1} for name in names]
    data = [{"name": f"s{n}", "data": points} for n in range(count)]
    return {"type": "line", "series": data, "axis_config": {"categories": names}} | more


def field(**element: Any) -> Json:
    return {"type": "input", "label": plain(), "element": {"action_id": "i", **element}}


def text_field(**more: Any) -> Json:
    return field(type="plain_text_input", **more)


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(), "submit": plain(), "blocks": list(blocks)} | more


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}
