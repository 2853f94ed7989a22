"""Roles: who holds which, and giving and taking them."""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from bot.desk.core.refusals import Invalid, repeated
from bot.desk.team.roles import give_role, list_roles, take_role
from handlers.base.mrkdwn import person
from handlers.base.request import Command
from handlers.base.responses import Response, Say
from handlers.base.slack_text import first_word, person_in, unescaped
from handlers.team.roles_view import changed_sentence, roles_message
from storage.vocabulary import Role

_EXAMPLE = "Write it like this: `/takedown roles add @rita reviewer`"
_ALL = ", ".join(role.value for role in Role)
_BETWEEN = re.compile(r"[\s,;+]+")


def roles_command(command: Command) -> Response:
    """Answer `/takedown roles [add|remove @user ROLE]`."""
    word, rest = first_word(command.rest)
    if word in {"", "list"}:
        return Say(*roles_message(list_roles(command.desk, command.actor)))
    if word not in {"add", "remove"}:
        return Say(
            f"Roles are shown, given and taken away: `/takedown roles [add|remove @user ROLE]`. Roles: {_ALL}."
        )
    user_id, roles = _who_and_what(rest)
    change = give_role if word == "add" else take_role
    # The one role that can be refused comes first, so that a refusal leaves nothing half done.
    in_order = sorted(roles, key=lambda role: role is not Role.ADMIN)
    done = [role for role in in_order if change(command.desk, command.actor, user_id, role)]
    return Say(changed_sentence(person(user_id), word, tuple(roles), tuple(done)))


def _who_and_what(text: str) -> tuple[str, Sequence[Role]]:
    who, _, what = text.strip().partition(" ")
    user_id = person_in(who)
    if not who:
        raise Invalid(f"Who is meant, and which role? {_EXAMPLE}. Roles: {_ALL}.")
    if user_id is None:
        raise Invalid(f"{_shown(who)} is nobody in this workspace. Type @ and choose the person. {_EXAMPLE}.")
    words = [word for word in _BETWEEN.split(what.strip().lower()) if word]
    if not words:
        raise Invalid(f"Which role? {_EXAMPLE}. Roles: {_ALL}.")
    return user_id, tuple(dict.fromkeys(_role(word) for word in words))


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError as error:
        near = get_close_matches(word, [role.value for role in Role], n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Invalid(f"There is no role {_shown(word)}.{hint} Roles: {_ALL}.") from error


def _shown(word: str) -> str:
    return repeated(unescaped(word), 40)


COMMANDS: Mapping[str, Callable[[Command], Response]] = {"roles": roles_command, "role": roles_command}
