"""What the desk knows of platforms, small enough to be read at a glance."""

from dataclasses import dataclass, field, replace
from datetime import date

from bot.desk.core.platforms import WayToReport, WayToWrite
from storage.vocabulary import Ground, Platform, Route

CHECKED = date(2026, 11, 1)


def way_to_write(route: Route | None = Route.ASSISTED, limit: int | None = None) -> WayToWrite:
    return WayToWrite(
        route=route,
        why="X lets no bot write first.",
        limit=limit,
        count=len,
        conversation_url="https://chirp.example/messages/leakmirror",
        source="https://chirp.example/rules",
        checked=CHECKED,
        is_stale=False,
    )


def way_to_report(route: Route = Route.EMAIL) -> WayToReport:
    return WayToReport(
        route=route,
        address="legal@chirp.example" if route is Route.EMAIL else None,
        form_url="https://chirp.example/report" if route is Route.ASSISTED else None,
        how="Choose “Report”, then paste the text.",
        addressee="Lena Legal",
        poster_learns="The platform passes the whole notice on.",
        source="https://chirp.example/rules",
        checked=CHECKED,
        is_stale=False,
    )


@dataclass
class SmallWorld:
    """One way to write and one to report, whatever the platform; tests change them."""

    writing: WayToWrite = field(default_factory=way_to_write)
    reporting: WayToReport = field(default_factory=way_to_report)

    def platform_name(self, platform: Platform, host: str) -> str:
        return {"x": "X"}.get(platform.value, host or platform.value.capitalize())

    def rule_name(self, platform: Platform, host: str, ground: Ground) -> str | None:
        return "rule on private information"

    def to_write(self, platform: Platform, host: str, account: str | None) -> WayToWrite:
        return self.writing

    def to_report(self, platform: Platform, host: str, ground: Ground) -> tuple[WayToReport, ...]:
        return (self.reporting,)

    def legal_address(self, platform: Platform, host: str) -> WayToReport | None:
        return self.reporting

    def writes_by_itself(self) -> None:
        """Let the desk write first."""
        self.writing = replace(self.writing, route=Route.DIRECT, why="This server lets the bot write.")

    def reports_by_hand(self) -> None:
        """Let notices go through an official form alone."""
        self.reporting = way_to_report(Route.ASSISTED)
