"""Channels and who is in them."""

from __future__ import annotations

import re

from . import people
from .errors import SlackError
from .store import Document, dump
from .work import Work

NAME_PATTERN = re.compile(r"[\w-]+")
NAME_LIMIT = 80
"""Names have at most 80 characters: lower case letters, digits, `-` and `_`
(https://docs.slack.dev/reference/methods/conversations.create, its `invalid_name_*` errors)."""

TOPIC_LIMIT = 250
"""A topic or purpose has at most 250 characters (error `too_long` of conversations.setTopic)."""


def find(work: Work, id: str) -> Document:
    """The channel with this id; `channel_not_found` otherwise."""
    channel = work.db.document("SELECT doc FROM channels WHERE id = ?", id)
    if channel is None:
        raise SlackError("channel_not_found")
    return channel


def named(work: Work, name: str) -> Document | None:
    """The channel with this name, with or without `#`, or None."""
    return work.db.document("SELECT doc FROM channels WHERE name = ?", name.lstrip("#"))


def everything(work: Work) -> list[Document]:
    """All channels, oldest first."""
    return work.db.documents("SELECT doc FROM channels ORDER BY id")


def visible(work: Work, user: str, id: str) -> Document:
    """The channel if the user may know of it; `channel_not_found` otherwise."""
    channel = find(work, id)
    if is_hidden(work, channel, user):
        raise SlackError("channel_not_found")
    return channel


def is_hidden(work: Work, channel: Document, user: str) -> bool:
    """Whether it does not exist for a user who is not in it: any for guests, else private ones."""
    person = people.find_or_none(work, user)
    guest = person is not None and person["is_restricted"]
    closed = channel["is_private"] or channel["is_im"] or guest
    return bool(closed) and not is_member(work, channel["id"], user)


def is_member(work: Work, channel: str, user: str) -> bool:
    """Whether the user is in the channel."""
    found = work.db.value("SELECT 1 FROM members WHERE channel = ? AND user = ?", channel, user)
    return found is not None


def members(work: Work, channel: str) -> list[str]:
    """User ids, in a stable order."""
    rows = work.db.rows("SELECT user FROM members WHERE channel = ? ORDER BY user", channel)
    return [row[0] for row in rows]


def kind(channel: Document) -> str:
    """`channel_type` as events carry it: channel, group or im."""
    if channel["is_im"]:
        return "im"
    return "group" if channel["is_private"] else "channel"


def family(channel: Document) -> str:
    """The first half of the scopes that guard it: channels, groups or im."""
    return {"channel": "channels", "group": "groups", "im": "im"}[kind(channel)]


def valid_name(name: str) -> str:
    """The name as it will be kept; the `invalid_name*` errors of conversations.create."""
    name = name.lstrip("#")
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > NAME_LIMIT:
        raise SlackError("invalid_name_maxlength")
    if name != name.lower() or not NAME_PATTERN.fullmatch(name):
        raise SlackError("invalid_name_specials")
    return name


def create(work: Work, name: str, creator: str, private: bool = False) -> Document:
    """A new channel with its creator in it; `name_taken` if there is one."""
    name = valid_name(name)
    if named(work, name) is not None:
        raise SlackError("name_taken")
    channel = _blank(work, work.new_id("C"), name, creator) | {
        "is_channel": not private,
        "is_group": private,
        "is_private": private,
    }
    _insert(work, channel)
    seat(work, channel["id"], creator)
    created = {key: channel[key] for key in ("id", "name", "created", "creator")}
    if not private:
        work.emit({"type": "channel_created", "channel": created, "event_ts": work.next_ts()})
    return channel


def direct(work: Work, user: str, other: str) -> Document:
    """The direct conversation of two people, made when it is first needed."""
    pair = "-".join(sorted((user, other)))
    found = named(work, f"dm-{pair}")
    if found is not None:
        return found
    people.find(work, other)
    channel = _blank(work, work.new_id("D"), f"dm-{pair}", user) | {"is_im": True, "user": other}
    _insert(work, channel)
    seat(work, channel["id"], user)
    seat(work, channel["id"], other)
    return channel


def save(work: Work, channel: Document) -> None:
    """Store a changed channel."""
    work.db.execute(
        "UPDATE channels SET name = ?, doc = ? WHERE id = ?",
        channel["name"],
        dump(channel),
        channel["id"],
    )
    work.show("channels")


def seat(work: Work, channel: str, user: str) -> None:
    """Put a user into a channel silently, as a new workspace's first members are."""
    work.db.execute("INSERT OR IGNORE INTO members VALUES (?, ?)", channel, user)
    work.show("channels")


def describe(work: Work, channel: Document, viewer: str) -> Document:
    """The conversation object as conversations.info gives it to `viewer`."""
    seated = is_member(work, channel["id"], viewer)
    if channel["is_im"]:
        others = [user for user in members(work, channel["id"]) if user != viewer]
        return {**channel, "user": others[0] if others else viewer, "is_open": True}
    return {
        **channel,
        "is_member": seated,
        "num_members": len(members(work, channel["id"])),
        "is_general": channel["name"] == "general",
    }


def _insert(work: Work, channel: Document) -> None:
    work.db.execute(
        "INSERT INTO channels VALUES (?, ?, ?)", channel["id"], channel["name"], dump(channel)
    )
    work.show("channels")


def _blank(work: Work, id: str, name: str, creator: str) -> Document:
    unset = {"value": "", "creator": "", "last_set": 0}
    return {
        "id": id,
        "name": name,
        "name_normalized": name,
        "created": int(work.now),
        "creator": creator,
        "updated": int(work.now * 1000),
        "is_channel": False,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": False,
        "is_archived": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "context_team_id": work.config.team_id,
        "topic": dict(unset),
        "purpose": dict(unset),
        "previous_names": [],
    }
