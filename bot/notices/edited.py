"""What a person may not lose when editing a text before it is approved."""

import re
from collections.abc import Iterable, Mapping

from bot.notices.checks import addresses_somebody, need_readable
from bot.notices.errors import PartsMissing, TooLong, UnfitFact
from bot.notices.facts import (
    DmcaFacts,
    Facts,
    HackedMaterialFacts,
    PersonFacts,
    ReportFacts,
    RequestFacts,
)
from bot.notices.folder import template
from bot.notices.render import STOP_LINE, exact_sentences

Part = tuple[str, str]
"""What a part is called, and the words themselves."""

_ENDS_HERE = r"(?![\w/])(?![.?#&=%~:@-]+\w)"


def required_parts(facts: Facts, version: int | None = None) -> tuple[str, ...]:
    """Return the words that a text of `facts` must keep, by the template of `version` or its newest."""
    return tuple(words for _, words in _parts(facts, version))


def check_edited(text: str, facts: Facts, version: int | None = None) -> None:
    """Raise PartsMissing naming every required part that the edited `text` lost.

    Raise UnfitFact if it hides characters or, to the contacted person, mentions somebody else, and TooLong if
    it is longer than its template allows such a message to be. Spaces, line breaks and case do not count; an
    address or code inside a longer one does not count as being there.
    """
    need_readable("the text", text)
    longest = template(facts.template, version).longest
    if isinstance(facts, PersonFacts) and len(text) > longest:
        raise TooLong(len(text), longest)
    if isinstance(facts, PersonFacts) and addresses_somebody(_without_handle(text, facts.who)):
        raise UnfitFact("the text", "would also address somebody else: please write it without @")
    missing = tuple(called for called, words in _parts(facts, version) if not _contains(text, words))
    if missing:
        raise PartsMissing(missing)


def _parts(facts: Facts, version: int | None) -> tuple[Part, ...]:
    sentences = exact_sentences(facts, version)
    return (*_sender_parts(facts), *_item_parts(facts), *_sentence_parts(facts, sentences))


def _sender_parts(facts: Facts) -> Iterable[Part]:
    yield "the address of the verification page", facts.verify_url
    yield f"the case code {facts.case_code}", facts.case_code
    yield f"the name {facts.sender.name}", facts.sender.name
    yield f"for whom it is written ({facts.client})", facts.client


def _item_parts(facts: Facts) -> Iterable[Part]:
    if isinstance(facts, (RequestFacts, DmcaFacts, HackedMaterialFacts, ReportFacts)):
        for item in facts.items:
            yield f"the item {item.url}", item.url
    if isinstance(facts, DmcaFacts):
        for item in facts.items:
            if item.link_target:
                yield f"where the link leads ({item.link_target})", item.link_target


def _sentence_parts(facts: Facts, sentences: Mapping[str, str]) -> Iterable[Part]:
    if isinstance(facts, RequestFacts):
        yield f"the line “{STOP_LINE}”", STOP_LINE
    elif isinstance(facts, DmcaFacts):
        yield from _notice_parts(facts, sentences)
    elif isinstance(facts, HackedMaterialFacts):
        yield from _letter_parts(facts, sentences)
    elif isinstance(facts, ReportFacts):
        yield "the statement of good faith", sentences["bona_fide"]


def _notice_parts(facts: DmcaFacts, sentences: Mapping[str, str]) -> Iterable[Part]:
    """The elements of 17 USC 512(c)(3)(A)(i), (ii), (iv), (v) and (vi); the items are (iii)."""
    yield "the signature", f"/s/ {facts.signature}"
    for work in facts.works:
        yield f"the work {work.title}", work.title
    yield "the postal address", facts.contact.address
    yield "the telephone number", facts.contact.phone
    yield "the e-mail address", facts.contact.email
    yield "the good-faith statement", sentences["good_faith"]
    yield "the accuracy statement", sentences["accuracy"]
    yield "the statement of authority under penalty of perjury", sentences["authority"]


def _letter_parts(facts: HackedMaterialFacts, sentences: Mapping[str, str]) -> Iterable[Part]:
    yield f"the addressee {facts.addressee.name}", facts.addressee.name
    if facts.forward_to_holder:
        yield "the request to forward the letter", sentences["forward"]
    if facts.standing_request:
        yield "what the standing request does not do", sentences["standing"]


def _contains(text: str, words: str) -> bool:
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    case = re.NOFLAG if "://" in words else re.IGNORECASE
    return re.search(rf"(?<![\w-]){pattern}{_ENDS_HERE}", text, case) is not None


def _without_handle(text: str, handle: str) -> str:
    return re.sub(rf"@{re.escape(handle)}(?![\w@.-]*\w)", "", text, flags=re.IGNORECASE)
