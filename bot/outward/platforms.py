"""How people and platforms can be reached, from the stances and from what this installation is able to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.desk.core.platforms import WayToReport, WayToWrite
from bot.platforms.mastodon_text import addressed, counted_length
from bot.platforms.stances import FirstContact, ReportRoute, Stance, Stances
from storage.vocabulary import Ground, Platform, Route


@dataclass(frozen=True)
class Capabilities:
    """What this installation can do by itself: speak on these servers, and hand letters to a mail server."""

    servers: frozenset[str] = frozenset()
    mails: bool = False


@dataclass(frozen=True)
class StancePlatforms:
    """The desk's view of the platforms, drawn from dated stances."""

    stances: Stances
    capabilities: Capabilities
    clock: Clock
    limits: Mapping[str, int] = field(default_factory=dict)

    def platform_name(self, platform: Platform, host: str) -> str:
        """Return what people call the platform; a server goes by its own name, a website by its host."""
        stance = self._stance(platform, host)
        if platform is Platform.WEB and host:
            return host
        return stance.name

    def rule_name(self, platform: Platform, host: str, ground: Ground) -> str | None:
        """Return the platform's own name for the rule that fits the ground, if known."""
        return self._stance(platform, host).rule_for(ground)

    def to_write(self, platform: Platform, host: str, account: str | None) -> WayToWrite:
        """Return how a first message reaches the account."""
        stance = self._stance(platform, host)
        return WayToWrite(
            route=self._route(stance, host),
            why=stance.why,
            limit=stance.message_limit,
            count=_counting(platform, account),
            conversation_url=stance.conversation_for(account, host or None) if account else None,
            source=stance.source,
            checked=stance.checked,
            is_stale=stance.is_stale(self.clock.now()),
        )

    def to_report(self, platform: Platform, host: str, ground: Ground) -> tuple[WayToReport, ...]:
        """Return the way in which a notice on this ground reaches the platform: one at least."""
        stance = self._stance(platform, host)
        known = stance.route_for(ground) or ReportRoute(
            how="By hand: no address of this platform is known.",
            poster_learns="Assume that the poster learns of the report.",
        )
        return (self._way(stance, known.email, known.form_url, known.how, known.poster_learns),)

    def legal_address(self, platform: Platform, host: str) -> WayToReport | None:
        """Return how a letter reaches the platform's counsel, if known."""
        stance = self._stance(platform, host)
        if stance.counsel is None:
            return None
        learns = "Assume that the whole letter is passed on to the poster, with the names in it."
        return self._way(stance, stance.counsel.email, None, "By letter.", learns, stance.counsel.name)

    def _stance(self, platform: Platform, host: str) -> Stance:
        return self.stances.for_platform(platform, host or None)

    def _route(self, stance: Stance, host: str) -> Route | None:
        if stance.first_contact is FirstContact.NONE:
            return None
        speaks = stance.first_contact is FirstContact.BOT and host in self.capabilities.servers
        return Route.DIRECT if speaks else Route.ASSISTED

    def _way(
        self,
        stance: Stance,
        email: str | None,
        form_url: str | None,
        how: str,
        poster_learns: str,
        addressee: str = "",
    ) -> WayToReport:
        return WayToReport(
            route=Route.EMAIL if email and self.capabilities.mails else Route.ASSISTED,
            address=email,
            form_url=form_url,
            addressee=addressee or f"{stance.name}, the desk for reports",
            how=how,
            poster_learns=poster_learns,
            source=stance.source,
            checked=stance.checked,
            is_stale=stance.is_stale(self.clock.now()),
        )


def _counting(platform: Platform, account: str | None) -> Callable[[str], int]:
    if platform is not Platform.MASTODON or not account:
        return len
    names = (account,)
    return lambda text: counted_length(addressed(names, text))
