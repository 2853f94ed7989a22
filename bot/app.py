"""The front door: puts the parts of one process together."""

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from pydantic import SecretStr
from slack_bolt import App
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from bot.clock import Clock
from bot.desk.core.context import Contact, Desk, Installation
from bot.effects.protocols import NoOpPerformer
from bot.effects.rates import RATES, Rates
from bot.effects.registry import Registry
from bot.effects.worker import Worker
from bot.outward.direct import DirectGate, DirectPerformer, RehearsedDirect
from bot.outward.notice_mail import LetterGate, LetterPerformer
from bot.outward.notices import NoticeRecorder
from bot.outward.platforms import Capabilities, StancePlatforms
from bot.outward.timers import ExpiryGate, ExpiryRecorder, GraceGate, GraceRecorder
from bot.platforms.base import Messenger
from bot.platforms.mail import Mail
from bot.platforms.mail_server import parse_smtp_url
from bot.platforms.mastodon import Mastodon
from bot.platforms.stances import Stances, load_stances
from bot.settings import Settings
from bot.web.site import site
from handlers.front.connection import Connection, Identity, web_client
from handlers.front.listeners import Front
from handlers.front.performers import register
from handlers.front.registry import all_routes
from handlers.front.teams import Teams
from handlers.slack.downloads import Downloads
from handlers.slack.web_api import Slack
from storage.database.engine import Store, open_store
from storage.database.migrate import is_migrated, migrate
from storage.ledger.notify import Bell, Listener, Notifier, can_notify
from storage.vocabulary import EffectKind

STOP_WITHIN = timedelta(seconds=10)


@dataclass(frozen=True)
class Process:
    """One running installation, or one part of it: the web side, the worker, the connection with Slack."""

    store: Store
    desk: Desk
    worker: Worker | None
    connection: Connection | None
    site: Starlette
    bell: Bell | None = None

    def start(self) -> None:
        """Start the worker and connect with Slack."""
        if self.bell is not None:
            self.bell.start()
        if self.worker is not None:
            self.worker.start()
        if self.connection is not None:
            self.connection.start()

    def stop(self) -> None:
        """Stop taking requests, finish or give back what is held, and close the database."""
        if self.connection is not None:
            self.connection.stop()
        if self.worker is not None:
            self.worker.stop(STOP_WITHIN)
        if self.bell is not None:
            self.bell.stop()
        self.store.close()


def build(
    settings: Settings,
    clock: Clock,
    *,
    with_web: bool = True,
    with_worker: bool = True,
    rates: Rates = RATES,
) -> Process:
    """Open and migrate the database, and put together what this process does.

    Raise SettingsProblem if Slack settings are missing, StancesFileWrong for a stances file with mistakes,
    NewerSchema for a database of a newer version.
    """
    settings.require_slack()
    stances = load_stances(settings.stances_file)
    store = open_store(settings.database_url.get_secret_value())
    migrate(store)
    token = _secret(settings.slack_bot_token)
    desk = _desk(settings, clock, store, stances)
    worker = _worker(settings, desk, stances, clock, rates) if with_worker else None
    bell, wake = _bell(store, worker)
    desk = replace(desk, wake=wake)
    identity, client = Identity(token), web_client(token, settings.slack_api_url)
    teams = Teams(desk)
    app = _bolt(settings, identity)
    Front(desk, teams, all_routes()).attach(app)
    app_token = _secret(settings.slack_app_token) if with_web else None
    connection = Connection(app, client, identity, teams, app_token or None)
    dispatch = app.dispatch if settings.slack_signing_secret else None
    shown = site(_readiness(store, worker, connection), dispatch)
    return Process(store, desk, worker, connection, shown, bell)


def _bell(store: Store, worker: Worker | None) -> tuple[Bell | None, Callable[[], None]]:
    """Return this process's end of the word between processes, and what wakes the nearest worker."""
    if worker is not None:
        return (Listener(store, worker.wake) if can_notify(store) else None), worker.wake
    if can_notify(store):
        notifier = Notifier(store)
        return notifier, notifier.notify
    return None, lambda: None


