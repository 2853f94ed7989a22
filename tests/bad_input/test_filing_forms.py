"""The forms for filing, matters, evidence and imports, filled in with what does not belong there."""

from pathlib import Path
from typing import Any

import pytest

from bot.commands.pictures import capture_of
from bot.simulator.person import shown_text
from tests.bad_input.stage import HOSTILE, PATIENCE, Stage, errors_of

POST = "https://x.com/someone/status/77"
FILED = ("matter", "urls")


def refused(stage: Stage, command: str, who: str, **typed: Any) -> dict[str, str]:
    """Hand in a form that must not be taken; return its errors, with everything typed still in it."""
    person = getattr(stage.people, who)
    view = stage.form(person, command)
    with stage.nothing_changes():
        errors = errors_of(person.submit(view, **typed))
    still = person.views()[-1]
    assert still["id"] == view["id"]
    for name, value in typed.items():
        if isinstance(value, str):
            held = next(iter(still["state"]["values"][name].values()))
            assert value in (held.get("value"), (held.get("selected_option") or {}).get("value"),
                             held.get("selected_conversation")), name  # fmt: skip
    person.close_view(still)
    return errors


@pytest.mark.parametrize(
    ("urls", "said"),
    [
        ("ftp://files.example/1", "Line 1"),
        (f"{POST}\njavascript:alert(1)", "Line 2"),
        ("https://user:secret@x.com/a/status/1", "Line 1"),
        ("https://", "Line 1"),
        ("not a link at all", "Line 1"),
        ("https://x.com/a\u202e/status/1", "Line 1"),
        ("   \n  ", "At least one URL"),
        ("\n".join(f"https://x.com/a/status/{n}" for n in range(21)), "At most 20 URLs"),
        ("https://x.com/" + "a" * 2900, "Line 1"),
    ],
)
def test_links_that_cannot_be_filed_are_named_by_their_line(stage: Stage, urls: str, said: str) -> None:
    errors = refused(stage, "/takedown file", "rita", matter="NLP", urls=urls, note="kept")
    assert list(errors) == ["urls"]
    assert said in errors["urls"]


@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind != "long"])
def test_hostile_text_in_the_place_of_links_stores_nothing(stage: Stage, kind: str) -> None:
    errors = refused(stage, "/takedown file", "rita", matter="NLP", urls=HOSTILE[kind][:3000])
    assert list(errors) == ["urls"]


@pytest.mark.parametrize("missing", FILED)
def test_a_form_without_what_it_needs_stays_open(stage: Stage, missing: str) -> None:
    rita = stage.people.rita
    view = stage.form(rita, "/takedown file")
    typed = {"matter": "NLP", "urls": POST} | {missing: None}
    with stage.nothing_changes():
        assert list(errors_of(rita.submit(view, **typed))) == [missing]
    rita.close_view(rita.views()[-1])


def test_an_account_that_disagrees_with_its_links_is_refused_at_the_account(stage: Stage) -> None:
    errors = refused(stage, "/takedown file", "rita", matter="NLP", urls=POST, account="@somebodyelse")
    assert "belongs to" in errors["account"]


@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind not in {"long", "unbroken", "emoji"}])
def test_a_hostile_account_is_refused_or_shown_literally(stage: Stage, kind: str) -> None:
    rita = stage.people.rita
    view = stage.form(rita, "/takedown file")
    url = f"https://forum.example/thread/{len(kind)}{ord(kind[0])}"
    answer = rita.submit(view, matter="NLP", urls=url, account=HOSTILE[kind][:200])
    if answer["response_action"] == "errors":
        assert list(answer["errors"]) == ["account"]
    else:
        assert stage.say(rita, f"/takedown find {url}")
    rita.close_view(rita.views()[-1], whole_stack=True)


@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind != "nul"])
def test_a_hostile_note_is_kept_and_shows_no_markup_anywhere(stage: Stage, kind: str) -> None:
    rita = stage.people.rita
    view = stage.form(rita, "/takedown file")
    answer = rita.submit(
        view,
        matter="NLP",
        urls=f"https://x.com/note_{ord(kind[0])}{len(kind)}/status/5",
        note=HOSTILE[kind][:2000],
    )
    assert answer["response_action"] == "update"
    key = shown_text(rita.views()[-1])
    rita.close_view(rita.views()[-1], whole_stack=True)
    assert "NLP-" in key


def test_a_note_of_3000_characters_is_refused_by_slack_at_its_field(stage: Stage) -> None:
    errors = refused(stage, "/takedown file", "rita", matter="NLP", urls=POST, note="n" * 3000)
    assert "at most 2000 characters" in errors["note"]


def test_twenty_links_of_2000_characters_open_the_form_and_say_what_did_not_fit(stage: Stage) -> None:
    rita = stage.people.rita
    links = [f"https://forum.example/{n:02}{'p' * 1975}" for n in range(20)]
    view = stage.form(rita, f"/takedown file NLP {' '.join(links)}")
    assert links[0] in str(view)
    assert "19 links did not fit" in shown_text(view)
    rita.close_view(view)


