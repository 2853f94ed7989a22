"""What anybody sees of Chirp in a browser: profiles, posts, and the page for what is gone."""

from __future__ import annotations

from html import escape
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from bot.simulator.outside.mastodon_shapes import content_html
from bot.simulator.outside.problems import OutsideProblem, Unknown
from bot.simulator.outside.records import Account, Post

if TYPE_CHECKING:
    from bot.simulator.outside.chirp import Chirp

TEMPLATES = Path(__file__).parent / "public"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Suspended(OutsideProblem):
    """The account is there, but nobody may look at it."""

    status = 403


def app(chirp: Chirp) -> Starlette:
    """Return the ASGI app that shows `chirp` to visitors."""
    pages = PublicPages(chirp)
    return Starlette(
        routes=[
            Route("/", pages.front),
            Route("/chirp.css", pages.style),
            Route("/picture/{id}.svg", pages.picture),
            Route("/@{handle}", pages.profile),
            Route("/@{handle}/{id}", pages.post),
            Route("/users/{handle}/statuses/{id}", pages.post),
        ],
        exception_handlers={OutsideProblem: pages.refused, HTTPException: pages.refused},
    )


class PublicPages:
    """One method for each page."""

    def __init__(self, chirp: Chirp) -> None:
        self._chirp = chirp
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    async def front(self, _request: Request) -> Response:
        """Show who is here and what was posted last."""
        posts = [self._facts(one) for one in self._chirp.posts()]
        people = [one for one in self._chirp.accounts() if not one.is_suspended(self._chirp.now())]
        return self._page("front.html", title="Chirp", posts=posts, people=people)

    async def style(self, _request: Request) -> Response:
        """Return the style sheet."""
        return FileResponse(TEMPLATES / "chirp.css", headers=HEADERS)

    async def profile(self, request: Request) -> Response:
        """Show an account and its posts."""
        account = self._open_account(request.path_params["handle"])
        posts = [self._facts(one) for one in self._chirp.posts() if one.author == account.id]
        return self._page("profile.html", title=account.display_name, account=account, posts=posts)

    async def post(self, request: Request) -> Response:
        """Show one post."""
        account = self._open_account(request.path_params["handle"])
        post = self._chirp.seen(request.path_params["id"])
        if post.author != account.id:
            raise Unknown("there is no such post")
        return self._page("post.html", title=f"{account.display_name} on Chirp", post=self._facts(post))

    async def picture(self, request: Request) -> Response:
        """Draw the picture of a post as its description, or the first letter of an account's name."""
        words = self._words(request.path_params["id"])
        drawing = _drawing(words)
        return Response(drawing, media_type="image/svg+xml", headers=HEADERS)

    async def refused(self, _request: Request, problem: Exception) -> Response:
        """Show that a page is gone, or why it is closed."""
        suspended = isinstance(problem, Suspended)
        status = problem.status_code if isinstance(problem, HTTPException) else getattr(problem, "status", 404)
        title = "This account is suspended" if suspended else "This page is not here"
        return self._page("gone.html", status, title=title, suspended=suspended)

    def _open_account(self, handle: str) -> Account:
        account = self._chirp.account(handle)
        if account.is_suspended(self._chirp.now()):
            raise Suspended("this account is suspended")
        return account

    def _words(self, record_id: str) -> str:
        accounts = {one.id: one.display_name for one in self._chirp.accounts()}
        if record_id in accounts:
            return (accounts[record_id] or "?")[0].upper()
        return self._chirp.seen(record_id).image or ""

    def _facts(self, post: Post) -> dict[str, object]:
        author = self._chirp.account_by_id(post.author)
        return {
            "author": author,
            "path": f"/@{author.handle}/{post.id}",
            "image": f"/picture/{post.id}.svg" if post.image else None,
            "image_words": post.image or "",
            "at": f"{post.at:%d %B %Y, %H:%M} UTC",
            # The platform has escaped the text itself when it made links of it.
            "content": Markup(content_html(self._chirp, post)),  # noqa: S704
        }

    def _page(self, name: str, status: int = 200, **facts: object) -> Response:
        html = self._templates.get_template(name).render(facts)
        return HTMLResponse(html, status, headers=HEADERS)


def _drawing(words: str) -> str:
    lines = wrap(words, 38, max_lines=6, placeholder=" …")
    rows = "".join(
        f'<text x="320" y="{180 - 15 * len(lines) + 34 * place}" text-anchor="middle">{escape(line)}</text>'
        for place, line in enumerate(lines, start=1)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" '
        'font-family="sans-serif" font-size="26" fill="#51606e">'
        f'<rect width="640" height="360" fill="#e4e9ee"/>{rows}</svg>'
    )
