"""Coming and going: a change of a channel's members, its line in the channel and its event."""

from __future__ import annotations

from typing import Any

from . import channels, messages
from .store import Document
from .work import Work


def join(work: Work, channel: Document, user: str, inviter: str | None = None) -> bool:
    """Put a user into a channel and tell everyone; False if they were in it already."""
    if channels.is_member(work, channel["id"], user):
        return False
    channels.seat(work, channel["id"], user)
    text = f"<@{user}> has joined the channel"
    extra = {"inviter": inviter} if inviter else {}
    messages.note(work, channel, user, "channel_join", text, **extra)
    _membership(work, "member_joined_channel", channel, user, extra)
    return True


def leave(work: Work, channel: Document, user: str) -> bool:
    """Take a user out of a channel and tell everyone; False if they were not in it."""
    if not channels.is_member(work, channel["id"], user):
        return False
    messages.note(work, channel, user, "channel_leave", f"<@{user}> has left the channel")
    _membership(work, "member_left_channel", channel, user, {})
    work.db.execute("DELETE FROM members WHERE channel = ? AND user = ?", channel["id"], user)
    return True


def _membership(work: Work, name: str, channel: Document, user: str, extra: dict[str, Any]) -> None:
    if not channels.is_member(work, channel["id"], work.config.bot_user_id):
        return
    event = {
        "type": name,
        "user": user,
        "channel": channel["id"],
        "channel_type": "G" if channel["is_private"] else "C",
        "team": work.config.team_id,
        "event_ts": work.next_ts(),
        **extra,
    }
    work.emit(event)
