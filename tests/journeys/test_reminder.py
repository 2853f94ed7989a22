"""The reminder: once, never before the time is over, with 48 hours more, and no second."""

from datetime import timedelta

from tests.journeys.stage import Stage


def test_one_reminder_gives_48_hours_more_and_there_is_no_second(stage: Stage) -> None:
    case = stage.chirp_case()
    case.warned()
    assert "Remind once" not in case.buttons()
    case.until("*Escalate*: not before")
    case.grace_over()
    assert {"Remind once", "Escalate"} <= set(case.buttons())

    case.hand_in("rita", "Remind once")
    case.until("Reminder", "waits for")
    assert len(case.inbox()) == 1
    case.hand_in("rob", "Approve")
    case.click("rita", "Send reminder")
    case.until("Reminder sent by")
    sent = stage.now
    warning, reminder = case.inbox()
    assert "This is my last message" in reminder
    assert "This is my last message" not in warning
    assert timedelta(hours=47, minutes=59) <= case.grace_ends() - sent <= timedelta(hours=48)
    assert "Remind once" not in case.buttons()
    case.until("*Escalate*: not before")

    case.grace_over()
    case.offering("Escalate")
    assert "Remind once" not in case.buttons()
    assert "The one reminder" not in case.text()
    case.drafted()
    letter = case.press("rob", "Approve")
    assert "and again on" in str(letter["blocks"])
