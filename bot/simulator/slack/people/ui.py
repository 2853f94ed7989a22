"""The page's JSON: what a person sees and does in this Slack."""

import mimetypes
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.simulator.slack.app.core import Core
from bot.simulator.slack.app.render import page_file, page_message, view_object
from bot.simulator.slack.people import gestures, members
from bot.simulator.slack.state.archive import Archive
from bot.simulator.slack.state.records import Channel, ChannelKind, Json, StoredFile, User, new_id
from bot.simulator.slack.state.refusals import Refusal, RefusedError

Gesture = Callable[[Core, User, Json], Awaitable[Json]]
Look = Callable[[Request, User], Json]


class PeopleRoutes:
    """Routes under `/ui`; `user` names the acting person."""

    def __init__(self, core: Core, archive: Archive) -> None:
        self._core = core
        self._archive = archive

    def routes(self) -> list[Route]:
        """Return all routes under `/ui`."""
        looks: dict[str, Look] = {
            "workspace": self._workspace, "messages": self._messages, "thread": self._thread,
            "views": self._views, "home": self._home,
        }  # fmt: skip
        doings: dict[str, Gesture] = {
            "message": gestures.say,
            "command": gestures.command,
            "action": gestures.click,
            "submit": gestures.submit,
            "close": gestures.close,
            "shortcut": gestures.shortcut,
            "home": gestures.open_home,
            "read": members.mark_read,
            "channel": members.change_channel,
            "membership": members.change_membership,
        }
        return [
            *(Route(f"/ui/{name}", self._seeing(look), methods=["GET"]) for name, look in looks.items()),
            *(Route(f"/ui/{name}", self._doing(act), methods=["POST"]) for name, act in doings.items()),
            Route("/ui/upload", self._upload, methods=["POST"]),
            Route("/ui/files/{file_id}", self._file, methods=["GET"]),
            Route("/ui/events", self._events, methods=["GET"]),
        ]

    def _seeing(self, look: Look) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                user = self._core.state.user(request.query_params.get("user", ""))
                return JSONResponse({"ok": True, **look(request, user)})
            except RefusedError as error:
                return _refusal(error)

        return endpoint

    def _doing(self, act: Gesture) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                asked = await _asked(request)
                user = self._core.state.user(str(asked.get("user")))
                return JSONResponse({"ok": True, **await act(self._core, user, asked)})
            except RefusedError as error:
                return _refusal(error)
            except (KeyError, TypeError, AttributeError) as error:
                return _refusal(RefusedError(Refusal.INVALID_ARGUMENTS, [f"malformed: {error!r}"]))

        return endpoint

    def _workspace(self, request: Request, user: User) -> Json:
        del request
        core = self._core
        shown = [_channel(core, user, channel) for channel in core.state.visible_channels(user.id)]
        commands = [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in core.manifest.commands
        ]
        return {
            "team": {"id": core.keys.team_id, "name": core.team_name}, "me": user.id,
            "users": [_user(member) for member in core.state.users.values()], "channels": shown,
            "commands": commands, "shortcuts": list(core.manifest.shortcuts),
            "app": {"user_id": core.keys.bot_user_id, "name": core.manifest.name},
        }  # fmt: skip

    def _messages(self, request: Request, user: User) -> Json:
        channel = self._core.state.seen_by(user.id, request.query_params.get("channel", ""))
        flow = [
            m
            for m in channel.messages.values()
            if m.ephemeral_to in (None, user.id) and (not m.is_reply or m.broadcast)
        ]
        most = request.query_params.get("limit", "")
        newest = flow[-int(most) :] if most.isdecimal() and int(most) else flow
        return {"messages": [page_message(self._core, message) for message in newest]}

    def _thread(self, request: Request, user: User) -> Json:
        channel = self._core.state.seen_by(user.id, request.query_params.get("channel", ""))
        ts = request.query_params.get("ts", "")
        thread = self._core.state.thread(channel, ts)
        mine = [m for m in channel.messages.values() if m.ephemeral_to == user.id and m.thread_ts == ts]
        shown = sorted([*thread, *mine], key=lambda message: message.ts)
        return {"messages": [page_message(self._core, message) for message in shown]}

    def _views(self, request: Request, user: User) -> Json:
        del request
        return {"views": [view_object(self._core, view) for view in self._core.state.stack(user.id)]}

    def _home(self, request: Request, user: User) -> Json:
        del request
        view = self._core.state.home(user.id)
        return {"view": view_object(self._core, view) if view else None}

    async def _upload(self, request: Request) -> Response:
        try:
            user = self._core.state.user(request.query_params.get("user", ""))
            async with request.form() as form:
                upload: Any = form.get("file")
                if upload is None or isinstance(upload, str):
                    raise RefusedError(Refusal.INVALID_ARGUMENTS, ["missing required field: file"])
                stored = self._store(user, upload.filename or "file", upload.content_type, await upload.read())
        except RefusedError as error:
            return _refusal(error)
        return JSONResponse({"ok": True, "file": page_file(stored)})

    def _store(self, user: User, name: str, mimetype: str | None, content: bytes) -> StoredFile:
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        created = int(self._core.state.now().timestamp())
        file = StoredFile(new_id("F0"), name, mimetype or guessed, len(content), user.id, created)
        self._core.state.files[file.id] = file
        self._archive.keep_file(file.id, content)
        self._core.dirty = True
        return file

    async def _file(self, request: Request) -> Response:
        file = self._core.state.files.get(request.path_params["file_id"])
        if file is None or request.query_params.get("user") not in self._core.state.users:
            return _refusal(RefusedError(Refusal.FILE_NOT_FOUND))
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        return Response(self._archive.file(file.id), media_type=file.mimetype, headers=headers)

    async def _events(self, request: Request) -> Response:
        try:
            user = self._core.state.user(request.query_params.get("user", ""))
        except RefusedError as error:
            return _refusal(error)
        stream = self._core.topics.stream(lambda topic: self._concerns(user, topic))
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    def _concerns(self, user: User, topic: str) -> bool:
        kind, _, subject = topic.partition(":")
        if kind in ("home", "views"):
            return subject == user.id
        channel = self._core.state.channels.get(subject)
        return kind != "messages" or (channel is not None and self._core.state.can_see(user.id, channel))


async def _asked(request: Request) -> Json:
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise RefusedError(Refusal.INVALID_JSON)
    try:
        body = await request.json()
    except ValueError:
        raise RefusedError(Refusal.INVALID_JSON) from None
    if not isinstance(body, dict):
        raise RefusedError(Refusal.INVALID_JSON)
    return body


def _refusal(error: RefusedError) -> JSONResponse:
    missing = error.refusal.value.endswith("not_found")
    return JSONResponse(error.as_slack(), 404 if missing else 400)


def _user(user: User) -> Json:
    return {
        "id": user.id, "name": user.name, "real_name": user.real_name, "tz": user.tz,
        "is_bot": user.is_bot, "deleted": user.deleted, "is_restricted": user.is_restricted,
        "team_id": user.team_id,
    }  # fmt: skip


def _channel(core: Core, user: User, channel: Channel) -> Json:
    other = (channel.others(user.id) or [user.id])[0] if channel.kind is ChannelKind.IM else None
    return {
        "id": channel.id, "name": core.state.users[other].name if other else channel.name,
        "kind": channel.kind.value, "with": other, "unread": core.state.unread(user.id, channel),
        "is_member": user.id in channel.members, "topic": channel.topic, "is_archived": channel.is_archived,
    }  # fmt: skip
