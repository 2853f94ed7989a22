"""Everything outside one installation: a Slack, servers of a platform and a mail server, on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount

from bot.clock import SystemClock
from bot.commands.local_desk import STANCES, WHO_WRITES
from bot.manifest import build_manifest
from bot.simulator.outside.apps import api_app
from bot.simulator.outside.chirp import Chirp
from bot.simulator.serving import Served, listener
from bot.simulator.slack.server import LocalSlack
from bot.simulator.slack.state.records import Channel, ChannelKind
from tests.crash.callers import Callers
from tests.crash.dooms import Dooms
from tests.crash.faults import Faults
from tests.crash.gatekeeper import Gatekeeper
from tests.crash.letterbox import Letterbox
from tests.desk.office import ADA, CHANNEL, PEOPLE

SERVERS = ("one", "two", "three", "four", "five", "six")
SENDER_DOMAIN = "northlight.example"


def host_of(server: str) -> str:
    return f"{server}.social.example"


@dataclass
class Town:
    """What counts what arrives, and what kills and breaks."""

    slack: LocalSlack
    servers: dict[str, Chirp]
    letterbox: Letterbox
    dooms: Dooms
    faults: Faults
    callers: Callers
    gatekeeper: Gatekeeper
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def variables(self, folder: Path, database_url: str, number: int) -> dict[str, str]:
        """Return the settings of the process with this number; 0 is nobody who is to be told apart."""
        own = f"{self.url}/p{number}" if number else self.url
        tokens = ",".join(f"{host_of(name)}={chirp.bot_token}" for name, chirp in self.servers.items())
        return {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": f"{own}/api/",
            "ADMIN_USER_IDS": ADA,
            "DATABASE_URL": database_url,
            "EVIDENCE_DIR": str(folder / "evidence"),
            **WHO_WRITES,
            "SMTP_URL": f"smtp://127.0.0.1:{self.letterbox.port}",
            "MAIL_FROM": f"p{number}@{SENDER_DOMAIN}",
            "STANCES_FILE": str(self._stances(folder, own, number)),
            "MASTODON_ACCESS_TOKENS": tokens,
            "LOG_LEVEL": "error",
        }

    def _stances(self, folder: Path, own: str, number: int) -> Path:
        today = SystemClock().now().date().isoformat()
        texts = [
            STANCES.format(host=host_of(name), api=f"{own}/{name}", today=today).replace(
                "legal@chirp.example", f"legal@{name}.example"
            )
            for name in self.servers
        ]
        path = folder / f"stances{number}.toml"
        path.write_text("\n".join(texts), encoding="utf-8")
        return path


@contextmanager
def served_town(random: Random, share_of_faults: float) -> Iterator[Town]:
    """Serve a town for as long as the block lasts."""
    slack = _slack()
    dooms, faults, callers = Dooms(), Faults(random, share_of_faults), Callers()
    servers = {name: Chirp(SystemClock(), public_url=f"https://{host_of(name)}") for name in SERVERS}
    app = Starlette(
        routes=[*(Mount(f"/{name}", api_app(chirp)) for name, chirp in servers.items()), *slack.routes()],
        lifespan=lambda _app: slack.lifespan(),
    )
    gatekeeper, letterbox = Gatekeeper(app, dooms, faults, callers), Letterbox(dooms, faults, callers)
    served = Served(gatekeeper, listener())
    served.start()
    letterbox.start()
    try:
        yield Town(slack, servers, letterbox, dooms, faults, callers, gatekeeper, served.port)
    finally:
        slack.close_streams()
        letterbox.stop()
        served.stop()


def _slack() -> LocalSlack:
    manifest: dict[str, Any] = build_manifest(socket_mode=True, url=None)
    slack = LocalSlack(SystemClock(), manifest, team_name="Northlight")
    for user_id, (name, _) in PEOPLE.items():
        slack.add_user(user_id.lower(), name, tz="Europe/Berlin", id=user_id)
    members = [*PEOPLE, slack.bot_user_id]
    slack._core.state.channels[CHANNEL] = Channel(CHANNEL, "takedowns", ChannelKind.PUBLIC, members, 0)
    return slack
