"""What people say for the timeline: notes, and messages that are kept on it."""

from dataclasses import dataclass

from sqlalchemy import select

from core import access
from core.actor import Actor
from core.domain import events
from core.domain.incident import readable
from core.errors import Problem
from core.store import tables
from core.store.work import Work


@dataclass(frozen=True)
class KeptMessage:
    """A message to keep on the timeline."""

    channel: str
    ts: str
    author: str
    text: str
    permalink: str = ""


def note(work: Work, actor: Actor, number: int, text: str) -> None:
    """Write a note on the timeline.

    Raises:
        NotFound, Forbidden, Problem (a blank note).
    """
    if not text.strip():
        raise Problem("A note needs some text.", [("/text", "must not be blank")])
    access.held(work, actor, number)
    work.record(number, events.Noted(readable(text.strip())), actor)


def keep(work: Work, actor: Actor, number: int, message: KeptMessage) -> bool:
    """Put a message on the timeline, once; False when it is there already.

    Raises:
        NotFound, Forbidden.
    """
    access.held(work, actor, number)
    if _is_kept(work, number, message.channel, message.ts):
        return False
    work.record(
        number,
        events.Kept(
            readable(message.text), message.author, message.channel, message.ts, message.permalink
        ),
        actor,
    )
    return True


def unkeep(work: Work, actor: Actor, number: int, channel: str, ts: str) -> bool:
    """Take a kept message back; False when it wasn't on the timeline.

    Raises:
        NotFound, Forbidden.
    """
    access.held(work, actor, number)
    if not _is_kept(work, number, channel, ts):
        return False
    work.record(number, events.Unkept(channel, ts), actor)
    return True


def _is_kept(work: Work, number: int, channel: str, ts: str) -> bool:
    rows = work.connection.execute(
        select(tables.events.c.kind, tables.events.c.data)
        .where(
            tables.events.c.incident_id == number,
            tables.events.c.kind.in_([events.Kept.kind, events.Unkept.kind]),
        )
        .order_by(tables.events.c.seq)
    )
    kept = False
    for kind, data in rows:
        if (data["channel"], data["ts"]) == (channel, ts):
            kept = kind == events.Kept.kind
    return kept
