"""The kill switch works whatever stands in the database: one bad row stops neither pausing nor resuming."""

from tests.complaints.spoiling import break_case
from tests.journeys.stage import Stage

PAUSED = "Paused* by"
CANNOT = "cannot be read by this version of the desk"


def test_everything_stops_and_goes_on_beside_a_case_that_cannot_be_read(own_stage: Stage) -> None:
    stage = own_stage
    good, bad = stage.chirp_case().asked(), stage.chirp_case().asked()
    for case in (good, bad):
        case.offering("Send warning")
    with good.held_up():
        for case in (bad, good):
            case.click("rita", "Send warning")
            case.until("being sent to")
        reference = break_case(stage.desk.process.store, bad.key, "an unknown word")
        assert "The desk is paused" in stage.says("carla", "/takedown pause wrong list")

    good.until(PAUSED, "nothing goes to anyone outside")
    bad.until(f"{bad.key} {CANNOT}", f"(Reference {reference})")
    good.nothing_arrives(1.5)
    assert bad.inbox() == []

    assert "The desk goes on" in stage.says("carla", "/takedown resume")
    good.until("Asked first")
    assert len(good.inbox()) == 1
    bad.nothing_arrives()
