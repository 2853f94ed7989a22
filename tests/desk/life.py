"""How far a case can be brought before a test begins."""

from bot.desk.case.grace import grace_over
from storage.models import Case
from tests.desk.office import CARLA, ROSA, Office


def asked(office: Office) -> int:
    case_id = office.file()
    office.prove(case_id)
    office.ask(case_id)
    return case_id


def waited(office: Office) -> int:
    case_id = asked(office)
    office.wait(days=8)
    with office.desk.write() as work:
        grace_over(work, work.session.get_one(Case, case_id))
    return case_id


def escalated(office: Office) -> int:
    office.platforms.reports_by_hand()
    case_id = waited(office)
    office.letter(case_id)
    office.approve(case_id, ROSA)
    office.approve(case_id, CARLA)
    office.say_sent(case_id, reference="TICKET-5")
    return case_id
