"""Writes to a person on a server that speaks Mastodon's API, by a status of direct visibility."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.platforms.base import Delivery, DeliveryUnknown, DirectMessage, NotDelivered, breaks_a_line
from bot.platforms.http_client import HttpClient, HttpResponse
from bot.platforms.mastodon_text import (
    CHARACTERS_PER_URL,
    MAX_CHARACTERS,
    account_name,
    addressed,
    counted_length,
    mentioned,
    plain,
    words,
)
from bot.platforms.retries import with_retries

PAGE = 40
MOST_PAGES = 25
CLOCKS_DIFFER_BY = timedelta(minutes=15)

Json = dict[str, object]


@dataclass(frozen=True)
class Limits:
    """How long a status may be on one server, in characters, and what one URL counts."""

    characters: int = MAX_CHARACTERS
    per_url: int = CHARACTERS_PER_URL


class Mastodon:
    """A Messenger that speaks for one account on one Mastodon server (https://docs.joinmastodon.org/api/)."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout: timedelta = timedelta(seconds=10),
        patience: timedelta = timedelta(seconds=5),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Speak with `token` to the API under `base_url`, which may have a path of its own.

        `timeout` bounds each network step, `patience` the longest wait that a server may ask for in a call.
        Raise ValueError for an address that is neither https nor on loopback.
        """
        self._web = HttpClient(base_url, token, timeout=timeout, patience=patience)
        self._sleep = sleep

    def send(self, message: DirectMessage) -> Delivery:
        """Post `message` so that only its person and we see it. Raise NotDelivered or DeliveryUnknown."""
        _check(message)
        person = self._person(message.handle)
        acct = _text(person, "acct")
        names = (acct, account_name(message.handle))
        text = addressed(names, _plain_lines(message.text))
        _refuse_other_readers(text, names)
        self._refuse_too_long(text)
        answer = with_retries(partial(self._post, text, message.idem_key), sleep=self._sleep)
        return _delivered(answer, person)

    def find(self, message: DirectMessage, *, since: datetime | None = None) -> Delivery | None:
        """Look for `message` among our own statuses, by its marker and its words, back to `since`.

        Return None when the server showed all of them and it is not there. Raise DeliveryUnknown otherwise.
        """
        try:
            for status in self._own_statuses(since):
                if _is_status_of(message, status):
                    return _delivery(status)
        except NotDelivered as problem:
            raise DeliveryUnknown(f"Our own posts could not be read. {problem.reason}") from problem
        return None

    def limits(self) -> Limits:
        """Return what the server says about the length of a status. Raise NotDelivered if it is silent."""
        instance = self._read("/api/v2/instance") or self._read("/api/v1/instance")
        statuses = _inner(_inner(instance, "configuration"), "statuses")
        return Limits(
            _number(statuses, "max_characters", MAX_CHARACTERS),
            _number(statuses, "characters_reserved_per_url", CHARACTERS_PER_URL),
        )

    def _post(self, text: str, idem_key: str) -> HttpResponse:
        body = {"status": text, "visibility": "direct"}
        return self._web.act("/api/v1/statuses", body, {"Idempotency-Key": idem_key})

    def _read(self, path: str, **query: str) -> object | None:
        return with_retries(partial(self._web.read, path, query), sleep=self._sleep)

    def _person(self, handle: str) -> Json:
        name = account_name(handle)
        found = self._read("/api/v1/accounts/lookup", acct=name) or self._fetched_from_afar(name)
        if not isinstance(found, dict) or not _text(found, "acct"):
            raise NotDelivered(f"The server knows no account @{name}. Nothing was sent.")
        if found.get("suspended") is True:
            raise NotDelivered(f"The account @{name} is suspended and reads no messages. Nothing was sent.")
        return found

    def _fetched_from_afar(self, name: str) -> object | None:
        if "@" not in name:
            return None
        answer = self._read("/api/v2/search", q=f"@{name}", type="accounts", resolve="true", limit="1")
        accounts = answer.get("accounts") if isinstance(answer, dict) else None
        shown = accounts if isinstance(accounts, list) else []
        same = (one for one in shown if _text(one, "acct").casefold() == name.casefold())
        return next(same, None)

    def _refuse_too_long(self, text: str) -> None:
        limits = self.limits()
        length = counted_length(text, per_url=limits.per_url)
        if length > limits.characters:
            raise NotDelivered(
                f"The message counts {length} characters and this server allows {limits.characters}. "
                "Use the short form. Nothing was sent."
            )

    def _own_statuses(self, since: datetime | None) -> Iterator[Json]:
        ours = _text(self._read("/api/v1/accounts/verify_credentials"), "id")
        query = {"limit": str(PAGE)}
        for _ in range(MOST_PAGES):
            page = self._read(f"/api/v1/accounts/{ours}/statuses", **query) if ours.isalnum() else None
            if not isinstance(page, list):
                raise DeliveryUnknown("The server did not show our own posts, so nobody can tell.")
            statuses = [status for status in page if isinstance(status, dict)]
            yield from statuses
            if not statuses or _older(statuses[-1], since):
                return
            query["max_id"] = _text(statuses[-1], "id")
        raise DeliveryUnknown(f"Our latest {PAGE * MOST_PAGES} posts do not hold it, and there are older ones.")


def _check(message: DirectMessage) -> None:
    try:
        account_name(message.handle)
    except ValueError as problem:
        raise NotDelivered(f"Nothing was sent: {problem}.") from problem
    if not message.text.strip():
        raise NotDelivered("The message is empty. Nothing was sent.")
    if breaks_a_line(message.text, allowed="\r\n\t"):
        raise NotDelivered("The message holds a control character. Nothing was sent.")
    if not words(message.marker) or words(message.marker) not in words(message.text):
        raise NotDelivered("The message lacks the code by which it can be found again. Nothing was sent.")
    if not message.idem_key or not message.idem_key.isascii() or not message.idem_key.isprintable():
        raise NotDelivered("The message has no usable idempotency key. Nothing was sent.")


def _plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refuse_other_readers(text: str, allowed: tuple[str, ...]) -> None:
    known = {name.casefold() for name in allowed}
    others = [name for name in mentioned(text) if name.casefold() not in known]
    if others:
        raise NotDelivered(
            f"The text mentions @{others[0]}, who would receive this private message too. "
            "Write the name without @. Nothing was sent."
        )


def _delivered(answer: HttpResponse, person: Json) -> Delivery:
    status = answer.body
    if not isinstance(status, dict) or not _text(status, "id"):
        raise DeliveryUnknown("The server accepted the message but did not say under which number.")
    mentions = status.get("mentions")
    if isinstance(mentions, list) and person.get("id") not in [_text(one, "id") for one in mentions]:
        raise NotDelivered(
            f"The server addressed it to nobody, not to @{_text(person, 'acct')}: only we see it."
        )
    return _delivery(status)


def _delivery(status: Json) -> Delivery:
    url = _text(status, "url")
    return Delivery(_text(status, "id"), url if url.startswith(("https://", "http://")) else None)


def _is_status_of(message: DirectMessage, status: Json) -> bool:
    mentions = status.get("mentions")
    names = [_text(one, "acct") for one in mentions] if isinstance(mentions, list) else []
    shown = plain(_text(status, "content"))
    return (
        status.get("visibility") == "direct"
        and _first_part(account_name(message.handle)) in [_first_part(name) for name in names]
        and words(message.marker) in words(shown)
        and words(message.text) == words(shown)
    )


def _first_part(acct: str) -> str:
    return acct.partition("@")[0].casefold()


def _older(status: Json, since: datetime | None) -> bool:
    if since is None:
        return False
    try:
        made = datetime.fromisoformat(_text(status, "created_at"))
    except ValueError:
        return False
    return made.tzinfo is not None and made < since - CLOCKS_DIFFER_BY


def _text(holder: object, key: str) -> str:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""


def _inner(holder: object, key: str) -> Json:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def _number(holder: Json, key: str, otherwise: int) -> int:
    value = holder.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else otherwise
