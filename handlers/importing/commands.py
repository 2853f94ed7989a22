"""Importing a CSV file that somebody hands over in Slack."""

from collections.abc import Callable, Mapping

from bot.desk.core.refusals import NotAllowed
from bot.desk.importing.orders import ImportOrder, order_import
from bot.desk.team import roles
from handlers.base.ids import CallbackId
from handlers.base.mrkdwn import literal, shortened
from handlers.base.request import Command, Submission
from handlers.base.responses import Close, Errors, Open, Response, Submitted
from handlers.importing.import_form import import_view


def import_command(command: Command) -> Response:
    """Answer `/takedown import` with the form."""
    if not roles.my_roles(command.desk, command.actor):
        raise NotAllowed(
            "Importing takes a role at this desk. An admin gives roles with `/takedown roles add`."
        )
    return Open(import_view(command.channel_id))


def import_submitted(submission: Submission) -> Submitted:
    """Order the import; its summary follows by direct message."""
    files = submission.files("file")
    if len(files) != 1:
        return Errors({"file": "Hand over one CSV file."})
    order = ImportOrder(
        file_id=str(files[0]["id"]),
        name=str(files[0].get("name") or "file.csv"),
        size=int(files[0].get("size") or 0),
        creates_matters=bool(submission.ticks("create_matters")),
    )
    name = literal(shortened(order.name, 100))
    if order_import(submission.desk, submission.actor, order):
        return Close(f"{name} is being read. What became of its rows comes to you as a direct message.")
    return Close(f"{name} was handed over before and is not read again.")


COMMANDS: Mapping[str, Callable[[Command], Response]] = {"import": import_command}
FORMS: Mapping[CallbackId, Callable[[Submission], Submitted]] = {CallbackId.IMPORT: import_submitted}
