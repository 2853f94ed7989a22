"""The invented matter that the local workspace starts with, entered as people would: through Slack."""

from contextlib import closing
from dataclasses import dataclass

from bot.commands.local_desk import LocalDesk
from bot.simulator.person import Person
from storage.queries.people import is_in_channel, members
from storage.queries.workspaces import all_workspaces

ROLES = (
    ("rita", "reporter"),
    ("rob", "reviewer"),
    ("carla", "counsel"),
    ("simon", "signatory"),
    ("ada", "reviewer"),
)
FACTS = (
    "On 12 November 2026 somebody entered the file servers of Northlight Pictures and copied internal "
    "e-mails and an unfinished script. The company reported the intrusion and said so in public."
)
HANDLE = "leakmirror"
POSTS = (
    ("Page 12 of the Northlight script, unfinished and unloved. More tonight.", "A script page, photographed"),
    ("And here are the phone numbers from the Northlight mails. Enjoy.", "A list of names and phone numbers"),
)


@dataclass(frozen=True)
class Cast:
    """The people of the local workspace, ready to act."""

    ada: Person
    rita: Person
    rob: Person
    carla: Person
    simon: Person

    def close(self) -> None:
        """Let everybody leave."""
        for person in (self.ada, self.rita, self.rob, self.carla, self.simon):
            person.close()


def cast(desk: LocalDesk) -> Cast:
    """Return the people, each with a client of their own."""
    names = ("ada", "rita", "rob", "carla", "simon")
    return Cast(
        *(
            Person(desk.url, desk.town.slack.user_named(name) or "", rest=desk.town.slack.watch())
            for name in names
        )
    )


def seed(desk: LocalDesk) -> None:
    """Give roles, open the matter and post what people see out there; a kept state stays as it is."""
    if desk.town.chirp.restored:
        return
    links = _outside(desk)
    with closing(cast(desk)) as people:
        _enter(desk, people, links)


def _enter(desk: LocalDesk, people: Cast, links: list[str]) -> None:
    home = desk.town.slack.channel_named("takedowns") or ""
    for name, role in ROLES:
        people.ada.command(f"/takedown roles add @{name} {role}", home)
    _open_matter(desk, people, home)
    people.ada.command("/takedown digest here at 09:00 Europe/Berlin weekdays", home)
    watch = desk.town.slack.channel_named("press-watch") or ""
    people.rita.say(f"Two posts by @{HANDLE} are going round: {' and '.join(links)}", watch)


def _outside(desk: LocalDesk) -> list[str]:
    chirp = desk.town.chirp
    chirp.add_account(HANDLE, "Leak Mirror", "Mirroring what others would rather hide.")
    chirp.add_account("filmfan", "Film Fan", "Trailers, scripts, gossip.")
    chirp.add_post("filmfan", "So the Northlight script is out there. Sad day for the writers, honestly.")
    numbers = [chirp.add_post(HANDLE, text, image=image) for text, image in POSTS]
    return [f"{chirp.public_url}/@{HANDLE}/{number}" for number in numbers]


def _open_matter(desk: LocalDesk, people: Cast, home: str) -> None:
    people.ada.command("/takedown matter new", home)
    form = people.ada.modal()
    people.ada.submit(
        form,
        key="NLP",
        title="The Northlight leak",
        client="Northlight Pictures",
        facts=FACTS,
        ground="private_info",
        channel=home,
    )
    people.ada.close_view(people.ada.modal(), whole_stack=True)
    # Slack is asked afterwards who everybody is and who is in the channel; then all can see and decide.
    people.rita.wait_for(lambda: _is_learnt(desk, home, people))


def _is_learnt(desk: LocalDesk, channel_id: str, people: Cast) -> bool:
    ids = {person.id for person in vars(people).values()}
    with desk.process.store.read() as session:
        [workspace] = all_workspaces(session)
        known = members(session, workspace.pk, ids).keys()
        return ids == known and is_in_channel(session, workspace.pk, channel_id, people.rita.id)
