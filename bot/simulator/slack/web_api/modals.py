"""The `views.*` methods of the Web API, and the stack of modals."""

import secrets

from bot.simulator.slack.app.core import Core
from bot.simulator.slack.app.render import view_object
from bot.simulator.slack.block_kit import limits
from bot.simulator.slack.block_kit.blocks import check_view
from bot.simulator.slack.block_kit.elements import complete_state, with_ids
from bot.simulator.slack.state.records import Json, View, new_id
from bot.simulator.slack.state.refusals import Refusal, RefusedError
from bot.simulator.slack.web_api.arguments import Arguments


def _definition(arguments: Arguments, kind: str) -> Json:
    definition = check_view(arguments.structure("view", Refusal.INVALID_ARGUMENTS))
    if definition["type"] != kind:
        raise RefusedError(Refusal.INVALID_ARGUMENTS, [f"must be of type {kind} [json-pointer:/view/type]"])
    return definition


def _new_hash(core: Core) -> str:
    return f"{int(core.state.now().timestamp())}.{secrets.token_hex(4)}"


def new_view(core: Core, user: str, definition: Json, below: View | None = None) -> View:
    """Return a view not yet shown, on top of `below`; raise duplicate_external_id."""
    _check_external_id(core, definition, None)
    view_id = new_id("V0")
    filled = definition | {"blocks": with_ids(definition["blocks"])}
    root, previous = (below.root, below.id) if below else (view_id, None)
    view = View(view_id, user, filled, _new_hash(core), root, previous)
    if not view.is_home:
        view.values = complete_state(view.blocks, {}, {})
    return view


def _check_external_id(core: Core, definition: Json, own: str | None) -> None:
    external = definition.get("external_id")
    taken = (v.id for v in core.state.views.values() if v.definition.get("external_id") == external)
    if external and any(view_id != own for view_id in taken):
        raise RefusedError(Refusal.DUPLICATE_EXTERNAL_ID)


def replace(core: Core, view: View, definition: Json) -> None:
    """Give an open view new content; what was typed stays where block and action id stay."""
    _check_external_id(core, definition, view.id)
    view.earlier = [view.blocks, *view.earlier][:10]
    view.definition = definition | {"blocks": with_ids(definition["blocks"])}
    if not view.is_home:
        view.values = complete_state(view.blocks, _still_valid(view), {})
    view.hash = _new_hash(core)
    core.changed(f"{'home' if view.is_home else 'views'}:{view.user}")


def _still_valid(view: View) -> Json:
    """Keep what was typed, without choices that the new content no longer offers."""
    kept: Json = {}
    for block_id, answers in view.values.items():
        for action_id, answer in answers.items():
            try:
                complete_state(view.blocks, {block_id: {action_id: answer}}, {})
            except RefusedError:
                continue
            kept.setdefault(block_id, {})[action_id] = answer
    return kept


def show(core: Core, view: View) -> None:
    """Put a modal on top of its person's stack; raise push_limit_reached."""
    stack = core.state.stacks.setdefault(view.user, [])
    if len(stack) >= limits.MODAL_STACK:
        raise RefusedError(Refusal.PUSH_LIMIT_REACHED)
    core.state.views[view.id] = view
    stack.append(view.id)
    core.changed(f"views:{view.user}")


def take_down(core: Core, user: str, views: list[View]) -> None:
    """Close modals of a person."""
    for view in views:
        core.state.stacks[user].remove(view.id)
        del core.state.views[view.id]
    core.changed(f"views:{user}")


def open_modal(core: Core, arguments: Arguments) -> Json:
    """views.open: a new modal for the person whose trigger this is; closes what stood open."""
    trigger = core.triggers.look_up(arguments.needed("trigger_id"))
    view = new_view(core, trigger.user, _definition(arguments, "modal"))
    trigger.exchanged = True
    take_down(core, trigger.user, core.state.stack(trigger.user))
    show(core, view)
    return {"view": view_object(core, view)}


def push(core: Core, arguments: Arguments) -> Json:
    """views.push: a modal on top of the one in which the person acted; at most three."""
    trigger = core.triggers.look_up(arguments.needed("trigger_id"))
    stack = core.state.stack(trigger.user)
    if not stack or trigger.view not in {view.id for view in stack}:
        raise RefusedError(Refusal.INVALID_TRIGGER_ID)
    view = new_view(core, trigger.user, _definition(arguments, "modal"), below=stack[-1])
    show(core, view)
    trigger.exchanged = True
    return {"view": view_object(core, view)}


def update(core: Core, arguments: Arguments) -> Json:
    """views.update: new content for an open view (view_id or external_id), if `hash` still fits."""
    view = _named(core, arguments)
    definition = _definition(arguments, str(view.definition["type"]))
    _check_hash(view, arguments)
    replace(core, view, definition)
    return {"view": view_object(core, view)}


def _named(core: Core, arguments: Arguments) -> View:
    external = arguments.words("external_id")
    for view in core.state.views.values():
        if view.id == arguments.words("view_id") or (
            external and view.definition.get("external_id") == external
        ):
            return view
    raise RefusedError(Refusal.NOT_FOUND)


def _check_hash(view: View, arguments: Arguments) -> None:
    if arguments.words("hash") and arguments.words("hash") != view.hash:
        raise RefusedError(Refusal.HASH_CONFLICT)


def publish(core: Core, arguments: Arguments) -> Json:
    """views.publish: the Home tab of one user."""
    user = core.state.user(arguments.needed("user_id"))
    definition = _definition(arguments, "home")
    current = core.state.home(user.id)
    if current is not None:
        _check_hash(current, arguments)
        replace(core, current, definition)
        return {"view": view_object(core, current)}
    view = new_view(core, user.id, definition)
    core.state.views[view.id] = view
    core.state.homes[user.id] = view.id
    core.changed(f"home:{user.id}")
    return {"view": view_object(core, view)}
