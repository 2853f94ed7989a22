"""Finding one's way: the menu, help, lists, one case, searching, the Home tab, and who is shown what."""

from bot.simulator.person import Person, shown_text
from tests.journeys.stage import Stage

HIDDEN = "There is no such case, or it is not shown to you."


def home_of(stage: Stage, person: Person, *words: str) -> str:
    """Open the Home tab and wait until it says all these words."""
    person.home()

    def shown() -> str | None:
        said = shown_text(person.see_home() or {})
        return said if all(each in said for each in words) else None

    found: str = stage.until(shown)
    return found


def test_the_menu_help_and_words_that_are_none(stage: Stage) -> None:
    case = stage.chirp_case(shown=False)
    rita = stage.person("rita")
    menu = rita.command("/takedown", stage.home)
    assert menu is not None
    assert rita.buttons(menu) == ["File a takedown", "My queue", "Waiting", "Help"]
    stage.clear(rita)
    rita.click(menu, "My queue")
    assert "Your cases" in shown_text(rita.modal())
    stage.clear(rita)
    rita.click(menu, "File a takedown")
    assert "Links" in shown_text(rita.modal())
    assert "`/takedown pause" in stage.says("rita", "/takedown help")
    assert "Did you mean `/takedown list`?" in stage.says("rita", "/takedown lsit")
    assert "<!channel>" not in stage.says("rita", "/takedown <!channel> @here")
    assert case.key in stage.says("rita", "/takedown list mine") + stage.says("rita", "/takedown list NLP")


def test_cases_are_listed_found_and_shown(stage: Stage) -> None:
    case, other = stage.chirp_case(), stage.x_case(shown=False)
    assert case.key in stage.says("rita", f"/takedown find {case.handle}")
    assert case.key in stage.says("rita", f"/takedown find {case.links[0]}")
    pasted = other.told("Item 1 was added by").partition("Item 1 was added by")[2].split()[1]
    assert other.key in stage.says("rita", f"/takedown find {pasted}")
    assert "Filed, nobody asked yet" in stage.says("rob", f"/takedown case {case.key.lower()}")
    assert "Nothing was found for" in stage.says("rita", "/takedown find <!here>")
    assert HIDDEN in stage.says("rita", "/takedown case NLP-99999")
    assert "There is no matter" in stage.says("rita", "/takedown list NOPE")
    case.hand_in("rita", "Request approval")
    assert case.key in stage.says("rob", "/takedown list waiting")
    case.hand_in("rob", "Approve")
    case.click("rita", "Send warning")
    case.until("Asked first")
    case.grace_over()
    stage.move(days=5)
    assert case.key in stage.says("rob", "/takedown list overdue")

    rob = stage.person("rob")
    answer = rob.command(f"/takedown find {case.key}", stage.home)
    assert answer is not None
    stage.clear(rob)
    rob.click(answer, "Record reply")
    assert "What did they say?" in shown_text(rob.modal())


def test_who_is_not_in_the_channel_sees_nothing(stage: Stage) -> None:
    case = stage.chirp_case(shown=False)
    nils = stage.newcomer("nils", "Nils Ahl", "reporter", channels=("press-watch",))
    watch = stage.channel("press-watch")
    assert case.key not in stage.says("nils", "/takedown list", watch)
    assert HIDDEN in stage.says("nils", f"/takedown case {case.key}", watch)
    assert "Nothing was found" in stage.says("nils", f"/takedown find {case.handle}", watch)
    assert "not shown to you" in stage.says("nils", "/takedown list NLP", watch)
    assert "No matter is open that is shown to you" in stage.says("nils", "/takedown matter list", watch)
    nils.click(case.card(), "Withdraw")
    stage.told_directly("nils", HIDDEN)
    stage.forgiven.add("user_not_in_channel")
    form = stage.opens("nils", f"/takedown file {case.links[0]}", watch)
    assert "None is open that is shown to you" in shown_text(form)
    assert case.key not in home_of(stage, nils, "Your queue")

    stage.desk.town.slack.add_member(stage.home, nils.id)
    stage.until(lambda: case.key in stage.says("nils", f"/takedown case {case.key}", watch))
    stage.desk.town.slack.remove_member(stage.home, nils.id)
    stage.until(lambda: HIDDEN in stage.says("nils", f"/takedown case {case.key}", watch))


