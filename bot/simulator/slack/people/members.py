"""How people and channels change: joining, leaving, archiving, renaming, leaving the company."""

from bot.simulator.slack.app.core import Core
from bot.simulator.slack.state.records import Channel, ChannelKind, Json, User
from bot.simulator.slack.state.refusals import Refusal, RefusedError


async def mark_read(core: Core, user: User, act: Json) -> Json:
    """Mark everything in a channel as read by this person."""
    channel = core.state.seen_by(user.id, act["channel"])
    newest = next(reversed(channel.messages), "")
    if channel.read.get(user.id, "") < newest:
        channel.read[user.id] = newest
        core.changed("workspace")
    return {}


async def change_membership(core: Core, user: User, act: Json) -> Json:
    """Join, leave, or add or remove `member`: `do` is join, leave, invite or kick."""
    channel = core.state.seen_by(user.id, act["channel"])
    member = core.state.user(act.get("member") or user.id)
    if act["do"] in ("join", "invite"):
        await admit(core, channel, member, by=user.id)
    elif act["do"] in ("leave", "kick"):
        await dismiss(core, channel, member, by=user.id)
    else:
        raise RefusedError(Refusal.INVALID_ARGUMENTS, ["do must be join, leave, invite or kick"])
    return {}


async def admit(core: Core, channel: Channel, member: User, *, by: str) -> None:
    """Make a user a member; the app hears member_joined_channel."""
    if member.id in channel.members:
        return
    channel.members.append(member.id)
    core.changed("workspace")
    event = _membership_event(core, "member_joined_channel", channel, member)
    await _tell(core, channel, event | {"inviter": by})


async def _tell(core: Core, channel: Channel, event: Json) -> None:
    """Send an event that an app hears only about channels it is in."""
    if core.keys.bot_user_id in channel.members:
        await core.send_event(event)


async def dismiss(core: Core, channel: Channel, member: User, *, by: str) -> None:
    """End a membership; the app hears member_left_channel, of itself channel_left or group_left."""
    if member.id not in channel.members:
        return
    channel.members.remove(member.id)
    core.changed("workspace")
    if member.id == core.keys.bot_user_id:
        left = {"type": f"{_event_noun(channel)}_left", "channel": channel.id, "actor_id": by}
        await core.send_event(left)
    else:
        await _tell(core, channel, _membership_event(core, "member_left_channel", channel, member))


def _membership_event(core: Core, kind: str, channel: Channel, member: User) -> Json:
    letter = "G" if channel.kind is ChannelKind.PRIVATE else "C"
    return {
        "type": kind, "user": member.id, "channel": channel.id, "channel_type": letter,
        "team": core.keys.team_id,
    }  # fmt: skip


async def change_channel(core: Core, user: User, act: Json) -> Json:
    """Archive, unarchive or rename a channel: `do` is archive, unarchive or rename with `name`."""
    channel = core.state.seen_by(user.id, act["channel"])
    if act["do"] == "rename":
        await rename(core, channel, str(act["name"]))
    elif act["do"] in ("archive", "unarchive"):
        await archive(core, channel, user.id, archived=act["do"] == "archive")
    else:
        raise RefusedError(Refusal.INVALID_ARGUMENTS, ["do must be archive, unarchive or rename"])
    return {}


async def rename(core: Core, channel: Channel, name: str) -> None:
    """Give a channel another name; the app hears channel_rename or group_rename."""
    channel.name = name
    core.changed("workspace")
    facts = {"id": channel.id, "name": name, "name_normalized": name, "created": channel.created}
    event = {"type": f"{_event_noun(channel)}_rename", "channel": facts}
    await (_tell(core, channel, event) if _is_private(channel) else core.send_event(event))


async def archive(core: Core, channel: Channel, by: str, *, archived: bool) -> None:
    """Archive or bring back a channel; the app hears channel_archive, channel_unarchive or the group's."""
    channel.is_archived = archived
    core.changed("workspace")
    verb = "archive" if archived else "unarchive"
    event = {"type": f"{_event_noun(channel)}_{verb}", "channel": channel.id, "user": by}
    await (_tell(core, channel, event) if _is_private(channel) else core.send_event(event))


def _is_private(channel: Channel) -> bool:
    return channel.kind is ChannelKind.PRIVATE


def _event_noun(channel: Channel) -> str:
    return "group" if _is_private(channel) else "channel"


async def change_user(core: Core, user: User, **facts: object) -> None:
    """Change facts of a user (`deleted`, `is_restricted`, `tz`, `name`, …); the app hears user_change."""
    for name, value in facts.items():
        if not hasattr(user, name):
            raise RefusedError(Refusal.INVALID_ARGUMENTS, [f"a user has no {name}"])
        setattr(user, name, value)
    user.updated = int(core.state.now().timestamp())
    core.changed("workspace")
    await core.send_event(
        {"type": "user_change", "user": user.as_slack(core.state.now()), "cache_ts": user.updated}
    )
