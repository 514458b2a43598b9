"""conversations.*: making, finding, entering and naming channels."""

from __future__ import annotations

from collections.abc import Callable

from .. import channels, membership, messages, people
from ..call import Call, Method
from ..errors import SlackError
from ..store import Document
from .paging import page

INVITE_LIMIT = 100
"""conversations.invite takes up to 100 ids (https://docs.slack.dev/reference/methods/conversations.invite)."""


def create(call: Call) -> Document:
    """A new channel with the bot in it."""
    private = call.arguments.flag("is_private")
    call.need("groups:write" if private else "channels:manage")
    channel = channels.create(call.work, call.arguments.text("name"), call.bot, private)
    return {"channel": channels.describe(call.work, channel, call.bot)}


def list_channels(call: Call) -> Document:
    """Public channels, and private ones that the bot is in, by `types`."""
    types = call.arguments.names("types") or ["public_channel"]
    skip_archived = call.arguments.flag("exclude_archived")
    found = [
        channels.describe(call.work, channel, call.bot)
        for channel in channels.everything(call.work)
        if _type(channel) in types
        and not (skip_archived and channel["is_archived"])
        and (_type(channel) == "public_channel" or _seated(call, channel))
    ]
    shown, metadata = page(found, call.arguments)
    return {"channels": shown, "response_metadata": metadata}


def info(call: Call) -> Document:
    """One channel."""
    return {"channel": channels.describe(call.work, call.channel("read"), call.bot)}


def list_members(call: Call) -> Document:
    """Who is in a channel."""
    channel = call.channel("read")
    ids, metadata = page(channels.members(call.work, channel["id"]), call.arguments)
    return {"members": ids, "response_metadata": metadata}


def join(call: Call) -> Document:
    """Enter a public channel; entering twice is fine and says so in a warning."""
    channel = call.living(call.channel())
    if channel["is_private"] or channel["is_im"]:
        raise SlackError("method_not_supported_for_channel_type")
    entered = membership.join(call.work, channel, call.bot)
    answer: Document = {"channel": channels.describe(call.work, channel, call.bot)}
    if not entered:
        answer |= {"warning": "already_in_channel"}
        answer["response_metadata"] = {"warnings": ["already_in_channel"]}
    return answer


def invite(call: Call) -> Document:
    """Bring people in: all of them, or with `force` those who can be."""
    channel = call.living(call.seated(call.channel("write", "channel", "channels:write.invites")))
    users = call.arguments.names("users")
    if not users:
        raise SlackError("no_user")
    if len(users) > INVITE_LIMIT:
        raise SlackError("too_many_users")
    errors = [
        {"user": user, "ok": False, "error": problem}
        for user in users
        if (problem := _uninvitable(call, channel, user))
    ]
    forced = call.arguments.flag("force") and len(errors) < len(users)
    if errors and not forced:
        raise SlackError(str(errors[0]["error"]), errors=errors)
    for user in set(users) - {str(each["user"]) for each in errors}:
        membership.join(call.work, channel, user, inviter=call.bot)
    return {"channel": channels.describe(call.work, channel, call.bot)}


def kick(call: Call) -> Document:
    """Take somebody else out of a channel."""
    channel = call.seated(call.channel("write"))
    user = people.find(call.work, call.arguments.required("user"))
    if user["id"] == call.bot:
        raise SlackError("cant_kick_self")
    if channel["name"] == "general":
        raise SlackError("cant_kick_from_general")
    if not membership.leave(call.work, channel, user["id"]):
        raise SlackError("not_in_channel")
    return {"errors": {}}


def leave(call: Call) -> Document:
    """Walk out; `not_in_channel: true` beside ok if the bot was not in it."""
    channel = call.channel("write")
    if channel["name"] == "general":
        raise SlackError("cant_leave_general")
    return {} if membership.leave(call.work, channel, call.bot) else {"not_in_channel": True}


def open_direct(call: Call) -> Document:
    """The direct conversation with one person; groups are not part of this workspace."""
    if "channel" in call.arguments:
        return {"channel": {"id": call.channel()["id"]}}
    users = call.arguments.names("users")
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    channel = channels.direct(call.work, call.bot, users[0])
    if call.arguments.flag("return_im"):
        return {"channel": channels.describe(call.work, channel, call.bot)}
    return {"channel": {"id": channel["id"]}}


