"""Cases and texts put straight where a test needs them."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from storage.database.engine import Store
from storage.models import Case, Matter, Notice
from storage.vocabulary import (
    CaseStatus,
    DeadlineKind,
    Ground,
    NoticeKind,
    NoticeStatus,
    Platform,
    Route,
)
from tests.handlers.office import HOME
from tests.support.database import TUESDAY


def matter(store: Store, workspace_id: int, key: str = "NLP", channel: str | None = HOME) -> int:
    with store.write() as session:
        row = Matter(
            workspace_id=workspace_id,
            key=key,
            title="The leak",
            client="Northlight",
            ground=Ground.PRIVATE_INFO,
            channel_id=channel,
            created_by="U1RITA",
            created_at=TUESDAY,
        )
        session.add(row)
        session.flush()
        return row.pk


def case(
    session: Session,
    workspace_id: int,
    matter_id: int,
    number: int,
    *,
    account: str | None = "leakmirror",
    status: CaseStatus = CaseStatus.OPEN,
    owner: str | None = None,
    deadline: datetime | None = None,
    created: datetime = TUESDAY,
    platform: Platform = Platform.X,
    identity: str = "",
) -> Case:
    row = Case(
        workspace_id=workspace_id,
        matter_id=matter_id,
        number=number,
        key=f"NLP-{number}",
        platform=platform,
        account=account,
        identity=identity or f"x:account:{account}{number}",
        code="4K2",
        status=status,
        owner_id=owner,
        filed_by="U1RITA",
        deadline_at=deadline,
        deadline_kind=DeadlineKind.GRACE_ENDS if deadline else None,
        created_at=created,
        updated_at=created,
        resolved_at=TUESDAY if status is CaseStatus.RESOLVED else None,
    )
    session.add(row)
    return row


def notice(
    session: Session,
    case: Case,
    *,
    kind: NoticeKind = NoticeKind.WARNING,
    status: NoticeStatus = NoticeStatus.IN_REVIEW,
    author: str = "U1AUTHOR",
    signatory: str | None = None,
) -> Notice:
    session.flush()
    row = Notice(
        workspace_id=case.workspace_id,
        case_id=case.pk,
        kind=kind,
        number=1,
        template="warning",
        template_version=1,
        status=status,
        route=Route.ASSISTED,
        author_id=author,
        sender_id=author,
        signatory_id=signatory,
        recipient=case.account or "",
        body="Hello",
        facts="{}",
        content_hash=f"hash-{case.number}-{kind}",
        created_at=TUESDAY,
        approved_at=TUESDAY if status is NoticeStatus.APPROVED else None,
    )
    session.add(row)
    return row


def cases(store: Store, workspace_id: int, matter_id: int, numbers: Sequence[int], **facts: object) -> None:
    with store.write() as session:
        for number in numbers:
            case(session, workspace_id, matter_id, number, **facts)  # type: ignore[arg-type]
