"""The forms for what goes to a platform: which ground, the letter's facts, and the waiver of asking first."""

from collections.abc import Callable
from datetime import date

from bot.desk.escalation.letter_form import LetterForm
from bot.desk.escalation.letter_sheet import LetterSheet
from bot.desk.escalation.waiver import LONGEST_REASON
from bot.notices.folder import template
from bot.rules.law.grounds import LetterKind, ground_rule
from handlers.base.ids import CallbackId, Value
from handlers.base.mrkdwn import literal, mrkdwn, plain, shortened
from handlers.base.responses import Block, View
from handlers.blocks.buttons import section
from handlers.blocks.elements import Element, field, menu, modal, option, small, text_field
from handlers.blocks.words import counted
from storage.vocabulary import Ground, Route

_REQUESTS = (
    ("act_on_items", "Act on the listed items", "Review them under the rule named for each"),
    ("account_action", "Check the account", "Only as far as the platform’s own rule goes"),
    (
        "forward_to_holder",
        "Please forward this letter to the account holder",
        "We wrote it for that reader too",
    ),
    ("standing_request", "Standing request for later items", "Asks for a contact; stops nothing in advance"),
    ("preservation", "Preserve the records", "Until we agreed what becomes of them"),
)
_TITLES = {
    LetterKind.DMCA: "Legal notice (DMCA)",
    LetterKind.HACKED_MATERIAL: "Letter to counsel",
    LetterKind.PLATFORM_REPORT: "Report to the platform",
}


def ground_view(sheet: LetterSheet, value: Value) -> View:
    """Return the question which ground a letter is about: each letter is about one."""
    options = [option(ground.value, ground_rule(ground).title) for ground in sheet.grounds]
    blocks = [
        section(
            plain(f"{sheet.case_key} has open items on several grounds. Each letter is about one of them.")
        ),
        menu("ground", "Ground", options, chosen=sheet.form.ground.value),
    ]
    return modal(CallbackId.GROUND, "Which ground?", blocks, value, submit="Next")


def letter_view(sheet: LetterSheet, value: Value, *, is_edit: bool = False) -> View:
    """Return the form for a letter, filled with what is known."""
    fields = _FIELDS[sheet.letter](sheet.form)
    told = [small("Saving voids every approval that this letter has.")] if is_edit else []
    blocks = [section(mrkdwn(_way(sheet))), _about(sheet), *told, *fields]
    carried = value.model_copy(update={"word": sheet.form.ground.value})
    return modal(CallbackId.LETTER, _TITLES[sheet.letter], blocks, carried, submit="Preview")


def waiver_view(case_key: str, value: Value) -> View:
    """Return the form in which counsel is asked to agree that nobody is asked first."""
    blocks = [
        section(
            plain(
                f"Nobody was asked first in {case_key}. Going to the platform at once needs a reason, and "
                "counsel who agrees to it."
            )
        ),
        text_field("reason", "Why should nobody be asked first?", most=LONGEST_REASON, lines=True),
    ]
    return modal(CallbackId.WAIVER, "Waive asking first", blocks, value, submit="Ask counsel")


def _way(sheet: LetterSheet) -> str:
    way = sheet.way
    to = literal(shortened(way.address or way.addressee, 200))
    in_words = literal(shortened(way.how, 500))
    how = f"*By e-mail* to {to}" if way.route is Route.EMAIL else f"*By hand*, to {to}. {in_words}"
    learns = f"*What the poster will learn* {literal(shortened(way.poster_learns, 600))}"
    old = " This may be out of date." if way.is_stale else ""
    return f"{how}\n{learns}\nAs of {way.checked.isoformat()}.{old}"


def _about(sheet: LetterSheet) -> Block:
    more = f"; {counted(sheet.left_out, 'open item')} left out" if sheet.left_out else ""
    urls = "\n".join(shortened(url, 120) for url in sheet.urls)
    ground = ground_rule(sheet.form.ground).title
    return section(plain(f"About {counted(len(sheet.urls), 'item')}, {ground}{more}\n{urls}"))


