"""The part of the Mastodon API that Chirp speaks, with Mastodon's own errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.simulator.outside import mastodon_shapes as shapes
from bot.simulator.outside.problems import OutsideProblem, Unknown, Unprocessable
from bot.simulator.outside.records import Account, Post, Visibility

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.simulator.outside.chirp import Chirp

PAGE = 20
LARGEST_PAGE = 40


def app(chirp: Chirp) -> Starlette:
    """Return the ASGI app that speaks the API for `chirp`."""
    calls = MastodonApi(chirp)
    paths: list[tuple[str, str, Callable[[Request], Awaitable[Response]]]] = [
        ("GET", "/api/v1/instance", calls.old_instance),
        ("GET", "/api/v2/instance", calls.instance),
        ("GET", "/api/v2/search", calls.search),
        ("GET", "/api/v1/accounts/verify_credentials", calls.verify_credentials),
        ("GET", "/api/v1/accounts/lookup", calls.lookup),
        ("GET", "/api/v1/accounts/{id}", calls.account),
        ("GET", "/api/v1/accounts/{id}/statuses", calls.statuses),
        ("POST", "/api/v1/statuses", calls.post_status),
        ("GET", "/api/v1/statuses/{id}", calls.status),
        ("DELETE", "/api/v1/statuses/{id}", calls.delete_status),
        ("GET", "/api/v1/conversations", calls.conversations),
        ("GET", "/api/v1/notifications", calls.notifications),
        ("POST", "/api/v1/reports", calls.report),
    ]
    return Starlette(
        routes=[Route(path, call, methods=[method]) for method, path, call in paths],
        exception_handlers={OutsideProblem: _refused, HTTPException: _no_such_call},
    )


class MastodonApi:
    """One method for each call of the API."""

    def __init__(self, chirp: Chirp) -> None:
        self._chirp = chirp

    async def instance(self, _request: Request) -> Response:
        """GET /api/v2/instance."""
        return JSONResponse(shapes.instance_json(self._chirp, self._chirp.rules))

    async def old_instance(self, _request: Request) -> Response:
        """GET /api/v1/instance."""
        return JSONResponse(shapes.old_instance_json(self._chirp, self._chirp.rules))

    async def verify_credentials(self, request: Request) -> Response:
        """GET /api/v1/accounts/verify_credentials."""
        return JSONResponse(shapes.own_account_json(self._chirp, self._caller(request)))

    async def lookup(self, request: Request) -> Response:
        """GET /api/v1/accounts/lookup?acct=."""
        account = self._chirp.account(request.query_params.get("acct", ""))
        return JSONResponse(shapes.account_json(self._chirp, account))

    async def search(self, request: Request) -> Response:
        """GET /api/v2/search?q=&type=accounts: the account of exactly this name."""
        self._caller(request)
        try:
            found = [self._chirp.account(request.query_params.get("q", ""))]
        except Unknown:
            found = []
        accounts = [shapes.account_json(self._chirp, one) for one in found]
        return JSONResponse({"accounts": accounts, "statuses": [], "hashtags": []})

    async def account(self, request: Request) -> Response:
        """GET /api/v1/accounts/:id; a suspended one answers 200 and says so."""
        account = self._chirp.account_by_id(request.path_params["id"])
        return JSONResponse(shapes.account_json(self._chirp, account))

    async def statuses(self, request: Request) -> Response:
        """GET /api/v1/accounts/:id/statuses, newest first; one's own direct ones included."""
        author = self._chirp.account_by_id(request.path_params["id"])
        viewer = self._viewer(request)
        posts = [one for one in self._chirp.posts(viewer) if one.author == author.id]
        return _listing(request, posts, lambda post: shapes.status_json(self._chirp, post))

    async def post_status(self, request: Request) -> Response:
        """POST /api/v1/statuses; the same Idempotency-Key leads to the same status."""
        author, form = self._caller(request), await _form(request)
        if author.is_suspended(self._chirp.now()):
            return _error("Your login is currently disabled", 403)
        key = request.headers.get("idempotency-key") or None
        wanted = form.get("visibility", ["public"])[0]
        visibility = Visibility(wanted) if wanted in set(Visibility) else None
        if visibility is None:
            raise Unprocessable(f"'{wanted}' is not a valid visibility")
        post = self._chirp.publish(author, form.get("status", [""])[0], visibility, key=key)
        return JSONResponse(shapes.status_json(self._chirp, post))

    async def status(self, request: Request) -> Response:
        """GET /api/v1/statuses/:id; 404 for what is gone and for what the caller may not see."""
        post = self._chirp.seen(request.path_params["id"], self._viewer(request))
        return JSONResponse(shapes.status_json(self._chirp, post))

    async def delete_status(self, request: Request) -> Response:
        """DELETE /api/v1/statuses/:id."""
        author = self._caller(request)
        post = self._chirp.seen(request.path_params["id"], author)
        shape = shapes.status_json(self._chirp, post)
        self._chirp.delete(author.handle, post.id)
        return JSONResponse(shape | {"text": post.text})

    async def conversations(self, request: Request) -> Response:
        """GET /api/v1/conversations, the latest message first."""
        me = self._caller(request)
        last: dict[frozenset[str], Post] = {}
        for post in self._chirp.messages_of(me):
            last[frozenset({post.author, *post.mentions} - {me.id})] = post
        newest = sorted(last.items(), key=lambda pair: int(pair[1].id), reverse=True)
        return JSONResponse([self._conversation(me, others, post) for others, post in newest])

    async def notifications(self, request: Request) -> Response:
        """GET /api/v1/notifications: who mentioned the caller."""
        me = self._caller(request)
        posts = [one for one in self._chirp.posts(me) if me.id in one.mentions and one.author != me.id]
        return _listing(request, posts, lambda post: shapes.notification_json(self._chirp, post))

    async def report(self, request: Request) -> Response:
        """POST /api/v1/reports."""
        me, form = self._caller(request), await _form(request)
        account = self._chirp.account_by_id(form.get("account_id", [""])[0])
        rules = tuple(form.get("rule_ids", []))
        category = form.get("category", ["violation" if rules else "other"])[0]
        comment = form.get("comment", [""])[0]
        report = self._chirp.report(me, account, tuple(form.get("status_ids", [])), comment, category, rules)
        return JSONResponse(shapes.report_json(self._chirp, report))

    def _conversation(self, me: Account, others: frozenset[str], last: Post) -> shapes.Json:
        accounts = [self._chirp.account_by_id(one) for one in sorted(others)]
        return shapes.conversation_json(self._chirp, accounts, last, unread=last.author != me.id)

    def _viewer(self, request: Request) -> Account | None:
        return self._caller(request) if "authorization" in request.headers else None

    def _caller(self, request: Request) -> Account:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.casefold() != "bearer" or not self._chirp.is_bot_token(token.strip()):
            raise InvalidToken("The access token is invalid")
        return self._chirp.account(self._chirp.bot_account)


