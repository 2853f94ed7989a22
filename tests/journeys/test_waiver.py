"""Going to the platform without asking first: with counsel's consent, or on grounds where nobody is asked."""

from tests.journeys.stage import Stage


def test_counsel_agrees_to_skip_the_warning(stage: Stage) -> None:
    case = stage.chirp_case(shown=False)
    assert "Request a waiver" not in case.buttons()
    case.until("*Escalate*: Evidence is missing for item 1.")
    case.shown()
    case.until("*Escalate*: Ask first")
    assert "Escalate" not in case.buttons()

    case.hand_in("rita", "Request a waiver", reason="They said that they will sell it to whoever asks.")
    said = case.until("asks counsel to waive asking first")
    assert "They said that they will sell it" in said
    assert "Request a waiver" not in case.buttons()
    assert "takes the role counsel" in case.answered("rob", "Grant the waiver")
    case.click("carla", "Grant the waiver")
    case.offering("Escalate")
    case.until("Asking first was waived by")
    case.escalated()
    assert case.inbox() == []
    [mail] = stage.mails(case.key)
    assert "We asked the account holder" not in mail["text"]
    case.told("waived asking first, as counsel")


def test_counsel_cannot_agree_to_their_own_request(stage: Stage) -> None:
    case = stage.chirp_case()
    case.hand_in("carla", "Request a waiver", reason="They threaten people who ask.")
    assert "another counsel has to agree" in case.answered("carla", "Grant the waiver")
    assert "Escalate" not in case.buttons()


def test_on_some_grounds_nobody_is_asked_first(stage: Stage) -> None:
    case = stage.chirp_case(ground="ncii")
    case.offering("Escalate")
    assert "Request approval" not in case.buttons()
    assert "Request a waiver" not in case.buttons()
    case.escalated(rule="rule on intimate images", explanation="It shows a person who has not agreed.")
    assert case.inbox() == []


def test_some_grounds_take_no_letter_and_some_are_not_taken_in(stage: Stage) -> None:
    case = stage.chirp_case(ground="court_order")
    case.until("*Escalate*: A court order is passed on as it stands")
    assert not {"Escalate", "Request approval", "Request a waiver"} & set(case.buttons())

    handle, links = stage.account()
    form = stage.opens("rita", f"/takedown file NLP {links[0]}")
    stage.person("rita").submit(form, ground="csam", note="a note that must not be kept")
    told = str(stage.person("rita").modal())
    assert "CyberTipline" in told
    assert "Nothing was found" in stage.says("rita", f"/takedown find {handle}")
