"""Messages, threads, reactions and pins: their rows, their API shape and their events."""

from __future__ import annotations

from typing import Any

from . import channels
from .errors import SlackError
from .store import Document, dump
from .work import Work


def find(work: Work, channel: str, ts: str, error: str = "message_not_found") -> Document:
    """The message with this channel and ts, or the given error."""
    found = find_or_none(work, channel, ts)
    if found is None:
        raise SlackError(error)
    return found


def find_or_none(work: Work, channel: str, ts: str) -> Document | None:
    """The message with this channel and ts, or None."""
    return work.db.document("SELECT doc FROM messages WHERE channel = ? AND ts = ?", channel, ts)


def post(work: Work, channel: Document, message: Document) -> Document:
    """Add a message (`text`, `user` and what else it has), give it its ts and send its event."""
    message = {"type": "message", "team": work.config.team_id, **message, "ts": work.next_ts()}
    thread = message.get("thread_ts") or message["ts"]
    if thread != message["ts"]:
        root = find(work, channel["id"], thread, "thread_not_found")
        thread = message["thread_ts"] = root.get("thread_ts", root["ts"])
        message["parent_user_id"] = root.get("user", "")
    work.db.execute(
        "INSERT INTO messages VALUES (?, ?, ?, ?)",
        channel["id"],
        message["ts"],
        thread,
        dump(message),
    )
    work.show("messages", channel["id"])
    _tell(work, channel, {**message, "event_ts": message["ts"]})
    _mention(work, channel, message)
    return message


def note(work: Work, channel: Document, user: str, subtype: str, text: str, **extra: Any) -> None:
    """Post the line that Slack itself writes when somebody joins, renames, archives …."""
    if not channel["is_im"]:
        post(work, channel, {"subtype": subtype, "user": user, "text": text, **extra})


def edit(work: Work, channel: Document, message: Document, changes: Document) -> Document:
    """Change a message's fields (None removes one) and send `message_changed`."""
    merged = {**message, **changes}
    edited = {key: value for key, value in merged.items() if value is not None}
    edited["edited"] = {"user": changes.get("user", message.get("user", "")), "ts": work.next_ts()}
    _replace(work, channel, message, edited)
    return edited


def delete(work: Work, channel: Document, message: Document) -> None:
    """Remove a message; the root of a thread with replies leaves a tombstone, as in Slack."""
    ts = message["ts"]
    work.db.execute("DELETE FROM reactions WHERE channel = ? AND ts = ?", channel["id"], ts)
    work.db.execute("DELETE FROM pins WHERE channel = ? AND ts = ?", channel["id"], ts)
    if _replies(work, channel["id"], ts):
        tombstone = {
            "type": "message",
            "subtype": "tombstone",
            "text": "This message was deleted.",
            "user": "USLACKBOT",
            "hidden": True,
            "thread_ts": ts,
            "ts": ts,
        }
        _replace(work, channel, message, tombstone)
        return
    work.db.execute("DELETE FROM messages WHERE channel = ? AND ts = ?", channel["id"], ts)
    work.show("messages", channel["id"])
    event = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": ts,
        "previous_message": message,
    }
    _tell(work, channel, {**event, **_stamp(work)})


def history(work: Work, channel: str, oldest: str, latest: str, limit: int) -> list[Document]:
    """Top-level and broadcast messages with oldest <= ts <= latest, newest first."""
    return work.db.documents(
        "SELECT doc FROM messages WHERE channel = ? AND ts >= ? AND ts <= ?"
        " AND (thread = ts OR json_extract(doc, '$.subtype') = 'thread_broadcast')"
        " ORDER BY ts DESC LIMIT ?",
        channel,
        oldest,
        latest,
        limit,
    )


def thread(
    work: Work, channel: str, ts: str, oldest: str, latest: str, limit: int
) -> list[Document]:
    """A thread's messages, the root first, then replies with oldest <= ts <= latest."""
    return work.db.documents(
        "SELECT doc FROM messages WHERE channel = ? AND thread = ?"
        " AND (ts = thread OR (ts >= ? AND ts <= ?)) ORDER BY ts LIMIT ?",
        channel,
        ts,
        oldest,
        latest,
        limit,
    )


def reactions(work: Work, channel: str, ts: str) -> list[Document]:
    """`[{"name", "users", "count"}]` in the order in which they were first added."""
    rows = work.db.rows(
        "SELECT name, user FROM reactions WHERE channel = ? AND ts = ? ORDER BY added, user",
        channel,
        ts,
    )
    users: dict[str, list[str]] = {}
    for name, user in rows:
        users.setdefault(name, []).append(user)
    return [{"name": name, "users": who, "count": len(who)} for name, who in users.items()]


def is_pinned(work: Work, channel: str, ts: str) -> bool:
    """Whether the message is pinned to its channel."""
    return work.db.value("SELECT 1 FROM pins WHERE channel = ? AND ts = ?", channel, ts) is not None


