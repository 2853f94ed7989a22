"""Importing a file through Slack: handed over, fetched with the bot's token, filed, told of once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlmodel import select
from starlette.applications import Starlette

from bot.clock import MovableClock
from bot.desk.core.context import Desk
from bot.desk.core.refusals import Invalid, NotAllowed
from bot.desk.importing.orders import LARGEST
from bot.effects.protocols import NotDone
from bot.effects.registry import Registry
from bot.effects.worker import Worker
from bot.simulator.person import Person
from bot.simulator.slack.server import LocalSlack
from handlers.base.responses import Close, Errors
from handlers.front.performers import register
from handlers.importing.import_form import refusal_text, summary_text
from handlers.importing.performer import Import, ImportPerformer
from handlers.slack.downloads import Downloads
from handlers.slack.web_api import Slack
from storage.database.engine import Store
from storage.models import Case, Effect, Matter, Workspace
from storage.vocabulary import EffectKind, EffectStatus
from tests.handlers import shelf
from tests.handlers.filing.test_filing import HOSTILE
from tests.handlers.office import Someone, employ, filled, written
from tests.simulator.slack.conftest import MANIFEST
from tests.support.serving import serving

ROWS = "matter,url\nNLP,https://x.com/leakmirror/status/1\nNLP,https://x.com/leakmirror/status/2\n"


@dataclass
class Place:
    """A local Slack with Rita in it, and a worker of the desk beside it."""

    slack: LocalSlack
    person: Person
    rita: Someone
    desk: Desk
    worker: Worker
    performer: ImportPerformer

    def hand_over(self, path: Path, content: str | bytes, *ticked: str) -> Any:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        file = self.person.upload(path)
        return self.rita.submit(self.rita.opens("import"), file=[file], create_matters=ticked)

    def told(self) -> list[str]:
        self.worker.run_until_idle()
        return [message["text"] for message in self.person.messages(self.person.im()) if message["bot"]]


@pytest.fixture
def place(desk: Desk, store: Store, workspace: Workspace, clock: MovableClock) -> Iterator[Place]:
    slack = LocalSlack(clock, MANIFEST)
    user_id = slack.add_user("rita", "Rita Reviewer", tz="Europe/Berlin")
    rita = employ(desk, workspace.pk, user_id, "reviewer")
    with serving(Starlette(routes=slack.routes())) as url, Person(url, user_id) as person:
        caller = Slack(WebClient(slack.bot_token, base_url=f"{url}/api/"))
        downloads = Downloads(f"{url}/api/", slack.bot_token)
        registry = Registry()
        register(registry, desk, caller, downloads)
        worker = Worker(store, registry, clock, name="test")
        yield Place(slack, person, rita, desk, worker, ImportPerformer(desk, caller, downloads))


def keys(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.exec(select(Case.key)))


def test_a_file_is_read_once_and_told_of_once(place: Place, store: Store, tmp_path: Path) -> None:
    shelf.matter(store, place.rita.workspace_id)
    answer = place.hand_over(tmp_path / "list.csv", ROWS + "HAR,https://x.com/a/status/1\nNLP,nonsense\n")
    assert isinstance(answer, Close)
    assert "comes to you as a direct message" in answer.text
    (told,) = place.told()
    assert "list.csv: imported 1 cases, 2 items; 0 duplicates; 2 rejected." in told
    assert "• line 4: There is no matter HAR." in told
    assert "• line 5: " in told
    assert keys(store) == ["NLP-1"]
    place.hand_over(tmp_path / "list.csv", ROWS)
    assert "0 cases, 0 items; 2 duplicates; 0 rejected." in place.told()[-1]


def test_unknown_matters_are_opened_if_ticked(place: Place, store: Store, tmp_path: Path) -> None:
    place.hand_over(tmp_path / "list.csv", ROWS, "yes")
    assert "New: 1 matter." in place.told()[0]
    with store.read() as session:
        matter = session.exec(select(Matter)).one()
    assert (matter.key, matter.created_by, matter.channel_id) == ("NLP", place.rita.user_id, None)


@pytest.mark.parametrize("ticked", [(), ("yes",)])
def test_rows_of_a_matter_that_is_not_shown_are_rejected(
    place: Place, store: Store, tmp_path: Path, ticked: tuple[str, ...]
) -> None:
    shelf.matter(store, place.rita.workspace_id, "NLP", channel="C9SECRET")
    place.hand_over(tmp_path / "list.csv", ROWS, *ticked)
    assert "0 cases, 0 items; 0 duplicates; 2 rejected." in place.told()[0]
    assert "There is no matter NLP." in place.told()[0]
    assert keys(store) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "The file is empty"),
        ("a;b\n1;2\n", "no column matter"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a CSV file"),
        ("matter,url,<!channel>\n", "&lt;!channel&gt;"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_of(
    place: Place, store: Store, tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    place.hand_over(tmp_path / "list.csv", content)
    (told,) = place.told()
    assert "list.csv was not imported." in told
    assert sentence in told
    assert "<!channel>" not in told
    with store.read() as session:
        kind = select(Effect.status).where(Effect.kind == EffectKind.IMPORT_FILE)
        assert session.exec(kind).all() == [EffectStatus.FAILED]


def test_a_hostile_name_and_hostile_rows_stay_text(place: Place, store: Store, tmp_path: Path) -> None:
    rows = "".join(f'<!channel>,"{HOSTILE}"\n' for _ in range(30))
    place.hand_over(tmp_path / "<!channel> =cmd().csv", f"matter,url\n{rows}")
    (told,) = place.told()
    assert "30 rejected" in told
    assert "The first 10 rejected rows:" in told
    assert "<!channel>" not in told
    assert len(told) < 4000


def test_a_file_that_is_gone_is_told_of(place: Place, desk: Desk) -> None:
    act = Import(place.rita.workspace_id, "F0GONE", place.rita.user_id, creates_matters=False)
    with pytest.raises(NotDone, match="does not hand over") as refused:
        place.performer.perform(act)
    assert refused.value.final


def test_the_token_goes_to_slack_alone(place: Place, tmp_path: Path) -> None:
    class Elsewhere(Slack):
        def file(self, file_id: str) -> dict[str, Any]:
            return {"url_private_download": "http://127.0.0.1:9/files/secret.csv"}

    client = WebClient(place.slack.bot_token)
    performer = ImportPerformer(place.desk, Elsewhere(client), Downloads("https://slack.com/api/", "xoxb"))
    with pytest.raises(NotDone, match="does not lie with Slack") as refused:
        performer.perform(Import(place.rita.workspace_id, "F1", "U1", creates_matters=False))
    assert refused.value.final


def test_the_same_file_is_ordered_once(rita: Someone) -> None:
    file = {"id": "F1", "name": "list.csv", "size": 10}
    first = rita.submit(rita.opens("import"), file=[file])
    second = rita.submit(rita.opens("import"), file=[file])
    assert isinstance(first, Close)
    assert isinstance(second, Close)
    assert "is being read" in first.text
    assert "not read again" in second.text


@pytest.mark.parametrize(
    "file",
    [{"id": "F1", "name": "list.xlsx", "size": 1}, {"id": "F1", "name": "a.csv", "size": LARGEST + 1}],
)
def test_another_kind_of_file_is_refused_at_its_field(rita: Someone, file: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        rita.submit(rita.opens("import"), file=[file])
    assert refused.value.field == "file"


def test_a_form_without_a_file_is_marked(rita: Someone) -> None:
    view = rita.opens("import")
    assert filled(view, "file")["files"] == []
    answer = rita.submit(view)
    assert isinstance(answer, Errors)
    assert list(answer.fields) == ["file"]
    assert "matter,url" in written(view["blocks"])


def test_without_a_role_nothing_is_imported(rita: Someone, stranger: Someone) -> None:
    with pytest.raises(NotAllowed):
        stranger.command("import")
    with pytest.raises(NotAllowed):
        stranger.submit(rita.opens("import"), file=[{"id": "F1", "name": "a.csv", "size": 1}])


def test_a_summary_of_the_greatest_length_fits() -> None:
    reasons = [(number, "<!channel>&" * 500) for number in range(10)]
    text = summary_text("&" * 255, "imported 1 cases", 3, 1000, reasons)
    assert len(text) <= 4000
    assert "<!channel>" not in text
    assert len(refusal_text("&" * 255, "&" * 5000)) <= 4000
