"""People who use the desk in Slack, one request at a time, and Slack's own look at every answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as SdkView

from bot.desk.core.context import Actor, Desk
from bot.simulator.slack.block_kit.blocks import check_message_blocks, check_view
from handlers.base.ids import ActionId, CallbackId, unpacked
from handlers.base.request import Click, Command, Shortcut, Submission
from handlers.base.responses import Close, Errors, Open, Replace, Response, Say, Submitted
from handlers.digest import commands as digest_commands
from handlers.filing import commands as filing_commands
from handlers.front.routes import Routes, collected
from handlers.importing import commands as importing_commands
from handlers.lists import commands as lists_commands
from handlers.matters import commands as matters_commands
from handlers.team import pause, roles
from storage.models import ChannelMember, Member, RoleGrant
from storage.vocabulary import Role
from tests.support.database import TUESDAY

ADMIN = "U1ADMIN"
HOME = "C1DESK"
Json = dict[str, Any]
Answered = TypeVar("Answered", Response, Submitted)
_REQUESTS = count(1)


def routes() -> Routes:
    return collected(
        [
            digest_commands,
            filing_commands,
            importing_commands,
            lists_commands,
            matters_commands,
            roles,
            pause,
        ]
    )


def employ(desk: Desk, workspace_id: int, user_id: str, *held: str, channel: str = HOME) -> Someone:
    """Make somebody a role holder who is in a channel and is known to Slack as a full member."""
    with desk.store.write() as session:
        session.add(
            Member(workspace_id=workspace_id, user_id=user_id, real_name="Somebody", checked_at=TUESDAY)
        )
        session.add(ChannelMember(workspace_id=workspace_id, channel_id=channel, user_id=user_id))
        session.add_all(
            RoleGrant(
                workspace_id=workspace_id, user_id=user_id, role=Role(role), given_by=ADMIN, given_at=TUESDAY
            )
            for role in held
        )
    return Someone(desk, workspace_id, user_id)


@dataclass(frozen=True)
class Someone:
    """A person in Slack; every answer they get is checked as Slack would check it."""

    desk: Desk
    workspace_id: int
    user_id: str

    def actor(self, channel: str | None) -> Actor:
        return Actor(self.workspace_id, self.user_id, channel)

    def command(self, text: str, channel: str = HOME) -> Response:
        """Type `/takedown text`."""
        word, _, rest = text.strip().partition(" ")
        known = routes().commands
        handler = known.get(word.lower()) or known["help"]
        made = Command(
            self.desk, self.actor(channel), _key(), word=word.lower(), rest=rest.strip(), channel_id=channel
        )
        return accepted(handler(made))

    def says(self, text: str, channel: str = HOME) -> str:
        """Type a command that is answered in words, and return them with everything its blocks say."""
        answer = self.command(text, channel)
        assert isinstance(answer, Say), answer
        return answer.text + "\n" + written(answer.blocks)

    def opens(self, text: str, channel: str = HOME) -> Json:
        """Type a command that opens a modal, and return that."""
        return opened(self.command(text, channel))

    def shortcut(self, name: str, text: str = "", channel: str | None = None) -> Json:
        """Use a shortcut, which opens a modal."""
        made = Shortcut(self.desk, self.actor(channel), _key(), message_text=text, channel_id=channel)
        return opened(accepted(routes().shortcuts[name](made)))

    def click(self, element: Json, *, in_view: bool = False, channel: str | None = HOME) -> Response:
        """Press a button as it was shown."""
        act = ActionId(element["action_id"].partition(":")[0])
        made = Click(
            self.desk,
            self.actor(channel),
            _key(),
            value=unpacked(element["value"]),
            channel_id=channel,
            message_ts=None,
            thread_ts=None,
            in_view=in_view,
            choice=None,
            values={},
        )
        return accepted(routes().clicks[act](made))

    def submit(self, view: Json, **typed: Any) -> Submitted:
        """Hand in a modal as it was shown, with these inputs changed."""
        value = unpacked(view["private_metadata"])
        inputs = {
            block["block_id"]: _state(block, typed) for block in view["blocks"] if block["type"] == "input"
        }
        unknown = typed.keys() - inputs.keys()
        assert not unknown, f"the form has no {unknown}"
        made = Submission(self.desk, self.actor(value.channel), _key(), value, inputs)
        return accepted(routes().forms[CallbackId(view["callback_id"])](made))


def accepted(answer: Answered) -> Answered:
    """Return an answer that Slack takes, by its own rules and by its SDK's."""
    if isinstance(answer, Say):
        assert 0 < len(answer.text) <= 4000
        message_accepted(answer.blocks)
    elif isinstance(answer, Open | Replace):
        view_accepted(answer.view)
    elif isinstance(answer, Close):
        assert len(answer.text) <= 4000
    elif isinstance(answer, Errors):
        assert answer.fields
    return answer


def message_accepted(blocks: list[Json]) -> None:
    check_message_blocks(blocks)
    for block in Block.parse_all(blocks):
        assert block is not None
        block.validate_json()


def view_accepted(view: Json) -> None:
    check_view(view)
    SdkView(**view).validate_json()


def opened(answer: Response | Submitted) -> Json:
    assert isinstance(answer, Open | Replace), answer
    return answer.view


def buttons(blocks: list[Json]) -> list[Json]:
    """Return all buttons of blocks, in the order in which a person reads them."""
    found = []
    for block in blocks:
        accessory = [block["accessory"]] if "accessory" in block else []
        elements = block.get("elements", []) if block["type"] == "actions" else []
        found += [each for each in (*accessory, *elements) if each["type"] == "button"]
    return found


def button(blocks: list[Json], label: str) -> Json:
    """Return the first button with this label."""
    return next(each for each in buttons(blocks) if each["text"]["text"] == label)


def written(node: object) -> str:
    """Return everything that blocks say, one text a line."""
    if isinstance(node, list):
        return "\n".join(filter(None, map(written, node)))
    if not isinstance(node, dict):
        return ""
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    return "\n".join(filter(None, [*own, *(written(part) for part in node.values())]))


def filled(view: Json, name: str) -> Any:
    """Return what stands in an input of a modal when it opens."""
    block = next(block for block in view["blocks"] if block.get("block_id") == name)
    return next(iter(_state(block, {}).values()))


def _key() -> str:
    return f"request:{next(_REQUESTS)}"


def _state(block: Json, typed: dict[str, Any]) -> Json:
    element = block["element"]
    name = block["block_id"]
    given = typed.get(name)
    match element["type"]:
        case "plain_text_input":
            state: Json = {"value": given if name in typed else element.get("initial_value")}
        case "static_select":
            state = {"selected_option": _option(element, given) if given else element.get("initial_option")}
        case "checkboxes":
            state = {"selected_options": [_option(element, one) for one in given or []]}
        case "conversations_select":
            state = {"selected_conversation": given or element.get("initial_conversation")}
        case "file_input":
            state = {"files": given or []}
    return {element["action_id"]: {"type": element["type"], **state}}


def _option(element: Json, value: str) -> Json:
    return next(option for option in element["options"] if option["value"] == value)
