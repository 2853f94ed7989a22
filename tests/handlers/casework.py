"""People at a case's card: they press what it offers, fill in what opens, and hand it in."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.desk.case.grace import grace_over
from handlers.base.ids import ActionId, CallbackId, unpacked
from handlers.base.request import Click, Submission
from handlers.base.responses import Close, Open, Replace, Response, Submitted
from handlers.card import actions as card_actions
from handlers.card.card_message import card_message
from handlers.contact import actions as contact_actions
from handlers.escalation import actions as escalation_actions
from handlers.evidence import actions as evidence_actions
from handlers.front.routes import Routes, collected
from handlers.review import actions as review_actions
from handlers.sending import actions as sending_actions
from handlers.tracking import actions as tracking_actions
from handlers.tracking import closing
from storage.models import Case
from storage.vocabulary import Ground
from tests.desk.office import CHANNEL, Office
from tests.handlers.office import accepted, buttons, message_accepted, written

Json = dict[str, Any]
_REQUESTS = count(1)
_SINGLE = {
    "users_select": ("selected_user", "initial_user"),
    "datepicker": ("selected_date", "initial_date"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "plain_text_input": ("value", "initial_value"),
}


def routes() -> Routes:
    return collected(
        [
            card_actions,
            evidence_actions,
            review_actions,
            closing,
            sending_actions,
            escalation_actions,
            contact_actions,
            tracking_actions,
        ]
    )


@dataclass(frozen=True)
class Person:
    """Somebody at the cards of an office; every view and every message is checked as Slack would."""

    office: Office
    user_id: str

    def card(self, case_id: int) -> list[Json]:
        return card_of(self.office, case_id)

    def press(self, case_id: int, label: str) -> Response:
        """Press a button of the card as it stands now."""
        return self.click(button_named(self.card(case_id), label))

    def click(self, element: Json) -> Response:
        act = ActionId(element["action_id"].partition(":")[0])
        made = Click(
            self.office.desk,
            self.office.actor(self.user_id),
            f"request:{next(_REQUESTS)}",
            value=unpacked(element["value"]),
            channel_id=CHANNEL,
            message_ts="1.1",
            thread_ts=None,
            in_view=False,
            choice=None,
            values={},
        )
        return accepted(routes().clicks[act](made))

    def opens(self, case_id: int, label: str) -> Json:
        answer = self.press(case_id, label)
        assert isinstance(answer, Open), answer
        return answer.view

    def submit(self, view: Json, **typed: Any) -> Submitted:
        inputs = {each["block_id"]: _state(each, typed) for each in view["blocks"] if each["type"] == "input"}
        assert not typed.keys() - inputs.keys(), inputs.keys()
        made = Submission(
            self.office.desk,
            self.office.actor(self.user_id),
            f"request:{next(_REQUESTS)}",
            unpacked(view["private_metadata"]),
            inputs,
        )
        return accepted(routes().forms[CallbackId(view["callback_id"])](made))

    def does(self, case_id: int, label: str, **typed: Any) -> Submitted:
        """Press a button and hand in the form it opens."""
        return self.submit(self.opens(case_id, label), **typed)


def card_of(office: Office, case_id: int) -> list[Json]:
    """Return the card's blocks, after Slack's own look at them."""
    text, blocks = card_message(office.facts(case_id))
    assert 0 < len(text) <= 4000
    message_accepted(blocks)
    return blocks


def said(office: Office, case_id: int) -> str:
    """Return everything the card says."""
    return written(card_of(office, case_id))


def labels(blocks: list[Json]) -> list[str]:
    return [each["text"]["text"] for each in buttons(blocks)]


def button_named(blocks: list[Json], label: str) -> Json:
    found = [each for each in buttons(blocks) if each["text"]["text"] == label]
    assert found, f"no button {label!r} among {labels(blocks)}"
    return found[0]


def next_view(answer: Response | Submitted) -> Json:
    assert isinstance(answer, Open | Replace), answer
    return answer.view


def _state(block: Json, typed: dict[str, Any]) -> Json:
    element, name = block["element"], block["block_id"]
    kind = element["type"]
    if kind in _SINGLE:
        key, initial = _SINGLE[kind]
        chosen = {key: typed[name] if name in typed else element.get(initial)}
    elif kind in {"static_select", "radio_buttons"}:
        options = [each for each in element["options"] if each["value"] == typed.get(name)]
        chosen = {"selected_option": options[0] if name in typed else element.get("initial_option")}
    elif kind == "file_input":
        chosen = {"files": typed.get(name, [])}
    else:
        options = [each for each in element["options"] if each["value"] in typed.get(name, ())]
        chosen = {"selected_options": options if name in typed else element.get("initial_options", [])}
    return {name: {"type": kind, **chosen}}


def at(office: Office, user_id: str) -> Person:
    return Person(office, user_id)


def closed(answer: object) -> str:
    assert isinstance(answer, Close), answer
    return answer.text


def to_platform(office: Office, ground: Ground) -> int:
    """Return a case of this ground whose time to answer is over."""
    office.open_matter("ESC", ground)
    case_id = office.file("https://x.com/leakmirror/status/1", "https://x.com/leakmirror/status/2")
    office.prove(case_id)
    office.ask(case_id)
    office.wait(days=8)
    with office.desk.write() as work:
        grace_over(work, work.session.get_one(Case, case_id))
    return case_id


def text_of(view: dict[str, Any]) -> str:
    """Return what the sections of a modal say, put together as it was before it was cut."""
    return "".join(block["text"]["text"] for block in view["blocks"] if block["type"] == "section")


def filled_text(view: dict[str, Any], name: str) -> str:
    block = next(each for each in view["blocks"] if each.get("block_id") == name)
    return str(block["element"].get("initial_value", ""))
