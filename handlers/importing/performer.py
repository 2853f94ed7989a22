"""Imports of CSV files that people handed over in Slack: fetched, filed, and told of in one message."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import httpx
from sqlmodel import Session

from bot.desk.core.context import Desk
from bot.desk.importing.orders import LARGEST, import_content
from bot.desk.importing.rows import HeaderRefused
from bot.desk.importing.running import ImportResult
from bot.effects.protocols import Done, Go, MayBeDone, NoOpRecorder, NotDone, Verdict
from handlers.importing.import_form import refusal_text, summary_text
from handlers.slack.downloads import Downloads, NotOurs, TooLarge
from handlers.slack.web_api import Slack
from storage.ledger import effects, lanes
from storage.models import Effect
from storage.vocabulary import EffectKind

REST = timedelta(seconds=5)
GONE = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
NOT_HANDED_OVER = "Slack does not hand over the file."


@dataclass(frozen=True)
class Import:
    """Which of Slack's files is read, for whom, and whether unknown matters are opened."""

    workspace_id: int
    file_id: str
    user_id: str
    creates_matters: bool


class ImportGate:
    """Takes what to read from the act itself: it was decided when the act was ordered."""

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Let it be read."""
        return Go(
            Import(
                workspace_id=effect.workspace_id,
                file_id=str(effect.payload["file"]),
                user_id=str(effect.payload["user"]),
                creates_matters=bool(effect.payload.get("create_matters")),
            )
        )


class ImportPerformer:
    """Downloads a file and files its rows.

    It writes to the database itself, unlike other performers: a large file takes minutes and many short
    transactions, and whatever of it is filed twice is filed once.
    """

    def __init__(self, desk: Desk, slack: Slack, downloads: Downloads) -> None:
        self._desk = desk
        self._slack = slack
        self._downloads = downloads

    def perform(self, request: Import) -> Done:
        """Read the file and file its rows. Raise NotDone, for good where the file cannot be used."""
        content = self._content(request.file_id)
        try:
            result = import_content(
                self._desk,
                request.workspace_id,
                request.user_id,
                content,
                creates_matters=request.creates_matters,
            )
        except HeaderRefused as refused:
            raise NotDone(refused.sentence, final=True) from refused
        return Done(request.file_id, _kept(result))

    def _content(self, file_id: str) -> bytes:
        try:
            return self._downloads.fetch(self._address(file_id), LARGEST)
        except TooLarge as refused:
            raise NotDone("The file is larger than 50 MB; please split it.", final=True) from refused
        except NotOurs as refused:
            raise NotDone("The file does not lie with Slack.", final=True) from refused
        except httpx.HTTPStatusError as error:
            is_gone = error.response.status_code in GONE
            raise NotDone(NOT_HANDED_OVER, retry_after=REST, final=is_gone) from error
        except httpx.HTTPError as error:
            raise NotDone("The file could not be fetched.", retry_after=REST) from error

    def _address(self, file_id: str) -> str:
        try:
            return str(self._slack.file(file_id).get("url_private_download") or "")
        except MayBeDone as unclear:
            raise NotDone(unclear.reason, retry_after=REST) from unclear
        except NotDone as refused:
            raise NotDone(NOT_HANDED_OVER, refused.retry_after, refused.final) from refused


class ImportRecorder(NoOpRecorder):
    """Tells the person once what became of the file, in the transaction that ends the act."""

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """Tell the counts, and the first rejected rows with their reasons."""
        told = done.result
        reasons = [(int(line), str(reason)) for line, reason in told["reasons"]]
        name = str(effect.payload["name"])
        text = summary_text(name, str(told["sentence"]), int(told["matters"]), int(told["rejected"]), reasons)
        _tell(session, effect, text, now)

    def refused(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """Tell why the file was not imported."""
        _tell(session, effect, refusal_text(str(effect.payload["name"]), reason), now)


def _kept(result: ImportResult) -> dict[str, object]:
    return {
        "sentence": result.sentence,
        "matters": result.matters,
        "rejected": result.rejected,
        "reasons": [[one.line, one.reason] for one in result.first_rejects],
    }


def _tell(session: Session, effect: Effect, text: str, now: datetime) -> None:
    user_id = str(effect.payload["user"])
    effects.order(
        session,
        workspace_id=effect.workspace_id,
        kind=EffectKind.DIRECT_MESSAGE,
        idem_key=f"tell:{user_id}:{effect.idem_key}",
        now=now,
        lane=lanes.posting(user_id),
        payload={"user": user_id, "text": text},
    )
