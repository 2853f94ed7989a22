"""Importing a file in Slack: a summary, rejected rows, and cards at the first human action."""

from pathlib import Path

from bot.simulator.person import shown_text
from tests.journeys.case import Case
from tests.journeys.stage import Stage


def imported(stage: Stage, path: Path, name: str = "rita", **ticks: list[str]) -> str:
    """Have a person hand over a file; return the summary they get."""
    person = stage.person(name)
    before = len(stage.direct_messages(name))
    form = stage.opens(name, "/takedown import")
    done = person.submit(form, file=person.upload(path), **ticks)
    assert done["response_action"] == "clear", done
    found: list[str] = stage.until(lambda: stage.direct_messages(name)[before:])
    return found[-1]


def csv(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(("matter,url,account,note", *rows)) + "\n", encoding="utf-8-sig")
    return path


def test_rows_are_filed_counted_and_rejected_with_reasons(stage: Stage, tmp_path: Path) -> None:
    handle, links = stage.account(posts=2)
    path = csv(
        tmp_path / "found.csv",
        f"NLP,{links[0]},,=HYPERLINK(1)",
        f"NLP,{links[1]},,",
        f"NLP,{links[0]},,again",
        "NOPE,https://x.com/somebody/status/1,,",
        "NLP,javascript:alert(1),,",
        f"NLP,{links[0]},@somebodyelse,",
    )
    told = imported(stage, path)
    assert "imported 1 cases, 2 items; 1 duplicates; 3 rejected" in told
    assert "line 5: There is no matter NOPE." in told
    assert "line 6:" in told
    assert "line 7:" in told
    again = imported(stage, csv(tmp_path / "again.csv", f"NLP,{links[0]},,", f"NLP,{links[1]},,"))
    assert "imported 0 cases, 0 items; 2 duplicates; 0 rejected" in again

    answer = stage.person("rob").command(f"/takedown find {handle}", stage.home)
    assert answer is not None
    assert "=HYPERLINK" not in shown_text(answer)
    key = next(word for word in shown_text(answer).split() if word.startswith("NLP-"))
    case = Case(stage, key, tuple(links), handle)
    assert "once somebody has acted on it" in shown_text(answer)
    assert case.find_card() is None
    stage.person("rob").click(answer, "Take")
    case.until(f"Owner <@{stage.person('rob').id}>")
    case.told("Filed by", "looks after this case now")
    case.shown().warned()


def test_an_imported_matter_gets_the_channel_it_is_given(stage: Stage, tmp_path: Path) -> None:
    key = f"IM{len(stage.desk.town.chirp.accounts())}"
    handle, links = stage.account()
    path = csv(tmp_path / "new.csv", f"{key},{links[0]},,")
    assert "1 rejected" in imported(stage, path)
    told = imported(stage, csv(tmp_path / "new2.csv", f"{key},{links[0]},,"), create_matters=["yes"])
    assert "imported 1 cases, 1 items; 0 duplicates; 0 rejected" in told
    assert "New: 1 matter" in told

    watch = stage.channel("press-watch")
    assert "no channel yet" in stage.says("rita", "/takedown matter list")
    assert "There is no matter" in stage.says("rita", "/takedown matter here NOPE", watch)
    form = stage.opens("rita", f"/takedown matter here {key}", watch)
    rita = stage.person("rita")
    assert "client" in rita.submit(form, client=" ", facts="A leak.", ground="private_info")["errors"]
    done = rita.submit(form, client="Northlight Pictures", facts="Files were copied.", ground="private_info")
    assert done["response_action"] == "update"
    assert "already" in stage.says("rita", f"/takedown matter here {key}", watch)
    stage.until(lambda: "nobody asked yet" in stage.says("rob", f"/takedown case {key}-1"))

    case = Case(stage, f"{key}-1", tuple(links), handle, channel=watch)
    assert case.find_card() is None
    answer = stage.person("rob").command(f"/takedown case {key}-1", stage.home)
    assert answer is not None
    stage.person("rob").click(answer, "Take")
    case.until(f"Owner <@{stage.person('rob').id}>", "for Northlight Pictures")
    case.shown("rob").warned(by="rob", approver="ada")
    assert "Northlight Pictures" in case.inbox()[0]


def test_a_file_that_cannot_be_read_is_told_of(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text("matter;url\nNLP;https://x.com/a/status/1\n", encoding="utf-8")
    told = imported(stage, path)
    assert "wrong.csv was not imported." in told
    assert "Separate the columns by commas." in told
    picture = stage.picture(name="list.png")
    form = stage.opens("rita", "/takedown import")
    rita = stage.person("rita")
    assert "not supported" in rita.submit(form, file=rita.upload(picture))["errors"]["file"]