def test_without_a_role_there_is_only_help(stage: Stage) -> None:
    case = stage.chirp_case(shown=False)
    pia = stage.newcomer("pia", "Pia Lund")
    for words in ("list", f"case {case.key}", "find x", "roles", "matter new", "pause", "digest now", "import"):
        said = stage.says("pia", f"/takedown {words}")
        assert "role" in said, (words, said)
        assert case.handle not in said
    assert "You have no role at this desk yet" in stage.says("pia", "/takedown help")
    assert "You have no role at this desk yet" in case.answered("pia", "Withdraw")
    assert "You have no role at this desk yet" in home_of(stage, pia, "role")
    stage.clear(pia)
    pia.shortcut("file_takedown")
    assert "You have no role at this desk yet" in shown_text(pia.modal())


def test_roles_are_given_and_taken_by_admins(stage: Stage) -> None:
    stage.newcomer("tom", "Tom Beck")
    assert "takes the role admin" in stage.says("rob", "/takedown roles add @tom reviewer")
    assert "is nobody in this workspace" in stage.says("ada", "/takedown roles add @nobody reviewer")
    assert "Did you mean reviewer?" in stage.says("ada", "/takedown roles add @tom reveiwer")
    assert "is now reviewer and counsel" in stage.says("ada", "/takedown roles add @tom reviewer, counsel")
    assert "was reviewer already" in stage.says("ada", "/takedown roles add @tom reviewer")
    assert f"<@{stage.person('tom').id}>: reviewer and counsel" in stage.says("tom", "/takedown roles")
    assert "is no longer reviewer and counsel" in stage.says(
        "ada", "/takedown roles remove @tom reviewer counsel"
    )
    assert "You have no role" in stage.says("tom", "/takedown roles")
    assert "ADMIN_USER_IDS" in stage.says("ada", "/takedown roles remove @ada admin")


def test_home_shows_what_waits_for_this_person_and_leads_there(stage: Stage) -> None:
    case = stage.chirp_case().hand_in("rita", "Request approval")
    case.offering("Approve")
    home_of(stage, stage.person("rita"), "Your queue", case.key, "No text waits for your approval.")
    una = stage.newcomer("una", "Una Falk", "reviewer")
    home_of(stage, una, "Waiting for you", case.key)
    waiting = [block for block in (una.see_home() or {})["blocks"] if case.key in str(block)]
    place = (una.see_home() or {}) | {"blocks": waiting}
    una.click(place, "Review")
    form = una.modal()
    assert case.links[0].rpartition("/")[2] in shown_text(form)
    assert una.submit(form)["response_action"] == "clear"
    case.offering("Send warning")
    stage.until(lambda: case.key not in shown_text(una.see_home() or {}).split("Your queue")[0])


def test_a_case_is_taken_once(stage: Stage) -> None:
    case = stage.chirp_case(shown=False)
    card = case.offering("Take")
    case.click("rob", "Take")
    case.until(f"Owner <@{stage.person('rob').id}>")
    assert f"<@{stage.person('rob').id}> took {case.key} meanwhile" in case.answered("ada", "Take", card=card)
    assert "yours already" in case.answered("rob", "Take")


def test_a_guest_may_hold_a_role_and_decides_nothing(stage: Stage) -> None:
    slack = stage.desk.town.slack
    gus = slack.add_user("gus", "Gus Hale", tz="Europe/Berlin", is_restricted=True)
    slack.add_member(stage.home, gus)
    stage.says("ada", "/takedown roles add @gus reviewer")
    case = stage.chirp_case().hand_in("rita", "Request approval")
    form = case.press("gus", "Approve")
    said = stage.person("gus").submit(form)
    assert "A guest cannot decide here." in str(said) + shown_text(stage.person("gus").views()[-1])
