"""Fetching evidence files that people handed over in Slack."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from sqlmodel import Session

from bot.desk.core.context import Desk
from bot.desk.core.refusals import Invalid
from bot.desk.evidence import files, intake
from bot.effects.protocols import Cancel, Done, Go, NoOpRecorder, NotDone, Verdict
from handlers.slack.downloads import Downloads, NotOurs, TooLarge
from handlers.slack.web_api import Slack
from storage.models import Effect, Evidence
from storage.vocabulary import EvidenceStatus


@dataclass(frozen=True)
class Fetch:
    """Which of Slack's files is fetched, and where its bytes are kept."""

    file_id: str
    directory: Path


class EvidenceGate:
    """Fetches only what is still waited for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, session: Session, effect: Effect, now: datetime) -> Verdict:
        """Let the file be fetched unless it was stored or refused before."""
        found = session.get(Evidence, int(effect.payload["evidence"]))
        if found is None or found.status is not EvidenceStatus.PENDING:
            return Cancel("The file is no longer waited for.")
        return Go(Fetch(str(effect.payload["file"]), self._desk.installation.evidence_dir))


class EvidencePerformer:
    """Asks Slack where a file is, downloads it, and keeps its bytes under their SHA-256."""

    def __init__(self, slack: Slack, downloads: Downloads) -> None:
        self._slack = slack
        self._downloads = downloads

    def perform(self, request: Fetch) -> Done:
        """Fetch and keep. Raise NotDone, for good where the file is not what evidence may be."""
        url = str(self._slack.file(request.file_id).get("url_private_download") or "")
        try:
            content = self._downloads.fetch(url, files.LARGEST)
            digest, media_type = files.keep(request.directory, content)
        except TooLarge as refused:
            raise NotDone("The file is larger than 10 MB.", final=True) from refused
        except NotOurs as refused:
            raise NotDone("The file does not lie with Slack.", final=True) from refused
        except Invalid as refused:
            raise NotDone(refused.sentence, final=True) from refused
        except httpx.HTTPError as error:
            raise NotDone("The file could not be fetched.", retry_after=timedelta(seconds=5)) from error
        return Done(digest, {"media_type": media_type, "size": len(content)})


class EvidenceRecorder(NoOpRecorder):
    """Writes down that a file is stored, or why it is not."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def finished(self, session: Session, effect: Effect, done: Done, now: datetime) -> None:
        """Note hash, type and size."""
        work = self._desk.within(session, now)
        kind, size = str(done.result["media_type"]), int(done.result["size"])
        intake.evidence_stored(work, int(effect.payload["evidence"]), done.reference or "", kind, size)

    def refused(self, session: Session, effect: Effect, reason: str, now: datetime) -> None:
        """Note why the file is not kept."""
        work = self._desk.within(session, now)
        if session.get_one(Evidence, int(effect.payload["evidence"])).status is EvidenceStatus.PENDING:
            intake.evidence_refused(work, int(effect.payload["evidence"]), reason)
