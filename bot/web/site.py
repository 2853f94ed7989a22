"""The routes that this process answers over HTTP."""

from collections.abc import Callable, Mapping

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.slack import Dispatch, SlackEndpoint

Readiness = Callable[[], Mapping[str, bool]]


def site(readiness: Readiness, dispatch: Dispatch | None) -> Starlette:
    """Return the application; without `dispatch` there is no Slack endpoint (Socket Mode alone).

    `/healthz` says that the process answers, `/readyz` whether it can do its work, and if not what is missing.
    """
    routes: list[BaseRoute] = [
        Route("/healthz", _healthy, methods=["GET"]),
        Route("/readyz", _ready(readiness), methods=["GET"]),
    ]
    if dispatch is not None:
        routes.append(Route("/slack/events", SlackEndpoint(dispatch).__call__, methods=["POST"]))
    found = Starlette(routes=routes)
    found.router.redirect_slashes = False
    return found


async def _healthy(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _ready(readiness: Readiness) -> Callable[[Request], object]:
    async def ready(_request: Request) -> Response:
        found = await to_thread.run_sync(readiness)
        is_ready = all(found.values())
        return JSONResponse({"ready": is_ready, **found}, 200 if is_ready else 503)

    return ready
