"""Names of lanes: acts of one lane are done one after another, oldest first, at the rate of their receiver.

A lane's name starts with what its rate is found by (`slack:chat.update`, `platform:mastodon`), and may go on
with what the rate counts by (a channel, a host). Acts in the nameless lane know neither order nor rate.
"""

from typing import Final

from storage.vocabulary import EffectKind, Platform

NO_LANE: Final = ""
SLACK_POSTING: Final = "slack:chat.postMessage"
SLACK_UPDATING: Final = "slack:chat.update"
SLACK_HOME: Final = "slack:views.publish"
SLACK_USERS: Final = "slack:users.info"
SLACK_CHANNELS: Final = "slack:conversations.info"
SLACK_FILES: Final = "slack:files"
PLATFORM: Final = "platform"
MAIL: Final = "mail"


def posting(channel_id: str) -> str:
    """Return the lane of new messages in one channel, or to one person when given a user's id."""
    return f"{SLACK_POSTING}:{channel_id}"


def platform(name: Platform, host: str) -> str:
    """Return the lane of what goes to one host of a platform."""
    return f"{PLATFORM}:{name}:{host.lower()}"[:120]


def mail(host: str) -> str:
    """Return the lane of letters to the mail host of their recipient."""
    return f"{MAIL}:{host.lower()}"[:120]


def usual(kind: EffectKind) -> str:
    """Return the lane of a kind that has only one in a workspace; no lane for the others."""
    return {
        EffectKind.CARD: SLACK_UPDATING,
        EffectKind.HOME: SLACK_HOME,
        EffectKind.LEARN_MEMBER: SLACK_USERS,
        EffectKind.LEARN_CHANNEL: SLACK_CHANNELS,
        EffectKind.FETCH_EVIDENCE: SLACK_FILES,
    }.get(kind, NO_LANE)
