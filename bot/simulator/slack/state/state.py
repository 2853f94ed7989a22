"""The state of a local Slack: everything one could see, and who sees it."""

from collections.abc import Iterator
from datetime import datetime

from bot.clock import Clock
from bot.simulator.slack.state.identity import Keys
from bot.simulator.slack.state.records import Channel, ChannelKind, Message, StoredFile, User, View, new_id
from bot.simulator.slack.state.refusals import Refusal, RefusedError


class State:
    """Users, channels, messages, views and files of one workspace."""

    def __init__(self, clock: Clock, keys: Keys) -> None:
        self.clock = clock
        self.keys = keys
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, str] = {}
        self.files: dict[str, StoredFile] = {}
        self.last_micros = 0

    def now(self) -> datetime:
        """Return the workspace's present instant, in UTC."""
        return self.clock.now()

    def next_ts(self) -> str:
        """Return a message timestamp from the clock, later than every one before."""
        micros = int(self.now().timestamp() * 1_000_000)
        self.last_micros = max(micros, self.last_micros + 1)
        seconds, rest = divmod(self.last_micros, 1_000_000)
        return f"{seconds}.{rest:06d}"

    def user(self, user_id: str) -> User:
        """Return a user by id; raise user_not_found."""
        if user_id not in self.users:
            raise RefusedError(Refusal.USER_NOT_FOUND)
        return self.users[user_id]

    def channel(self, channel_id: str) -> Channel:
        """Return a channel by id; raise channel_not_found."""
        if channel_id not in self.channels:
            raise RefusedError(Refusal.CHANNEL_NOT_FOUND)
        return self.channels[channel_id]

    def seen_by(self, user_id: str, channel_id: str) -> Channel:
        """Return a channel this user may look into; raise channel_not_found for what is hidden from them."""
        channel = self.channel(channel_id)
        if not self.can_see(user_id, channel):
            raise RefusedError(Refusal.CHANNEL_NOT_FOUND)
        return channel

    def can_see(self, user_id: str, channel: Channel) -> bool:
        """Whether the user may look inside: members always, others into public ones unless guests."""
        if user_id in channel.members:
            return True
        user = self.users.get(user_id)
        guest = user is not None and user.is_restricted
        return channel.kind is ChannelKind.PUBLIC and not guest

    def writable_by(self, user_id: str, channel_id: str) -> Channel:
        """Return a channel the user may write to; raise not_in_channel or is_archived."""
        channel = self.seen_by(user_id, channel_id)
        if user_id not in channel.members:
            raise RefusedError(Refusal.NOT_IN_CHANNEL)
        if channel.is_archived:
            raise RefusedError(Refusal.IS_ARCHIVED)
        return channel

    def im_between(self, one: str, other: str) -> Channel:
        """Return the direct conversation of two users, opening it if there is none yet."""
        for channel in self.channels.values():
            if channel.kind is ChannelKind.IM and {one, other} == set(channel.members):
                return channel
        created = int(self.now().timestamp())
        channel = Channel(new_id("D0"), "directmessage", ChannelKind.IM, [one, other], created)
        self.channels[channel.id] = channel
        return channel

    def visible_channels(self, user_id: str) -> Iterator[Channel]:
        """Yield the channels the user may look into, in order of creation."""
        return (channel for channel in self.channels.values() if self.can_see(user_id, channel))

    def message(self, channel: Channel, ts: str) -> Message:
        """Return a message by its timestamp; raise message_not_found."""
        message = channel.messages.get(ts)
        if message is None or message.deleted:
            raise RefusedError(Refusal.MESSAGE_NOT_FOUND)
        return message

    def add_message(self, channel: Channel, message: Message) -> Message:
        """Store a message and, for a reply, note it at its parent; raise thread_not_found without parent."""
        if message.thread_ts is not None and not message.ephemeral_to:
            parent = channel.messages.get(message.thread_ts)
            if parent is None or parent.ephemeral_to:
                raise RefusedError(Refusal.THREAD_NOT_FOUND)
            parent.thread_ts = parent.thread_ts or parent.ts
            message.thread_ts = parent.thread_ts
            channel.messages[message.thread_ts].replies.append(message.ts)
        channel.messages[message.ts] = message
        return message

    def remove_message(self, channel: Channel, message: Message) -> None:
        """Delete a message; one with replies leaves a tombstone, as in Slack."""
        if message.replies:
            message.deleted, message.text, message.blocks = True, "This message was deleted.", []
            return
        del channel.messages[message.ts]
        if message.is_reply and message.thread_ts in channel.messages:
            channel.messages[message.thread_ts].replies.remove(message.ts)

    def thread(self, channel: Channel, ts: str) -> list[Message]:
        """Return the parent and its replies, oldest first; raise thread_not_found."""
        parent = channel.messages.get(ts)
        if parent is None:
            raise RefusedError(Refusal.THREAD_NOT_FOUND)
        return [parent, *(channel.messages[reply] for reply in parent.replies)]

    def unread(self, user_id: str, channel: Channel) -> int:
        """Count what others wrote in the main flow since the user last read the channel."""
        since = channel.read.get(user_id, "")
        return sum(1 for m in channel.top_level() if m.ts > since and m.user != user_id and not m.deleted)

    def stack(self, user_id: str) -> list[View]:
        """Return the person's open modals, bottom first."""
        return [self.views[view_id] for view_id in self.stacks.get(user_id, [])]

    def home(self, user_id: str) -> View | None:
        """Return the Home tab last published for the person, or None."""
        view_id = self.homes.get(user_id)
        return self.views[view_id] if view_id else None
