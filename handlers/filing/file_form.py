"""The form in which accounts and posts are filed, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.filing.filing import LONGEST_ACCOUNT, LONGEST_NOTE, MOST_URLS, Filed, FiledCase
from bot.desk.filing.offers import FilingOffer, OfferedMatter
from handlers.base.ids import ActionId, CallbackId, Value
from handlers.base.mrkdwn import plain, shortened
from handlers.base.responses import Block, View
from handlers.blocks.buttons import button
from handlers.blocks.elements import (
    LONGEST_INPUT,
    Option,
    card_link,
    menu,
    modal,
    option,
    plain_paragraph,
    row_of,
    said,
    small,
    text_field,
)
from handlers.blocks.phrases import ground_options, ground_title, kind_options
from handlers.blocks.words import counted
from handlers.lists.list_view import case_name
from storage.vocabulary import ItemKind

LONGEST_SHOWN_URL = 300


@dataclass(frozen=True)
class Prefilled:
    """What is filled into the form when it opens, and where it was asked for."""

    urls: tuple[str, ...] = ()
    channel_id: str | None = None


def file_view(offer: FilingOffer, prefilled: Prefilled) -> View:
    """Return the form; it needs at least one matter to file into."""
    urls, left_out = fitting(prefilled.urls)
    blocks = [
        _matter(offer),
        text_field(
            "urls",
            "Links",
            value="\n".join(urls),
            lines=True,
            hint=f"One a line, {MOST_URLS} at most. Links of one account become one case.",
            example="https://…",
        ),
        *(
            [small(f"{counted(left_out, 'link')} did not fit and would have to be filed after these.")]
            if left_out
            else []
        ),
        text_field(
            "account",
            "Account",
            most=LONGEST_ACCOUNT,
            optional=True,
            hint="Only if the links do not show it.",
            example="@handle",
        ),
        menu("kind", "What they show", kind_options(), chosen=ItemKind.COPY),
        menu(
            "ground",
            "Ground",
            ground_options(),
            optional=True,
            hint=_ground_hint(offer.likely),
            placeholder="As the matter says",
        ),
        text_field("note", "Note", most=LONGEST_NOTE, lines=True, optional=True, hint="For the team only."),
    ]
    return modal(CallbackId.FILE, "File a takedown", blocks, Value(channel=prefilled.channel_id), submit="File")


def no_matter_view(channel_id: str | None) -> View:
    """Return what to do first where no matter is shown to the person."""
    sentence = "Cases are filed into a matter, the incident they belong to. None is open that is shown to you."
    opener = button(ActionId.NEW_MATTER, "Open a matter", Value(channel=channel_id), style="primary")
    hint = "If your team has one already, ask to be added to its channel."
    return modal(
        CallbackId.NOTE,
        "File a takedown",
        [said(sentence), row_of("first", opener), small(hint)],
        Value(channel=channel_id),
        close="Close",
    )


def filed_view(filed: Filed) -> View:
    """Return what became of a filing: of each case whether it is new, what was added, and what was known."""
    if filed.referral:
        return referral_view(filed.referral)
    blocks = [block for case in filed.cases for block in _filed_case(case)]
    return modal(CallbackId.NOTE, "Filed" if _added(filed) else "Known already", blocks, Value(), close="Done")


def referral_view(sentence: str) -> View:
    """Return where to turn with what this desk does not take in; nothing of it was kept."""
    return modal(
        CallbackId.NOTE,
        "Please turn elsewhere",
        [plain_paragraph(sentence), small("Nothing of what you typed was stored.")],
        Value(),
        close="Close",
    )


def fitting(urls: Sequence[str]) -> tuple[list[str], int]:
    """Return the links that fit into the form, and how many do not."""
    kept: list[str] = []
    room = LONGEST_INPUT
    for url in urls[:MOST_URLS]:
        if len(url) + 1 > room:
            break
        kept.append(url)
        room -= len(url) + 1
    return kept, len(urls) - len(kept)


def _matter(offer: FilingOffer) -> Block:
    hint = (
        f"{counted(offer.left_out, 'older matter')} not listed: `/takedown file KEY` names one."
        if offer.left_out
        else ""
    )
    chosen = offer.likely.key if offer.likely else None
    options = [_matter_option(matter) for matter in offer.matters]
    return menu("matter", "Matter", options, chosen=chosen, placeholder="Which incident?", hint=hint)


def _matter_option(matter: OfferedMatter) -> Option:
    return option(matter.key, f"{matter.key} · {matter.title}", f"Ground: {ground_title(matter.ground)}")


def _ground_hint(likely: OfferedMatter | None) -> str:
    if likely is None:
        return "Left empty, the matter's own ground holds; it stands below the matter's name."
    return f"Left empty: {ground_title(likely.ground)}, the ground of {likely.key}."


def _added(filed: Filed) -> bool:
    return any(case.added for case in filed.cases)


def _filed_case(case: FiledCase) -> list[Block]:
    name, permalink = case_name(case.key, case.label), case.label.permalink
    link = card_link(permalink, which=str(case.case_id)) if permalink else None
    told = [said(f"{name}\n{_what_became(case)}", link, name=f"filed:{case.case_id}")]
    if case.added:
        told.append(_urls("Added", case.added))
    if case.known:
        told.append(_urls("There already", case.known))
    return told


def _what_became(case: FiledCase) -> str:
    where = f" Its card stands in <#{case.label.channel_id}>." if case.label.channel_id else ""
    if case.is_new:
        return f"A new case with {counted(len(case.added), 'item')}.{where}"
    if case.added:
        return f"{counted(len(case.added), 'item')} joined this case.{where}"
    return f"Nothing new: everything was filed already.{where}"


def _urls(title: str, urls: Sequence[str]) -> Block:
    lines = "\n".join(shortened(url, LONGEST_SHOWN_URL) for url in urls)
    return {"type": "section", "text": plain(f"{title}:\n{lines}")}
