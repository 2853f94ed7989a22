"""Who writes: a text speaks in the name of a person."""

from bot.desk.core.access import roles_of
from bot.desk.core.context import Actor, UnitOfWork
from bot.notices.parts import Sender
from storage.models import Member
from storage.vocabulary import Role


def sender_facts(work: UnitOfWork, actor: Actor, author: Member) -> Sender:
    """Return who writes: the person's own name and role, and the organisation if one is set."""
    roles = [role for role in Role if role in roles_of(work, actor) and role is not Role.ADMIN]
    role = author.title or (f"{roles[0].value} for removals" if roles else "removals desk")
    return Sender(
        name=author.real_name,
        role=role,
        organisation=work.installation.organisation,
        email=work.installation.contact.email or author.email or None,
    )
