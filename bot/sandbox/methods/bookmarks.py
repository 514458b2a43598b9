"""bookmarks.*."""

from __future__ import annotations

from ..call import Call, Method
from ..errors import SlackError
from ..store import Document

BOOKMARKS_LIMIT = 100
"""Bookmarks in one channel (error `too_many_bookmarks` of bookmarks.add)."""


def add(call: Call) -> Document:
    """Add a link to a channel's bar."""
    channel = call.seated(call.channel(argument="channel_id"))
    if len(call.work.db.kept_by("bookmark", channel["id"])) >= BOOKMARKS_LIMIT:
        raise SlackError("too_many_bookmarks")
    if call.arguments.required("type") != "link":
        raise SlackError("invalid_bookmark_type")
    bookmark = {
        "id": call.work.new_id("Bk"),
        "channel_id": channel["id"],
        "title": call.arguments.required("title"),
        "link": _link(call.arguments.text("link")),
        "emoji": call.arguments.text("emoji"),
        "type": "link",
        "date_created": int(call.work.now),
        "date_updated": 0,
        "app_id": call.work.config.app_id,
        "last_updated_by_user_id": call.bot,
    }
    return _kept(call, bookmark)


def edit(call: Call) -> Document:
    """Change a bookmark's title, link or emoji."""
    bookmark = _find(call)
    for name in ("title", "emoji"):
        if name in call.arguments:
            bookmark[name] = call.arguments.text(name)
    if "link" in call.arguments:
        bookmark["link"] = _link(call.arguments.text("link"))
    return _kept(call, bookmark | {"date_updated": int(call.work.now)})


def remove(call: Call) -> Document:
    """Take a bookmark away."""
    bookmark = _find(call)
    call.work.db.drop("bookmark", [bookmark["id"]])
    call.work.show("channels")
    return {}


def list_bookmarks(call: Call) -> Document:
    """A channel's bookmarks."""
    channel = call.seated(call.channel(argument="channel_id"))
    return {"bookmarks": call.work.db.kept_by("bookmark", channel["id"])}


def _find(call: Call) -> Document:
    channel = call.seated(call.channel(argument="channel_id"))
    bookmark = call.work.db.kept("bookmark", call.arguments.required("bookmark_id"))
    if bookmark is None or bookmark["channel_id"] != channel["id"]:
        raise SlackError("not_found")
    return bookmark


def _link(link: str) -> str:
    if not link.startswith(("http://", "https://")):
        raise SlackError("invalid_link")
    return link


def _kept(call: Call, bookmark: Document) -> Document:
    call.work.db.keep("bookmark", bookmark["id"], bookmark["channel_id"], bookmark)
    call.work.show("channels")
    return {"bookmark": bookmark}


METHODS = {
    "bookmarks.add": Method(add, scopes=("bookmarks:write",), tier=2),
    "bookmarks.edit": Method(edit, scopes=("bookmarks:write",), tier=2),
    "bookmarks.remove": Method(remove, scopes=("bookmarks:write",), tier=2),
    "bookmarks.list": Method(list_bookmarks, scopes=("bookmarks:read",), tier=3),
}
