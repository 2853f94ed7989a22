"""The desk in a Slack of its own on this machine: workspace, outside world and bot in one process."""

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from bot.app import Process, build
from bot.effects.rates import RATES, Rates
from bot.manifest import EVENTS_PATH, build_manifest
from bot.settings import Settings, load_settings
from bot.simulator.serving import START_SECONDS, Served, listener
from bot.simulator.town import CHIRP_HOST, Town

ADMIN = "ada"
PEOPLE = (
    ("ada", "Ada Quill", "Head of Trust"),
    ("rita", "Rita Marsh", "Trust Analyst"),
    ("rob", "Rob Vance", "Trust Reviewer"),
    ("carla", "Carla Stein", "Counsel"),
    ("simon", "Simon Holt", "Authorised Signatory"),
)
WHO_WRITES = MappingProxyType(
    {
        "ORGANISATION": "Northlight Pictures",
        "VERIFY_URL": "https://northlight.example/verify",
        "PRIVACY_URL": "https://northlight.example/privacy",
        "CONTACT_ADDRESS": "1 Harbour Street, Example Town",
        "CONTACT_PHONE": "+1 555 0100",
        "CONTACT_EMAIL": "takedowns@northlight.example",
    }
)
STANCES = """
[mastodon.instances."{host}"]
name = "Chirp"
api_url = "{api}"
why = "Chirp lets the desk write to people directly."
source = "the pretend platform of the local workspace"
checked = {today}

[mastodon.instances."{host}".routes.other]
email = "legal@chirp.example"
how = "By e-mail to Chirp's legal desk."
poster_learns = "Chirp passes letters on to the poster, with the names in them."

[mastodon.instances."{host}".routes.copyright]
email = "legal@chirp.example"
how = "By e-mail to Chirp's designated agent."
poster_learns = "Chirp passes the full notice on to the poster."

[mastodon.instances."{host}".counsel]
name = "General Counsel"
organisation = "Chirp"
email = "legal@chirp.example"

[mastodon.instances."{host}".rules]
private_info = "rule on private information"
hacked_confidential = "rule on private information"
"""


@dataclass(frozen=True)
class LocalDesk:
    """A running desk: the town around it, its own process, and where both are served."""

    town: Town
    process: Process
    page: Served
    bot: Served
    folder: Path

    @property
    def url(self) -> str:
        """Where the page is, without a trailing slash."""
        return self.page.url


@contextmanager
def local_desk(
    port: int = 0,
    state: Path | None = None,
    *,
    socket_mode: bool = False,
    start: datetime | None = None,
    extra: Mapping[str, str] | None = None,
    rates: Rates = RATES,
) -> Iterator[LocalDesk]:
    """Run the desk in a workspace of its own until the block ends. Raise PortBusy.

    Nothing is taken from the environment or from `.env`; without `state` everything is forgotten at the end.
    `extra` are settings besides its own, by their names in the environment; an empty one unsets its own.
    `rates` are those at which the desk may write: this Slack, unlike the real one, would take any.
    """
    with tempfile.TemporaryDirectory(prefix="takedown-") as forgotten:
        folder = state or Path(forgotten)
        folder.mkdir(parents=True, exist_ok=True)
        page_socket, bot_socket = listener(port), listener()
        manifest = build_manifest(socket_mode=True, url=None)
        town = Town(page_socket.getsockname()[1], manifest, state=folder if state else None, start=start)
        _settle(town)
        page = Served(town.app(), page_socket)
        page.start()
        settings = _settings(town, page.port, folder, socket_mode=socket_mode, extra=extra or {})
        process = build(settings, town.clock, rates=rates)
        bot = Served(process.site, bot_socket)
        town.slack.deliver_to(None if socket_mode else f"{bot.url}{EVENTS_PATH}")
        with _running(town, process, page, bot):
            yield LocalDesk(town, process, page, bot, folder)


@contextmanager
def _running(town: Town, process: Process, page: Served, bot: Served) -> Iterator[None]:
    town.when_time_moves(process.desk.wake)
    bot.start()
    process.start()
    _wait_for_slack(process)
    try:
        yield
    finally:
        process.stop()
        bot.stop()
        town.close()
        page.stop()


def _wait_for_slack(process: Process) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.connection is not None and not process.connection.is_ready():
        if time.monotonic() > deadline:
            raise RuntimeError("the desk did not reach its own Slack")
        time.sleep(0.01)


def _settle(town: Town) -> None:
    if town.slack.restored:
        return
    zone = "Europe/Berlin"
    ids = [town.slack.add_user(name, real, tz=zone, title=title) for name, real, title in PEOPLE]
    guest = town.slack.add_user("gil", "Gil Prentice", tz="Europe/Berlin", is_restricted=True)
    town.slack.add_channel(
        "takedowns", [*ids, town.slack.bot_user_id], topic="Ask first, escalate with care, prove the outcome"
    )
    town.slack.add_channel("press-watch", [*ids, guest, town.slack.bot_user_id], topic="What we see out there")
    town.slack.add_channel("general", [*ids, guest])


def _settings(
    town: Town, page_port: int, folder: Path, *, socket_mode: bool, extra: Mapping[str, str]
) -> Settings:
    host = f"{CHIRP_HOST}:{page_port}"
    page_url = f"http://127.0.0.1:{page_port}"
    stances = folder / "stances.toml"
    today = town.clock.now().date().isoformat()
    stances.write_text(STANCES.format(host=host, api=f"{page_url}/chirp", today=today), encoding="utf-8")
    slack = town.slack
    ways = {"SLACK_APP_TOKEN": slack.app_token} if socket_mode else {}
    return load_settings(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": f"{page_url}/api/",
            "ADMIN_USER_IDS": slack.user_named(ADMIN) or "",
            "DATABASE_URL": f"sqlite:///{folder / 'takedown.db'}",
            "EVIDENCE_DIR": str(folder / "evidence"),
            **WHO_WRITES,
            "SMTP_URL": f"smtp://127.0.0.1:{town.mailbox.port}",
            "MAIL_FROM": "Northlight Takedowns <takedowns@northlight.example>",
            "STANCES_FILE": str(stances),
            "MASTODON_ACCESS_TOKENS": f"{host}={town.chirp.bot_token}",
            **ways,
            **extra,
        },
        dotenv=None,
    )


def chirp_post(town: Town, handle: str, text: str, *, image: str | None = None) -> str:
    """Have an account of the pretend platform post something; return the post's address."""
    number = town.chirp.add_post(handle, text, image=image)
    return f"{town.chirp.public_url}/@{handle}/{number}"
