"""`takedown demo`: the desk in a Slack of its own on this machine, or a tour that plays the whole story."""

import signal
import sys
import webbrowser
from pathlib import Path
from threading import Event
from types import FrameType

from bot.commands.local_desk import LocalDesk, local_desk
from bot.commands.seeding import seed
from bot.commands.tour import play
from bot.logs import configure_logging
from bot.settings import LogFormat, LogLevel
from bot.simulator.loopback import stay_on_loopback
from bot.simulator.serving import PortBusy


def run_demo(port: int, state: Path | None, open_page: bool, tour: bool) -> int:
    """Run the local workspace until told to stop, or play the tour; return the exit status."""
    configure_logging(LogFormat.TEXT, LogLevel.ERROR)
    stay_on_loopback()
    try:
        with local_desk(port, state) as desk:
            seed(desk)
            return play(desk, _say) if tour else _stay(desk, open_page=open_page)
    except PortBusy as busy:
        print(busy, file=sys.stderr)  # noqa: T201 - a command speaks to the person who typed it
        return 2


def _stay(desk: LocalDesk, *, open_page: bool) -> int:
    stopping = Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    _say(f"The local workspace is at {desk.url}/")
    _say(f"  the bot answers Slack at {desk.bot.url}/slack/events")
    _say(f"  the platform Chirp is at {desk.town.chirp.public_url}/")
    _say(f"  its legal desk takes mail at 127.0.0.1:{desk.town.mailbox.port}")
    _say("Nothing leaves this machine. Stop with Ctrl-C.")
    if open_page:
        webbrowser.open(f"{desk.url}/")
    stopping.wait()
    return 0


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a command speaks to the person who typed it
