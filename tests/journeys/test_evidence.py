"""Evidence: what is kept, what is not accepted, and that nothing escalates without it."""

import hashlib
from pathlib import Path

from tests.journeys.case import Case
from tests.journeys.stage import Stage


def offered(case: Case, path: Path, *items: str) -> dict[str, str]:
    """Have Rita hand over a file; return what was wrong with it, if anything."""
    rita = case.stage.person("rita")
    form = case.press("rita", "Add evidence")
    done = rita.submit(form, items=list(items), files=[rita.upload(path)])
    return dict(done.get("errors") or {})


def test_only_pictures_and_pdf_files_up_to_10_mb_are_kept(stage: Stage, tmp_path: Path) -> None:
    case = stage.chirp_case(posts=2, ground="ncii", shown=False)
    case.until("*Escalate*: Evidence is missing for item 1, 2.")
    script, large, fake = tmp_path / "run.exe", tmp_path / "huge.png", tmp_path / "fake.png"
    script.write_bytes(b"MZ")
    large.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * (10 * 1024 * 1024))
    fake.write_bytes(b"GIF89a, really")
    assert "not supported" in offered(case, script, "1")["files"]
    assert "10 MB" in offered(case, large, "1")["files"]
    assert "files" in case.refused("rita", "Add evidence", items=["1"], files=[])
    assert "items" in case.refused("rita", "Add evidence", items=[], files=[])
    assert offered(case, fake, "1") == {}
    case.until("1 not accepted")
    case.told("Not accepted as evidence: fake.png: “The file is no png, jpg or pdf.”")
    case.until("*Escalate*: Evidence is missing for item 1, 2.")

    page = tmp_path / "page.pdf"
    page.write_bytes(b"%PDF-1.7\n" + b"a page")
    assert offered(case, page, "1") == {}
    case.until("*Escalate*: Evidence is missing for item 2.")
    assert "Escalate" not in case.buttons()
    digest = hashlib.sha256(page.read_bytes()).hexdigest()
    case.told(f"Evidence is kept: page.pdf, SHA-256 {digest[:12]}…")
    kept = stage.desk.folder / "evidence" / digest[:2] / digest
    assert kept.read_bytes() == page.read_bytes()

    photo = tmp_path / "photo.JPG"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + b"a photo")
    assert offered(case, photo, "2") == {}
    case.offering("Escalate")
    form = case.press("rita", "Escalate")
    assert form["callback_id"] == "letter"


def test_an_item_that_joins_later_needs_evidence_of_its_own(stage: Stage) -> None:
    case = stage.chirp_case(ground="ncii")
    case.offering("Escalate")
    number = stage.desk.town.chirp.add_post(case.handle, "One more.")
    link = f"{stage.desk.town.chirp.public_url}/@{case.handle}/{number}"
    form = stage.opens("rob", f"/takedown file NLP {link} {case.links[0]}")
    stage.person("rob").submit(form, ground="ncii")
    told = str(stage.person("rob").modal())
    assert "1 item joined this case" in told
    assert "There already" in told
    case.until("*Escalate*: Evidence is missing for item 2.")
    assert "Escalate" not in case.buttons()
