"""A role that this version does not know grants nothing, and takes nothing from whoever has it."""

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from bot.clock import MovableClock
from bot.desk.core.access import visible_case
from bot.desk.core.context import Actor, Desk, Installation
from bot.desk.core.refusals import NotAllowed
from bot.desk.lists.home import home_facts
from bot.desk.team.roles import give_role, list_roles, my_roles, take_role
from handlers.team.roles_view import roles_message
from storage.database.engine import Store
from storage.models import RoleGrant, Workspace
from storage.queries import cases, grants
from storage.vocabulary import Role
from tests.complaints.spoiling import never, spoil
from tests.handlers import shelf
from tests.handlers.office import HOME, Someone, employ
from tests.support.database import clock, database_kind, database_url, store, workspace
from tests.support.platforms import SmallWorld

__all__ = ["clock", "database_kind", "database_url", "store", "workspace"]

ADMIN = "U1ADMIN"
RITA = "U1RITA"
ODD = "U1ODD"


@pytest.fixture
def desk(store: Store, clock: MovableClock) -> Desk:
    return Desk(store, clock, Installation(admins=(ADMIN,)), SmallWorld())


@pytest.fixture(params=["wizard", "admin,wizard", "Admin"])
def word(request: pytest.FixtureRequest) -> str:
    """What stands in the grant instead of a role."""
    return str(request.param)


@pytest.fixture
def rita(desk: Desk, workspace: Workspace, word: str) -> Someone:
    """A reviewer who was once given something that is no role."""
    person = employ(desk, workspace.pk, RITA, "reviewer", "counsel")
    spoil(desk.store, "role_grant", f"role = '{word}'", f"user_id = '{RITA}' AND role = 'counsel'")
    return person


@pytest.fixture
def odd(desk: Desk, workspace: Workspace, word: str) -> Someone:
    """Somebody who holds nothing but what is no role."""
    person = employ(desk, workspace.pk, ODD, "executive")
    spoil(desk.store, "role_grant", f"role = '{word}'", f"user_id = '{ODD}'")
    return person


def case_of(desk: Desk, workspace: Workspace) -> int:
    matter_id = shelf.matter(desk.store, workspace.pk)
    shelf.cases(desk.store, workspace.pk, matter_id, [1])
    return 1


def test_whoever_has_it_keeps_the_others(desk: Desk, workspace: Workspace, rita: Someone) -> None:
    case_id, actor = case_of(desk, workspace), rita.actor(HOME)
    assert my_roles(desk, actor) == (Role.REVIEWER,)
    with desk.read() as work:
        assert visible_case(work, actor, case_id)[0].key == "NLP-1"
        shown = cases.shown_to(work.session, rita.workspace_id, RITA, case_id)
        assert shown is not None
        assert shown.roles == {Role.REVIEWER}
        assert home_facts(work, actor).roles == (Role.REVIEWER,)
    with desk.write() as work:
        visible_case(work, actor, case_id)
    assert "NLP-1" in rita.says("list")


def test_it_grants_nothing(desk: Desk, workspace: Workspace, odd: Someone) -> None:
    case_id = case_of(desk, workspace)
    assert my_roles(desk, odd.actor(HOME)) == ()
    for asked in ("list", "roles", "pause", f"case NLP-{case_id}"):
        with pytest.raises(NotAllowed, match="You have no role"):
            odd.command(asked)
    with desk.read() as work:
        with pytest.raises(NotAllowed, match="You have no role"):
            visible_case(work, odd.actor(HOME), case_id)
        assert grants.holders(work.session, odd.workspace_id) == {}


def test_the_list_of_roles_names_it_and_the_log_says_nothing_of_it(
    desk: Desk, rita: Someone, odd: Someone, word: str
) -> None:
    with capture_logs() as logs:
        text, _ = roles_message(list_roles(desk, Actor(rita.workspace_id, ADMIN, HOME)))
    cannot = "a role that cannot be read by this version of the desk"
    assert f"<@{RITA}>: reviewer · {cannot} (reference role_grant:{RITA})" in text
    assert f"<@{ODD}>: {cannot} (reference role_grant:{ODD})" in text
    assert f"<@{ADMIN}>: admin" in text
    assert {each["reference"] for each in logs} == {f"role_grant:{RITA}", f"role_grant:{ODD}"}
    assert word not in str(logs)
    assert f"(reference role_grant:{RITA})" in rita.says("roles")


def test_roles_are_given_and_taken_beside_it(desk: Desk, rita: Someone, odd: Someone) -> None:
    admin = Actor(rita.workspace_id, ADMIN, HOME)
    assert give_role(desk, admin, ODD, Role.COUNSEL)
    assert take_role(desk, admin, RITA, Role.REVIEWER)
    assert not take_role(desk, admin, RITA, Role.REVIEWER)
    assert my_roles(desk, odd.actor(HOME)) == (Role.COUNSEL,)
    assert my_roles(desk, rita.actor(HOME)) == ()


def test_one_with_an_impossible_date_is_a_role_and_can_be_taken(desk: Desk, workspace: Workspace) -> None:
    rita = employ(desk, workspace.pk, RITA, "reviewer")
    spoil(desk.store, "role_grant", f"given_at = '{never(desk.store)}'", f"user_id = '{RITA}'")
    admin = Actor(rita.workspace_id, ADMIN, HOME)
    assert [(each.user_id, each.roles) for each in list_roles(desk, admin)] == [
        (RITA, (Role.REVIEWER,)),
        (ADMIN, (Role.ADMIN,)),
    ]
    assert take_role(desk, admin, RITA, Role.REVIEWER)
    with desk.store.read() as session:
        assert session.exec(select(RoleGrant.user_id)).all() == []
