"""What is looked at besides the record: the ledger, what went out by hand, and the cards in Slack."""

from typing import Any

from sqlmodel import select

from bot.clock import MovableClock
from bot.desk.card.card_facts import card_facts
from bot.desk.core.context import Desk
from handlers.card.card_message import card_message
from storage.models import Card, Case, Effect, Event, Notice, Workspace
from storage.vocabulary import CaseStatus, EffectKind, EffectStatus, NoticeStatus, Route
from tests.machine.setting import Setting


class Judging:
    """Somebody who compares what is committed with what can be seen."""

    desk: Desk
    clock: MovableClock
    setting: Setting
    sent: set[int]
    deleted: dict[int, int]

    def _by_hand_only_what_may(self, session: Any) -> None:
        for notice in session.exec(select(Notice).where(Notice.status == NoticeStatus.SENT)).all():
            if notice.id in self.sent:
                continue
            self.sent.add(notice.id)
            if notice.route is not Route.ASSISTED:
                case = session.get_one(Case, notice.case_id)
                start = f"1:{notice.kind}:{case.key}:{notice.number}:"
                claimed = session.exec(select(Effect).where(Effect.notice_id == notice.id)).all()
                by_word = any("settled" in each.result for each in claimed)
                arrived = any(each.key.startswith(start) for each in self.setting.world.arrived)
                assert arrived or by_word, "recorded as sent, and nobody got it"

    def _nothing_is_stuck(self) -> None:
        now = self.clock.now()
        with self.desk.store.read() as session:
            paused = session.get_one(Workspace, 1).paused_at is not None
            for effect in session.exec(select(Effect)).all():
                if effect.status is EffectStatus.READY:
                    waits = paused and effect.kind in {EffectKind.SEND_DIRECT, EffectKind.SEND_EMAIL}
                    assert effect.due_at > now or waits, effect
                    assert effect.due_at.year < 9999 or waits, effect
                assert effect.status not in {EffectStatus.LEASED, EffectStatus.SENDING}, effect
            for case in session.exec(select(Case)).all():
                if case.status is CaseStatus.WARNED:
                    assert case.grace_ends_at is not None
                    assert case.grace_ends_at > now, f"{case.key} waits for an answer for ever"

    def _cards_are_true(self) -> None:
        for case in self._cases():
            with self.desk.read() as work:
                card = work.session.get_one(Card, case.id)
                told = card_message(card_facts(work, 1, case.pk))
                newest = work.session.exec(
                    select(Event.seq).where(Event.case_id == case.id).order_by(Event.seq.desc())  # type: ignore[attr-defined]
                ).first()
            shown = self.setting.slack.messages.get((card.channel_id, card.ts or ""))
            if shown is None:
                assert self.deleted[case.pk] == case.version, f"{case.key}: no card is shown"
                continue
            twice = [ts for (_, ts), each in self.setting.slack.messages.items() if each.key == shown.key]
            assert len(twice) == 1, f"{case.key}: the card stands twice"
            late = [each for each in (told[0], *told[1]) if each not in (shown.text, *shown.blocks)]
            assert not late, f"{case.key}: the card does not show {late}, but {shown.blocks}"
            assert card.thread_seq == newest, f"{case.key}: the thread does not tell everything"

    def _cases(self) -> list[Case]:
        with self.desk.store.read() as session:
            return list(session.exec(select(Case).order_by(Case.id)))  # type: ignore[arg-type]
