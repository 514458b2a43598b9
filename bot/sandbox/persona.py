"""What people do by themselves: write, react, pin, open and enter channels."""

from __future__ import annotations

from . import channels, ephemerals, membership, messages, people
from .emoji import EMOJI
from .errors import SlackError
from .markup import typed
from .methods import files
from .store import Document
from .work import Work

TEXT_LIMIT = 40_000
"""Characters of one message (https://docs.slack.dev/changelog/2018-truncating-really-long-messages)."""


def say(work: Work, user: str, channel: str, text: str, thread: str = "") -> Document:
    """Write a message, or a reply in a thread."""
    room = _seat(work, user, channel)
    if not text.strip():
        raise SlackError("no_text")
    if len(text) > TEXT_LIMIT:
        raise SlackError("msg_too_long")
    message: Document = {"user": user, "text": typed(work, text)}
    message["client_msg_id"] = work.new_id("m")
    if thread:
        message["thread_ts"] = thread
    posted = messages.post(work, room, message)
    bot = work.config.bot_user_id
    if f"<@{bot}>" in posted["text"] and not channels.is_member(work, channel, bot):
        _not_here(work, user, posted, channel)
    return posted


def share(work: Work, user: str, channel: str, name: str, content: bytes, **said: str) -> Document:
    """Share a file in a channel, or with `thread` in a thread, perhaps with a `text`."""
    room = _seat(work, user, channel)
    if not content:
        raise SlackError("no_file_data")
    file = files.announced(work, name, len(content), user)
    files.store_content(work, file["id"], content)
    message: Document = {"subtype": "file_share", "upload": True, "user": user}
    message |= {"text": typed(work, said.get("text", "")), "files": [file | {"uploaded": True}]}
    if said.get("thread"):
        message["thread_ts"] = said["thread"]
    return messages.post(work, room, message)


def edit(work: Work, user: str, channel: str, ts: str, text: str) -> Document:
    """Change one's own message."""
    room = _seat(work, user, channel)
    message = messages.find(work, channel, ts)
    if message.get("user") != user:
        raise SlackError("cant_update_message")
    return messages.edit(work, room, message, {"text": typed(work, text), "user": user})


def delete(work: Work, user: str, channel: str, ts: str) -> None:
    """Delete one's own message."""
    room = _seat(work, user, channel)
    message = messages.find(work, channel, ts)
    if message.get("user") != user:
        raise SlackError("cant_delete_message")
    messages.delete(work, room, message)


def react(work: Work, user: str, channel: str, ts: str, name: str, on: bool | None) -> bool:
    """Add (`on`), take back, or toggle (None) a reaction; whether it is there now."""
    room = _seat(work, user, channel)
    message = messages.find(work, channel, ts)
    if name.partition("::")[0] not in EMOJI:
        raise SlackError("invalid_name")
    present = any(
        each["name"] == name and user in each["users"]
        for each in messages.reactions(work, channel, ts)
    )
    wanted = not present if on is None else on
    if wanted:
        messages.react(work, room, message, name, user)
    else:
        messages.unreact(work, room, message, name, user)
    return wanted


def pin(work: Work, user: str, channel: str, ts: str) -> bool:
    """Pin a message, or take its pin away; whether it is pinned now."""
    room = _seat(work, user, channel)
    message = messages.find(work, channel, ts)
    if messages.is_pinned(work, channel, ts):
        messages.unpin(work, room, message, user)
        return False
    messages.pin(work, room, message, user)
    return True


def open_channel(work: Work, user: str, name: str, private: bool) -> Document:
    """Make a channel."""
    if people.find(work, user)["is_restricted"]:
        raise SlackError("restricted_action")
    return channels.create(work, name, user, private)


def enter(work: Work, user: str, channel: str) -> None:
    """Join a public channel."""
    room = channels.visible(work, user, channel)
    if people.find(work, user)["is_restricted"]:
        raise SlackError("user_is_restricted")
    membership.join(work, room, user)


def invite(work: Work, user: str, channel: str, guests: list[str]) -> None:
    """Bring others into a channel, the app among them."""
    room = _seat(work, user, channel)
    for guest in guests:
        membership.join(work, room, people.find(work, guest)["id"], inviter=user)


def leave(work: Work, user: str, channel: str) -> None:
    """Leave a channel."""
    membership.leave(work, _seat(work, user, channel), user)


def open_app(work: Work, user: str, tab: str) -> Document:
    """Open the app's home tab or its messages; the app hears `app_home_opened`."""
    direct = channels.direct(work, user, work.config.bot_user_id)
    view = work.db.kept("home", user)
    event = {
        "type": "app_home_opened",
        "user": user,
        "channel": direct["id"],
        "tab": tab,
        "event_ts": work.next_ts(),
    }
    work.emit(event | ({"view": view} if view and tab == "home" else {}))
    return direct


def _not_here(work: Work, user: str, posted: Document, channel: str) -> None:
    """Slackbot's word to somebody who mentions the app where it is not."""
    name = work.config.app_name
    text = (
        f"{name} is not in this channel and was not told. `/invite @{name.lower()}` brings it in."
    )
    hint: Document = {"user": "USLACKBOT", "text": text}
    if posted.get("thread_ts"):
        hint["thread_ts"] = posted["thread_ts"]
    ephemerals.show(work, channel, user, hint)


def _seat(work: Work, user: str, channel: str) -> Document:
    room = channels.visible(work, user, channel)
    if not channels.is_member(work, channel, user):
        raise SlackError("not_in_channel")
    if room["is_archived"]:
        raise SlackError("is_archived")
    return room
