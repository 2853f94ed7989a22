"""People at work: each errand is what somebody does at the desk, and has something sent in the end."""

from dataclasses import replace
from itertools import count
from random import Random

from bot.clock import MovableClock
from bot.desk.case.owner import take
from bot.desk.core.context import Actor, Desk
from bot.desk.core.refresh import order_direct_message
from bot.desk.digest.schedule import digest_for_me, digest_now
from storage.vocabulary import EffectKind, Ground
from tests.crash.town import Town, host_of
from tests.desk.office import CARLA, CHANNEL, NOBODY, PEOPLE, RITA, ROSA, Office, move_in
from tests.support.platforms import SmallWorld

LISTENERS = tuple(user_id for user_id in PEOPLE if user_id != NOBODY)
EXPLANATION = "It shows a person who has not agreed."
Promise = tuple[EffectKind, str]


class Errands:
    """Runs errands, and remembers what the desk promised by having committed it."""

    def __init__(self, desk: Desk, workspace_id: int, town: Town, random: Random) -> None:
        self._desk = desk
        self._town = town
        self._random = random
        self._numbers = count(1)
        self._office = Office(desk, MovableClock(), SmallWorld(), workspace_id)
        self._cases: list[int] = []
        self.promised: list[Promise] = []
        with desk.store.write() as session:
            move_in(session, workspace_id, desk.clock.now())
        self._office.open_matter("NLP", Ground.PRIVATE_INFO)

    def actor(self, user_id: str) -> Actor:
        """Return a person at this desk."""
        return self._office.actor(user_id)

    def run(self) -> None:
        """Run the next errand."""
        errands = (self.warn, self.write, self.say, self.sum_up, self.take_over)
        self._random.choices(errands, (4, 2, 4, 1, 4))[0]()

    def warn(self) -> None:
        """Ask a person on the platform to take something down."""
        number, office = next(self._numbers), self._office
        server = self._random.choice(list(self._town.servers))
        self._town.servers[server].add_account(f"leak{number}", f"Leak {number}")
        case_id = office.file(f"https://{host_of(server)}/@leak{number}/{number}")
        self._show(case_id)
        office.draft(case_id)
        office.approve(case_id, CARLA)
        office.order(case_id)
        self.promised.append((EffectKind.SEND_DIRECT, office.sendings(case_id)[-1].idem_key))

    def write(self) -> None:
        """Write to the platform's legal desk."""
        number, office = next(self._numbers), self._office
        server = self._random.choice(list(self._town.servers))
        case_id = office.file(f"https://{host_of(server)}/@mirror{number}/{number}", ground=Ground.NCII)
        self._show(case_id)
        office.prove(case_id)
        form = replace(office.form(case_id), rule="rule on intimate images", explanation=EXPLANATION)
        office.letter(case_id, form)
        office.approve(case_id, ROSA)
        office.approve(case_id, CARLA)
        office.order(case_id, ROSA)
        self.promised.append((EffectKind.SEND_EMAIL, office.sendings(case_id)[-1].idem_key))

    def say(self) -> None:
        """Tell somebody in Slack something."""
        key, whom = f"said{next(self._numbers)}", self._random.choice(LISTENERS)
        with self._desk.write() as work:
            order_direct_message(work, self._office.workspace_id, whom, f"This is {key}.", key)
        self.promised.append((EffectKind.DIRECT_MESSAGE, f"tell:{whom}:{key}"))

    def sum_up(self) -> None:
        """Ask for a digest, for oneself or for the channel."""
        key = str(next(self._numbers))
        if self._random.random() < 0.5:
            digest_for_me(self._desk, self._office.actor(RITA), key)
            self.promised.append((EffectKind.DIGEST, f"digest:me:{RITA}:{key}"))
        else:
            digest_now(self._desk, self._office.actor(RITA), CHANNEL, key)
            self.promised.append((EffectKind.DIGEST, f"digest:now:{CHANNEL}:{key}"))

    def take_over(self) -> None:
        """Have somebody else look after a case, while its last news may still be on their way."""
        if not self._cases:
            return
        case_id = self._random.choice(self._cases[-6:])
        owner = self._office.case(case_id).owner_id
        by = ROSA if owner != ROSA else CARLA
        take(self._desk, self.actor(by), case_id, owner)

    def _show(self, case_id: int) -> None:
        self._cases.append(case_id)
        self.promised += [(kind, f"{kind}:{case_id}") for kind in (EffectKind.CARD, EffectKind.HISTORY)]
