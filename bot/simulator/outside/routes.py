"""What one can do outside Slack, as JSON: be the contacted person, the operator, or the legal desk."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import wraps
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.simulator.outside.chirp import Chirp
from bot.simulator.outside.mailbox import Mailbox, ReceivedLetter
from bot.simulator.outside.mastodon_shapes import post_url
from bot.simulator.outside.problems import OutsideProblem, Unknown
from bot.simulator.outside.records import Account, Post, Report

Json = dict[str, object]
Call = Callable[[Request], Awaitable[Response]]


def outside_routes(chirp: Chirp, mailbox: Mailbox) -> list[BaseRoute]:
    """Return the routes under `/outside` for `chirp` and its legal desk's `mailbox`."""
    there, post = PlatformCalls(chirp), MailCalls(mailbox)
    paths: list[tuple[str, str, Call]] = [
        ("GET", "/outside/chirp", there.inbox),
        ("GET", "/outside/chirp/accounts", there.accounts),
        ("GET", "/outside/chirp/reports", there.reports),
        ("POST", "/outside/chirp/reply", there.reply),
        ("POST", "/outside/chirp/delete", there.delete),
        ("POST", "/outside/chirp/remove", there.remove),
        ("POST", "/outside/chirp/suspend", there.suspend),
        ("POST", "/outside/chirp/restore", there.restore),
        ("GET", "/outside/mail", post.letters),
        ("GET", "/outside/mail/{id:int}/attachment/{index:int}", post.attachment),
    ]
    return [Route(path, _answering(call), methods=[method]) for method, path, call in paths]


class PlatformCalls:
    """What the contacted person and the operator do on Chirp."""

    def __init__(self, chirp: Chirp) -> None:
        self._chirp = chirp

    async def inbox(self, request: Request) -> Response:
        """GET /outside/chirp?as=HANDLE: the person's account, messages (which are read by this) and posts."""
        account = self._chirp.account(request.query_params.get("as", ""))
        posts = [self._post(one) for one in self._chirp.posts_of(account)]
        answer = {"account": self._account(account), "inbox": self._talks(account), "posts": posts}
        self._chirp.mark_read(account)
        return _ok(**answer)

    async def accounts(self, _request: Request) -> Response:
        """GET /outside/chirp/accounts: everybody but the desk's own account."""
        people = [one for one in self._chirp.accounts() if not one.is_bot]
        return _ok(accounts=[self._account(one) | {"unread": self._chirp.unread(one)} for one in people])

    async def reply(self, request: Request) -> Response:
        """POST /outside/chirp/reply {as, to, text}."""
        body = await _body(request)
        return _ok(id=self._chirp.say(_word(body, "as"), _word(body, "to"), _word(body, "text")))

    async def delete(self, request: Request) -> Response:
        """POST /outside/chirp/delete {as, id}."""
        body = await _body(request)
        self._chirp.delete(_word(body, "as"), _word(body, "id"))
        return _ok()

    async def remove(self, request: Request) -> Response:
        """POST /outside/chirp/remove {id}."""
        self._chirp.remove(_word(await _body(request), "id"))
        return _ok()

    async def suspend(self, request: Request) -> Response:
        """POST /outside/chirp/suspend {handle, until?}: `until` in ISO 8601 with its zone."""
        body = await _body(request)
        until = _moment(_word(body, "until")) if body.get("until") else None
        self._chirp.suspend(_word(body, "handle"), until)
        return _ok()

    async def restore(self, request: Request) -> Response:
        """POST /outside/chirp/restore {id} or {handle}."""
        body = await _body(request)
        if "id" in body:
            self._chirp.restore_post(_word(body, "id"))
        else:
            self._chirp.restore_account(_word(body, "handle"))
        return _ok()

    async def reports(self, _request: Request) -> Response:
        """GET /outside/chirp/reports, newest first."""
        return _ok(reports=[self._report(one) for one in self._chirp.reports()])

    def _account(self, account: Account) -> Json:
        suspended = account.is_suspended(self._chirp.now())
        until = account.suspended_until if suspended else None
        return {
            "handle": account.handle,
            "display_name": account.display_name,
            "bio": account.bio,
            "suspended": suspended,
            "suspended_until": until.isoformat() if until else None,
        }

    def _talks(self, account: Account) -> list[Json]:
        talks: dict[str, list[Json]] = {}
        for one in self._chirp.messages_of(account):
            others = [two for two in (one.author, *one.mentions) if two != account.id] or [account.id]
            name = self._chirp.account_by_id(others[0]).handle
            talks.setdefault(name, []).append(self._message(one))
        return [{"with": name, "messages": messages} for name, messages in talks.items()]

    def _message(self, post: Post) -> Json:
        sender = self._chirp.account_by_id(post.author).handle
        return {"id": post.id, "from": sender, "text": post.text, "at": post.at.isoformat()}

    def _post(self, post: Post) -> Json:
        url = post_url(self._chirp, post)
        shape: Json = {"id": post.id, "url": url, "text": post.text, "at": post.at.isoformat()}
        return shape | {"state": post.state.value, "image": post.image}

    def _report(self, report: Report) -> Json:
        return {
            "id": report.id,
            "handle": self._chirp.account_by_id(report.account).handle,
            "posts": list(report.posts),
            "comment": report.comment,
            "category": report.category,
            "rules": [self._chirp.rules.get(one, one) for one in report.rules],
            "at": report.at.isoformat(),
        }


