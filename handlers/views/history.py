"""The thread under a card: one plain sentence for everything that happened."""

from bot.desk.history_facts import HistoryFacts


def history_lines(facts: HistoryFacts) -> list[str]:
    """Return one line of mrkdwn for each event, in their order; never fewer lines than events."""
    return [event.kind.value for event in facts.events]
