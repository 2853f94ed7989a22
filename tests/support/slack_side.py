"""A local Slack alone, and the settings with which the desk talks to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette

from bot.clock import Clock, SystemClock
from bot.manifest import build_manifest
from bot.settings import Settings, load_settings
from bot.simulator.serving import Served, listener
from bot.simulator.slack.server import LocalSlack


@dataclass(frozen=True)
class SlackSide:
    """A Slack with Ada, Rita and Rob in #desk, where the bot is too."""

    slack: LocalSlack
    port: int
    ada: str
    rita: str
    rob: str
    channel: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def variables(self, folder: Path, **more: str) -> dict[str, str]:
        """Return the desk's settings by their names in the environment; an empty one is left out."""
        usual = {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": f"{self.url}/api/",
            "ADMIN_USER_IDS": self.ada,
            "DATABASE_URL": f"sqlite:///{folder / 'takedown.db'}",
            "EVIDENCE_DIR": str(folder / "evidence"),
            "ORGANISATION": "Northlight Pictures",
            "VERIFY_URL": "https://northlight.example/verify",
            "CONTACT_EMAIL": "takedowns@northlight.example",
        }
        return {name: value for name, value in (usual | more).items() if value}

    def settings(self, folder: Path, **more: str) -> Settings:
        return load_settings(self.variables(folder, **more), dotenv=None)

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve this Slack for as long as the block lasts; before and after it cannot be reached."""
        app = Starlette(routes=self.slack.routes(), lifespan=lambda _app: self.slack.lifespan())
        server = Served(app, listener(self.port))
        server.start()
        try:
            yield
        finally:
            self.slack.close_streams()
            server.stop()


def slack_side(clock: Clock | None = None) -> SlackSide:
    """Return a Slack that is not served yet."""
    slack = LocalSlack(
        clock or SystemClock(), build_manifest(socket_mode=True, url=None), team_name="Northlight"
    )
    ada, rita, rob = (
        slack.add_user(name, real, tz="Europe/Berlin", title="Analyst")
        for name, real in (("ada", "Ada Quill"), ("rita", "Rita Marsh"), ("rob", "Rob Vance"))
    )
    channel = slack.add_channel("desk", [ada, rita, rob, slack.bot_user_id])
    return SlackSide(slack, free_port(), ada, rita, rob, channel)


def free_port() -> int:
    found = listener()
    port = int(found.getsockname()[1])
    found.close()
    return port