def _dmca(form: LetterForm) -> list[Block]:
    is_link = form.ground is Ground.COPYRIGHT_US_LINK
    links = [
        text_field("link_place", "Where on the page is the link?", value=form.link_place, most=500),
        text_field("link_target", "Where does the link lead?", value=form.link_target, most=2000),
    ]
    return [
        _signatory(form, "Signed by a signatory, who ticks the three statements with the approval."),
        text_field("addressee", "Designated agent", value=form.addressee, most=300),
        _day("agent_looked_up", "Agent looked up on", form.agent_looked_up, optional=False),
        text_field(
            "work_titles", "Works that are copied", value=form.work_titles, lines=True, hint="One a line."
        ),
        text_field("first_published", "First published", value=form.first_published, most=300, optional=True),
        text_field("registration", "Registration number", value=form.registration, most=300, optional=True),
        text_field("part", "Which part of the work do the items show?", value=form.part, most=500),
        *(links if is_link else []),
        text_field(
            "fair_use",
            "Why is this no fair use?",
            value=form.fair_use,
            lines=True,
            hint="At least 60 characters; kept in the file, never sent.",
        ),
        text_field("contact_address", "Postal address", value=form.contact_address, most=500, lines=True),
        text_field("contact_phone", "Telephone", value=form.contact_phone, most=100),
        text_field("contact_email", "E-mail address", value=form.contact_email, most=320),
    ]


def _hacked(form: LetterForm) -> list[Block]:
    return [
        _signatory(form, "Signed by counsel or a signatory, who approves it too."),
        text_field("addressee", "Addressee, by name or office", value=form.addressee, most=300),
        text_field("explanation", "What happened, in neutral words", value=form.explanation, lines=True),
        _day("happened_on", "When it happened", form.happened_on),
        text_field("public_report", "Public report of it", value=form.public_report, most=1000, optional=True),
        text_field("data_type", "What kind of data do the items show?", value=form.data_type, most=500),
        text_field("rule", "The platform’s rule, or the law", value=form.rule, most=500),
        field("requests", "What we ask: each on its own", _request_boxes(form), optional=True),
        small(literal(template("hacked_material").sentences["standing"])),
        text_field(
            "account_rule",
            "The rule on accounts",
            value=form.account_rule,
            most=500,
            optional=True,
            hint="Needed if the account is to be checked.",
        ),
        text_field(
            "contact_desk",
            "Where later notices go",
            value=form.contact_desk,
            most=320,
            optional=True,
            hint="Needed for a standing request.",
        ),
        _day("reply_by", "Please answer by", form.reply_by),
        text_field("contact_email", "Answers go to", value=form.contact_email, most=320, optional=True),
    ]


def _report(form: LetterForm) -> list[Block]:
    return [
        text_field("rule", "The platform’s rule", value=form.rule, most=500),
        text_field("explanation", "Why this breaks it", value=form.explanation, lines=True),
        text_field("law", "Law and article, if one is relied on", value=form.law, most=500, optional=True),
        text_field("contact_email", "Answers go to", value=form.contact_email, most=320, optional=True),
    ]


_FIELDS: dict[LetterKind, Callable[[LetterForm], list[Block]]] = {
    LetterKind.DMCA: _dmca,
    LetterKind.HACKED_MATERIAL: _hacked,
    LetterKind.PLATFORM_REPORT: _report,
}


def _signatory(form: LetterForm, hint: str) -> Block:
    element: Element = {"type": "users_select", "action_id": "signatory"}
    if form.signatory_id:
        element["initial_user"] = form.signatory_id
    return field("signatory", "Who signs?", element, hint=hint)


def _day(name: str, label: str, chosen: date | None, *, optional: bool = True) -> Block:
    element: Element = {"type": "datepicker", "action_id": name}
    if chosen is not None:
        element["initial_date"] = chosen.isoformat()
    return field(name, label, element, optional=optional)


def _request_boxes(form: LetterForm) -> Element:
    options = [option(name, label, note) for name, label, note in _REQUESTS]
    ticked = [each for each in options if each["value"] in form.requests]
    element: Element = {"type": "checkboxes", "action_id": "requests", "options": options}
    return element | ({"initial_options": ticked} if ticked else {})
