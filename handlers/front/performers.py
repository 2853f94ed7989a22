"""Entering everything the desk does in Slack into the ledger's registry."""

from bot.desk.core.context import Desk
from bot.effects.protocols import NoOpRecorder
from bot.effects.registry import Registry
from handlers.card.card_performer import CardGate, CardPerformer, CardRecorder
from handlers.card.thread_performer import HistoryGate, HistoryPerformer, HistoryRecorder
from handlers.digest.performer import DigestGate, DigestPerformer, DigestRecorder
from handlers.evidence.performer import EvidenceGate, EvidencePerformer, EvidenceRecorder
from handlers.importing.performer import ImportGate, ImportPerformer, ImportRecorder
from handlers.lists.home_performer import HomeGate, HomePerformer
from handlers.slack.direct_messages import DirectMessageGate, DirectMessagePerformer, DirectMessageRecorder
from handlers.slack.directory import (
    ChannelGate,
    ChannelPerformer,
    ChannelRecorder,
    PersonGate,
    PersonPerformer,
    PersonRecorder,
)
from handlers.slack.downloads import Downloads
from handlers.slack.web_api import Slack
from storage.vocabulary import EffectKind


def register(registry: Registry, desk: Desk, slack: Slack, downloads: Downloads) -> None:
    """Enter gate, performer and recorder of every act towards Slack."""
    registry.register(EffectKind.CARD, CardGate(desk), CardPerformer(slack), CardRecorder(desk))
    registry.register(EffectKind.HISTORY, HistoryGate(desk), HistoryPerformer(slack), HistoryRecorder(desk))
    registry.register(EffectKind.HOME, HomeGate(desk), HomePerformer(slack), NoOpRecorder())
    registry.register(EffectKind.DIGEST, DigestGate(desk), DigestPerformer(slack), DigestRecorder())
    for kind in (EffectKind.DIRECT_MESSAGE, EffectKind.EPHEMERAL, EffectKind.REPLY):
        registry.register(kind, DirectMessageGate(), DirectMessagePerformer(slack), DirectMessageRecorder())
    registry.register(EffectKind.LEARN_MEMBER, PersonGate(), PersonPerformer(slack), PersonRecorder(desk))
    registry.register(EffectKind.LEARN_CHANNEL, ChannelGate(), ChannelPerformer(slack), ChannelRecorder(desk))
    registry.register(
        EffectKind.FETCH_EVIDENCE,
        EvidenceGate(desk),
        EvidencePerformer(slack, downloads),
        EvidenceRecorder(desk),
    )
    imports = ImportPerformer(desk, slack, downloads)
    registry.register(EffectKind.IMPORT_FILE, ImportGate(), imports, ImportRecorder())