def rename(call: Call) -> Document:
    """Give a channel another name."""
    channel = call.living(call.seated(call.channel("write")))
    name = channels.valid_name(call.arguments.text("name"))
    other = channels.named(call.work, name)
    if other is not None and other["id"] != channel["id"]:
        raise SlackError("name_taken")
    before = channel["name"]
    channel = {**channel, "name": name, "name_normalized": name}
    channel["previous_names"] = [before, *channel["previous_names"]]
    channels.save(call.work, channel)
    text = f'has renamed the channel from "{before}" to "{name}"'
    messages.note(call.work, channel, call.bot, "channel_name", text, old_name=before, name=name)
    renamed = {"id": channel["id"], "name": name, "created": channel["created"]}
    event = {"type": "channel_rename", "channel": renamed, "event_ts": call.work.next_ts()}
    call.work.emit(event)
    return {"channel": channels.describe(call.work, channel, call.bot)}


def archive(call: Call) -> Document:
    """Close a channel for good; nobody can post there until it is opened again."""
    channel = call.seated(call.channel("write"))
    if channel["name"] == "general":
        raise SlackError("cant_archive_general")
    if channel["is_archived"]:
        raise SlackError("already_archived")
    text = f"<@{call.bot}> archived the channel"
    messages.note(call.work, channel, call.bot, "channel_archive", text)
    return _archived(call, channel, True)


def unarchive(call: Call) -> Document:
    """Open an archived channel again."""
    channel = call.channel("write")
    if not channel["is_archived"]:
        raise SlackError("not_archived")
    return _archived(call, channel, False)


def set_topic(call: Call) -> Document:
    """Set a channel's topic."""
    return _describe_as(call, "topic", ("channels:write.topic",))


def set_purpose(call: Call) -> Document:
    """Set a channel's description."""
    return _describe_as(call, "purpose", ())


def _describe_as(call: Call, what: str, scopes: tuple[str, ...]) -> Document:
    channel = call.living(call.seated(call.channel("write", "channel", *scopes)))
    value = call.arguments.text(what)
    if len(value) > channels.TOPIC_LIMIT:
        raise SlackError("too_long")
    set_by = {"value": value, "creator": call.bot, "last_set": int(call.work.now)}
    channel = {**channel, what: set_by}
    channels.save(call.work, channel)
    text = f"set the channel {what}: {value}" if value else f"cleared the channel {what}"
    messages.note(call.work, channel, call.bot, f"channel_{what}", text, **{what: value})
    return {what: value, "channel": channels.describe(call.work, channel, call.bot)}


def _archived(call: Call, channel: Document, archived: bool) -> Document:
    channels.save(call.work, {**channel, "is_archived": archived})
    call.work.emit(
        {
            "type": "channel_archive" if archived else "channel_unarchive",
            "channel": channel["id"],
            "user": call.bot,
            "event_ts": call.work.next_ts(),
        }
    )
    return {}


def _uninvitable(call: Call, channel: Document, user: str) -> str | None:
    if user == call.bot:
        return "cant_invite_self"
    found = people.find_or_none(call.work, user)
    if found is None:
        return "user_not_found"
    if found["is_ultra_restricted"]:
        return "ura_max_channels"
    if channels.is_member(call.work, channel["id"], user):
        return "already_in_channel"
    return None


def _type(channel: Document) -> str:
    if channel["is_im"]:
        return "im"
    return "private_channel" if channel["is_private"] else "public_channel"


def _seated(call: Call, channel: Document) -> bool:
    return channels.is_member(call.work, channel["id"], call.bot)


def _method(answer: Callable[[Call], Document], tier: int, *scopes: str) -> Method:
    return Method(answer, scopes=scopes, tier=tier)


METHODS = {
    "conversations.create": _method(create, 2),
    "conversations.list": _method(list_channels, 2, "channels:read", "groups:read", "im:read"),
    "conversations.info": _method(info, 3),
    "conversations.members": _method(list_members, 4),
    "conversations.join": _method(join, 3, "channels:join"),
    "conversations.invite": _method(invite, 3),
    "conversations.kick": _method(kick, 3),
    "conversations.leave": _method(leave, 3),
    "conversations.open": _method(open_direct, 3, "im:write", "mpim:write"),
    "conversations.rename": _method(rename, 2),
    "conversations.archive": _method(archive, 2),
    "conversations.unarchive": _method(unarchive, 2),
    "conversations.setTopic": _method(set_topic, 2),
    "conversations.setPurpose": _method(set_purpose, 2),
}
