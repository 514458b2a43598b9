"""The workspace's people, among them the app's own bot user."""

from __future__ import annotations

from typing import Any

from .errors import SlackError
from .store import Document, dump
from .work import Work


def find(work: Work, id: str) -> Document:
    """The person with this id; `user_not_found` otherwise."""
    user = work.db.document("SELECT doc FROM users WHERE id = ?", id)
    if user is None:
        raise SlackError("user_not_found")
    return user


def find_or_none(work: Work, id: str) -> Document | None:
    """The person with this id, or None."""
    return work.db.document("SELECT doc FROM users WHERE id = ?", id)


def everyone(work: Work) -> list[Document]:
    """All users, the bot's among them, in the order they joined."""
    return work.db.documents("SELECT doc FROM users ORDER BY rowid")


def display_name(user: Document) -> str:
    """The name shown beside a person's messages."""
    profile = user["profile"]
    return str(profile.get("display_name") or profile["real_name"])


def add(work: Work, id: str, name: str, real_name: str, **facts: Any) -> Document:
    """Add a person; `title` goes to the profile, other facts into the user object."""
    title = facts.pop("title", "")
    first, _, last = real_name.partition(" ")
    user: Document = {
        "id": id,
        "team_id": work.config.team_id,
        "name": name,
        "deleted": False,
        "real_name": real_name,
        "tz": "Europe/Amsterdam",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "profile": {
            "real_name": real_name,
            "display_name": real_name if facts.get("is_bot") else first,
            "first_name": first,
            "last_name": last,
            "title": title,
            "email": f"{name}@example.com",
            "image_72": "",
            "team": work.config.team_id,
        },
        "is_admin": False,
        "is_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": int(work.now),
        **facts,
    }
    if user["is_bot"]:
        del user["profile"]["email"]
        user["profile"]["bot_id"] = work.config.bot_id
        user["profile"]["api_app_id"] = work.config.app_id
    work.db.execute("INSERT INTO users VALUES (?, ?, ?)", id, name, dump(user))
    return user
