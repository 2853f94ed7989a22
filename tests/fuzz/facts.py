"""Facts as the views are given them, made from their types alone, with hostile text wherever people type."""

import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.desk.card.card_facts import CardFacts, ItemFacts
from bot.desk.card.history import HistoryFacts
from bot.desk.case.labels import Label
from bot.desk.matters.lookup import MatterLine
from bot.desk.team.roles import Holder
from bot.rules.case.outcomes import TABLE
from bot.rules.law.grounds import LetterKind
from handlers.base.ids import ActionId, CallbackId, Value
from handlers.base.slack_text import storable
from handlers.card.card_message import card_message
from handlers.card.history_lines import OF_THE_WORKSPACE, history_lines
from handlers.card.thread_performer import _fitting
from storage.audit.events import UnreadableEvent
from storage.database.unreadable import UnreadableRow
from storage.lists.digest import Listed
from storage.lists.search import Listing
from storage.lists.top_rows import Length
from storage.models import Event, Matter
from storage.vocabulary import DeadlineKind, EventKind, Ground, NoticeKind, Outcome, ReplyKind, Role
from tests.fuzz.hostile import HIDDEN
from tests.fuzz.hostile import texts as typed

LONGEST = 3000
LONGEST_BODY = 200_000
NEVER_EMPTY = frozenset({"items", "urls", "grounds", "matters", "cases", "held"})
IDS = frozenset({"case_id", "notice_id", "hold_id", "effect_id", "number"})
# The desk keeps no halves of characters, and no text that hides something goes out.
texts = typed.map(storable) | st.sampled_from(
    [sign * 4000 for sign in ("&", "<", "*", "_ ", "\n", "😀", "@", "> ")]
)
readable = texts.map(lambda text: HIDDEN.sub("", text) or "x")
people = st.sampled_from(("U0ADA", "U0RITA", "W0ROB", "import"))
channels = st.sampled_from(("C0DESK", "G0QUIET", "D0RITA"))
keys = st.sampled_from(("NLP-17", "A2-1", "ABCDEFGHIJ-999999"))
hashes = st.just("f" * 64)
links = st.just("https://northlight.slack.com/archives/C0DESK/p17")
urls = st.builds("https://x.com/{}".format, texts.map(lambda text: "".join(text.split())[:2030]))
cut = texts.map(lambda text: text[:LONGEST])
moments = st.datetimes(datetime(2010, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
days = st.dates(date(1971, 1, 1), date(9000, 1, 1))


def _long(text: str, times: int) -> str:
    """Return a long text; no letter can hold characters of four bytes, for no font of its has them."""
    return (text * times).encode()[:LONGEST_BODY].decode("utf-8", "ignore")[:60_000]


# What is no text of a person's: ids of Slack's, keys and hashes of our own.
NAMED: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(
        ("by", "user_id", "asked_by", "approved_by", "recorded_by", "filed_by", "reporter", "owner_id"), people
    ),
    **dict.fromkeys(("author_id", "sender_id", "signatory_id", "asked_by", "who"), people),
    **dict.fromkeys(("channel_id", "card_channel"), channels),
    **dict.fromkeys(("key", "case_key"), keys),
    **dict.fromkeys(("matter_key",), st.sampled_from(("NLP", "ABCDEFGHIJ"))),
    **dict.fromkeys(("url", "urls", "added", "known", "conversation_url", "form_url", "verify_url"), urls),
    **dict.fromkeys(("reference", "signs_as", "recipient_name"), texts.map(lambda text: text[:255])),
    **dict.fromkeys(("body", "copy_text"), st.builds(_long, readable, st.integers(1, 20))),
    **dict.fromkeys(("account_outcome",), st.sampled_from([rule.title for rule in TABLE.values()])),
    "stands": st.just("asked first"),
    "subject": readable.map(lambda text: " ".join(text.split())[:500]),
    "permalink": links,
    "content_hash": hashes,
    "card_ts": st.just("1764000000.000100"),
    "code": st.just("NLP-17-4K2"),
    "deadline_kind": st.sampled_from(DeadlineKind),
    "requests": st.sampled_from(("act_on_items", "account_action", "preservation")),
}


def of(hint: Any, name: str = "", most: int = 3) -> st.SearchStrategy[Any]:
    """Return values of a type as facts hold them; `name` says whose text a text is."""
    if hint is str:
        return NAMED.get(name, cut)
    if hint in SPECIAL:
        return SPECIAL[hint]()
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return st.one_of([st.none() if part is type(None) else of(part, name) for part in parts])
    if origin is Listed:
        return st.builds(_listed, st.lists(of(parts[0], name), max_size=most), st.integers(0, 2**31))
    if origin in (tuple, Sequence, list):
        return _several(origin, parts, name, most)
    if origin is frozenset:
        return st.frozensets(of(parts[0], name))
    if origin in (dict, Mapping):
        return st.dictionaries(of(parts[0]), of(parts[1], name), max_size=most)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    return built(hint)


def built(kind: Any) -> st.SearchStrategy[Any]:
    """Return instances of a frozen dataclass, or of what is no class."""
    if not is_dataclass(kind):
        return st.just(len) if getattr(kind, "__origin__", None) is Callable else st.from_type(kind)
    hints = get_type_hints(kind)
    return st.builds(kind, **{each.name: of(hints[each.name], each.name) for each in fields(kind) if each.init})


def arguments(view: Callable[..., Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return what a view can be called with, by the types in its signature."""
    hints = get_type_hints(view)
    names = inspect.signature(view).parameters
    return st.fixed_dictionaries({name: _argument(view, name, hints[name]) for name in names})


def _argument(view: Callable[..., Any], name: str, hint: Any) -> st.SearchStrategy[Any]:
    own = GIVEN.get((view.__name__, name))
    return of(hint, name, most=30) if own is None else own


def _several(origin: Any, parts: tuple[Any, ...], name: str, most: int) -> st.SearchStrategy[Any]:
    if origin is tuple and parts[-1] is not ...:
        return st.tuples(*(of(part, name) for part in parts))
    few = st.lists(of(parts[0], name), min_size=int(name in NEVER_EMPTY), max_size=3)
    repeated = st.builds(_repeated, few, st.sampled_from((1, 1, 2, most // 3)))
    return repeated.map(tuple if origin is tuple else list)


def _repeated(some: list[Any], times: int) -> list[Any]:
    return [_distinct(one, number) for number, one in enumerate(some * times, start=1)]


def _distinct(one: Any, number: int) -> Any:
    """Return facts under ids of their own: what is listed twice would have the same name in Slack."""
    if not is_dataclass(one) or isinstance(one, type):
        return one
    changed = {each.name: _distinct(getattr(one, each.name), number) for each in fields(one) if each.init}
    changed |= dict.fromkeys(changed.keys() & IDS, number)
    return replace(one, **changed | ({"key": f"M{number}"} if isinstance(one, MatterLine) else {}))


def _listed(rows: list[Any], more: int) -> Listed[Any]:
    return Listed(
        tuple(_repeated(rows, 1)), Length(len(rows) + (more if more % 2 else 0), has_more=more % 3 == 0)
    )


def _value() -> st.SearchStrategy[Value]:
    given = {"case": _whole(), "notice": _whole(), "version": _whole(), "hash": hashes, "channel": channels}
    return st.builds(Value, **given)


def _labels() -> st.SearchStrategy[dict[int, Label]]:
    return st.dictionaries(st.integers(1, 4), built(Label), max_size=4)


def _whole() -> st.SearchStrategy[int]:
    return st.integers(0, 2**31 - 1)


def _event() -> st.SearchStrategy[Event]:
    told = st.fixed_dictionaries(
        {
            "notice": st.integers(1, 2),
            "evidence": st.integers(1, 2),
            "hash": hashes,
            "number": _whole(),
            "owner": people,
            "items": st.lists(_whole(), max_size=9),
            "files": st.lists(_whole(), max_size=9),
            "sha256": hashes,
            "voided": st.integers(0, 3),
            "role": st.sampled_from(Role),
            "answer": st.sampled_from(("as_sent", "again", "cancel", "x")),
            "reply": st.sampled_from(ReplyKind),
            "upheld": st.booleans(),
            "forwarded": st.none() | st.booleans(),
            "outcome": st.sampled_from(Outcome),
            "item": _whole(),
        },
        optional={
            "from_channel": channels,
            "account": st.sampled_from(Outcome),
            "until": st.just("2026-12-01T00:00:00+00:00"),
        },
    )
    kinds = st.sampled_from([kind for kind in EventKind if kind not in OF_THE_WORKSPACE])
    return st.builds(
        Event, id=st.integers(1, 5), kind=kinds, actor=people | st.just("system"), at=moments, facts=told
    )


def _unreadable_event() -> st.SearchStrategy[UnreadableEvent]:
    return st.builds(UnreadableEvent, id=st.integers(1, 5), seq=st.integers(1, 5), reference=st.just("event:5"))


def _history() -> st.SearchStrategy[HistoryFacts]:
    return st.builds(
        HistoryFacts,
        key=keys,
        reporter=people,
        events=st.lists(_event() | _unreadable_event(), max_size=6),
        contents=st.dictionaries(st.integers(1, 5), texts, max_size=5),
        notices=st.dictionaries(st.integers(1, 2), st.sampled_from(NoticeKind), max_size=2),
        files=st.dictionaries(st.integers(1, 2), texts, max_size=2),
    )


def _matter() -> st.SearchStrategy[Matter]:
    return st.builds(
        Matter,
        key=st.just("NLP"),
        title=texts,
        client=texts,
        facts=texts,
        ground=st.sampled_from(Ground),
        channel_id=channels,
    )


SPECIAL: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
    bool: st.booleans,
    int: _whole,
    datetime: lambda: moments,
    date: lambda: days,
    ZoneInfo: lambda: st.just(ZoneInfo("Europe/Berlin")),
    type(None): st.none,
    tuple[ItemFacts, ...]: lambda: _several(tuple, (ItemFacts, ...), "items", 180),
    tuple[Role, ...]: lambda: st.lists(st.sampled_from(Role), unique=True).map(tuple),
    dict[int, Label]: _labels,
    Mapping[int, Label]: _labels,
    Mapping[int, Label] | None: _labels,
    Value: _value,
    LetterKind: lambda: st.sampled_from([each for each in LetterKind if each is not LetterKind.NONE]),
    HistoryFacts: _history,
    Matter: _matter,
    ActionId: lambda: st.sampled_from(ActionId),
    CallbackId: lambda: st.sampled_from(CallbackId),
}
lines = _history().map(history_lines).filter(bool).map(_fitting)
GIVEN: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("case_view", "blocks"): of(CardFacts).map(lambda facts: card_message(facts)[1]),
    ("changed_sentence", "who"): st.sampled_from(("<@U0ADA>", "<@W0ROB>")),
    ("changed_sentence", "word"): st.sampled_from(("add", "remove")),
    ("thread_message", "lines"): lines,
    ("paragraphs_of", "lines"): lines,
    ("unreadable_row", "row"): st.builds(UnreadableRow, st.integers(1, 9), keys, st.just("f00dcafe")),
    ("roles_message", "holders"): st.lists(
        st.builds(
            Holder,
            people,
            st.lists(st.sampled_from(Role), unique=True).map(tuple),
            st.sampled_from(("", "role_grant:U0ADA")),
        ),
        max_size=180,
    ),
    ("summary_text", "sentence"): st.just("3 items filed in 2 cases, 1 row rejected"),
    **{
        (view, "which"): st.sampled_from(Listing) | st.just("NLP") | texts.map(lambda text: text[:100])
        for view in ("list_message", "list_view", "title_of", "nothing_in")
    },
}
