"""What hostile or broken input looks like, and how to see whether some of it became markup."""

import os
import re
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

CHOSEN = os.environ.get("FUZZ_EXAMPLES")
VICTIM = "U0VICTIM99"
PIECES = (
    "<!channel>",
    "<!here|here>",
    f"<@{VICTIM}>",
    "<#C0ELSE|else>",
    "<!subteam^S0TEAM>",
    "<http://evil.example|bank.example>",
    "<mailto:evil@evil.example|us>",
    "&lt;!channel&gt;",
    "*bold* _it_ ~gone~ `code`",
    "\u202egpj.exe\u2066",
    "\x00\x07",
    "\ud800",
    "\r\nBcc: evil@evil.example",
    "=HYPERLINK(1)",
    "{{ 7*7 }}",
    "x" * 4000,
    "é" * 300,
    "",
    " ",
    "-1",
    "9" * 30,
)
RAW = re.compile(
    rf"<!(?:channel|here|everyone|subteam)|<@{VICTIM}|<#C0ELSE|<http://evil|<mailto:evil"
    r"|(?<!\u200b)(?:\*bold\*|_it_|~gone~|`code`)",
    re.IGNORECASE,
)
HIDDEN = re.compile("[\x00-\x08\u202a-\u202e\u2066-\u2069]")
ENTITY = re.compile(
    r"<(?:@[UW][A-Z0-9]+|#[CGD][A-Z0-9]+|!date\^\d+\^[^<>|^]*\|[^<>|]*|https?://[^\s<>|]+\|[A-Z0-9-]+)>"
)
TORN_BOLD = re.compile(r"(?<!\u200b)\*[^*\n]*\u200b\*[^*\n]*(?<!\u200b)\*")
BROKEN = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")

texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=4).map("".join)
encodable = texts.map(lambda text: text.encode("utf-8", "replace").decode())
scalars = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | texts
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6
)


def bounded(examples: int) -> settings:
    """Return how often a property is tried; `FUZZ_EXAMPLES` multiplies that, with new examples each time."""
    return settings(
        max_examples=examples * int(CHOSEN or 1),
        derandomize=CHOSEN is None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


@st.composite
def mutated(draw: st.DrawFn, base: Any, most: int = 3) -> Any:
    """Return `base` with some of its parts taken away, replaced or added to."""
    changed = _copied(base)
    for _ in range(draw(st.integers(0, most))):
        changed = _mutated_once(draw, changed)
    return changed


def _mutated_once(draw: st.DrawFn, base: Any) -> Any:
    places = list(_places(base))
    if not places:
        return draw(anything)
    holder, key = draw(st.sampled_from(places))
    match draw(st.sampled_from(("drop", "replace", "text", "add"))):
        case "drop":
            del holder[key]
        case "replace":
            holder[key] = draw(anything)
        case "text":
            holder[key] = draw(texts)
        case "add" if isinstance(holder, dict):
            holder[draw(texts)] = draw(anything)
    return base


def _places(node: Any) -> Any:
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, part in parts:
        yield node, key
        yield from _places(part)


def _copied(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _copied(part) for key, part in node.items()}
    return [_copied(part) for part in node] if isinstance(node, list) else node


def injected(node: Any) -> list[str]:
    """Return every text in what Slack is told that became markup, broke some, or hides something."""
    return [text for text in _markup(node) if _is_injected(text)] + [
        text for text in _plain(node) if HIDDEN.search(text)
    ]


def _is_injected(text: str) -> bool:
    torn = BROKEN.search(ENTITY.sub("", text)) or TORN_BOLD.search(text)
    return bool(RAW.search(text) or HIDDEN.search(text) or torn)


def _markup(node: Any) -> list[str]:
    """Return the texts that Slack reads as mrkdwn: those of mrkdwn objects and of messages themselves."""
    return [node["text"] for node in _objects(node) if node.get("type", "mrkdwn") == "mrkdwn" and _says(node)]


def _plain(node: Any) -> list[str]:
    return [node["text"] for node in _objects(node) if node.get("type") in {"plain_text", "text"}]


def _says(node: dict[str, Any]) -> bool:
    return isinstance(node.get("text"), str)


def _objects(node: Any) -> list[dict[str, Any]]:
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, (list, tuple)) else ()
    own = [node] if isinstance(node, dict) else []
    return own + [found for part in parts for found in _objects(part)]
