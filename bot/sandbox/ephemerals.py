"""Messages that one person sees and that no history keeps; they go when the sandbox restarts."""

from __future__ import annotations

from . import channels
from .errors import SlackError
from .store import Document
from .work import Work

KIND = "ephemeral"


def show(work: Work, channel: str, user: str, message: Document) -> Document:
    """Show a message to one person."""
    channels.find(work, channel)
    ephemeral = {"type": "message", **message, "channel": channel, "to": user, "ts": work.next_ts()}
    ephemeral["is_ephemeral"] = True
    _keep(work, ephemeral)
    return ephemeral


def seen(work: Work, channel: str, user: str) -> list[Document]:
    """What a person sees in a channel, oldest first."""
    return work.db.kept_by(KIND, _owner(channel, user))


def find(work: Work, channel: str, user: str, ts: str) -> Document:
    """One of them; `message_not_found` if it is gone."""
    found = work.db.kept(KIND, ts)
    if found is None or (found["channel"], found["to"]) != (channel, user):
        raise SlackError("message_not_found")
    return found


def replace(work: Work, ephemeral: Document, changes: Document) -> None:
    """Put other content in its place."""
    content = ("text", "blocks", "attachments")
    kept = {name: value for name, value in ephemeral.items() if name not in content}
    _keep(work, {**kept, **changes})


def remove(work: Work, ephemeral: Document) -> None:
    """Take it away."""
    work.db.drop(KIND, [ephemeral["ts"]])
    work.show("messages", ephemeral["channel"], ephemeral["to"])


def forget_all(work: Work) -> None:
    """Start afresh."""
    work.db.execute("DELETE FROM documents WHERE kind = ?", KIND)


def _keep(work: Work, ephemeral: Document) -> None:
    owner = _owner(ephemeral["channel"], ephemeral["to"])
    work.db.keep(KIND, ephemeral["ts"], owner, ephemeral)
    work.show("messages", ephemeral["channel"], ephemeral["to"])


def _owner(channel: str, user: str) -> str:
    return f"{channel}/{user}"
