"""People, time, crashes and a ledger in any order: whatever they do, nothing goes out that must not.

`MACHINE_EXAMPLES` sets how many stories are played (each of up to `MACHINE_STEPS` steps), and any value of it
makes them new ones each time; without it the same ones are played, within CI's time.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import select

from bot.desk.card.card_facts import card_facts
from bot.desk.card.steps import Step
from bot.desk.core.refresh import show_case
from bot.desk.core.refusals import NotAllowed, NotFound, NotNow, Overtaken, Refusal
from bot.desk.filing.filing import Filing, file_items
from bot.desk.matters.opening import NewMatter, open_matter
from bot.desk.sending.reconciling import reconcile
from bot.desk.team.members import joined, left, person_changed
from bot.desk.team.pause import pause, resume
from bot.desk.team.roles import give_role, take_role
from bot.desk.tracking.closing import refuse
from bot.desk.tracking.outcomes import Outcomes, record_outcome
from bot.desk.tracking.replies import record_reply
from storage.ledger.effects import Reconciliation
from storage.models import Approval, Card, Case, Effect, Member, Notice, RoleGrant
from storage.vocabulary import (
    CaseStatus,
    EffectStatus,
    Ground,
    Outcome,
    ReplyKind,
    Role,
    Route,
)
from tests.desk.office import ADA, CARLA, CHANNEL, PEOPLE, RITA, ROB
from tests.machine import oracle
from tests.machine.casework import FORWARD, CaseWork
from tests.machine.judging import Judging
from tests.machine.outside import Arrival, Fate, Meanwhile
from tests.machine.record import Record
from tests.machine.setting import MATTERS, Setting, template_of
from tests.support.database import copied
from tests.support.platforms import way_to_report, way_to_write

CHOSEN = os.environ.get("MACHINE_EXAMPLES")
EXAMPLES = int(CHOSEN or 12)
STEPS = int(os.environ.get("MACHINE_STEPS", 40))
ANYBODY = st.sampled_from(sorted(PEOPLE))
MEMORY = Path("/dev/shm")
WHICH = st.integers(0, 3)
ACCOUNTS = ("leakmirror", "filesforall", "quietone", "newone", "another", "third")


class DeskMachine(CaseWork, Judging, RuleBasedStateMachine):
    """A desk to which anything may happen in any order."""

    @initialize(
        matter=st.sampled_from(sorted(MATTERS)),
        by_desk=st.booleans(),
        far=st.integers(0, 9),
        then=st.sampled_from((*sorted(ReplyKind), None, *Fate)),
        meanwhile=st.sampled_from(Meanwhile),
    )
    def open_the_desk(
        self, matter: str, by_desk: bool, far: int, then: ReplyKind | Fate | None, meanwhile: Meanwhile
    ) -> None:
        """Begin with a case that has come some way."""
        self.folder = Path(tempfile.mkdtemp(prefix="machine-", dir=MEMORY if MEMORY.is_dir() else None))
        database = copied(TEMPLATE[0], TEMPLATE[0].with_name("desk.db"))
        self.setting = Setting(database, self.folder, self._witness)
        self.office, self.desk, self.clock = self.setting.office, self.setting.office.desk, self.setting.clock
        self.watch = oracle.Watch()
        with self.desk.store.read() as session:
            self.record = Record(session)
        self.agreed: dict[str, int] = {}
        self.sent: set[int] = set()
        self.deleted: dict[int, int] = {}
        self.setting.settle()
        if not by_desk:
            self.change_the_ways(Route.ASSISTED, Route.ASSISTED)
        else:
            self.change_the_ways(Route.DIRECT, Route.EMAIL)
        self.file(matter, 0, {1, 2}, RITA)
        self.file("NLP", 1, {1}, RITA)
        self._do(Step.ADD_EVIDENCE, 1, RITA)
        for number in range(far):
            self.setting.settle()
            self.go_on(0, number)
            if self.office.case(1).status is CaseStatus.WARNED:
                self.clock.advance(timedelta(days=6))
        if isinstance(then, Fate):
            self.trouble_while_sending(0, far, then, meanwhile, answers=by_desk)
        elif then is not None:
            self.hear_from_the_person(0, RITA, then)

    def teardown(self) -> None:
        """At the end of every story everything comes to rest, and is looked at once more."""
        if hasattr(self, "setting"):
            try:
                self.everything_comes_to_rest()
                self.nothing_is_wrong()
            finally:
                self.setting.close()
                shutil.rmtree(self.folder)

    # What people do.

    @rule(key=st.sampled_from(("NEW", "TWO", "NLP")), ground=st.sampled_from(sorted(Ground)), by=ANYBODY)
    def open_a_matter(self, key: str, ground: Ground, by: str) -> None:
        wanted = NewMatter(key, "Another leak", "Northlight Pictures", "Files were copied.", ground, CHANNEL)
        self._try(lambda: open_matter(self.desk, self._actor(by), wanted))

    @rule(
        matter=st.sampled_from((*sorted(MATTERS), "NEW", "TWO")),
        account=st.integers(0, 2),
        posts=st.sets(st.integers(1, 3), min_size=1, max_size=2),
        by=ANYBODY,
    )
    def file(self, matter: str, account: int, posts: set[int], by: str) -> None:
        name = ACCOUNTS[account]
        urls = tuple(f"https://x.com/{name}/status/{number}" for number in sorted(posts))
        self._try(lambda: file_items(self.desk, self._actor(by), Filing(matter, urls)))

    @rule(which=WHICH, person=WHICH)
    def go_far(self, which: int, person: int) -> None:
        """Go on with nothing in the way, and wait for whoever has to answer."""
        for number in range(3):
            self.setting.settle()
            self.go_on(which, person + number)
            if self._case(which).status is CaseStatus.WARNED:
                self.clock.advance(timedelta(days=6))

    @rule(which=WHICH, person=WHICH)
    def go_on(self, which: int, person: int) -> None:
        """Do what the card offers, as somebody who may: it must not be refused as impossible."""
        case = self._case(which)
        with self.desk.read() as work:
            steps = sorted(card_facts(work, 1, case.pk).steps & FORWARD.keys())
        for step in steps:
            by = FORWARD[step][person % len(FORWARD[step])]
            try:
                self._do(step, case.pk, by)
            except NotNow as refused:
                # Where the roles of all others were taken, this one person cannot go on, and another may.
                if refused.sentence.startswith("Nobody but you"):
                    continue
                raise AssertionError(f"the card offered {step}, and then: {refused}") from refused
            except (NotAllowed, NotFound, Overtaken):
                continue
            except Refusal as refused:
                if refused.field == "signatory":
                    continue
                raise AssertionError(f"{step} by {by}: {refused}") from refused
            break

    @rule(which=WHICH, step=st.sampled_from(sorted(Step)), by=ANYBODY)
    def try_anything(self, which: int, step: Step, by: str) -> None:
        self._try(lambda: self._do(step, self._case(which).pk, by))

    @rule(which=WHICH, by=ANYBODY, item=WHICH, outcome=st.sampled_from(sorted(Outcome)), account=st.booleans())
    def say_what_became(self, which: int, by: str, item: int, outcome: Outcome, account: bool) -> None:
        case = self._case(which)
        numbers = {item: outcome}
        said = Outcomes(numbers, outcome if account else None)
        self._try(lambda: record_outcome(self.desk, self._actor(by), case.pk, said))

    @rule(which=WHICH, by=ANYBODY, kind=st.sampled_from(sorted(ReplyKind)))
    def hear_from_the_person(self, which: int, by: str, kind: ReplyKind) -> None:
        self._try(lambda: record_reply(self.desk, self._actor(by), self._case(which).pk, kind, "So be it."))

    @rule(which=WHICH, by=ANYBODY)
    def refuse_the_case(self, which: int, by: str) -> None:
        self._try(lambda: refuse(self.desk, self._actor(by), self._case(which).pk, "It is news."))

    @rule(by=ANYBODY, on=st.booleans())
    def pull_the_switch(self, by: str, on: bool) -> None:
        self._try(lambda: pause(self.desk, self._actor(by), "") if on else resume(self.desk, self._actor(by)))

    @rule(by=ANYBODY, answer=st.sampled_from(sorted(Reconciliation)))
    def settle_a_doubt(self, by: str, answer: Reconciliation) -> None:
        with self.desk.store.read() as session:
            wanted = select(Effect).where(Effect.status == EffectStatus.UNKNOWN)
            doubtful = [each for each in session.exec(wanted) if each.notice_id is not None]
        if not doubtful:
            return
        settled = self._try(lambda: reconcile(self.desk, self._actor(by), doubtful[0].pk, answer))
        if settled and answer is Reconciliation.AGAIN:
            key = f"1:{doubtful[0].idem_key}"
            self.agreed[key] = self.agreed.get(key, 0) + 1

    @rule(
        who=ANYBODY,
        role=st.sampled_from(sorted(Role)),
        gives=st.sampled_from((True, True, False)),
        by=st.sampled_from((ADA, ROB)),
    )
    def change_roles(self, who: str, role: Role, gives: bool, by: str) -> None:
        change = give_role if gives else take_role
        self._try(lambda: change(self.desk, self._actor(by), who, role))

    @rule(number=st.integers(0, 20))
    def take_a_role_that_is_held(self, number: int) -> None:
        with self.desk.store.read() as session:
            held = sorted((each.user_id, each.role) for each in session.exec(select(RoleGrant)))
        who, role = held[number % len(held)]
        self._try(lambda: take_role(self.desk, self._actor(ADA), who, role))

    @rule(who=ANYBODY, trait=st.sampled_from(("deleted", "is_restricted", "", "", "")))
    def change_person(self, who: str, trait: str) -> None:
        profile = {"id": who, "team_id": "T0NORTH", "profile": {"real_name": PEOPLE[who][0]}}
        self.setting.slack.people[who] = profile | ({trait: True} if trait else {})
        person_changed(self.desk, 1, who)

    @rule(who=ANYBODY, comes=st.sampled_from((True, True, False)))
    def come_and_go(self, who: str, comes: bool) -> None:
        inside = self.setting.slack.inside[CHANNEL]
        (inside.add if comes else inside.discard)(who)
        (joined if comes else left)(self.desk, 1, CHANNEL, who)

    # What the world does.

    @rule(
        writes=st.sampled_from((Route.DIRECT, Route.ASSISTED)),
        reports=st.sampled_from((Route.EMAIL, Route.ASSISTED)),
    )
    def change_the_ways(self, writes: Route, reports: Route) -> None:
        self.office.platforms.writing = way_to_write(writes)
        self.office.platforms.reporting = way_to_report(reports)
        with self.desk.write() as work:
            for case in work.session.exec(select(Case)).all():
                show_case(work.session, case, work.now)

    @rule(hours=st.sampled_from((0.02, 1, 23, 25, 49, 80, 200)))
    def let_time_pass(self, hours: float) -> None:
        self.clock.advance(timedelta(hours=hours))

    @rule()
    def the_worker_steps(self) -> None:
        self.setting.step()

    @rule()
    def the_machine_rests(self) -> None:
        self.setting.rest()
        self.setting.step()

    @rule(fates=st.lists(st.sampled_from(Fate), min_size=1, max_size=2), answers=st.booleans())
    def trouble_outside(self, fates: list[Fate], answers: bool) -> None:
        self.setting.world.fates.waiting[:] = fates
        self.setting.world.answers = answers
        self.setting.step()

    @rule(fates=st.lists(st.sampled_from(Fate), min_size=1, max_size=3))
    def trouble_in_slack(self, fates: list[Fate]) -> None:
        self.setting.slack.fates.waiting[:] = fates
        self.setting.step()

    @rule(account=st.integers(3, 5), fate=st.sampled_from(Fate), again=st.sampled_from(Fate))
    def trouble_with_a_new_card(self, account: int, fate: Fate, again: Fate) -> None:
        """A card that may be there already is looked for, and not posted a second time."""
        self.setting.settle()
        self.file("NLP", account, {1}, RITA)
        self.trouble_in_slack([fate, again])

    @rule(
        which=WHICH,
        person=WHICH,
        fate=st.sampled_from(Fate),
        meanwhile=st.sampled_from(Meanwhile),
        answers=st.booleans(),
    )
    def trouble_while_sending(
        self, which: int, person: int, fate: Fate, meanwhile: Meanwhile, answers: bool
    ) -> None:
        """A text that somebody ordered to be sent: something comes between, or the way out is broken."""
        self.change_the_ways(Route.DIRECT, Route.EMAIL)
        self.pull_the_switch(CARLA, on=False)
        self.try_anything(which, Step.ADD_EVIDENCE, RITA)
        for number in range(6):
            self.setting.settle()
            if self._ordered(which, FORWARD[Step.SEND][person % 2]):
                break
            self.go_on(which, person + number)
            if self._case(which).status is CaseStatus.WARNED:
                self.clock.advance(timedelta(days=6))
        else:
            return
        self._meanwhile(which, meanwhile)
        self.trouble_outside([fate], answers)
        self.the_machine_rests()
        self.the_machine_rests()

    def _ordered(self, which: int, by: str) -> bool:
        case = self._case(which)
        with self.desk.read() as work:
            can_go = Step.SEND in card_facts(work, 1, case.pk).steps
        return can_go and self._try(lambda: self._do(Step.SEND, case.pk, by))

    def _meanwhile(self, which: int, what: Meanwhile) -> None:
        case_id = self._case(which).id
        match what:
            case Meanwhile.PAUSED:
                self.pull_the_switch(CARLA, on=True)
            case Meanwhile.ANSWERED:
                self.hear_from_the_person(which, RITA, ReplyKind.NO_CONTACT)
            case Meanwhile.A_DAY_PASSED:
                self.clock.advance(timedelta(hours=25))
            case Meanwhile.APPROVER_LEFT:
                with self.desk.store.write() as session:
                    wanted = select(Approval.user_id).join(Notice).where(Notice.case_id == case_id)
                    for user_id in session.exec(wanted).all():
                        session.get_one(Member, (1, user_id)).is_deactivated = True

    @rule(write=st.integers(1, 6), before=st.booleans())
    def the_process_dies(self, write: int, before: bool) -> None:
        self.setting.store.dies_at = (write, before)
        self.setting.step()
        self.setting.store.dies_at = None

    @rule(which=WHICH)
    def somebody_deletes_the_card(self, which: int) -> None:
        with self.desk.store.read() as session:
            case = self._case(which)
            card = session.get(Card, case.id)
        if card is not None and self.setting.slack.messages.pop((card.channel_id, card.ts or ""), None):
            self.deleted[case.pk] = case.version

    @rule()
    def everything_comes_to_rest(self) -> None:
        """With nothing in the way, what is due gets done, and every card shows what is committed."""
        self.setting.settle()
        with self.desk.store.read() as session:
            self.watch.look(session)
        self._nothing_is_stuck()
        self._cards_are_true()

    # What must hold.

    @invariant()
    def nothing_is_wrong(self) -> None:
        if not hasattr(self, "setting"):
            return
        with self.desk.store.read() as session:
            self.watch.look(session)
            self.record.tells_everything(session)
            self._by_hand_only_what_may(session)
        assert self.setting.world.mistakes == []
        for arrival in self.setting.world.arrived:
            allowed = 1 + self.agreed.get(arrival.key, 0)
            assert self.setting.world.count(arrival.key) <= allowed, f"{arrival.key} arrived twice"

    def _witness(self, arrival: Arrival) -> None:
        with self.desk.store.read() as session:
            oracle.may_arrive(session, arrival)

    # Looking things up.

    def _try(self, act: Callable[[], object]) -> bool:
        with suppress(Refusal):
            act()
            return True
        return False

    def _case(self, which: int) -> Case:
        cases = self._cases()
        return cases[which % len(cases)]


TEMPLATE: list[Path] = []


@pytest.fixture(scope="module", autouse=True)
def _template(tmp_path_factory: pytest.TempPathFactory) -> None:
    TEMPLATE[:] = [template_of(tmp_path_factory.mktemp("machine"))]


class TestDesk(DeskMachine.TestCase):  # type: ignore[name-defined,misc]
    """Plays the stories."""

    settings = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        derandomize=CHOSEN is None,
        deadline=None,
        print_blob=True,
        phases=[Phase.generate, *([Phase.shrink] if os.environ.get("MACHINE_SHRINK") else [])],
        suppress_health_check=list(HealthCheck),
    )
