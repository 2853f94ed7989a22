"""Calls to one HTTP API: time-outs, no redirects, answers of bounded size, an honest end for each call."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from bot.platforms.base import DeliveryUnknown, NotDelivered, short_quote
from bot.platforms.retries import NotYet

LARGEST_ANSWER = 1024 * 1024
LONGEST_WAIT = timedelta(days=1)
PAUSE_AFTER_REFUSED_CONNECTION = timedelta(milliseconds=500)
RETRY_UNREACHABLE = timedelta(minutes=1)
RETRY_BUSY = timedelta(minutes=5)
REFUSALS = frozenset({400, 401, 403, 404, 405, 406, 410, 413, 414, 415, 422, 451})
REDIRECTS_BEFORE_ACTING = frozenset({301, 307, 308})
NEVER_CONNECTED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


@dataclass(frozen=True)
class HttpResponse:
    """What a server answered; `body` is None where it was no JSON."""

    status: int
    headers: httpx.Headers
    body: object


class HttpClient:
    """Calls one API under one base URL with one bearer token, a fresh connection for each call."""

    def __init__(self, base_url: str, token: str, *, timeout: timedelta, patience: timedelta) -> None:
        """Raise ValueError when `base_url` would leak the token or is no plain http(s) address."""
        self._base = check_base_url(base_url)
        self._host = urlsplit(self._base).hostname or ""
        self._token = token
        self._timeout = timeout.total_seconds()
        self._patience = patience
        # Made once: reading the trusted roots takes longer than most calls.
        self._tls = httpx.create_ssl_context() if self._base.startswith("https:") else False

    def read(self, path: str, query: Mapping[str, str] | None = None) -> object | None:
        """Return the JSON at `path`, None for 404. Raise NotDelivered: reading hands nothing to anybody."""
        try:
            answer = self._call("GET", path, query=query)
        except httpx.RequestError as problem:
            raise self._unreachable(problem) from problem
        if answer.status == httpx.codes.OK and answer.body is not None:
            return answer.body
        if answer.status == httpx.codes.NOT_FOUND:
            return None
        self._raise_if_busy(answer)
        retry = RETRY_BUSY if answer.status not in REFUSALS else None
        raise NotDelivered(f"{self._host} {_said(answer)}. Nothing was sent.", retry)

    def act(self, path: str, body: Mapping[str, object], headers: Mapping[str, str]) -> HttpResponse:
        """POST `body` once; return the success. Raise NotDelivered or DeliveryUnknown for everything else."""
        try:
            answer = self._call("POST", path, body=body, headers=headers)
        except NEVER_CONNECTED as problem:
            raise self._unreachable(problem) from problem
        except httpx.RequestError as problem:
            reason = f"The connection to {self._host} broke before it answered. It may have been sent."
            raise DeliveryUnknown(reason) from problem
        if httpx.codes.is_success(answer.status):
            return answer
        self._raise_if_busy(answer)
        raise self._failed_act(answer)

    def _failed_act(self, answer: HttpResponse) -> NotDelivered | DeliveryUnknown:
        if answer.status in REFUSALS:
            return NotDelivered(f"{self._host} {_said(answer)}. Nothing was sent.")
        if answer.status in REDIRECTS_BEFORE_ACTING:
            return NotDelivered(f"{self._host} points elsewhere, which is not followed. Nothing was sent.")
        return DeliveryUnknown(f"{self._host} {_said(answer)}. It may have been sent.")

    def _raise_if_busy(self, answer: HttpResponse) -> None:
        wait = asked_wait(answer.headers)
        says_so = answer.status == httpx.codes.TOO_MANY_REQUESTS or (
            answer.status == httpx.codes.SERVICE_UNAVAILABLE and wait is not None
        )
        if not says_so:
            return
        reason = f"{self._host} asks to wait ({answer.status}). Nothing was sent."
        if wait is not None and wait <= self._patience:
            raise NotYet(reason, pause=wait, retry_after=max(wait, RETRY_UNREACHABLE))
        raise NotDelivered(reason, wait or RETRY_BUSY)

    def _unreachable(self, problem: httpx.RequestError) -> NotYet:
        why = short_quote(str(problem)) or type(problem).__name__
        reason = f"{self._host} could not be reached ({why}). Nothing was sent."
        return NotYet(reason, pause=PAUSE_AFTER_REFUSED_CONNECTION, retry_after=RETRY_UNREACHABLE)

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        sent = {"Authorization": f"Bearer {self._token}", "Accept": "application/json", **(headers or {})}
        # A connection kept open may have died unnoticed, which would make a provable refusal unknown.
        with (
            httpx.Client(
                timeout=self._timeout,
                follow_redirects=False,
                trust_env=not is_loopback(self._host),
                verify=self._tls,
            ) as client,
            client.stream(method, self._base + path, params=query, json=body, headers=sent) as response,
        ):
            return HttpResponse(response.status_code, response.headers, self._body(response))

    def _body(self, response: httpx.Response) -> object:
        deadline, received = time.monotonic() + 2 * self._timeout, bytearray()
        for piece in response.iter_bytes():
            received += piece
            if len(received) > LARGEST_ANSWER or time.monotonic() > deadline:
                raise httpx.ReadError("the answer is too long", request=response.request)
        try:
            answer: object = json.loads(bytes(received))
        except (ValueError, RecursionError):
            return None
        return answer


def check_base_url(url: str) -> str:
    """Return `url` without a trailing slash. Raise ValueError unless it is https, or http on loopback."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"“{short_quote(url)}” is no http or https address")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("a platform's address carries no user, password, query or fragment")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError(f"{parts.hostname} must be reached by https: plain http would show our token")
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Say whether `host` is this machine itself, by its address or as `localhost`."""
    name = host.casefold().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def asked_wait(headers: httpx.Headers) -> timedelta | None:
    """Return the wait asked for by Retry-After (RFC 9110 §10.2.3) or X-RateLimit-Reset, at most a day."""
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(timedelta(seconds=int(asked[:9])), LONGEST_WAIT)
    until = _http_date(asked) or _iso_date(headers.get("x-ratelimit-reset", ""))
    sent = _http_date(headers.get("date", ""))
    if until is None or sent is None:
        return None
    return min(max(until - sent, timedelta(0)), LONGEST_WAIT)


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _iso_date(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _said(answer: HttpResponse) -> str:
    told = answer.body.get("error") if isinstance(answer.body, dict) else None
    quote = f": “{short_quote(told)}”" if isinstance(told, str) and told.strip() else ""
    return f"answered {answer.status}{quote}"
