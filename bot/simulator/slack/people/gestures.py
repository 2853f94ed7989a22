"""What people do: type, command, click, submit, close, use a shortcut."""

from bot.simulator.slack.app import payloads
from bot.simulator.slack.app.core import Core
from bot.simulator.slack.app.courier import AppResponse, Envelope
from bot.simulator.slack.app.render import file_object, page_message, view_object
from bot.simulator.slack.block_kit.blocks import check_view
from bot.simulator.slack.block_kit.elements import (
    INITIAL,
    Placed,
    action_of,
    chosen_state,
    complete_state,
    find,
)
from bot.simulator.slack.people import answers
from bot.simulator.slack.people.typing_text import as_command_text, as_message
from bot.simulator.slack.state.records import Channel, ChannelKind, Json, Message, User, View
from bot.simulator.slack.state.refusals import Refusal, RefusedError
from bot.simulator.slack.web_api import modals
from bot.simulator.slack.web_api.arguments import Arguments
from bot.simulator.slack.web_api.chat import content


async def say(core: Core, user: User, act: Json) -> Json:
    """Post what a person typed; the app hears of it where its manifest subscribes."""
    channel = core.state.writable_by(user.id, act["channel"])
    text = as_message(core.state, str(act["text"]))
    if not text.strip():
        raise RefusedError(Refusal.NO_TEXT)
    message = Message(core.state.next_ts(), channel.id, user.id, bot=False, text=text)
    message.thread_ts = act.get("thread_ts")
    channel.read[user.id] = message.ts
    core.post(channel, message)
    await _tell_app(core, channel, message)
    return {"ts": message.ts}


async def _tell_app(core: Core, channel: Channel, message: Message) -> None:
    kinds = {ChannelKind.IM: "im", ChannelKind.PUBLIC: "channel", ChannelKind.PRIVATE: "group"}
    event: Json = {
        "channel": channel.id, "user": message.user, "text": message.text, "ts": message.ts,
        "team": core.keys.team_id, "event_ts": message.ts,
    }  # fmt: skip
    if message.is_reply:
        event["thread_ts"] = message.thread_ts
    bot_id = core.keys.bot_user_id
    plural = {"channel": "channels", "group": "groups", "im": "im"}[kinds[channel.kind]]
    if bot_id in channel.members and f"message.{plural}" in core.manifest.events:
        envelope = core.event_envelope(event | {"type": "message", "channel_type": kinds[channel.kind]})
        core.background(core.courier.tell(envelope, core.stress))
    if f"<@{bot_id}>" in message.text and bot_id in channel.members:
        await core.send_event(event | {"type": "app_mention"})


async def command(core: Core, user: User, act: Json) -> Json:
    """Run a slash command; the answer of the acknowledgement becomes a message."""
    channel = core.state.writable_by(user.id, act["channel"])
    name, _, text = str(act["text"]).strip().partition(" ")
    known = core.manifest.command_named(name)
    if known is None:
        raise RefusedError(Refusal.UNKNOWN_COMMAND)
    typed = as_command_text(core.state, text.strip(), should_escape=known.should_escape)
    payload = payloads.command(core, user, channel, name, typed)
    answer = await core.courier.ask(Envelope.COMMAND, payload, core.stress.ack_seconds)
    message = _command_answer(core, user, channel, answer)
    return {"answer": page_message(core, message) if message else None}


def _command_answer(core: Core, user: User, channel: Channel, answer: AppResponse) -> Message | None:
    said = answer.json if answer.json is not None else {"text": answer.text}
    if not said.get("text") and not said.get("blocks"):
        return None
    try:
        text, blocks = content(Arguments(said))
    except RefusedError as error:
        core.note_refusal("command answer", error)
        raise RefusedError(Refusal.INVALID_COMMAND_RESPONSE, error.messages) from None
    message = core.bot_message(channel, text, blocks)
    message.ephemeral_to = None if said.get("response_type") == "in_channel" else user.id
    return core.post(channel, message)


async def click(core: Core, user: User, act: Json) -> Json:
    """Deliver a click or a choice, on what stands there or on the older version the person still saw."""
    if act["container"]["type"] == "message":
        payload = _message_click(core, user, act)
    else:
        payload = _view_click(core, user, act)
    await core.courier.ask(Envelope.INTERACTIVE, payload, core.stress.ack_seconds)
    return {}


def _message_click(core: Core, user: User, act: Json) -> Json:
    channel = core.state.seen_by(user.id, act["container"]["channel"])
    message = core.state.message(channel, act["container"]["ts"])
    if message.ephemeral_to not in (None, user.id):
        raise RefusedError(Refusal.MESSAGE_NOT_FOUND)
    placed = find([message.blocks, *message.earlier], act["block_id"], act["action_id"], act.get("value"))
    state = complete_state(message.blocks, {}, _state_with(placed, act))
    return payloads.message_action(core, user, channel, message, _action(core, placed, act), state)


def _view_click(core: Core, user: User, act: Json) -> Json:
    view = _view(core, user, act["container"]["view_id"])
    placed = find([view.blocks, *view.earlier], act["block_id"], act["action_id"], act.get("value"))
    view.values = complete_state(view.blocks, view.values, _files_completed(core, _state_with(placed, act)))
    return payloads.view_action(core, user, view, _action(core, placed, act))


def _action(core: Core, placed: Placed, act: Json) -> Json:
    return action_of(placed, _selected(act) or {}, core.state.next_ts())


