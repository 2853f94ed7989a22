"""What became of every act: counted at its receiver, and compared with what the desk says of it."""

from collections import Counter
from dataclasses import dataclass, field

from sqlmodel import col, select

from bot.desk.card.card_facts import card_facts
from bot.desk.card.history import history_facts
from bot.platforms.mail_letter import stable_message_id
from bot.simulator.slack.state.records import Message
from handlers.card.card_message import card_message
from handlers.card.thread_performer import history_lines
from storage.audit import chain
from storage.models import Card, Effect
from storage.vocabulary import EffectKind, EffectStatus
from tests.crash.siege import Siege
from tests.crash.town import SENDER_DOMAIN

SETTLING = {"Mark as sent", "Send again", "Cancel"}
SORTS = {
    "warnings, to a platform": {EffectKind.SEND_DIRECT},
    "letters, by e-mail": {EffectKind.SEND_EMAIL},
    "messages and digests, in Slack": {EffectKind.DIRECT_MESSAGE, EffectKind.DIGEST},
    "cards, in Slack": {EffectKind.CARD},
    "lines of histories, in Slack": {EffectKind.HISTORY},
}


@dataclass
class Account:
    """What became of one sort of acts. `told` names what is wrong, for whoever reads of a failure."""

    ordered: int = 0
    once: int = 0
    twice: int = 0
    lost: int = 0
    doubted: int = 0
    by_asking: int = 0
    by_person: int = 0
    told: list[str] = field(default_factory=list)

    def enter(self, name: str, times: int) -> None:
        """Enter an act that has arrived so many times."""
        self.ordered += 1
        self.once += times == 1
        self.twice += times > 1
        self.lost += times < 1
        if times != 1:
            self.told.append(f"{name}: {times} times")

    def add(self, other: "Account") -> None:
        """Count in what became of another sort of acts."""
        self.ordered += other.ordered
        self.once += other.once
        self.twice += other.twice
        self.lost += other.lost
        self.told += other.told


class Reckoning:
    """Looks at all receivers and at the whole ledger, when nothing moves any more."""

    def __init__(self, siege: Siege, doubted: set[int], settled: set[int]) -> None:
        self._siege = siege
        self._doubted = doubted
        self._settled = settled
        self._messages = _messages(siege)
        self._keys = Counter(_key(message) for message in self._messages)

    def accounts(self) -> dict[str, Account]:
        """Return what became of the acts of each sort."""
        found = {sort: Account() for sort in SORTS}
        with self._siege.store.read() as session:
            rows = list(session.exec(select(Effect).order_by(col(Effect.id))))
        known = {(row.kind, row.idem_key) for row in rows}
        for sort, kinds in SORTS.items():
            mine = [row for row in rows if row.kind in kinds]
            for row in mine:
                self._enter(found[sort], row)
            for kind, key in self._siege.errands.promised:
                if kind in kinds and (kind, key) not in known:
                    found[sort].enter(f"{key} is not in the ledger", 0)
        return found

    def _enter(self, account: Account, row: Effect) -> None:
        if row.kind is EffectKind.HISTORY:
            self._enter_lines(account, row)
        elif row.kind is EffectKind.CARD:
            account.enter(row.idem_key, self._keys[row.idem_key])
            self._compare_card(account, row)
        else:
            arrived = self._arrived(row)
            is_settled = row.status is EffectStatus.SENT or arrived > 1
            account.enter(f"{row.idem_key} ({row.status}: {row.error})", arrived if is_settled else 0)
        if row.id in self._doubted:
            account.doubted += 1
            account.by_person += row.id in self._settled
            account.by_asking += row.id not in self._settled

    def _arrived(self, row: Effect) -> int:
        key = f"{row.workspace_id}:{row.idem_key}"
        if row.kind is EffectKind.SEND_DIRECT:
            return self._siege.town.gatekeeper.platform[key]
        if row.kind is EffectKind.SEND_EMAIL:
            return self._siege.town.letterbox.letters[stable_message_id(key, SENDER_DOMAIN)]
        return self._keys[row.idem_key]

    def _compare_card(self, account: Account, row: Effect) -> None:
        with self._siege.process.desk.read() as work:
            text, _ = card_message(card_facts(work, row.workspace_id, row.case_id or 0))
        shown = [message.text for message in self._messages if _key(message) == row.idem_key]
        if len(shown) == 1 and shown != [text]:
            account.once, account.lost = account.once - 1, account.lost + 1
            account.told.append(f"{row.idem_key} shows {shown[:1]} and not {text!r}")

    def _enter_lines(self, account: Account, row: Effect) -> None:
        with self._siege.process.desk.read() as work:
            lines = history_lines(history_facts(work, row.workspace_id, row.case_id or 0))
            card = work.session.get_one(Card, row.case_id)
        thread = [message.text for message in self._messages if message.thread_ts == card.ts]
        told = Counter(line for text in thread for line in text.split("\n"))
        for line, wanted in Counter(lines).items():
            for _ in range(wanted - 1):
                account.enter(line, 1)
            account.enter(f"{row.idem_key} “{line}”", told[line] - wanted + 1)


def unbroken(siege: Siege) -> bool:
    """Whether the chain of the audit record holds."""
    with siege.store.read() as session:
        return not [found for found in chain.check_chains(session, siege.workspace_id) if found]


def buttons_of_card(siege: Siege, case_id: int) -> set[str]:
    """Return what the buttons on a case's card say."""
    [message] = [each for each in _messages(siege) if _key(each) == f"{EffectKind.CARD}:{case_id}"]
    return {
        str(element.get("text", {}).get("text"))
        for block in message.blocks
        for element in block.get("elements", [])
        if isinstance(element.get("text"), dict)
    }


def _messages(siege: Siege) -> list[Message]:
    channels = list(siege.town.slack._core.state.channels.values())
    found = [message for channel in channels for message in list(channel.messages.values())]
    return sorted((each for each in found if each.bot and not each.deleted), key=lambda each: each.ts)


def _key(message: Message) -> str:
    return str(((message.metadata or {}).get("event_payload") or {}).get("key"))
