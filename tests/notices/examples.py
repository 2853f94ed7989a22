"""Invented facts for every template."""

from datetime import UTC, date, datetime

from bot.notices.facts import (
    DmcaFacts,
    Facts,
    HackedMaterialFacts,
    ReminderFacts,
    ReportFacts,
    ThanksFacts,
    WarningFacts,
)
from bot.notices.parts import Addressee, Ask, ClaimedItem, Contact, Incident, ListedItem, Sender, Work
from storage.vocabulary import ItemKind

CLIENT = "Northlight Pictures"
VERIFY = "https://northlight.example/verify"
CODE = "NLP-17-4K2"
SENDER = Sender(name="Rob Reviewer", role="trust reviewer", organisation=CLIENT, email="rob@northlight.example")
AGENCY = Sender(
    name="Ada Agent", role="case handler", organisation="Harbour Rights", email="ada@harbour.example"
)


def listed(count: int = 1) -> tuple[ListedItem, ...]:
    return tuple(
        ListedItem(
            url=f"https://chirp.example/@leakmirror/1100000000000{n:05d}",
            kind=ItemKind.SCREENSHOT,
            note="an e-mail with addresses",
            data_type="personal data",
            rule="Rule 5, private information",
        )
        for n in range(1, count + 1)
    )


def warning(**changed: object) -> WarningFacts:
    facts: dict[str, object] = {
        "sender": SENDER,
        "client": CLIENT,
        "case_code": CODE,
        "verify_url": VERIFY,
        "platform_name": "Chirp",
        "handle": "@leakmirror@chirp.example",
        "items": listed(2),
        "request": Ask.REMOVE,
        "cover": None,
        "deadline": datetime(2026, 11, 30, 17, tzinfo=UTC),
        "zone": "Europe/Berlin",
        "reviewer_name": "Carla Counsel",
        "privacy_url": None,
        "plain_thing": "private e-mails",
        "ground_line": "contains personal details of people who have not agreed to them being public",
        "platform_rule": "rule on private information",
    }
    return WarningFacts(**(facts | changed))  # type: ignore[arg-type]


def reminder(**changed: object) -> ReminderFacts:
    facts: dict[str, object] = {
        "sender": SENDER,
        "client": CLIENT,
        "case_code": CODE,
        "verify_url": VERIFY,
        "platform_name": "Chirp",
        "handle": "leakmirror",
        "items": listed(1),
        "request": Ask.COVER,
        "cover": "the addresses",
        "deadline": datetime(2026, 12, 3, 23, tzinfo=UTC),
        "zone": "Europe/Berlin",
        "reviewer_name": "Carla Counsel",
        "first_sent": datetime(2026, 11, 24, 9, 2, tzinfo=UTC),
        "first_count": 3,
        "platform_rule": "rule on private information",
    }
    return ReminderFacts(**(facts | changed))  # type: ignore[arg-type]


def thanks(**changed: object) -> ThanksFacts:
    facts: dict[str, object] = {
        "sender": SENDER,
        "client": CLIENT,
        "case_code": CODE,
        "verify_url": VERIFY,
        "platform_name": "Chirp",
        "handle": "leakmirror",
        "item_count": 2,
        "deleted": "your name and our messages",
        "deleted_on": date(2027, 5, 20),
    }
    return ThanksFacts(**(facts | changed))  # type: ignore[arg-type]


def dmca(**changed: object) -> DmcaFacts:
    facts: dict[str, object] = {
        "sender": AGENCY,
        "client": CLIENT,
        "case_code": CODE,
        "verify_url": VERIFY,
        "platform_name": "Chirp",
        "dated": date(2026, 12, 1),
        "account": "leakmirror",
        "history": "We wrote to the account holder on 24 November 2026 and had no answer.",
        "agent": Addressee(name="Copyright Agent", organisation="Chirp Ltd", email="agent@chirp.example"),
        "agent_looked_up": date(2026, 11, 20),
        "works": (Work(title="The Long Tide (screenplay)", first_published="not yet", registration="PAu 1"),),
        "items": (
            ClaimedItem(
                url="https://chirp.example/@leakmirror/1", part="page 12 of the work", sha256="ab" * 32
            ),
            ClaimedItem(url="https://chirp.example/@leakmirror/2", part="page 13 of the work"),
        ),
        "contact": Contact(
            address="1 Quay, Port Example", phone="+44 20 7946 0000", email="ada@harbour.example"
        ),
        "good_faith": True,
        "accuracy": True,
        "authority": True,
        "signature": "Ada Agent",
    }
    return DmcaFacts(**(facts | changed))  # type: ignore[arg-type]


def hacked(**changed: object) -> HackedMaterialFacts:
    facts: dict[str, object] = {
        "sender": AGENCY,
        "client": CLIENT,
        "case_code": CODE,
        "verify_url": VERIFY,
        "platform_name": "Chirp",
        "dated": date(2026, 12, 1),
        "account": "leakmirror",
        "addressee": Addressee(name="Lena Legal", organisation="Chirp Ltd", email="legal@chirp.example"),
        "incident": Incident(
            summary="Files were copied from the company's mail servers without its permission.",
            happened_on=date(2026, 11, 2),
            public_report="https://press.example/northlight",
        ),
        "items": listed(2),
        "reply_by": date(2026, 12, 8),
        "act_on_items": True,
    }
    return HackedMaterialFacts(**(facts | changed))  # type: ignore[arg-type]


def report(**changed: object) -> ReportFacts:
    facts: dict[str, object] = {
        "sender": SENDER,
        "client": CLIENT,
        "case_code": CODE,
        "verify_url": VERIFY,
        "platform_name": "Chirp",
        "dated": date(2026, 12, 1),
        "account": "leakmirror",
        "items": listed(2),
        "explanation": "Both posts show the home addresses of two employees.\nNeither holds a public office.",
    }
    return ReportFacts(**(facts | changed))  # type: ignore[arg-type]


def every() -> list[Facts]:
    return [warning(), reminder(), thanks(), dmca(), hacked(), report()]
