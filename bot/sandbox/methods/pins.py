"""pins.*."""

from __future__ import annotations

from .. import messages
from ..call import Call, Method
from ..errors import SlackError
from ..store import Document

PINS_LIMIT = 100
"""Pins in one channel (error `too_many_pins` of pins.add; Slack's help centre says 100)."""


def add(call: Call) -> Document:
    """Pin a message to its channel."""
    channel, message = _target(call)
    count = call.work.db.value("SELECT count(*) FROM pins WHERE channel = ?", channel["id"])
    if count >= PINS_LIMIT:
        raise SlackError("too_many_pins")
    messages.pin(call.work, call.living(channel), message, call.bot)
    return {}


def remove(call: Call) -> Document:
    """Take a pin away."""
    channel, message = _target(call)
    messages.unpin(call.work, channel, message, call.bot)
    return {}


def list_pins(call: Call) -> Document:
    """A channel's pinned messages, newest pin first."""
    channel = call.seated(call.channel())
    sql = "SELECT ts, user, added FROM pins WHERE channel = ? ORDER BY added DESC, ts DESC"
    items = [
        {
            "type": "message",
            "channel": channel["id"],
            "created": added,
            "created_by": user,
            "message": messages.describe(
                call.work, channel["id"], messages.find(call.work, channel["id"], ts)
            ),
        }
        for ts, user, added in call.work.db.rows(sql, channel["id"])
    ]
    return {"items": items}


def _target(call: Call) -> tuple[Document, Document]:
    channel = call.seated(call.channel())
    ts = call.arguments.text("timestamp")
    if not ts:
        raise SlackError("no_item_specified")
    return channel, messages.find(call.work, channel["id"], ts)


METHODS = {
    "pins.add": Method(add, scopes=("pins:write",), tier=2),
    "pins.remove": Method(remove, scopes=("pins:write",), tier=2),
    "pins.list": Method(list_pins, scopes=("pins:read",), tier=2),
}