def _selected(act: Json) -> Json | None:
    """Return the element's new state; text inputs and feedback buttons may name a bare `value`."""
    selected: Json | None = act.get("selected")
    return selected if selected is not None or "value" not in act else {"value": act["value"]}


def _state_with(placed: Placed, act: Json) -> Json:
    given: Json = {block: dict(inputs) for block, inputs in (act.get("state") or {}).items()}
    selected = _selected(act)
    if placed.kind in INITIAL and selected is not None:
        chosen = chosen_state(placed.element, selected)
        given.setdefault(placed.block_id, {})[placed.action_id] = chosen
    return given


def _view(core: Core, user: User, view_id: str) -> View:
    view = core.state.views.get(view_id)
    if view is None or view.user != user.id:
        raise RefusedError(Refusal.VIEW_NOT_FOUND)
    return view


def _files_completed(core: Core, state: Json) -> Json:
    """Replace the ids of uploaded files in file inputs by Slack's file objects; raise file_not_found."""
    return {
        block: {action: _with_files(core, answer) for action, answer in given.items()}
        for block, given in state.items()
    }


def _with_files(core: Core, answer: Json) -> Json:
    if answer.get("type") != "file_input":
        return answer
    ids = [file["id"] for file in answer.get("files") or []]
    if any(file_id not in core.state.files for file_id in ids):
        raise RefusedError(Refusal.FILE_NOT_FOUND)
    return {"type": "file_input", "files": [file_object(core, core.state.files[file_id]) for file_id in ids]}


async def submit(core: Core, user: User, act: Json) -> Json:
    """Submit the topmost modal: Slack's client checks the answers, then the app decides what follows."""
    view = _view(core, user, act["view_id"])
    view.values = complete_state(view.blocks, view.values, _files_completed(core, act.get("state") or {}))
    wrong = answers.faults(view.blocks, view.values)
    if wrong:
        return {"response_action": "errors", "errors": wrong}
    payload = payloads.submission(core, user, view)
    answer = await core.courier.ask(Envelope.INTERACTIVE, payload, core.stress.ack_seconds)
    try:
        return _follow(core, user, view, answer.json or {})
    except RefusedError as error:
        core.note_refusal("view_submission answer", error)
        raise RefusedError(Refusal.INVALID_VIEW_RESPONSE, [error.refusal.value, *error.messages]) from None


def _follow(core: Core, user: User, view: View, said: Json) -> Json:
    action = said.get("response_action")
    if action == "errors":
        return _errors(view, said)
    if action == "clear":
        modals.take_down(core, user.id, core.state.stack(user.id))
    elif action == "update":
        modals.replace(core, view, _modal(said))
    elif action == "push":
        modals.show(core, modals.new_view(core, user.id, _modal(said), below=view))
    elif action is None:
        modals.take_down(core, user.id, [view] if view in core.state.stack(user.id) else [])
    else:
        raise RefusedError(Refusal.INVALID_ARGUMENTS, [f"unknown response_action: {action}"])
    return {"response_action": action}


def _errors(view: View, said: Json) -> Json:
    errors = said.get("errors") or {}
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    strangers = sorted(set(errors) - inputs)
    if strangers or not errors:
        raise RefusedError(Refusal.INVALID_ARGUMENTS, [f"errors for blocks that are no inputs: {strangers}"])
    return {"response_action": "errors", "errors": errors}


def _modal(said: Json) -> Json:
    definition = check_view(said.get("view"))
    if definition["type"] != "modal":
        raise RefusedError(Refusal.INVALID_ARGUMENTS, ["must be of type modal [json-pointer:/view/type]"])
    return definition


async def close(core: Core, user: User, act: Json) -> Json:
    """Close the modal on top, or with `all` the whole stack; the app hears of views with notify_on_close."""
    view = _view(core, user, act["view_id"])
    whole = bool(act.get("all")) or bool(view.definition.get("clear_on_close"))
    going = list(reversed(core.state.stack(user.id))) if whole else [view]
    heard = [v for v in going if v.definition.get("notify_on_close")]
    told = [payloads.closed(core, user, v, whole_stack=whole) for v in heard]
    modals.take_down(core, user.id, going)
    for payload in told:
        core.background(_tell_closed(core, payload))
    return {}


async def _tell_closed(core: Core, payload: Json) -> None:
    try:
        await core.courier.ask(Envelope.INTERACTIVE, payload, core.stress.ack_seconds)
    except RefusedError as error:
        core.note_refusal("view_closed", error)


async def shortcut(core: Core, user: User, act: Json) -> Json:
    """Use a global shortcut, or a message shortcut on one message."""
    known = core.manifest.shortcut(act["callback_id"])
    if known is None or (known["type"] == "message") != bool(act.get("ts")):
        raise RefusedError(Refusal.UNKNOWN_SHORTCUT)
    if act.get("ts"):
        channel = core.state.seen_by(user.id, act["channel"])
        message = core.state.message(channel, act["ts"])
        payload = payloads.message_shortcut(core, user, act["callback_id"], channel, message)
    else:
        payload = payloads.global_shortcut(core, user, act["callback_id"])
    await core.courier.ask(Envelope.INTERACTIVE, payload, core.stress.ack_seconds)
    return {}


async def open_home(core: Core, user: User, act: Json) -> Json:
    """Open the app's Home tab; the app hears of it and may publish afterwards."""
    del act
    view = core.state.home(user.id)
    channel = core.state.im_between(core.keys.bot_user_id, user.id)
    event: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": "home"}
    if view is not None:
        event["view"] = view_object(core, view)
    await core.send_event(event)
    return {"view": view_object(core, view) if view else None}
