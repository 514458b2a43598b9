"""What a person sees: the workspace, a channel, a thread, a form, the home tab."""

from __future__ import annotations

from dataclasses import asdict

from . import channels, ephemerals, messages, people
from .emoji import EMOJI, PICKER
from .errors import SlackError
from .methods import views
from .methods.history import EARLIEST, LATEST
from .render.message import MessageView, message_html
from .render.names import Names
from .render.view import view_html
from .store import Document
from .work import Work

SHOWN = 200
"""Messages of a channel on the page; older ones are in its history."""


def state(work: Work, user: str) -> Document:
    """People, channels, commands and shortcuts, as one person has them."""
    config = work.config
    everyone = people.everyone(work)
    personas = [_person(each) for each in everyone if not each["is_bot"]]
    return {
        "users": personas,
        "app": {"id": config.app_id, "name": config.app_name, "user": config.bot_user_id},
        "team": {"id": config.team_id, "name": config.team_name},
        "channels": [_room(work, each, user) for each in channels.everything(work)],
        "commands": [asdict(each) for each in config.commands],
        "shortcuts": [asdict(each) for each in config.shortcuts],
        "emoji": [{"name": name, "char": EMOJI[name]} for name in PICKER],
    }


def channel(work: Work, user: str, id: str) -> Document:
    """A channel's messages, oldest first, and what only this person sees among them."""
    room = channels.visible(work, user, id)
    found = messages.history(work, id, EARLIEST, LATEST, SHOWN)
    private = [each for each in ephemerals.seen(work, id, user) if not each.get("thread_ts")]
    return {
        "channel": _room(work, room, user),
        "members": channels.members(work, id),
        "pins": work.db.value("SELECT count(*) FROM pins WHERE channel = ?", id),
        "bookmarks": work.db.kept_by("bookmark", id),
        "messages": _shown(work, room, user, [*found, *private]),
    }


def thread(work: Work, user: str, id: str, ts: str) -> Document:
    """A thread, the root first, and what only this person sees in it."""
    room = channels.visible(work, user, id)
    found = messages.thread(work, id, ts, EARLIEST, LATEST, 1000)
    if not found:
        raise SlackError("thread_not_found")
    private = [each for each in ephemerals.seen(work, id, user) if each.get("thread_ts") == ts]
    return {"messages": _shown(work, room, user, [*found, *private], in_thread=True)}


def view(work: Work, user: str) -> Document:
    """The modal on top of a person's screen, or null."""
    open_ones = views.stack(work, user)
    if not open_ones:
        return {"view": None}
    return {"view": {**view_html(_names(work), open_ones[-1]), "depth": len(open_ones)}}


def home(work: Work, user: str) -> Document:
    """A person's home tab, or null before the app has published one."""
    found = views.home(work, user)
    return {"view": view_html(_names(work), found) if found else None}


def _shown(
    work: Work, room: Document, user: str, found: list[Document], in_thread: bool = False
) -> list[Document]:
    names = _names(work)
    shown = []
    for each in sorted(found, key=lambda message: str(message["ts"])):
        described = messages.describe(work, room["id"], each)
        author = people.find_or_none(work, str(each.get("user", "")))
        seen = MessageView(described, author, user, in_thread)
        shown.append({**described, "html": message_html(names, work.config, seen)})
    return shown


def _names(work: Work) -> Names:
    everyone = people.everyone(work)
    return Names(
        users={each["id"]: people.display_name(each) for each in everyone},
        channels={each["id"]: each["name"] for each in channels.everything(work)},
        bots=frozenset(each["id"] for each in everyone if each["is_bot"]),
    )


def _room(work: Work, room: Document, user: str) -> Document:
    described = channels.describe(work, room, user)
    described["is_member"] = channels.is_member(work, room["id"], user)
    described["hidden"] = channels.is_hidden(work, room, user)
    latest = work.db.value("SELECT max(ts) FROM messages WHERE channel = ?", room["id"])
    return described | {"latest": latest or ""}


def _person(user: Document) -> Document:
    return {
        "id": user["id"],
        "name": people.display_name(user),
        "handle": user["name"],
        "title": user["profile"]["title"],
        "guest": user["is_restricted"],
    }
