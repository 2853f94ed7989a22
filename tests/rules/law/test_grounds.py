import pytest

from bot.rules.law.grounds import GROUND_RULES, Handling, LetterKind, ground_rule
from storage.vocabulary import Ground

WARNED_FIRST = {
    Ground.COPYRIGHT_US,
    Ground.COPYRIGHT_US_LINK,
    Ground.COPYRIGHT_EU,
    Ground.TRADEMARK,
    Ground.COUNTERFEIT,
    Ground.TRADE_SECRET,
    Ground.HACKED_CONFIDENTIAL,
    Ground.PRIVATE_INFO,
}
NO_LETTER = {
    Ground.DEFAMATION_OTHER: Handling.COUNSEL,
    Ground.COURT_ORDER: Handling.COUNSEL,
    Ground.SUBPOENA_512H: Handling.COUNSEL,
    Ground.TERRORIST_TCO: Handling.REFER_OUT,
    Ground.CSAM: Handling.REFER_OUT,
}
OWN_LETTER = {
    Ground.COPYRIGHT_US: LetterKind.DMCA,
    Ground.COPYRIGHT_US_LINK: LetterKind.DMCA,
    Ground.TRADE_SECRET: LetterKind.HACKED_MATERIAL,
    Ground.HACKED_CONFIDENTIAL: LetterKind.HACKED_MATERIAL,
}


def test_every_ground_has_an_entry() -> None:
    assert set(GROUND_RULES) == set(Ground)


@pytest.mark.parametrize("ground", list(Ground))
def test_an_entry_allows_what_its_law_allows(ground: Ground) -> None:
    rule = ground_rule(ground)
    assert rule.may_warn == (ground in WARNED_FIRST)
    assert rule.handling is NO_LETTER.get(ground, Handling.DESK)
    usual = LetterKind.NONE if ground in NO_LETTER else LetterKind.PLATFORM_REPORT
    assert rule.letter is OWN_LETTER.get(ground, usual)


@pytest.mark.parametrize("ground", list(Ground))
def test_a_refusal_stands_exactly_where_no_letter_may_go(ground: Ground) -> None:
    rule = ground_rule(ground)
    assert (rule.refusal is not None) == (rule.letter is LetterKind.NONE)


@pytest.mark.parametrize("ground", list(Ground))
def test_the_description_completes_a_sentence_and_accuses_nobody(ground: Ground) -> None:
    words = ground_rule(ground).description
    assert words[0].islower()
    assert words[-1].isalpha()
    assert not {"stole", "stolen", "criminal", "illegal", "you", "pirate"} & set(words.lower().split())


def test_titles_tell_grounds_apart() -> None:
    assert len({rule.title for rule in GROUND_RULES.values()}) == len(Ground)


def test_marks_are_warned_about_with_counsel_only() -> None:
    needing = {ground for ground in Ground if ground_rule(ground).warn_needs_counsel}
    assert needing == {Ground.TRADEMARK, Ground.COUNTERFEIT}


def test_the_referral_for_minors_names_where_to_turn_and_what_not_to_do() -> None:
    refusal = ground_rule(Ground.CSAM).refusal or ""
    for words in ("report.cybertip.org", "IWF", "INHOPE", "police", "Take It Down", "do not view"):
        assert words in refusal
