"""The front towards Slack: one listener a surface, which parses, calls one handler, and acknowledges."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from slack_bolt import Ack, App, BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import WebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.desk.core.context import Desk, Repeated
from handlers.base.ids import ActionId, CallbackId
from handlers.base.mrkdwn import escape_keeping_code, plain, shortened
from handlers.base.request import Click, Shortcut, Submission
from handlers.base.responses import (
    Block,
    Close,
    Ephemeral,
    Errors,
    Nothing,
    Open,
    Replace,
    Response,
    Say,
    Submitted,
)
from handlers.base.slack_text import unescaped
from handlers.blocks.note import note_view
from handlers.blocks.paragraphs import thread_message
from handlers.front import ephemeral
from handlers.front.errors import MENTION, OUTDATED, Done, Problem, guarded, log_trouble, parsed, spelt_out
from handlers.front.events import handle
from handlers.front.payloads import click_from, command_from, shortcut_from, submission_from
from handlers.front.routes import Routes
from handlers.front.teams import ForeignTeam, Teams

Body = Mapping[str, Any]
ANYTHING = re.compile(".*", re.DOTALL)
LONGEST_FIELD_ERROR = 2000
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)
_TOO_LATE = "Slack closed the window before the form could open. Please try again."
_TWICE = "This was taken in already; nothing was done twice."


class Front:
    """Turns Slack's requests into calls of handlers, and their answers into Slack's own forms."""

    def __init__(self, desk: Desk, teams: Teams, routes: Routes) -> None:
        self._desk = desk
        self._teams = teams
        self._routes = routes

    def attach(self, app: App) -> None:
        """Listen to every surface of a Bolt app."""
        app.command(ANYTHING)(self.on_command)
        app.action(ANYTHING)(self.on_click)
        app.view(ANYTHING)(self.on_submission)
        app.shortcut(ANYTHING)(self.on_shortcut)
        app.event(ANYTHING)(self.on_event)

    def on_command(self, ack: Ack, body: Body, client: WebClient) -> BoltResponse:
        """Answer a slash command in its acknowledgement, or with a modal."""
        command = parsed(lambda: command_from(body, self._desk, self._teams))
        if isinstance(command, Problem):
            return _answered_command(ack, body, client, command)
        handler = self._routes.commands.get(command.word) or self._routes.commands["help"]
        answer = guarded(lambda: handler(command), command, f"command:{command.word[:20]}")
        return _answered_command(ack, body, client, answer)

    def on_click(self, ack: Ack, body: Body, client: WebClient) -> BoltResponse:
        """Handle a click: its decision is committed when Slack gets its acknowledgement."""
        name = _action_of(body)
        act = name.partition(":")[0]
        if act == ActionId.OPEN_CARD:
            return ack()
        handler = self._routes.clicks.get(ActionId(act)) if act in set(ActionId) else None
        click = parsed(lambda: click_from(body, self._desk, self._teams))
        if isinstance(click, Problem) or handler is None:
            problem = click if isinstance(click, Problem) else Problem(OUTDATED)
            _noted(client, body, problem.sentence)
            return ack()
        self._answer_click(body, client, click, guarded(lambda: handler(click), click, f"click:{name[:40]}"))
        return ack()

    def on_submission(self, ack: Ack, body: Body, client: WebClient) -> BoltResponse:
        """Handle a submitted modal: what was typed stays unless it was taken."""
        submission = parsed(lambda: submission_from(body, self._desk, self._teams))
        if isinstance(submission, Problem):
            return _refused(ack, body, submission.sentence, submission.field)
        name = str(_part(body, "view").get("callback_id") or "")
        handler = self._routes.forms.get(CallbackId(name)) if name in set(CallbackId) else None
        if handler is None:
            return _refused(ack, body, OUTDATED)
        answer = guarded(lambda: handler(submission), submission, f"form:{name}")
        return self._answered_submission(ack, body, submission, answer)

    def on_shortcut(self, ack: Ack, body: Body, client: WebClient) -> BoltResponse:
        """Handle a shortcut, global or on a message."""
        shortcut = parsed(lambda: shortcut_from(body, self._desk, self._teams))
        handler = self._routes.shortcuts.get(str(body.get("callback_id")))
        if isinstance(shortcut, Problem) or handler is None:
            _noted(client, body, shortcut.sentence if isinstance(shortcut, Problem) else OUTDATED)
            return ack()
        self._answer_shortcut(body, client, shortcut, guarded(lambda: handler(shortcut), shortcut, "shortcut"))
        return ack()

    def on_event(self, ack: Ack, body: Body) -> BoltResponse:
        """Take in an event; if the database is away Slack is not thanked, and tells it again later.

        One that cannot be read is thanked for: told again it would be no clearer.
        """
        try:
            workspace_id = self._teams.workspace_of(str(body["team_id"]))
            with self._desk.store.request():
                handle(self._desk, workspace_id, str(body["event_id"]), body["event"])
        except (ForeignTeam, Repeated):
            return ack()
        except UNREADABLE as error:
            log_trouble(error)
        return ack()

    def _answer_shortcut(
        self, body: Body, client: WebClient, shortcut: Shortcut, response: Response | Problem | Done
    ) -> None:
        match response:
            case Problem():
                _noted(client, body, spelt_out(shortcut, response.sentence))
            case Open():
                if not _opened(client, body, response):
                    _told_alone(client, body, shortcut, Ephemeral(_TOO_LATE))
            case Ephemeral() | Say() | Nothing() | Done():
                pass
            case _:
                assert_never(response)

    def _answer_click(
        self, body: Body, client: WebClient, click: Click, response: Response | Problem | Done
    ) -> None:
        match response:
            case Problem() if click.in_view or response.is_outage:
                _noted(client, body, spelt_out(click, response.sentence))
            case Problem():
                _told_alone(client, body, click, Ephemeral(response.mrkdwn))
            case Open():
                if not _opened(client, body, response):
                    _told_alone(client, body, click, Ephemeral(_TOO_LATE))
            case Ephemeral() | Say():
                _told_alone(client, body, click, response)
            case Nothing() | Done():
                pass
            case _:
                assert_never(response)

    def _answered_submission(
        self, ack: Ack, body: Body, submission: Submission, response: Submitted | Problem | Done
    ) -> BoltResponse:
        match response:
            case Problem():
                return _refused(ack, body, spelt_out(submission, response.sentence), response.field)
            case Errors():
                return ack(response_action="errors", errors=response.fields)
            case Replace():
                return ack(response_action="update", view=response.view)
            case Open():
                return ack(response_action="push", view=response.view)
            case Done():
                return ack(response_action="update", view=note_view("Taken in already", _TWICE))
            case Close():
                return _closed_with(ack, submission, response.text)
            case _:
                assert_never(response)


def _answered_command(
    ack: Ack, body: Body, client: WebClient, response: Response | Problem | Done
) -> BoltResponse:
    match response:
        case Problem():
            return _said(ack, _problem_in_words(body, response), [_as_sent(body)])
        case Done():
            return _said(ack, _TWICE)
        case Say():
            return _said(ack, response.text, whole=response.blocks)
        case Ephemeral():
            return _said(ack, response.text)
        case Open():
            return ack() if _opened(client, body, response) else _said(ack, _TOO_LATE, [_as_sent(body)])
        case Nothing():
            return ack()
        case _:
            assert_never(response)


def _said(ack: Ack, text: str, more: Sequence[Block] = (), *, whole: Sequence[Block] = ()) -> BoltResponse:
    blocks = whole or [*thread_message(text.split("\n"))[1], *more]
    return ack(
        text=text,
        blocks=list(blocks),
        response_type="ephemeral",
        unfurl_links=False,
        unfurl_media=False,
    )


def _problem_in_words(body: Body, problem: Problem) -> str:
    # A mention that somebody typed would otherwise come back as one.
    is_forged = bool(MENTION.search(unescaped(str(body.get("text") or ""))))
    return escape_keeping_code(problem.sentence) if is_forged else problem.mrkdwn


def _as_sent(body: Body) -> Block:
    words = f"You typed: {body.get('command')} {unescaped(str(body.get('text') or ''))}"
    return {"type": "context", "elements": [plain(words)]}


def _opened(client: WebClient, body: Body, answer: Open) -> bool:
    is_over_a_modal = _part(body, "view").get("type") == "modal"
    opening = client.views_push if is_over_a_modal else client.views_open
    try:
        opening(trigger_id=str(body.get("trigger_id") or ""), view=answer.view)
    except (SlackApiError, SlackClientError, OSError) as error:
        ephemeral.log_unopened(error)
        return False
    return True


def _noted(client: WebClient, body: Body, sentence: str) -> None:
    _opened(client, body, Open(note_view("Not possible", sentence)))


def _told_alone(client: WebClient, body: Body, asked: Click | Shortcut, answer: Ephemeral | Say) -> None:
    thread_ts = asked.thread_ts if isinstance(asked, Click) else None
    blocks = answer.blocks if isinstance(answer, Say) else []
    try:
        ephemeral.order_ephemeral(asked, asked.channel_id, answer.text, thread_ts, blocks)
    except SQLAlchemyError as error:
        log_trouble(error)
        _noted(client, body, spelt_out(asked, answer.text))


def _closed_with(ack: Ack, submission: Submission, text: str) -> BoltResponse:
    if not text:
        return ack(response_action="clear")
    try:
        ephemeral.order_ephemeral(submission, submission.value.channel, text)
    except SQLAlchemyError as error:
        log_trouble(error)
        return ack(response_action="update", view=note_view("Done", text))
    return ack(response_action="clear")


def _refused(ack: Ack, body: Body, sentence: str, field: str | None = None) -> BoltResponse:
    said = shortened(sentence, LONGEST_FIELD_ERROR)
    blocks = _part(body, "view").get("blocks")
    known = [block for block in blocks if isinstance(block, Mapping)] if isinstance(blocks, list) else []
    inputs = [str(block.get("block_id")) for block in known if block.get("type") == "input"]
    if inputs:
        return ack(response_action="errors", errors={str(field if field in inputs else inputs[0]): said})
    return ack(response_action="push", view=note_view("Not possible", said))


def _action_of(body: Body) -> str:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    return str(first.get("action_id") or "") if isinstance(first, Mapping) else ""


def _part(body: Body, name: str) -> Body:
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}
