"""Similar incidents, from our own database alone: what fixed it, who was there, what is open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core import access, views
from core.actor import Actor
from core.ai.text.ranking import Ranked, rank
from core.ai.text.words import terms
from core.domain.events import Moved
from core.domain.incident import incident_name
from core.domain.people import named
from core.store import search, tables
from core.store.work import Read

SHOWN = 3
# below this share of the words of the query an incident has little in common with it
LEAST_SHARED_WORDS = 2
LEAST_SHARE_OF_BEST = 0.35


@dataclass(frozen=True)
class Similar:
    """An earlier incident that reads like this one, and what became of it."""

    id: str
    title: str
    status: str
    created_at: datetime
    words: tuple[str, ...]
    fixed_by: str
    people: tuple[str, ...]
    open_items: tuple[str, ...]
    permalink: str | None


def similar(read: Read, actor: Actor, number: int, limit: int = SHOWN) -> list[Similar]:
    """The incidents most like `number`, best first; none when nothing comes near.

    Raises:
        NotFound: there is no incident `number` that the actor may know of.
    """
    row = views.require_row(read, actor, number)
    own = read.connection.execute(
        select(tables.incident_texts.c.content).where(tables.incident_texts.c.incident_id == number)
    ).scalar()
    asked = own or f"{row['title']}\n{row['description']}"
    found = [n for n in search.candidates(read, terms(asked)) if n != number]
    known = _visible(read, actor, found)
    return [
        _told(read, known[int(ranked.key)], ranked)
        for ranked in _near(asked, {str(n): entry["content"] for n, entry in known.items()})[:limit]
    ]


def _near(asked: str, documents: dict[str, str]) -> list[Ranked]:
    ranked = rank(asked, documents)
    best = ranked[0].score if ranked else 0.0
    return [
        each
        for each in ranked
        if len(each.words) >= LEAST_SHARED_WORDS and each.score >= LEAST_SHARE_OF_BEST * best > 0
    ]


def _visible(read: Read, actor: Actor, numbers: list[int]) -> dict[int, Any]:
    rows = read.connection.execute(
        select(
            tables.incidents.c.id,
            tables.incidents.c.title,
            tables.incidents.c.status,
            tables.incidents.c.created_at,
            tables.incident_texts.c.content,
            tables.homes.c.permalink,
        )
        .join(tables.incident_texts, tables.incident_texts.c.incident_id == tables.incidents.c.id)
        .outerjoin(tables.homes, tables.homes.c.incident_id == tables.incidents.c.id)
        .where(tables.incidents.c.id.in_(numbers), access.visible(actor))
        .order_by(tables.incidents.c.id)
    ).mappings()
    return {row["id"]: row for row in rows}


def _told(read: Read, row: Any, ranked: Ranked) -> Similar:
    return Similar(
        id=incident_name(row["id"]),
        title=row["title"],
        status=row["status"],
        created_at=row["created_at"],
        words=ranked.words,
        fixed_by=_fix(read, row["id"]),
        people=_people(read, row["id"]),
        open_items=_open_items(read, row["id"]),
        permalink=row["permalink"],
    )


def _fix(read: Read, number: int) -> str:
    """What was said when it was last resolved; empty when nothing was."""
    notes = read.connection.execute(
        select(tables.events.c.data)
        .where(tables.events.c.incident_id == number, tables.events.c.kind == Moved.kind)
        .order_by(tables.events.c.seq.desc())
    ).scalars()
    said = (data.get("note", "") for data in notes if data.get("after") == "resolved")
    return next((note for note in said if note), "")


def _people(read: Read, number: int) -> tuple[str, ...]:
    names = read.connection.execute(
        select(tables.events.c.actor_label)
        .where(
            tables.events.c.incident_id == number,
            tables.events.c.via.in_(["slack", "rest", "cli"]),
        )
        .distinct()
        .order_by(tables.events.c.actor_label)
    ).scalars()
    return tuple(filter(named, names))[:5]


def _open_items(read: Read, number: int) -> tuple[str, ...]:
    """Action items of its newest RCA that were promised and are not done."""
    sections = read.connection.execute(
        select(tables.rcas.c.sections)
        .where(tables.rcas.c.incident_id == number)
        .order_by(tables.rcas.c.version.desc())
        .limit(1)
    ).scalar()
    items = (sections or {}).get("action_items", [])
    return tuple(item["text"] for item in items if item["status"] == "open")[:3]