def test_the_same_form_twice_is_one_case_and_says_so(stage: Stage) -> None:
    rita = stage.people.rita
    url = "https://x.com/filedtwice/status/1"
    for said in ("A new case", "Nothing new"):
        rita.submit(stage.form(rita, "/takedown file"), matter="NLP", urls=f"{url}\n{url}?s=20")
        assert said in shown_text(rita.views()[-1])
        rita.close_view(rita.views()[-1], whole_stack=True)


MATTER = {
    "key": "BAD", "title": "A title", "client": "A client", "facts": "What happened.", "ground": "private_info",
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("key", "N", "2 to 10 letters"),
        ("key", "1AB", "2 to 10 letters"),
        ("key", "N\u202eP", "2 to 10 letters"),
        ("key", "<!here>", "2 to 10 letters"),
        ("key", "nlp", "already"),
        ("title", "  ", "needed"),
        ("client", "\n", "needed"),
        ("facts", " ", "needed"),
        ("title", "t" * 301, "at most"),
        ("client", "c" * 1000, "at most"),
    ],
)
def test_a_matter_is_refused_at_the_field_that_is_wrong(
    stage: Stage, field: str, typed: str, said: str
) -> None:
    values = MATTER | {"channel": stage.home} | {field: typed}
    errors = refused(stage, "/takedown matter new", "ada", **values)
    assert list(errors) == [field]
    assert said in errors[field]


def test_a_matter_in_a_direct_conversation_is_refused_at_its_channel(stage: Stage) -> None:
    errors = refused(stage, "/takedown matter new", "ada", **MATTER, channel=stage.people.ada.im())
    assert list(errors) == ["channel"]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_matter_may_have_hostile_words_and_shows_them_literally(stage: Stage, number: int) -> None:
    ada = stage.people.ada
    words = list(HOSTILE.values())[number]
    typed = MATTER | {"key": f"H{number}", "title": words[:60], "client": words[:60], "facts": words}
    answer = ada.submit(stage.form(ada, "/takedown matter new"), **typed, channel=stage.home)
    assert answer["response_action"] in {"update", "errors"}
    ada.close_view(ada.views()[-1], whole_stack=True)
    stage.say(ada, "/takedown matter list")
    rita = stage.people.rita
    rita.close_view(stage.form(rita, "/takedown file"))


def evidence(stage: Stage, folder: Path, name: str, content: bytes) -> Any:
    path = folder / name
    path.write_bytes(content)
    return stage.people.rita.upload(path)


def test_evidence_that_is_no_picture_is_refused_in_the_form_or_in_the_thread(
    stage: Stage, tmp_path: Path
) -> None:
    rita = stage.people.rita
    key = stage.case()
    form = stage.press(rita, key, "Add evidence")
    with stage.nothing_changes():
        assert list(errors_of(rita.submit(form, files=[]))) == ["files"]
        text = evidence(stage, tmp_path, "notes.txt", b"words")
        assert list(errors_of(rita.submit(form, files=[text]))) == ["files"]
        huge = evidence(stage, tmp_path, "huge.png", b"\x89PNG\r\n\x1a\n" + b"0" * (10 * 1024 * 1024))
        assert "10 MB" in errors_of(rita.submit(form, files=[huge]))["files"]
    false = evidence(stage, tmp_path, "<!channel>.png", b"GIF89a, in truth")
    assert rita.submit(form, files=[false])["response_action"] == "clear"
    card = stage.card(key)
    told = rita.wait_for(
        lambda: (
            "Not accepted as evidence"
            in "".join(shown_text(each) for each in rita.thread(stage.home, card["ts"]))
        ),
        PATIENCE,
    )
    assert told


def test_the_same_evidence_twice_is_kept_once(stage: Stage, tmp_path: Path) -> None:
    rita = stage.people.rita
    key = stage.case()
    file = evidence(stage, tmp_path, "capture.png", capture_of("once"))
    for _ in range(2):
        rita.submit(stage.press(rita, key, "Add evidence"), files=[file])
    before = stage.counts()["Evidence"]
    rita.submit(stage.press(rita, key, "Add evidence"), files=[file])
    assert stage.counts()["Evidence"] == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"\xff\xfe\x00broken", "UTF-8"),
        ("b.csv", b"wrong,header\n1,2\n", "header"),
        ("c.csv", b"", "header"),
        ("=cmd().csv", b"matter,url\n<!channel>,=HYPERLINK(1)\nNLP,ftp://x\n", "2 rejected"),
    ],
)
def test_a_wrong_import_is_explained_in_a_direct_message(
    stage: Stage, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    rita = stage.people.rita
    file = evidence(stage, tmp_path, name, content)
    before = stage.counts()
    answer = rita.submit(stage.form(rita, "/takedown import"), file=[file])
    if answer["response_action"] == "clear":
        rita.message_with(rita.im(), said, PATIENCE)
    else:
        assert said in str(answer["errors"])
    assert stage.counts()["Case"] == before["Case"]


def test_what_no_database_takes_is_refused_at_its_field(stage: Stage) -> None:
    errors = refused(stage, "/takedown file", "rita", matter="NLP", urls=POST, note=HOSTILE["nul"])
    assert list(errors) == ["note"]
    assert "please type it anew" in errors["note"]
