"""What became of it: outcomes of items and accounts, the end of a case, and its beginning again."""

from datetime import timedelta

from bot.simulator.person import shown_text
from tests.journeys.case import Case
from tests.journeys.stage import Stage


def with_the_platform(stage: Stage, posts: int = 1) -> Case:
    case = stage.chirp_case(posts, ground="ncii")
    return case.escalated(rule="rule on intimate images", explanation="It shows a person who has not agreed.")


def test_every_outcome_is_recorded_as_it_was(stage: Stage) -> None:
    case = with_the_platform(stage, posts=4)
    day = stage.now.date()
    past, until = (day - timedelta(days=3)).isoformat(), (day + timedelta(days=30)).isoformat()
    errors = case.refused("rita", "Record outcome", account="account_suspended", until=past)
    assert "future" in errors["until"]
    assert case.refused("rita", "Record outcome") != {}
    case.hand_in("rita", "Record outcome", account="account_suspended", until=until)
    case.until("Account suspended until <!date^", "With the platform")
    case.hand_in(
        "rita",
        "Record outcome",
        item_1="platform_refused_fair_use",
        item_2="platform_silent",
        item_3="still_up",
        note="They wrote back on Monday.",
    )
    case.until("refused: fair use", "the platform stayed silent", "still up")
    assert "Resolved" not in case.text()
    case.hand_in("rob", "Record outcome", item_4="platform_removed")
    case.until("Resolved")
    case.told(
        "They wrote back on Monday.", f"The case is resolved. <@{stage.person('rita').id}>, you filed this."
    )
    assert set(case.buttons()) & {"Reopen", "Withdraw", "Escalate", "Say thanks"} == {"Reopen"}

    errors = case.refused("rita", "Reopen", items=[], reason="It is back.")
    assert "items" in errors
    case.hand_in("rita", "Reopen", items=["4"], reason="It is back, after a counter-notice.")
    case.until("With the platform", "refused: fair use")
    case.hand_in("rita", "Record outcome", item_4="restored_counter")
    case.until("Resolved", "restored after a counter-notice")
    case.told("reopened the case: “It is back, after a counter-notice.”")


def test_what_is_gone_for_an_unknown_reason_is_nobodys_success(stage: Stage) -> None:
    case = stage.chirp_case().warned()
    case.hand_in("rita", "Record outcome", item_1="gone_cause_unknown")
    case.until("Resolved", "gone, cause unknown")
    assert "Say thanks" not in case.buttons()


def test_an_outcome_of_asking_needs_that_somebody_was_asked(stage: Stage) -> None:
    case = stage.chirp_case(shown=False)
    form = case.press("rita", "Record outcome")
    offered = {
        option["value"]
        for block in form["blocks"]
        if block.get("block_id") == "item_1"
        for option in block["element"]["options"]
    }
    assert {"gone_before_contact", "still_up"} <= offered
    assert not {"user_removed_after_contact", "no_reply", "open"} & offered
    assert "removed by the person" not in shown_text(form)


def test_withdrawing_discards_what_was_prepared(stage: Stage) -> None:
    case = stage.chirp_case().hand_in("rita", "Request approval")
    old = case.offering("Approve")
    assert "reason" in case.refused("rita", "Withdraw", reason=" ")
    case.hand_in("rob", "Withdraw", reason="The client licensed it.")
    case.until("Withdrawn")
    case.told(
        "withdrew the case for the client: “The client licensed it.”", "you filed this.", "discarded, unsent"
    )
    assert case.buttons() == ["Open", "Reopen"]
    assert "discarded" in case.answered("ada", "Approve", card=old)
    case.hand_in("rita", "Reopen", items=["1"], reason="The licence was for another work.")
    case.until("Filed, nobody asked yet")
    case.offering("Request approval")


def test_the_desk_may_refuse_a_case(stage: Stage) -> None:
    case = stage.chirp_case(shown=False)
    errors = case.refused("rita", "Withdraw", how="refuse", reason="Parody.")
    assert "takes the role" in str(errors)
    case.hand_in("rob", "Withdraw", how="refuse", reason="It is a parody.")
    case.until("Not taken on")
    case.told("decided that the desk does not take this on", "It is a parody.")
    other = stage.chirp_case().warned()
    form = other.press("rita", "Withdraw")
    assert "does not take it on" not in shown_text(form)


def test_a_reopened_case_goes_on_from_where_it_stood(stage: Stage) -> None:
    case = stage.chirp_case().warned()
    promised = case.grace_ends()
    case.hand_in("rita", "Record outcome", item_1="user_edited_after_contact")
    case.until("Resolved")
    case.hand_in("rita", "Reopen", items=["1"], reason="The cover came off.")
    case.until("Asked first")
    assert case.grace_ends() == promised
    assert len(case.inbox()) == 1
    case.grace_over()
    case.offering("Escalate")
