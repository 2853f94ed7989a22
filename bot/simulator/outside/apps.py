"""Chirp's two faces as applications: the API that programs speak, and the pages that anybody can look at."""

from starlette.types import ASGIApp

from bot.simulator.outside import mastodon_api, public_pages
from bot.simulator.outside.chirp import Chirp
from bot.simulator.outside.faults import FaultyApp


def api_app(chirp: Chirp) -> ASGIApp:
    """Return the Mastodon API, to be mounted under any path."""
    return FaultyApp(mastodon_api.app(chirp), chirp.faults)


def public_app(chirp: Chirp) -> ASGIApp:
    """Return the pages that anybody can look at."""
    return public_pages.app(chirp)
