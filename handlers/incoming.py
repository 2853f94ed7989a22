"""The front towards Slack: one listener a surface, which parses, calls one handler, and acknowledges."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import WebClient

from bot.desk.context import Desk, Repeated
from handlers import whispering
from handlers.answers import Answer, Close, Errors, Open, Replace, Say, Submitted, Whisper
from handlers.errors import Done, Problem, guarded, spelt_out
from handlers.events import handle
from handlers.ids import Act, Form, Unreadable
from handlers.mrkdwn import shortened
from handlers.parsing import click_from, command_from, shortcut_from, submission_from
from handlers.request import Click, Command, Submission
from handlers.routes import Routes
from handlers.teams import ForeignTeam, Teams
from handlers.views.note import note_view

Body = Mapping[str, Any]
ANYTHING = re.compile(".*", re.DOTALL)
LONGEST_FIELD_ERROR = 2000
_FOREIGN = "This desk serves another Slack workspace."
_TOO_LATE = "Slack closed the window before the form could open. Please try again."


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
        try:
            command = command_from(body, self._desk, self._teams)
        except ForeignTeam:
            return ack(_FOREIGN)
        handler = self._routes.commands.get(command.word) or self._routes.commands["help"]
        answer = guarded(lambda: handler(command), command, f"command:{command.word[:20]}")
        return _answered_command(ack, body, client, command, answer)

    def on_click(self, ack: Ack, body: Body, client: WebClient) -> BoltResponse:
        """Handle a click: its decision is committed when Slack gets its acknowledgement."""
        try:
            click = click_from(body, self._desk, self._teams)
        except ForeignTeam:
            return ack()
        except Unreadable:
            return ack()
        handler = self._click_handler(body)
        if handler is None:
            return ack()
        name = str(body["actions"][0].get("action_id"))[:40]
        self._answer_click(body, client, click, guarded(lambda: handler(click), click, f"click:{name}"))
        return ack()

    def on_submission(self, ack: Ack, body: Body, client: WebClient) -> BoltResponse:
        """Handle a submitted modal: what was typed stays unless it was taken."""
        try:
            submission = submission_from(body, self._desk, self._teams)
            form = Form(body["view"]["callback_id"])
        except (ForeignTeam, Unreadable, ValueError):
            return ack()
        handler = self._routes.forms.get(form)
        if handler is None:
            return ack()
        answer = guarded(lambda: handler(submission), submission, f"form:{form}")
        return self._answered_submission(ack, body, submission, answer)

    def on_shortcut(self, ack: Ack, body: Body, client: WebClient) -> BoltResponse:
        """Handle a shortcut, global or on a message."""
        try:
            shortcut = shortcut_from(body, self._desk, self._teams)
        except ForeignTeam:
            return ack()
        handler = self._routes.shortcuts.get(str(body.get("callback_id")))
        if handler is None:
            return ack()
        answer = guarded(lambda: handler(shortcut), shortcut, "shortcut")
        if isinstance(answer, Problem):
            answer = Open(note_view("Not possible", spelt_out(shortcut, answer.sentence)))
        if isinstance(answer, Open):
            _opened(client, body, answer)
        return ack()

    def on_event(self, ack: Ack, body: Body) -> BoltResponse:
        """Take in an event; if the database is away Slack is not thanked, and tells it again later."""
        try:
            workspace_id = self._teams.workspace_of(str(body["team_id"]))
            handle(self._desk, workspace_id, str(body["event_id"]), body["event"])
        except (ForeignTeam, Repeated):
            return ack()
        return ack()

    def _click_handler(self, body: Body) -> Callable[[Click], Answer] | None:
        name = str(body["actions"][0].get("action_id") or "").partition(":")[0]
        return self._routes.clicks.get(Act(name)) if name in set(Act) else None

    def _answer_click(
        self, body: Body, client: WebClient, click: Click, answer: Answer | Problem | Done
    ) -> None:
        if isinstance(answer, Problem) and (click.in_view or answer.is_outage):
            answer = Open(note_view("Not possible", spelt_out(click, answer.sentence)))
        if isinstance(answer, Open):
            if not _opened(client, body, answer, push=click.in_view):
                whispering.whisper(click, click.channel_id, _TOO_LATE, click.thread_ts)
        elif isinstance(answer, Problem):
            whispering.whisper(click, click.channel_id, answer.mrkdwn, click.thread_ts)
        elif isinstance(answer, (Whisper, Say)):
            whispering.whisper(click, click.channel_id, answer.text, click.thread_ts, _blocks(answer))

    def _answered_submission(
        self, ack: Ack, body: Body, submission: Submission, answer: Submitted | Problem | Done
    ) -> BoltResponse:
        if isinstance(answer, Problem):
            return _refused(ack, body, submission, answer)
        if isinstance(answer, Errors):
            return ack(response_action="errors", errors=answer.fields)
        if isinstance(answer, Replace):
            return ack(response_action="update", view=answer.view)
        if isinstance(answer, Open):
            return ack(response_action="push", view=answer.view)
        if isinstance(answer, Close) and answer.text:
            whispering.whisper(submission, submission.value.channel, answer.text)
        return ack(response_action="clear")


def _answered_command(
    ack: Ack, body: Body, client: WebClient, command: Command, answer: Answer | Problem | Done
) -> BoltResponse:
    if isinstance(answer, Problem):
        return ack(text=answer.mrkdwn, response_type="ephemeral")
    if isinstance(answer, Say):
        return ack(
            text=answer.text,
            blocks=answer.blocks or None,
            response_type="ephemeral",
            unfurl_links=False,
            unfurl_media=False,
        )
    if isinstance(answer, Open) and not _opened(client, body, answer):
        return ack(text=_TOO_LATE, response_type="ephemeral")
    return ack(text=answer.text) if isinstance(answer, Whisper) else ack()


def _opened(client: WebClient, body: Body, answer: Open, *, push: bool = False) -> bool:
    opening = client.views_push if push else client.views_open
    try:
        opening(trigger_id=str(body.get("trigger_id") or ""), view=answer.view)
    except (SlackApiError, SlackClientError, OSError) as error:
        whispering.log_unopened(error)
        return False
    return True


def _refused(ack: Ack, body: Body, submission: Submission, problem: Problem) -> BoltResponse:
    sentence = shortened(spelt_out(submission, problem.sentence), LONGEST_FIELD_ERROR)
    inputs = [block["block_id"] for block in body["view"]["blocks"] if block.get("type") == "input"]
    if inputs:
        at_fault = problem.field if problem.field in inputs else inputs[0]
        return ack(response_action="errors", errors={str(at_fault): sentence})
    return ack(response_action="push", view=note_view("Not possible", sentence))


def _blocks(answer: Whisper | Say) -> list[dict[str, Any]]:
    return answer.blocks if isinstance(answer, Say) else []
