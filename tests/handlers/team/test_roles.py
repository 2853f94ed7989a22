"""Giving and taking roles by command."""

import pytest
from sqlmodel import select

from bot.desk.core.refusals import Invalid, NotAllowed
from storage.models import Event
from storage.vocabulary import EventKind
from tests.handlers.office import ADMIN, Someone


def test_roles_are_given_shown_and_taken(admin: Someone) -> None:
    assert "<@U2SAM> is now reviewer and counsel." in admin.says("roles add <@U2SAM|sam> reviewer,counsel")
    shown = admin.says("roles")
    assert "<@U2SAM>: reviewer and counsel" in shown
    assert f"<@{ADMIN}>: admin" in shown
    assert "<@U2SAM> is no longer reviewer, and was not privacy." in admin.says(
        "roles remove <@U2SAM|sam> reviewer privacy"
    )
    assert "<@U2SAM>: counsel" in admin.says("roles")


@pytest.mark.parametrize("who", ["<@U2SAM|sam>", "<@U2SAM>", "U2SAMUEL0", "<@W2SAM|<!channel>"])
def test_a_person_is_named_by_mention_or_id(admin: Someone, who: str) -> None:
    if "!" in who:
        with pytest.raises(Invalid):
            admin.command(f"roles add {who} reporter")
        return
    assert "is now reporter" in admin.says(f"roles add {who} reporter")


def test_a_role_that_is_held_is_said_to_be(admin: Someone) -> None:
    admin.command("roles add <@U2SAM|sam> reviewer")
    assert "<@U2SAM> is now counsel, and was reviewer already." in admin.says(
        "roles add <@U2SAM|sam> REVIEWER, counsel, counsel"
    )
    assert "<@U2SAM> was reviewer already." in admin.says("roles add <@U2SAM|sam> reviewer")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("roles add", "Who is meant"),
        ("roles add @sam reviewer", "is nobody in this workspace"),
        ("roles add sam reviewer", "is nobody in this workspace"),
        ("roles add <@U2SAM|sam>", "Which role"),
        ("roles add <@U2SAM|sam> , ,", "Which role"),
        ("roles add <@U2SAM|sam> reviewers", "Did you mean reviewer"),
        ("roles add <@U2SAM|sam> king", "reporter, reviewer, counsel, signatory, privacy, executive, admin"),
        ("roles remove <@U2SAM|sam> " + "x" * 3000, "There is no role"),
    ],
)
def test_what_is_wrong_is_said(admin: Someone, text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        admin.command(text)


def test_one_wrong_role_changes_nothing(admin: Someone) -> None:
    with pytest.raises(Invalid):
        admin.command("roles add <@U2SAM|sam> reviewer,king")
    assert "U2SAM" not in admin.says("roles")


def test_an_admin_of_the_settings_stays_one_and_nothing_is_half_done(admin: Someone) -> None:
    admin.command(f"roles add <@{ADMIN}> reviewer")
    with pytest.raises(Invalid, match="ADMIN_USER_IDS"):
        admin.command(f"roles remove <@{ADMIN}> reviewer,admin")
    assert f"<@{ADMIN}>: reviewer and admin" in admin.says("roles")


def test_only_admins_give_roles(rita: Someone, stranger: Someone) -> None:
    for person in (rita, stranger):
        with pytest.raises(NotAllowed):
            person.command("roles add <@U1STRANGER|s> counsel")
    with pytest.raises(NotAllowed):
        stranger.command("roles")


def test_hundreds_of_people_fit_into_a_message(admin: Someone) -> None:
    for number in range(100):
        admin.command(f"roles add <@U2{number:08}> reporter")
    assert "41 more are not shown." in admin.says("roles")


def test_another_word_is_answered_with_the_ways(admin: Someone) -> None:
    assert "roles [add|remove @user ROLE]" in admin.says("roles grant")


def test_each_change_is_on_record(admin: Someone) -> None:
    admin.command("roles add <@U2SAM|sam> reviewer")
    admin.command("roles remove <@U2SAM|sam> reviewer")
    with admin.desk.store.read() as session:
        assert [event.kind for event in session.exec(select(Event))] == [
            EventKind.ROLE_GIVEN,
            EventKind.ROLE_TAKEN,
        ]
