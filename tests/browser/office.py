"""A workspace to look at: the real local Slack, a small Bolt app inside it, and the outside world beside it."""

import asyncio
import json
import re
import smtplib
from collections.abc import Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import httpx
import typst
from slack_bolt import Ack, App
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from bot.clock import MovableClock
from bot.simulator.outside.apps import api_app
from bot.simulator.outside.chirp import Chirp
from bot.simulator.outside.mailbox import Mailbox
from bot.simulator.outside.routes import outside_routes
from bot.simulator.page import page_routes
from bot.simulator.slack.server import LocalSlack
from tests.browser.content import FOLDER, Block, blocks
from tests.support.serving import serving

Json = dict[str, Any]
START = datetime(2026, 11, 24, 9, 40, tzinfo=UTC)
MANIFEST = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
WARNING = (
    "@leakmirror Hello, I'm Rob Reviewer, writing for Northlight Pictures.\n\n"
    "Two of your posts show private phone numbers. Would you take them down by Friday 18:00?\n\n"
    "You can check that this is genuine: https://northlight.example/verify (NLP-17-4K2)"
)
LETTER = (
    "Dear Ms Example,\n\nwe write for Northlight Pictures about two posts of @leakmirror.\n\n"
    "1. Mirror of the mails: private information, rule 1\n2. Screenshots of the phone list: rule 1\n\n"
    "Please forward this letter to the account holder.\n\nYours sincerely\nCarla Counsel\n"
)


@dataclass
class Office:
    """Everything a test may ask about or change. `heard` holds what the app was sent, oldest first."""

    clock: MovableClock
    slack: LocalSlack
    chirp: Chirp
    mailbox: Mailbox
    heard: list[Json] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    app_takes: float = 0
    url: str = ""

    @property
    def client(self) -> WebClient:
        return WebClient(self.slack.bot_token, base_url=f"{self.url}/api/")

    def actions(self) -> list[Json]:
        return [action for payload in self.heard for action in payload.get("actions", [])]

    def submissions(self) -> list[Json]:
        views = [payload["view"] for payload in self.heard if payload.get("type") == "view_submission"]
        return [view["state"]["values"] for view in views]

    def post(self, room: str, text: str, shown: list[Block] | None = None, **more: Any) -> str:
        answer = self.client.chat_postMessage(channel=self.rooms[room], text=text, blocks=shown, **more)
        return str(answer["ts"])

    def whisper(self, room: str, person: str, text: str) -> None:
        self.client.chat_postEphemeral(channel=self.rooms[room], user=self.people[person], text=text)


def _modal(title: str, shown: list[Block], submit: str | None = "Save", close: str = "Cancel") -> Json:
    view: Json = {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": title},
    }
    view |= {"close": {"type": "plain_text", "text": close}, "blocks": shown}
    return view | ({"submit": {"type": "plain_text", "text": submit}} if submit else {})


def _app(office: Office) -> App:
    app = App(
        client=office.client,
        signing_secret=office.slack.signing_secret,
        process_before_response=True,
        token_verification_enabled=False,
    )
    desk = _Desk(office)
    app.command("/takedown")(desk.command)
    app.shortcut("file")(desk.shortcut)
    app.shortcut("file_from")(desk.shortcut)
    app.action("record_reply")(desk.record_reply)
    app.action("further")(desk.further)
    app.action("rephrase")(desk.rephrase)
    app.action(re.compile(""))(desk.other)
    app.view("form")(desk.submitted)
    app.event("app_home_opened")(desk.opened)
    return app


