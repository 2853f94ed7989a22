"""Letters that are signed: the legal notice with its six elements, and the letter to counsel."""

from datetime import timedelta
from io import BytesIO

from pypdf import PdfReader

from bot.simulator.person import shown_text
from tests.journeys.case import Case, Json
from tests.journeys.stage import Stage

NO_FAIR_USE = "It shows the whole page of an unpublished script without a word of comment on it."

ELEMENTS = (
    "/s/ Simon Holt",
    "Northlight, a screenplay",
    "Northlight, production stills",
    "1 Harbour Street, Example Town",
    "+1 555 0100",
    "takedowns@northlight.example",
    "I have a good faith belief",
    "The information in this notice is accurate",
    "Under penalty of perjury, I state that I am authorised",
)


def notice(stage: Stage, **changed: str) -> Json:
    return {
        "signatory": stage.person("simon").id,
        "addressee": "Chirp's designated agent",
        "agent_looked_up": (stage.now - timedelta(days=2)).date().isoformat(),
        "work_titles": "Northlight, a screenplay\nNorthlight, production stills",
        "part": "Page 12 of the screenplay",
        "fair_use": NO_FAIR_USE,
        **changed,
    }


def pdf(stage: Stage, mail: Json) -> str:
    [attached] = mail["attachments"]
    assert attached["mimetype"] == "application/pdf"
    pages = PdfReader(BytesIO(stage.attachment(mail))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_copyright_notice_has_its_six_elements_and_its_signatory(stage: Stage) -> None:
    stage.newcomer("sara", "Sara Lind", "signatory")
    case = stage.chirp_case(ground="copyright_us").unasked()
    errors = case.refused("rita", "Escalate", **notice(stage, fair_use="It is ours."))
    assert "60 characters" in errors["fair_use"]
    errors = case.refused("rita", "Escalate", **notice(stage, signatory=stage.person("rob").id))
    assert "role signatory" in errors["signatory"]
    errors = case.refused("rita", "Escalate", **notice(stage, agent_looked_up="2026-01-05"))
    assert "30 days old" in errors["agent_looked_up"]

    case.drafted(**notice(stage))
    case.until("Legal notice", f"<@{stage.person('simon').id}>, who signs", "a reviewer")
    assert "signed by Simon Holt" in _refusal(case, "sara")
    review = case.press("rob", "Approve")
    assert "Tick each statement" not in shown_text(review)
    stage.person("rob").submit(review)
    _sign(stage, case)

    case.click("rita", "Send escalation")
    case.until("With the platform", "Legal notice sent by")
    [mail] = stage.mails(case.key)
    assert mail["to"] == "legal@chirp.example"
    letter, words = pdf(stage, mail), " ".join(mail["text"].split())
    for element in (*ELEMENTS, case.post_ids()[0]):
        assert element in letter, element
        assert element in words, element
    assert NO_FAIR_USE not in mail["text"]
    assert mail["message_id"]
    case.told("considered fair use", "approved the legal notice as signatory")


def _sign(stage: Stage, case: Case) -> None:
    form = case.press("simon", "Approve")
    assert "Tick each statement on its own" in shown_text(form)
    assert "Under penalty of perjury" in shown_text(form)
    sign = {"statements": ["good_faith", "accuracy", "authority"], "signature": "Simon Holt"}
    simon = stage.person("simon")
    for missing in sign["statements"]:
        ticked = [each for each in sign["statements"] if each != missing]
        done = simon.submit(form, statements=ticked, signature="Simon Holt")
        assert "each ticked on its own" in done["errors"]["statements"]
    assert "Simon Holt" in simon.submit(form, **{**sign, "signature": "S. Holt"})["errors"]["signature"]
    assert simon.submit(form, **sign)["response_action"] == "clear"


def test_a_notice_about_a_link_says_where_it_stands_and_leads(stage: Stage) -> None:
    case = stage.chirp_case(ground="copyright_us_link", kind="link").unasked()
    form = case.press("rita", "Escalate")
    assert {"Where on the page is the link?", "Where does the link lead?"} <= set(shown_text(form).splitlines())
    case.drafted(
        **notice(stage, link_place="In the second line", link_target="https://files.example/northlight.zip")
    )
    case.hand_in("rob", "Approve")
    case.hand_in(
        "simon", "Approve", statements=["good_faith", "accuracy", "authority"], signature="simon  holt"
    )
    case.click("rita", "Send escalation")
    case.until("With the platform")
    [mail] = stage.mails(case.key)
    assert "512(d)(3)" in mail["text"]
    assert "Place of the link: In the second line" in mail["text"]
    assert "https://files.example/northlight.zip" in mail["text"]


def test_a_letter_to_counsel_asks_each_thing_on_its_own(stage: Stage) -> None:
    case = stage.chirp_case(posts=2, ground="hacked_confidential").unasked()
    form = case.press("rita", "Escalate")
    [boxes] = [each["element"] for each in form["blocks"] if each.get("block_id") == "requests"]
    ticked = {each["value"] for each in boxes["initial_options"]}
    assert ticked == {"act_on_items", "forward_to_holder"}
    assert len(boxes["options"]) == 5
    assert "This is a request, not a notice in advance" in shown_text(form)

    letter: Json = {"signatory": stage.person("carla").id, "data_type": "internal e-mails"}
    assert "General Counsel" in shown_text(form)
    errors = case.refused("rita", "Escalate", **letter, requests=[])
    assert "requests" in errors
    errors = case.refused("rita", "Escalate", **letter, requests=["account_action"])
    assert "account_rule" in errors

    case.drafted(**letter, requests=["act_on_items", "standing_request", "preservation"])
    case.press("rita", "Edit")
    rita = stage.person("rita")
    done = rita.submit(rita.modal(), requests=["act_on_items", "forward_to_holder"])
    assert done["response_action"] == "update"
    rita.submit(rita.modal())
    case.until("waits for")
    case.hand_in("rob", "Approve").hand_in("carla", "Approve")
    case.click("rita", "Send escalation")
    case.until("With the platform", "Letter to the platform’s counsel sent by")
    [mail] = stage.mails(case.key)
    said = pdf(stage, mail)
    assert "Dear General Counsel" in said
    assert "has not consented to the possession, review, copying" in said
    assert "Please pass this letter, with our contact details, on to the account holder" in said
    assert "Kind of data: internal e-mails" in mail["text"]
    assert mail["text"].count("Rule or law: rule on private information") == 2
    assert "Please preserve" not in said
    assert "If more of this material appears" not in said
    assert "News reporting, comment, criticism and fair use" in said
    _record_whether_it_was_forwarded(case)


def _record_whether_it_was_forwarded(case: Case) -> None:
    case.hand_in("rita", "Record answer", reference="CH-1", forwarded="no")
    case.until("it did not pass our letter on")
    case.hand_in("rita", "Record answer", reference="CH-2", forwarded="yes", quote="We passed it on today.")
    case.until("it passed our letter on to the account holder", "CH-2")
    case.told("it did not pass our letter on", "We passed it on today.")


def _refusal(case: Case, name: str) -> str:
    form = case.press(name, "Approve")
    answers = {"statements": ["good_faith", "accuracy", "authority"], "signature": "Sara Lind"}
    shown = {each.get("block_id") for each in form["blocks"]}
    given = {field: answer for field, answer in answers.items() if field in shown}
    person = case.stage.person(name)
    done = person.submit(form, **given)
    said = str(done.get("errors", "")) + shown_text(person.views()[-1])
    case.stage.clear(person)
    return said
