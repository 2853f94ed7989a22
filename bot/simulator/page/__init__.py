"""The page of the local workspace: plain HTML, CSS, JavaScript, and routes; no state is kept here."""

from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"

# Trusted Types turn every assignment of a string to innerHTML into an error: text can never become markup.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class _Guarded(StaticFiles):
    """Static files that carry the page's security headers."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file at `path` with the headers; raise HTTPException 404 where there is none."""
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response


def _page(acting: Callable[[str | None], str | None] | None) -> Callable[[Request], Response]:
    def page(request: Request) -> Response:
        given = request.query_params.get("user")
        person = acting(given) if acting else given
        if person and person != given:
            return RedirectResponse(str(request.url.include_query_params(user=person)), headers=HEADERS)
        return FileResponse(STATIC / "index.html", media_type="text/html", headers=HEADERS)

    return page


def page_routes(acting: Callable[[str | None], str | None] | None = None) -> list[BaseRoute]:
    """Return the routes of the page: `/` and the files under `/page`. It loads nothing from elsewhere.

    `acting` turns what stands in the address as `user` (an id, a name, or nothing) into the id of the person
    to be, or None where there is nobody; the page is then opened as that person.
    """
    return [Route("/", _page(acting)), Mount("/page", _Guarded(directory=STATIC), name="page")]
