"""The grounds on which an item may be complained about, and what each of them allows.

Each entry names its own source. Where a statute sets the form of a notice (17 USC 512(c)(3) and (d)(3),
Regulation (EU) 2022/2065 art. 16, SI 2013/3028 reg. 2) the ground leads to the letter that carries it; where
only a court, an authority or the affected person can act, it leads to none and says where to turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from storage.vocabulary import Ground


class LetterKind(StrEnum):
    """The template that goes to the platform when asking first did not help; `none`: no letter may go."""

    DMCA = "dmca"
    HACKED_MATERIAL = "hacked_material"
    PLATFORM_REPORT = "platform_report"
    NONE = "none"


class Handling(StrEnum):
    """Who acts on a ground: the desk by its letters, counsel outside the desk, or an outside body."""

    DESK = "desk"
    COUNSEL = "counsel"
    REFER_OUT = "refer_out"


@dataclass(frozen=True, kw_only=True)
class GroundRule:
    """What one ground is called, where it comes from and what it allows.

    `title` is what the team says aloud. `description` completes "This is material that …" in a message to the
    contacted person, and never says what the person did. `law` is the source. `warn_condition` narrows
    `may_warn`; with `warn_needs_counsel` a warning goes only with counsel's approval. `refusal` is the
    sentence shown when no letter may go, and None otherwise.
    """

    title: str
    description: str
    law: str
    may_warn: bool
    letter: LetterKind
    handling: Handling = Handling.DESK
    warn_needs_counsel: bool = False
    warn_condition: str | None = None
    refusal: str | None = None


def ground_rule(ground: Ground) -> GroundRule:
    """Return what `ground` allows; every ground has an entry."""
    return GROUND_RULES[ground]


_COPYRIGHT: Mapping[Ground, GroundRule] = {
    Ground.COPYRIGHT_US: GroundRule(
        title="copyright (US)",
        description="appears to be copied from a work that its owner has not agreed to share",
        law="17 USC 512(c)(3)(A)(i)-(vi)",
        may_warn=True,
        letter=LetterKind.DMCA,
    ),
    Ground.COPYRIGHT_US_LINK: GroundRule(
        title="link to a copy (US)",
        description="leads to what appears to be a copy of a work that its owner has not agreed to share",
        law="17 USC 512(d)(3)",
        may_warn=True,
        letter=LetterKind.DMCA,
    ),
    Ground.COPYRIGHT_EU: GroundRule(
        title="copyright (EU)",
        description="appears to be copied from a work that its owner has not agreed to share",
        law="Regulation (EU) 2022/2065 art. 16; Directive (EU) 2019/790 art. 17(7)-(9)",
        may_warn=True,
        letter=LetterKind.PLATFORM_REPORT,
    ),
    Ground.COPYRIGHT_CA: GroundRule(
        title="copyright (Canada)",
        description="appears to be copied from a work that its owner has not agreed to share",
        law="Copyright Act (Canada) ss. 41.25-41.26",
        may_warn=False,
        letter=LetterKind.PLATFORM_REPORT,
    ),
}

_MARKS_AND_SECRETS: Mapping[Ground, GroundRule] = {
    Ground.TRADEMARK: GroundRule(
        title="trademark",
        description="uses a registered mark in a way that may be taken for its owner's own offer",
        law="Lanham Act; Tiffany v. eBay (2d Cir. 2010); Regulation (EU) 2022/2065 art. 16",
        may_warn=True,
        letter=LetterKind.PLATFORM_REPORT,
        warn_needs_counsel=True,
        warn_condition="A threat to a UK seller can itself be sued on (Unjustified Threats Act 2017).",
    ),
    Ground.COUNTERFEIT: GroundRule(
        title="counterfeit goods",
        description="appears to offer goods under a registered mark that its owner did not make",
        law="Lanham Act; Tiffany v. eBay (2d Cir. 2010); Regulation (EU) 2022/2065 art. 16",
        may_warn=True,
        letter=LetterKind.PLATFORM_REPORT,
        warn_needs_counsel=True,
        warn_condition="A threat to a UK seller can itself be sued on (Unjustified Threats Act 2017).",
    ),
    Ground.TRADE_SECRET: GroundRule(
        title="trade secret",
        description="appears to be confidential business information that its owner has kept from the public",
        law="18 USC 1836 and 1839 (with 1833(b)); Directive (EU) 2016/943 art. 5",
        may_warn=True,
        letter=LetterKind.HACKED_MATERIAL,
    ),
    Ground.HACKED_CONFIDENTIAL: GroundRule(
        title="hacked confidential material",
        description="appears to come from private files that were taken without permission",
        law="platform rules; Regulation (EU) 2022/2065 art. 16; limits: Bartnicki v. Vopper, 532 US 514",
        may_warn=True,
        letter=LetterKind.HACKED_MATERIAL,
    ),
}

_PEOPLE: Mapping[Ground, GroundRule] = {
    Ground.PRIVATE_INFO: GroundRule(
        title="private information",
        description="contains personal details of people who have not agreed to them being public",
        law="platform rules; Regulation (EU) 2016/679; Regulation (EU) 2022/2065 art. 16",
        may_warn=True,
        letter=LetterKind.PLATFORM_REPORT,
        warn_condition="Only if nobody is put at risk by asking.",
    ),
    Ground.GDPR_ERASURE: GroundRule(
        title="erasure of personal data (GDPR)",
        description="contains personal data whose erasure the person concerned has asked for",
        law="Regulation (EU) 2016/679 arts. 12(3), 17(1) and 17(3)",
        may_warn=False,
        letter=LetterKind.PLATFORM_REPORT,
    ),
    Ground.DEFAMATION_UK: GroundRule(
        title="defamation (UK)",
        description="makes a statement that the person concerned says is untrue and harms them",
        law="Defamation Act 2013 s. 5(6); SI 2013/3028 reg. 2",
        may_warn=False,
        letter=LetterKind.PLATFORM_REPORT,
    ),
    Ground.DEFAMATION_OTHER: GroundRule(
        title="defamation (elsewhere)",
        description="makes a statement that the person concerned says is untrue and harms them",
        law="47 USC 230",
        may_warn=False,
        letter=LetterKind.NONE,
        handling=Handling.COUNSEL,
        refusal="Outside the UK defamation is decided by courts: the desk sends nothing. Please ask counsel.",
    ),
    Ground.NCII: GroundRule(
        title="intimate images without consent",
        description="shows intimate images of a person who has not agreed to it",
        law="TAKE IT DOWN Act, Pub. L. 119-12 s. 3 (47 USC 223a)",
        may_warn=False,
        letter=LetterKind.PLATFORM_REPORT,
    ),
    Ground.IMPERSONATION: GroundRule(
        title="impersonation",
        description="presents itself as a person or company that it does not belong to",
        law="platform rules; Regulation (EU) 2022/2065 art. 16",
        may_warn=False,
        letter=LetterKind.PLATFORM_REPORT,
    ),
}

_RULES_AND_COURTS: Mapping[Ground, GroundRule] = {
    Ground.DSA_ILLEGAL_OTHER: GroundRule(
        title="other illegal content (EU)",
        description="appears not to be allowed under the law named in our report",
        law="Regulation (EU) 2022/2065 art. 16(2)",
        may_warn=False,
        letter=LetterKind.PLATFORM_REPORT,
    ),
    Ground.TOS_OTHER: GroundRule(
        title="platform rule",
        description="appears not to be allowed under the platform's own rules",
        law="the platform's own terms, as they stood on the day they were checked",
        may_warn=False,
        letter=LetterKind.PLATFORM_REPORT,
    ),
    Ground.COURT_ORDER: GroundRule(
        title="court order",
        description="is named in a court order",
        law="the order itself; Regulation (EU) 2022/2065 art. 9",
        may_warn=False,
        letter=LetterKind.NONE,
        handling=Handling.COUNSEL,
        refusal="A court order is passed on as it stands, not in our words. Please let counsel send it.",
    ),
    Ground.SUBPOENA_512H: GroundRule(
        title="subpoena to identify (US)",
        description="is the subject of a request to a court",
        law="17 USC 512(h)",
        may_warn=False,
        letter=LetterKind.NONE,
        handling=Handling.COUNSEL,
        refusal="A subpoena is a matter for counsel and the court. The desk only records that there is one.",
    ),
    Ground.TERRORIST_TCO: GroundRule(
        title="terrorist content (EU)",
        description="has been passed on to the competent authority",
        law="Regulation (EU) 2021/784",
        may_warn=False,
        letter=LetterKind.NONE,
        handling=Handling.REFER_OUT,
        refusal=(
            "Only a competent authority can order the removal of terrorist content. Please refer this to the "
            "authority or to your national internet referral unit; the desk contacts nobody about it."
        ),
    ),
    Ground.CSAM: GroundRule(
        title="sexual content of a minor",
        description="has been passed on to the responsible body",
        law="18 USC 2258A and 2252A(d)",
        may_warn=False,
        letter=LetterKind.NONE,
        handling=Handling.REFER_OUT,
        refusal=(
            "The desk does not take this in, and keeps no link, file or description of it. Please do not "
            "view, save, forward or look for it again. Report it to NCMEC's CyberTipline "
            "(report.cybertip.org), in the UK to the IWF, elsewhere through INHOPE, or to your local police. "
            "Minors can use NCMEC's Take It Down."
        ),
    ),
}

GROUND_RULES: Mapping[Ground, GroundRule] = MappingProxyType(
    {**_COPYRIGHT, **_MARKS_AND_SECRETS, **_PEOPLE, **_RULES_AND_COURTS}
)
