"""A desk with its people and one matter, and the steps of a case's life as they are taken in tests."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from bot.clock import MovableClock
from bot.desk.card.card_facts import CardFacts, card_facts
from bot.desk.contact.drafting import draft_message, request_message
from bot.desk.core.context import Actor, Contact, Desk, Installation, UnitOfWork
from bot.desk.escalation.drafting import request_letter, save_letter
from bot.desk.escalation.letter_form import LetterForm
from bot.desk.escalation.letter_sheet import letter_sheet
from bot.desk.evidence.intake import OfferedFile, add_evidence, evidence_stored
from bot.desk.filing.filing import Filing, file_items
from bot.desk.matters.opening import NewMatter, open_matter
from bot.desk.review.approving import Attestation, approve
from bot.desk.sending.by_hand import Proof, sent_by_hand
from bot.desk.sending.sending import order_send
from storage.database.engine import Store
from storage.models import Case, Effect, Event, Evidence, Member, Notice, RoleGrant
from storage.queries import notices, people
from storage.vocabulary import (
    EffectKind,
    EffectStatus,
    EventKind,
    EvidenceStatus,
    Ground,
    NoticeKind,
    Role,
)
from tests.support.database import TUESDAY
from tests.support.platforms import SmallWorld

CHANNEL = "C0DESK"
RITA, ROB, ROSA, CARLA, CESAR, SIGRID, ADA, NOBODY = (
    "U0RITA",
    "U0ROB",
    "U0ROSA",
    "U0CARLA",
    "U0CESAR",
    "U0SIGRID",
    "U0ADA",
    "U0NOBODY",
)
PEOPLE: dict[str, tuple[str, tuple[Role, ...]]] = {
    RITA: ("Rita Reporter", (Role.REPORTER,)),
    ROB: ("Rob Reviewer", (Role.REVIEWER,)),
    ROSA: ("Rosa Reviewer", (Role.REVIEWER,)),
    CARLA: ("Carla Counsel", (Role.COUNSEL,)),
    CESAR: ("Cesar Counsel", (Role.COUNSEL,)),
    SIGRID: ("Sigrid Signatory", (Role.SIGNATORY,)),
    ADA: ("Ada Admin", (Role.ADMIN,)),
    NOBODY: ("Ned Nobody", ()),
}
POLICY = Installation(
    verify_url="https://northlight.example/verify",
    organisation="Northlight Pictures",
    contact=Contact("1 Quay, Port Example", "+44 20 7946 0000", "desk@northlight.example"),
)
PROOF_URL = "https://chirp.example/messages/77"


@dataclass
class Office:
    """One desk; every step opens its own transaction, as a request would."""

    desk: Desk
    clock: MovableClock
    platforms: SmallWorld
    workspace_id: int
    matters: list[str] = field(default_factory=list)

    def actor(self, user_id: str) -> Actor:
        return Actor(self.workspace_id, user_id, CHANNEL)

    def as_installed(self, **changed: object) -> None:
        self.desk = replace(self.desk, installation=replace(self.desk.installation, **changed))  # type: ignore[arg-type]

    def open_matter(self, key: str, ground: Ground) -> None:
        wanted = NewMatter(
            key, "The leak", "Northlight Pictures", "Files were copied without permission.", ground, CHANNEL
        )
        open_matter(self.desk, self.actor(ROB), wanted)
        with self.desk.store.write() as session:
            people.replace_channel_members(session, self.workspace_id, CHANNEL, frozenset(PEOPLE))
        self.matters.append(key)

    def file(self, *urls: str, ground: Ground | None = None, by: str = RITA, account: str = "") -> int:
        addresses = urls or ("https://x.com/leakmirror/status/1100",)
        filing = Filing(self.matters[-1], addresses, ground=ground, account=account)
        return file_items(self.desk, self.actor(by), filing).cases[0].case_id

    def case(self, case_id: int) -> Case:
        with self.desk.store.read() as session:
            return session.get_one(Case, case_id)

    def notice(self, case_id: int) -> Notice:
        with self.desk.store.read() as session:
            return notices.of_case(session, self.workspace_id, case_id)[-1]

    def facts(self, case_id: int) -> CardFacts:
        with self.desk.read() as work:
            return card_facts(work, self.workspace_id, case_id)

    def moment_of(self, session: object) -> UnitOfWork:
        return UnitOfWork(session, self.clock.now(), self.desk.installation, self.platforms)  # type: ignore[arg-type]

    def draft(
        self, case_id: int, by: str = ROB, kind: NoticeKind = NoticeKind.WARNING, body: str | None = None
    ) -> int:
        """Request approval of a message and return its id."""
        text = body or draft_message(self.desk, self.actor(by), case_id, kind).body
        request_message(self.desk, self.actor(by), case_id, kind, text)
        return self.notice(case_id).pk

    def approve(self, case_id: int, by: str, attestation: Attestation | None = None) -> bool:
        notice = self.notice(case_id)
        given = attestation or Attestation(notice.content_hash)
        return approve(self.desk, self.actor(by), notice.pk, given)

    def ask(self, case_id: int, *, by: str = ROB, approver: str = CARLA) -> None:
        """Take the warning all the way to the contacted person, by hand."""
        self.draft(case_id, by)
        self.approve(case_id, approver)
        self.say_sent(case_id, by)

    def say_sent(self, case_id: int, by: str = ROB, reference: str = PROOF_URL) -> None:
        proof = Proof(reference, self.clock.now().replace(microsecond=0))
        sent_by_hand(self.desk, self.actor(by), self.notice(case_id).pk, proof)

    def order(self, case_id: int, by: str = ROB) -> None:
        notice = self.notice(case_id)
        order_send(self.desk, self.actor(by), notice.pk, notice.content_hash)

    def prove(self, case_id: int) -> None:
        """Give every item stored evidence."""
        numbers = [item.number for item in self.facts(case_id).items]
        files = [OfferedFile("F1", "screen.png", 10)]
        add_evidence(self.desk, self.actor(RITA), case_id, numbers, files)
        with self.desk.write() as work:
            wanted = select(Evidence).where(
                Evidence.case_id == case_id, Evidence.status == EvidenceStatus.PENDING
            )
            for row in work.session.exec(wanted).all():
                evidence_stored(work, row.pk, "ab" * 32, "image/png", 10)

    def letter(self, case_id: int, form: LetterForm | None = None, *, by: str = ROB) -> int:
        """Draft the letter, request its approval and return its id."""
        saved = save_letter(self.desk, self.actor(by), case_id, form or self.form(case_id, by))
        request_letter(self.desk, self.actor(by), saved.sheet.notice_id, saved.sheet.content_hash)
        return saved.sheet.notice_id

    def form(self, case_id: int, by: str = ROB) -> LetterForm:
        form = letter_sheet(self.desk, self.actor(by), case_id).form
        return replace(
            form,
            signatory_id=SIGRID,
            data_type="home addresses",
            work_titles="The Long Tide",
            part="page 12",
            agent_looked_up=date(2026, 11, 20),
            fair_use="The whole screenplay was posted without any comment, and its market is harmed by it.",
        )

    def wait(self, **time: int) -> datetime:
        return self.clock.advance(timedelta(**time))

    def kinds(self, case_id: int) -> list[EventKind]:
        with self.desk.store.read() as session:
            wanted = select(Event).where(Event.case_id == case_id).order_by(Event.seq)  # type: ignore[arg-type]
            return [event.kind for event in session.exec(wanted)]

    def sendings(self, case_id: int) -> list[Effect]:
        wanted = select(Effect).where(Effect.case_id == case_id).order_by(Effect.id)
        kinds = {EffectKind.SEND_DIRECT, EffectKind.SEND_EMAIL, EffectKind.SENT_BY_HAND}
        with self.desk.store.read() as session:
            return [row for row in session.exec(wanted) if row.kind in kinds]

    def mark(self, effect_id: int, status: EffectStatus) -> None:
        with self.desk.store.write() as session:
            row = session.get_one(Effect, effect_id)
            row.status, row.started_at = status, self.clock.now()
            session.add(row)

    def change_member(self, user_id: str, **changed: bool) -> None:
        with self.desk.store.write() as session:
            row = session.get_one(Member, (self.workspace_id, user_id))
            for name, value in changed.items():
                setattr(row, name, value)
            session.add(row)


def opened_office(store: Store, clock: MovableClock, workspace_id: int, tmp_path: Path) -> Office:
    """Return an office with all its people and a matter about private information."""
    with store.write() as session:
        move_in(session, workspace_id, TUESDAY)
    platforms = SmallWorld()
    desk = Desk(store, clock, replace(POLICY, evidence_dir=tmp_path / "evidence"), platforms)
    office = Office(desk, clock, platforms, workspace_id)
    office.open_matter("NLP", Ground.PRIVATE_INFO)
    return office


def move_in(session: Session, workspace_id: int, now: datetime) -> None:
    """Give everybody their roles, and make them known unless Slack has told of them already."""
    known = set(session.exec(select(Member.user_id)))
    for user_id, (name, roles) in PEOPLE.items():
        if user_id not in known:
            email = f"{user_id.lower()}@northlight.example"
            session.add(
                Member(workspace_id=workspace_id, user_id=user_id, real_name=name, email=email, checked_at=now)
            )
        for role in roles:
            grant = RoleGrant(workspace_id=workspace_id, user_id=user_id, role=role, given_by=ADA, given_at=now)
            session.add(grant)


def noon(day: int, month: int = 11) -> datetime:
    """Return noon UTC of a day in 2026."""
    return datetime(2026, month, day, 12, tzinfo=UTC)