def describe(work: Work, channel: str, message: Document, metadata: bool = True) -> Document:
    """The message as conversations.history gives it, with reactions and its thread's summary."""
    shown = dict(message) if metadata else {k: v for k, v in message.items() if k != "metadata"}
    found = reactions(work, channel, message["ts"])
    if found:
        shown["reactions"] = found
    if is_pinned(work, channel, message["ts"]):
        shown["pinned_to"] = [channel]
    replies = _replies(work, channel, message["ts"])
    if replies:
        users = list(dict.fromkeys(reply.get("user", "") for reply in replies))
        shown |= {
            "thread_ts": message["ts"],
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "reply_users": users[:5],
            "latest_reply": replies[-1]["ts"],
        }
    return shown


def react(work: Work, channel: Document, message: Document, name: str, user: str) -> None:
    """Add a reaction and send `reaction_added`; `already_reacted` if it is there."""
    key = (channel["id"], message["ts"], name, user)
    if work.db.value(
        "SELECT 1 FROM reactions WHERE channel = ? AND ts = ? AND name = ? AND user = ?", *key
    ):
        raise SlackError("already_reacted")
    work.db.execute("INSERT INTO reactions VALUES (?, ?, ?, ?, ?)", *key, work.now)
    _reaction(work, "reaction_added", channel, message, name, user)


def unreact(work: Work, channel: Document, message: Document, name: str, user: str) -> None:
    """Take a reaction back and send `reaction_removed`; `no_reaction` if there is none."""
    gone = work.db.execute(
        "DELETE FROM reactions WHERE channel = ? AND ts = ? AND name = ? AND user = ?",
        channel["id"],
        message["ts"],
        name,
        user,
    )
    if not gone.rowcount:
        raise SlackError("no_reaction")
    _reaction(work, "reaction_removed", channel, message, name, user)


def pin(work: Work, channel: Document, message: Document, user: str) -> None:
    """Pin a message and send `pin_added`; `already_pinned` if it is."""
    if is_pinned(work, channel["id"], message["ts"]):
        raise SlackError("already_pinned")
    stamp = int(work.now)
    work.db.execute(
        "INSERT INTO pins VALUES (?, ?, ?, ?)", channel["id"], message["ts"], user, stamp
    )
    _pin(work, "pin_added", channel, message, user)


def unpin(work: Work, channel: Document, message: Document, user: str) -> None:
    """Take a pin away and send `pin_removed`; `no_pin` if there is none."""
    gone = work.db.execute(
        "DELETE FROM pins WHERE channel = ? AND ts = ?", channel["id"], message["ts"]
    )
    if not gone.rowcount:
        raise SlackError("no_pin")
    _pin(work, "pin_removed", channel, message, user)


def _replies(work: Work, channel: str, ts: str) -> list[Document]:
    return work.db.documents(
        "SELECT doc FROM messages WHERE channel = ? AND thread = ? AND ts > ? ORDER BY ts",
        channel,
        ts,
        ts,
    )


def _replace(work: Work, channel: Document, before: Document, after: Document) -> None:
    work.db.execute(
        "UPDATE messages SET doc = ? WHERE channel = ? AND ts = ?",
        dump(after),
        channel["id"],
        before["ts"],
    )
    work.show("messages", channel["id"])
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": after,
        "previous_message": before,
    }
    _tell(work, channel, {**event, **_stamp(work)})


def _stamp(work: Work) -> Document:
    ts = work.next_ts()
    return {"ts": ts, "event_ts": ts}


def _bot_is_in(work: Work, channel: Document) -> bool:
    return channels.is_member(work, channel["id"], work.config.bot_user_id)


def _tell(work: Work, channel: Document, event: Document) -> None:
    if _bot_is_in(work, channel):
        kind = channels.kind(channel)
        event = {**event, "channel": channel["id"], "channel_type": kind}
        work.emit(event, f"message.{channels.family(channel)}")


def _mention(work: Work, channel: Document, message: Document) -> None:
    """Slack sends `app_mention` beside `message`, but not in direct messages."""
    bot = work.config.bot_user_id
    if f"<@{bot}>" not in message["text"] or message.get("user") == bot:
        return
    if "subtype" in message or channel["is_im"] or not _bot_is_in(work, channel):
        return
    keys = ("user", "text", "ts", "thread_ts", "blocks", "team", "client_msg_id")
    shown = {key: message[key] for key in keys if key in message}
    event = {"channel": channel["id"], "event_ts": message["ts"], **shown}
    work.emit({"type": "app_mention", **event})


def _reaction(
    work: Work, kind: str, channel: Document, message: Document, name: str, user: str
) -> None:
    work.show("messages", channel["id"])
    if not _bot_is_in(work, channel):
        return
    event = {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": channel["id"], "ts": message["ts"]},
        "item_user": message.get("user", ""),
        "event_ts": work.next_ts(),
    }
    work.emit(event)


def _pin(work: Work, kind: str, channel: Document, message: Document, user: str) -> None:
    work.show("messages", channel["id"])
    if not _bot_is_in(work, channel):
        return
    item = {
        "type": "message",
        "channel": channel["id"],
        "message": message,
        "created": int(work.now),
        "created_by": user,
    }
    pinned = {"type": kind, "user": user, "channel_id": channel["id"], "item": item}
    work.emit({**pinned, "event_ts": work.next_ts()})