def _readiness(store: Store, worker: Worker | None, connection: Connection) -> Callable[[], Mapping[str, bool]]:
    def readiness() -> Mapping[str, bool]:
        found = {"database": False, "slack": connection.is_ready()}
        with suppress(SQLAlchemyError):
            found["database"] = is_migrated(store) and store.can_be_written()
        return found | ({"worker": worker.is_alive()} if worker else {})

    return readiness


def _bolt(settings: Settings, identity: Identity) -> App:
    secret = settings.slack_signing_secret
    return App(
        signing_secret=_secret(secret) or None,
        authorize=lambda **_: identity.authorize(),
        client=web_client(None, settings.slack_api_url),
        process_before_response=True,
        request_verification_enabled=secret is not None,
        ssl_check_enabled=False,
    )


def _desk(settings: Settings, clock: Clock, store: Store, stances: Stances) -> Desk:
    installation = Installation(
        verify_url=settings.verify_url,
        privacy_url=settings.privacy_url,
        organisation=settings.organisation,
        contact=Contact(
            address=settings.contact_address or "",
            phone=settings.contact_phone or "",
            email=settings.contact_email or "",
        ),
        admins=settings.admin_user_ids,
        fallback_channel=settings.fallback_channel_id,
        grace_hours=settings.grace_hours,
        grace_business_days=settings.grace_business_days,
        region=settings.grace_region,
        zone=settings.grace_zone,
        evidence_dir=settings.evidence_dir,
        letter_fonts=settings.letter_font_path,
        rehearsal_address=settings.mail_redirect_to,
    )
    servers = frozenset(access.host for access in settings.mastodon_access_tokens)
    capabilities = Capabilities(servers, mails=settings.smtp_url is not None)
    return Desk(store, clock, installation, StancePlatforms(stances, capabilities, clock))


def _worker(settings: Settings, desk: Desk, stances: Stances, clock: Clock, rates: Rates) -> Worker:
    registry, token = Registry(), _secret(settings.slack_bot_token)
    slack = Slack(web_client(token, settings.slack_api_url))
    register(registry, desk, slack, Downloads(settings.slack_api_url, token))
    registry.register(EffectKind.GRACE_ENDS, GraceGate(), NoOpPerformer(), GraceRecorder(desk))
    registry.register(EffectKind.APPROVALS_EXPIRE, ExpiryGate(), NoOpPerformer(), ExpiryRecorder(desk))
    _register_outward(registry, settings, desk, stances, clock)
    # The ledger says who holds an act: which process, on which machine.
    name = f"{os.getpid()}@{socket.gethostname()}"
    return Worker(desk.store, registry, clock, name=name, rates=rates)


def _register_outward(
    registry: Registry, settings: Settings, desk: Desk, stances: Stances, clock: Clock
) -> None:
    recorder = NoticeRecorder(desk)
    messages: DirectPerformer | RehearsedDirect = DirectPerformer(_messengers(settings, stances))
    if settings.smtp_url is not None and settings.mail_from is not None:
        postbox = Mail(parse_smtp_url(_secret(settings.smtp_url)), clock)
        address = settings.mail_redirect_to
        if address:
            messages = RehearsedDirect(postbox, settings.mail_from, address)
        letters = LetterPerformer(
            postbox,
            settings.mail_from,
            reply_to=settings.contact_email,
            fonts=settings.letter_font_path,
            rehearsal_address=address,
        )
        registry.register(EffectKind.SEND_EMAIL, LetterGate(desk), letters, recorder)
    registry.register(EffectKind.SEND_DIRECT, DirectGate(desk), messages, recorder)


def _messengers(settings: Settings, stances: Stances) -> dict[str, Messenger]:
    tokens = {access.host: access.token for access in settings.mastodon_access_tokens}
    return {
        host: Mastodon(stance.api_url, tokens[host].get_secret_value())
        for host, stance in stances.servers.items()
        if stance.api_url and host in tokens
    }


def _secret(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