class _Desk:
    """What the small app does."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def _show(self, body: Json, view: Json) -> None:
        self._office.client.views_open(trigger_id=body["trigger_id"], view=view)

    def command(self, ack: Ack, body: Json) -> None:
        if body["text"].startswith("file"):
            self.shortcut(ack, body)
        else:
            ack(f"You said `{body['text']}`")

    def shortcut(self, ack: Ack, body: Json) -> None:
        self._show(body, _modal("File a takedown", blocks("every_input"), submit="File"))
        ack()

    def record_reply(self, ack: Ack, body: Json) -> None:
        self._show(body, _modal("Record reply", blocks("record_reply", hint="As they wrote it.")))
        ack()

    def further(self, ack: Ack, body: Json) -> None:
        view = _modal("One step further", blocks("second_step"), submit=None, close="Back")
        self._office.client.views_push(trigger_id=body["trigger_id"], view=view)
        ack()

    def rephrase(self, ack: Ack, body: Json) -> None:
        view = _modal("Record reply", blocks("record_reply", hint="Word for word, please."))
        self._office.client.views_update(view_id=body["view"]["id"], view=view)
        ack()

    def other(self, ack: Ack) -> None:
        ack()

    def submitted(self, ack: Ack, body: Json) -> None:
        urls = body["view"]["state"]["values"].get("urls", {}).get("value", {}).get("value") or ""
        if "ftp:" in urls:
            ack(response_action="errors", errors={"urls": "Only http and https addresses can be filed."})
        else:
            ack()

    def opened(self, ack: Ack, event: Json) -> None:
        ack()
        view = {"type": "home", "blocks": blocks("home")}
        self._office.client.views_publish(user_id=event["user"], view=view)


def _listening(office: Office, app: App) -> Starlette:
    async def endpoint(request: Request) -> Response:
        body = await request.body()
        asked = to_bolt_request(request, body)
        office.heard.append(dict(asked.body))
        if office.app_takes:
            await asyncio.sleep(office.app_takes)
        return to_starlette_response(await run_in_threadpool(app.dispatch, asked))

    return Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])


def _application(office: Office) -> Starlette:
    slack = office.slack

    async def clock(request: Request) -> Response:
        if request.method == "POST":
            body = await request.json()
            office.clock.advance(timedelta(seconds=body["seconds"]))
            slack.changed("clock")
        return JSONResponse({"ok": True, "now": office.clock.now().isoformat()})

    def acting(given: str | None) -> str | None:
        return office.people.get(given or "rita", given)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> Any:
        async with slack.lifespan():
            yield

    routes = [
        *slack.routes(),
        *outside_routes(office.chirp, office.mailbox),
        Route("/ui/clock", clock, methods=["GET", "POST"]),
        Mount("/chirp", api_app(office.chirp)),
        *page_routes(acting),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def _people(office: Office) -> None:
    slack = office.slack
    for name, real, zone in (
        ("rita", "Rita Reporter", "Europe/Berlin"),
        ("rob", "Rob Reviewer", "America/New_York"),
        ("carla", "Carla Counsel", "Europe/London"),
    ):
        office.people[name] = slack.add_user(name, real, tz=zone)
    everyone = [*office.people.values(), slack.bot_user_id]
    office.rooms["takedowns"] = slack.add_channel("takedowns", everyone, topic="Cases of the Northlight matter")
    office.rooms["press-watch"] = slack.add_channel("press-watch", everyone, topic="What reporters ask")
    counsel = [office.people["carla"], slack.bot_user_id]
    office.rooms["counsel"] = slack.add_channel("counsel", counsel, private=True)
    office.rooms["lobby"] = slack.add_channel("lobby", [office.people["carla"]])


def _talk(office: Office) -> None:
    def says(person: str, room: str, text: str) -> None:
        body = {"user": office.people[person], "channel": office.rooms[room], "text": text}
        httpx.post(f"{office.url}/ui/message", json=body, verify=False).raise_for_status()

    deadline = int((START + timedelta(days=3)).timestamp())
    says(
        "rita",
        "takedowns",
        "Morning. Two more mirrors of the stolen mails: https://chirp.example/@leakmirror/1001",
    )
    says("rob", "takedowns", "Thanks, I'll look at them *before lunch*.")
    office.clock.advance(timedelta(minutes=35))
    rita, rob, carla = office.people.values()
    card = blocks("case_card", deadline=deadline, rita=rita, rob=rob, carla=carla)
    office.cards["NLP-17"] = office.post("takedowns", "NLP-17", card)
    office.post("takedowns", f"Filed by <@{rita}>", thread_ts=office.cards["NLP-17"])
    says("carla", "takedowns", "Good. Nobody writes to them again before Friday, please.")
    office.whisper("takedowns", "rita", f"Only people with a role can do this. Ask <@{carla}>.")
    office.post("press-watch", "Takedowns: 3 wait for you", blocks("digest", rita=rita))
    office.post("press-watch", "Everything", blocks("gallery", rob=rob))


def _outside(office: Office) -> None:
    office.chirp.add_account("leakmirror", "Leak Mirror", "I mirror things.")
    office.chirp.add_post("leakmirror", "Mirror of the Northlight mails, part 1: https://drop.example/a")
    office.chirp.add_post("leakmirror", "Screenshots of the phone list")
    office.chirp.say(office.chirp.bot_account, "leakmirror", WARNING)
    letter = EmailMessage()
    letter["From"], letter["To"] = "Rob Reviewer <rob@northlight.example>", "legal@chirp.example"
    letter["Subject"], letter["Date"] = "NLP-17: request to act on 2 posts", "Tue, 24 Nov 2026 09:12:00 +0000"
    letter["Message-ID"] = "<nlp-17-1@northlight.example>"
    letter.set_content(LETTER)
    page = typst.compile(b"= Notice NLP-17\n\nDear Ms Example, we write for Northlight Pictures.")
    letter.add_attachment(page, maintype="application", subtype="pdf", filename="NLP-17.pdf")
    with smtplib.SMTP("127.0.0.1", office.mailbox.port) as wire:
        wire.send_message(letter)


@contextmanager
def opened_office() -> Iterator[Office]:
    """Serve a seeded workspace until the block ends."""
    clock = MovableClock(START)
    slack = LocalSlack(clock, MANIFEST, team_name="Northlight legal")
    chirp = Chirp(clock, public_url="http://chirp.localhost", changed=slack.changed)
    mailbox = Mailbox(changed=slack.changed)
    office = Office(clock, slack, chirp, mailbox)
    with ExitStack() as stack:
        mailbox.start()
        stack.callback(mailbox.stop)
        _people(office)
        office.url = stack.enter_context(serving(_application(office)))
        stack.callback(slack.close_streams)
        listening = stack.enter_context(serving(_listening(office, _app(office))))
        slack.deliver_to(f"{listening}/slack/events")
        _talk(office)
        _outside(office)
        yield office