class MailCalls:
    """What the legal desk sees of its mail."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def letters(self, _request: Request) -> Response:
        """GET /outside/mail, newest first."""
        return _ok(messages=[_letter(one) for one in reversed(self._mailbox.messages())])

    async def attachment(self, request: Request) -> Response:
        """GET /outside/mail/:id/attachment/:index: a PDF to look at, anything else to download."""
        letter = self._mailbox.message(request.path_params["id"])
        files = letter.attachments if letter else []
        chosen = [one for one in files if one.index == request.path_params["index"]]
        if not chosen:
            raise Unknown("there is no such attachment")
        file, is_pdf = chosen[0], chosen[0].mimetype == "application/pdf"
        shown = "inline" if is_pdf else "attachment"
        headers = {
            "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(file.name)}",
            "X-Content-Type-Options": "nosniff",
        }
        kind = "application/pdf" if is_pdf else "application/octet-stream"
        return Response(file.content, media_type=kind, headers=headers)


def _letter(letter: ReceivedLetter) -> Json:
    message = letter.message
    files = letter.attachments
    return {
        "id": letter.id,
        "from": str(message["From"] or letter.envelope_from),
        "to": str(message["To"] or ", ".join(letter.envelope_to)),
        "subject": str(message["Subject"] or ""),
        "date": str(message["Date"] or ""),
        "message_id": str(message["Message-ID"] or ""),
        "text": letter.text,
        "headers": {name: str(value) for name, value in message.items()},
        "attachments": [
            {"index": one.index, "name": one.name, "size": len(one.content), "mimetype": one.mimetype}
            for one in files
        ],
    }


def _answering(call: Call) -> Call:
    @wraps(call)
    async def answer(request: Request) -> Response:
        try:
            return await call(request)
        except OutsideProblem as problem:
            return JSONResponse({"ok": False, "error": str(problem)}, problem.status)

    return answer


def _ok(**facts: object) -> Response:
    return JSONResponse({"ok": True, **facts})


async def _body(request: Request) -> Json:
    # A form of a foreign page can post here without asking; one that must send JSON cannot.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise NotJson("send JSON, as application/json")
    try:
        body = json.loads(await request.body())
    except ValueError as problem:
        raise NotJson("this is no JSON") from problem
    if not isinstance(body, dict):
        raise NotJson("send one JSON object")
    return body


class NotJson(OutsideProblem):
    """The body is not the JSON object that the call needs."""


def _word(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise NotJson(f"“{name}” is missing")
    return value


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as problem:
        raise NotJson("write the time as 2026-12-01T10:00:00+00:00") from problem
