"""The Web API: who calls, with which right, and what comes back."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.simulator.slack.app.core import Core
from bot.simulator.slack.app.render import file_object
from bot.simulator.slack.state.records import Json
from bot.simulator.slack.state.refusals import Refusal, RefusedError
from bot.simulator.slack.state.stress import Fault, FaultKind
from bot.simulator.slack.web_api import chat, conversations, modals
from bot.simulator.slack.web_api.arguments import Arguments, read_arguments


@dataclass(frozen=True)
class Method:
    """A method of the Web API, and the scope it always needs."""

    run: Callable[[Core, Arguments], Json]
    scope: str | None = None
    app_token: bool = False


def _auth_test(core: Core, arguments: Arguments) -> Json:
    del arguments
    keys = core.keys
    return {
        "url": f"{core.base_url}/", "team": core.team_name, "user": core.bot.name, "team_id": keys.team_id,
        "user_id": keys.bot_user_id, "bot_id": keys.bot_id, "is_enterprise_install": False,
    }  # fmt: skip


def _connections_open(core: Core, arguments: Arguments) -> Json:
    del arguments
    ticket = secrets.token_urlsafe(18)
    core.sockets_by_ticket.add(ticket)
    websocket_base = core.base_url.replace("http", "ws", 1)
    return {"url": f"{websocket_base}/socket?ticket={ticket}&app_id={core.keys.app_id}"}


def _users_info(core: Core, arguments: Arguments) -> Json:
    return {"user": core.state.user(arguments.words("user")).as_slack(core.state.now())}


def _users_list(core: Core, arguments: Arguments) -> Json:
    users, cursor = conversations.page(list(core.state.users.values()), arguments, 1000)
    members = [user.as_slack(core.state.now()) for user in users]
    return {"members": members, "cache_ts": 0, "response_metadata": {"next_cursor": cursor}}


def _files_info(core: Core, arguments: Arguments) -> Json:
    file = core.state.files.get(arguments.words("file"))
    if file is None:
        raise RefusedError(Refusal.FILE_NOT_FOUND)
    return {"file": file_object(core, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def methods() -> Mapping[str, Method]:
    """Return every method this Slack knows, by name."""
    return {
        "api.test": Method(lambda core, arguments: {}),
        "auth.test": Method(_auth_test),
        "apps.connections.open": Method(_connections_open, app_token=True),
        "chat.postMessage": Method(chat.post_message, "chat:write"),
        "chat.update": Method(chat.update, "chat:write"),
        "chat.delete": Method(chat.delete, "chat:write"),
        "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write"),
        "chat.getPermalink": Method(chat.permalink),
        "conversations.open": Method(conversations.open_im, "im:write"),
        "conversations.info": Method(conversations.info),
        "conversations.members": Method(conversations.members),
        "conversations.history": Method(conversations.history),
        "conversations.replies": Method(conversations.replies),
        "conversations.join": Method(conversations.join, "channels:join"),
        "conversations.list": Method(conversations.list_all),
        "users.info": Method(_users_info, "users:read"),
        "users.list": Method(_users_list, "users:read"),
        "users.conversations": Method(conversations.of_user),
        "views.open": Method(modals.open_modal),
        "views.push": Method(modals.push),
        "views.update": Method(modals.update),
        "views.publish": Method(modals.publish),
        "files.info": Method(_files_info, "files:read"),
        "reactions.add": Method(chat.add_reaction, "reactions:write"),
    }


class WebApi:
    """Answers calls of the Web API."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._methods = methods()

    async def endpoint(self, request: Request) -> Response:
        """Answer `/api/{method}`: always 200 with `ok`, unless a fault was ordered."""
        name = request.path_params["method"]
        stress = self._core.stress
        fault = stress.fault_of(name)
        await asyncio.sleep(stress.latency)
        if fault and not fault.after:
            return await _befall(fault, request)
        body = await self._answer(name, request)
        return await _befall(fault, request) if fault else JSONResponse(body)

    async def _answer(self, name: str, request: Request) -> dict[str, object]:
        try:
            arguments = await read_arguments(request)
            method = self._methods.get(name)
            if method is None:
                raise RefusedError(Refusal.UNKNOWN_METHOD, req_method=name)
            self._authorize(method, _token(request, arguments))
            return {"ok": True, **method.run(self._core, arguments)}
        except RefusedError as error:
            self._core.note_refusal(name, error)
            return error.as_slack()

    def _authorize(self, method: Method, token: str) -> None:
        core = self._core
        if not token:
            raise RefusedError(Refusal.NOT_AUTHED)
        if token not in (core.keys.bot_token, core.keys.app_token):
            raise RefusedError(Refusal.INVALID_AUTH)
        if (token == core.keys.app_token) != method.app_token:
            raise RefusedError(Refusal.WRONG_KEY_KIND)
        if method.scope and method.scope not in core.manifest.scopes:
            provided = ",".join(sorted(core.manifest.scopes))
            raise RefusedError(Refusal.MISSING_SCOPE, needed=method.scope, provided=provided)


def _token(request: Request, arguments: Arguments) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else arguments.words("token")


async def _befall(fault: Fault, request: Request) -> Response:
    if fault.kind is FaultKind.RATE_LIMITED:
        headers = {"Retry-After": f"{fault.seconds:g}"}
        return JSONResponse({"ok": False, "error": Refusal.RATELIMITED}, 429, headers)
    if fault.kind is FaultKind.SERVER_ERROR:
        return Response("Internal Server Error", 500)
    if fault.kind is FaultKind.HANG:
        await asyncio.sleep(fault.seconds)
    _reset(request)
    return Response(status_code=500)


def _reset(request: Request) -> None:
    """Cut the connection under the caller: uvicorn's request cycle holds the transport."""
    transport = getattr(getattr(request.receive, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
