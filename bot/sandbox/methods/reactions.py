"""reactions.*."""

from __future__ import annotations

from .. import messages
from ..call import Call, Method
from ..emoji import EMOJI
from ..errors import SlackError
from ..store import Document

KINDS_LIMIT = 23
"""Different emoji on one message (error `too_many_emoji`; Slack's help centre says 23)."""


def add(call: Call) -> Document:
    """React to a message."""
    channel, message = _target(call)
    name = _name(call)
    present = messages.reactions(call.work, channel["id"], message["ts"])
    if len(present) >= KINDS_LIMIT and name not in {each["name"] for each in present}:
        raise SlackError("too_many_emoji")
    messages.react(call.work, call.living(channel), message, name, call.bot)
    return {}


def remove(call: Call) -> Document:
    """Take the bot's own reaction back."""
    channel, message = _target(call)
    messages.unreact(call.work, channel, message, _name(call), call.bot)
    return {}


def get(call: Call) -> Document:
    """A message with its reactions."""
    channel, message = _target(call)
    shown = messages.describe(call.work, channel["id"], message)
    return {"type": "message", "channel": channel["id"], "message": shown}


def _target(call: Call) -> tuple[Document, Document]:
    ts = call.arguments.text("timestamp")
    if not ts:
        raise SlackError("no_item_specified")
    channel = call.seated(call.channel())
    return channel, messages.find(call.work, channel["id"], ts)


def _name(call: Call) -> str:
    """An emoji's name without colons; `invalid_name` for one the workspace does not have."""
    name = call.arguments.required("name").strip(":")
    if name.partition("::")[0] not in EMOJI:
        raise SlackError("invalid_name")
    return name


METHODS = {
    "reactions.add": Method(add, scopes=("reactions:write",), tier=3),
    "reactions.remove": Method(remove, scopes=("reactions:write",), tier=2),
    "reactions.get": Method(get, scopes=("reactions:read",), tier=3),
}
