"""Lists, Home, digests and finding, with 10,000 cases and with 1,000,000: at most one and a half times as long.

The smaller database is the reference. Both hold the same mix of matters, statuses, owners and deadlines, so
that each list is a hundred times as long in the larger one; the questions alternate between the two.
"""

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from holdings import CASES, KINDS, SMALL, opened
from mixing import CHANNELS, READER
from outcome import Figure, finished
from tables import in_ms

from bot.clock import SystemClock
from bot.desk.core.context import Actor, Desk, Installation
from bot.desk.digest.facts import digest_facts
from bot.desk.lists.home import home_facts
from bot.desk.lists.lists import find_rows, list_page
from bot.outward.platforms import Capabilities, StancePlatforms
from bot.platforms.stances import load_stances
from storage.database.engine import Store
from storage.lists.search import Listing

ROUNDS = 41
WARM_UP = 6
LIMIT = 1.5
PAGE = 20
ZONE = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Reader:
    """The desk over one database, as one person sees it."""

    desk: Desk
    actor: Actor
    cases: int

    def page(self, which: Listing | str, after: str | None = None) -> None:
        if not list_page(self.desk, self.actor, which, after, PAGE).rows:
            raise SystemExit(f"the list {which} is empty")

    def home(self) -> None:
        with self.desk.read() as work:
            if not home_facts(work, self.actor).queue.rows:
                raise SystemExit("nobody's Home")

    def digest(self, *, user_id: str | None = None, channel_id: str | None = None) -> None:
        with self.desk.read() as work:
            facts = digest_facts(
                work.session,
                self.actor.workspace_id,
                now=work.now,
                zone=ZONE,
                user_id=user_id,
                channel_id=channel_id,
            )
        if facts.is_quiet:
            raise SystemExit("a digest that says nothing")

    def find(self, text: str, *, is_there: bool = True) -> None:
        if bool(find_rows(self.desk, self.actor, text)) is not is_there:
            raise SystemExit(f"{text} was {'not ' if is_there else ''}found")


def questions() -> dict[str, Callable[[Reader], None]]:
    """Return what is asked, by its name."""
    return {
        "page: open cases": lambda on: on.page(Listing.ALL),
        "page: open cases, further on": lambda on: on.page(Listing.ALL, str(on.cases // 2)),
        "page: mine": lambda on: on.page(Listing.MINE),
        "page: waiting": lambda on: on.page(Listing.WAITING),
        "page: overdue": lambda on: on.page(Listing.OVERDUE),
        "page: one matter": lambda on: on.page("NLB"),
        "Home": Reader.home,
        "digest of a person": lambda on: on.digest(user_id=READER),
        "digest of a channel": lambda on: on.digest(channel_id=CHANNELS[0]),
        "find a handle": lambda on: on.find(f"account{on.cases // 2 + 1}"),
        "find a handle that nobody has": lambda on: on.find("nobody_at_all", is_there=False),
        "find a URL": lambda on: on.find(
            f"https://x.com/account{on.cases // 2 + 1}/status/{10_000_000 + on.cases // 2 + 1}"
        ),
        "find a URL that nobody filed": lambda on: on.find(
            "https://x.com/nobody_at_all/status/1", is_there=False
        ),
        "find a key": lambda on: on.find("NLB-17"),
    }


def reader(store: Store, workspace_id: int, cases: int) -> Reader:
    clock = SystemClock()
    platforms = StancePlatforms(load_stances(None), Capabilities(frozenset(), mails=False), clock)
    return Reader(Desk(store, clock, Installation(), platforms), Actor(workspace_id, READER), cases)


def timed(ask: Callable[[Reader], None], readers: list[Reader]) -> list[float]:
    """Return the median time of each reader, asked in turn."""
    times: list[list[float]] = [[] for _ in readers]
    for round_ in range(WARM_UP + ROUNDS):
        for place, on in enumerate(readers):
            began = time.perf_counter()
            ask(on)
            if round_ >= WARM_UP:
                times[place].append(time.perf_counter() - began)
    return [statistics.median(each) for each in times]


def main() -> int:
    """Print how long each question takes on both; return 1 if one takes too long on the larger."""
    figures = []
    for kind in KINDS:
        with ExitStack() as stack:
            readers = [reader(*stack.enter_context(opened(cases, kind)), cases) for cases in (SMALL, CASES)]
            for name, ask in questions().items():
                small, large = timed(ask, readers)
                shown = (in_ms(large), in_ms(small))
                figures.append(Figure(f"{name} ({kind})", *shown, large / small, at_most=LIMIT))
    return finished(f"{CASES:,} cases", f"{SMALL:,} cases", figures)


if __name__ == "__main__":
    sys.exit(main())