class InvalidToken(OutsideProblem):
    """The call carries no token, or one that was never given out."""

    status = 401


def _listing(request: Request, posts: list[Post], shape: Callable[[Post], shapes.Json]) -> Response:
    query = request.query_params
    page = [one for one in posts if _between(one, query)]
    size = _number(query.get("limit")) or PAGE
    page = page[: min(size, LARGEST_PAGE)]
    answer = JSONResponse([shape(one) for one in page])
    if page:
        older = request.url.include_query_params(max_id=page[-1].id)
        newer = request.url.include_query_params(min_id=page[0].id)
        answer.headers["link"] = f'<{older}>; rel="next", <{newer}>; rel="prev"'
    return answer


def _between(post: Post, query: QueryParams) -> bool:
    below = _number(query.get("max_id"))
    above = _number(query.get("since_id")) or _number(query.get("min_id")) or 0
    return above < int(post.id) and (below is None or int(post.id) < below)


def _number(text: str | None) -> int | None:
    return int(text[:20]) if text and text.isascii() and text.isdigit() else None


async def _form(request: Request) -> Mapping[str, list[str]]:
    """Return the fields of a JSON or form-encoded body, lists with or without [] after their name."""
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = await request.json()
        except ValueError as problem:
            raise Unprocessable("Validation failed: the body is no JSON") from problem
        return {key: _texts(value) for key, value in body.items()} if isinstance(body, dict) else {}
    return _fields(await request.form())


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [str(one) for one in values if one is not None]


def _fields(form: FormData) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for key, value in form.multi_items():
        fields.setdefault(key.removesuffix("[]"), []).append(str(value))
    return fields


def _error(sentence: str, status: int) -> Response:
    return JSONResponse({"error": sentence}, status)


async def _refused(_request: Request, problem: Exception) -> Response:
    status = problem.status if isinstance(problem, OutsideProblem) else 500
    return _error("Record not found" if status == Unknown.status else str(problem), status)


async def _no_such_call(_request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    return _error("Not Found" if status == Unknown.status else str(problem), status)
