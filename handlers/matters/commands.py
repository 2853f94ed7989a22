"""Matters: opening one, and listing those a person is shown."""

from collections.abc import Callable, Mapping

from bot.desk.core.refusals import Invalid, NotAllowed
from bot.desk.matters.lookup import list_matters
from bot.desk.matters.opening import NewMatter, assign_channel, matter_without_channel, open_matter
from bot.desk.team import roles
from handlers.base.ids import ActionId, CallbackId
from handlers.base.request import Click, Command, Request, Submission
from handlers.base.responses import Errors, Open, Replace, Response, Say, Submitted
from handlers.base.slack_text import first_word, unescaped
from handlers.matters.matter_form import home_view, matter_view, matters_message, opened_view
from storage.vocabulary import Ground

_WAYS = (
    "`/takedown matter new` opens a matter, `/takedown matter list` names those you are shown, and "
    "`/takedown matter here KEY` gives an imported one this channel."
)


def matter_command(command: Command) -> Response:
    """Answer `/takedown matter [new|list|here KEY]`."""
    word, rest = first_word(command.rest)
    if word == "new":
        return _form(command)
    if word == "here" and rest:
        return _home_form(command, unescaped(rest))
    if word in {"", "list"}:
        return Say(*matters_message(list_matters(command.desk, command.actor)))
    return Say(_WAYS)


def new_matter(click: Click) -> Response:
    """Open the form from a button."""
    return _form(click)


def matter_submitted(submission: Submission) -> Submitted:
    """Open the matter, or give an imported one its channel; refusals stand at the field they are about."""
    ground, channel = submission.choice("ground"), submission.chosen("channel", "selected_conversation")
    if ground is None:
        return Errors({"ground": "Choose why the material should not be up."})
    if channel is None or channel[:1] not in "CG":
        return Errors({"channel": "Choose the channel in which the matter's cases are shown."})
    imported = submission.value.word
    texts = {name: submission.text(name) for name in ("title", "client", "facts")}
    key = imported or submission.text("key")
    wanted = NewMatter(key=key, **texts, ground=Ground(ground), channel_id=channel)
    matter = (assign_channel if imported else open_matter)(submission.desk, submission.actor, wanted)
    return Replace(opened_view(matter.key, matter.title, channel))


def _form(request: Request) -> Response:
    if not roles.my_roles(request.desk, request.actor):
        raise NotAllowed(
            "Opening a matter takes a role at this desk. An admin gives roles with `/takedown roles add`."
        )
    return Open(matter_view(request.actor.channel_id))


def _home_form(command: Command, key: str) -> Response:
    if command.channel_id[:1] not in {"C", "G"}:
        raise Invalid("Type this in the channel in which the matter's cases are to be shown.")
    return Open(home_view(matter_without_channel(command.desk, command.actor, key), command.channel_id))


COMMANDS: Mapping[str, Callable[[Command], Response]] = {"matter": matter_command, "matters": matter_command}
CLICKS: Mapping[ActionId, Callable[[Click], Response]] = {ActionId.NEW_MATTER: new_matter}
FORMS: Mapping[CallbackId, Callable[[Submission], Submitted]] = {CallbackId.MATTER: matter_submitted}
