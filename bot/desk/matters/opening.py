"""Opening a matter, and giving an imported one its channel."""

import re
from dataclasses import dataclass

from bot.desk.core import refresh
from bot.desk.core.access import require_role, visible_matter
from bot.desk.core.context import Actor, Desk, UnitOfWork
from bot.desk.core.refusals import Invalid, NotFound, Overtaken, repeated
from bot.desk.matters.lookup import find_matter
from bot.desk.team import members
from bot.rules.law.grounds import Handling, ground_rule
from storage.audit import events
from storage.models import Matter
from storage.queries import items
from storage.vocabulary import EventKind, Ground

KEY = re.compile(r"[A-Z][A-Z0-9]{1,9}")
LONGEST_TITLE = 150
LONGEST_CLIENT = 100
LONGEST_FACTS = 2000


@dataclass(frozen=True)
class NewMatter:
    """What a person says of an incident when its matter is opened."""

    key: str
    title: str
    client: str
    facts: str
    ground: Ground
    channel_id: str


def open_matter(desk: Desk, actor: Actor, wanted: NewMatter) -> Matter:
    """Open a matter; raise Invalid naming the field for what cannot be used."""
    key = wanted.key.strip().upper()
    _check(wanted, key)
    with desk.write() as work:
        require_role(work, actor)
        if find_matter(work, actor.workspace_id, key) is not None:
            raise Invalid(f"There is a matter {key} already; choose another key.", field="key")
        matter = _new(work, actor, wanted, key)
        work.session.add(matter)
        work.session.flush()
        _opened_in(work, actor, matter, wanted)
        return matter


def matter_without_channel(desk: Desk, actor: Actor, key: str) -> Matter:
    """Return a matter that has no channel yet because it was imported.

    Raise NotFound if there is none that is shown to the person, Overtaken if it has its channel.
    """
    with desk.read() as work:
        return _without_channel(work, actor, key)


def assign_channel(desk: Desk, actor: Actor, wanted: NewMatter) -> Matter:
    """Give an imported matter its channel, and what its file did not say of the incident.

    From now on it is shown to members of that channel alone. Items whose ground the file did not name stand on
    the matter's; its cases get their cards when somebody acts on them. Raise Invalid naming the field for what
    cannot be used, Overtaken if it has its channel.
    """
    key = wanted.key.strip().upper()
    _check(wanted, key)
    with desk.write() as work:
        matter = _without_channel(work, actor, key)
        items.follow_ground(work.session, actor.workspace_id, matter.pk, matter.ground, wanted.ground)
        matter.title, matter.client = wanted.title.strip(), wanted.client.strip()
        matter.facts, matter.ground = wanted.facts.strip(), wanted.ground
        matter.channel_id = wanted.channel_id
        work.session.add(matter)
        _opened_in(work, actor, matter, wanted)
        return matter


def _opened_in(work: UnitOfWork, actor: Actor, matter: Matter, wanted: NewMatter) -> None:
    if actor.channel_id == wanted.channel_id:
        members.note_membership(work, actor.workspace_id, wanted.channel_id, actor.user_id)
    refresh.learn_channel(work, actor.workspace_id, wanted.channel_id)
    events.record(
        work.session,
        workspace_id=actor.workspace_id,
        kind=EventKind.MATTER_OPENED,
        actor=actor.user_id,
        now=work.now,
        facts={"matter": matter.id, "key": matter.key, "ground": wanted.ground.value},
        content=wanted.facts,
    )


def _without_channel(work: UnitOfWork, actor: Actor, key: str) -> Matter:
    require_role(work, actor)
    found = find_matter(work, actor.workspace_id, key)
    if found is None:
        raise NotFound(f"There is no matter {repeated(key)}, or it is not shown to you.")
    matter = visible_matter(work, actor, found.pk)
    if matter.channel_id is not None:
        raise Overtaken(f"{matter.key} has its channel already; its cases are shown there.")
    return matter


def _check(wanted: NewMatter, key: str) -> None:
    if not KEY.fullmatch(key):
        raise Invalid("A key has 2 to 10 letters and digits and starts with a letter, like NLP.", field="key")
    _require(wanted.title, LONGEST_TITLE, "title", "A title")
    _require(wanted.client, LONGEST_CLIENT, "client", "The client's name")
    _require(wanted.facts, LONGEST_FACTS, "facts", "The statement of facts")
    if ground_rule(wanted.ground).handling is Handling.REFER_OUT:
        refusal = ground_rule(wanted.ground).refusal or "This is not a matter for this desk."
        raise Invalid(refusal, field="ground")


def _require(text: str, longest: int, field: str, name: str) -> None:
    if not text.strip():
        raise Invalid(f"{name} is needed.", field=field)
    if len(text) > longest:
        raise Invalid(f"{name} has at most {longest} characters; this has {len(text)}.", field=field)


def _new(work: UnitOfWork, actor: Actor, wanted: NewMatter, key: str) -> Matter:
    return Matter(
        workspace_id=actor.workspace_id,
        key=key,
        title=wanted.title.strip(),
        client=wanted.client.strip(),
        facts=wanted.facts.strip(),
        ground=wanted.ground,
        channel_id=wanted.channel_id,
        region=work.installation.region,
        zone=str(work.installation.zone),
        created_by=actor.user_id,
        created_at=work.now,
    )
