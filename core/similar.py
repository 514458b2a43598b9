"""Similar incidents, from our own database alone: what fixed it, who was there, what is open."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core import access, rca_facts, views
from core.actor import Actor, PrincipalKind
from core.ai.text.nearness import nearness, sought
from core.ai.text.ranking import Ranked, rank
from core.domain.incident import incident_name
from core.domain.rca import RcaStatus
from core.domain.spoken import RESOLVING, Topic, about, heard, shortened
from core.store import search, tables
from core.store.work import Read

SHOWN = 3
PEOPLE = 5
ITEM_SHOWN = 180
# what ranks behind so many is not looked at more closely
LOOKED_AT = 50


@dataclass(frozen=True)
class Similar:
    """An earlier incident that reads like this one, and what became of it.

    `people` are named who did something in Slack, the busiest first. `open_items` are the action
    items of its newest RCA that are not done; `promised` whether that RCA was approved, and
    `all_done` whether there were any and none is open.
    """

    id: str
    title: str
    status: str
    created_at: datetime
    words: tuple[str, ...]
    fixed_by: str
    people: tuple[str, ...]
    open_items: tuple[str, ...]
    promised: bool
    all_done: bool
    permalink: str | None

    @property
    def became(self) -> list[tuple[str, str]]:
        """What became of it, as names and texts; what nobody knows is left out."""
        told = [
            ("Fixed then", self.fixed_by),
            ("Who was there", ", ".join(self.people)),
            ("Still open" if self.promised else "Proposed then, not approved", self._open()),
            ("Action items", "all done" if self.all_done else ""),
        ]
        return [(name, text) for name, text in told if text]

    def _open(self) -> str:
        more = len(self.open_items) - 1
        first = shortened(self.open_items[0], ITEM_SHOWN) if self.open_items else ""
        return f"{first} (and {more} more)" if more > 0 else first


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
    where = [row["service"] or "", row["team"] or "", *row["labels"], *row["labels"].values()]
    found = search.candidates(read, sought(asked))
    known = _visible(read, actor, [candidate for candidate in found if candidate != number])
    texts = {str(candidate): entry["content"] for candidate, entry in known.items()}
    near = _near(asked, texts, where)
    return [_told(read, known[int(ranked.key)], ranked) for ranked in near[:limit]]


def _near(asked: str, documents: dict[str, str], where: list[str]) -> list[Ranked]:
    ranked = [each for each in rank(asked, documents) if each.score > 0][:LOOKED_AT]
    found = nearness(asked, {each.key: documents[each.key] for each in ranked}, where=where)
    return [each for each in ranked if found[each.key].enough]


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
    sections, approved = _newest_rca(read, row["id"])
    items = sections.get("action_items", [])
    still_open = tuple(item["text"] for item in items if item["status"] == "open")
    return Similar(
        id=incident_name(row["id"]),
        title=row["title"],
        status=row["status"],
        created_at=row["created_at"],
        words=ranked.words,
        fixed_by=_fix(read, row["id"]),
        people=_people(read, row["id"]),
        open_items=still_open,
        promised=approved,
        all_done=bool(items) and not still_open,
        permalink=row["permalink"],
    )


def _fix(read: Read, number: int) -> str:
    """What was said when it was last resolved, else the newest words on a fix; empty if none."""
    told = rca_facts.statements(read, number)
    resolving = [each.text for each in told if each.how == RESOLVING]
    fixes = [said.text for said in about(heard(told), Topic.FIX) if said.helped is not False]
    return next(reversed(resolving or fixes), "")


def _people(read: Read, number: int) -> tuple[str, ...]:
    done = func.count().label("done")
    names = read.connection.execute(
        select(tables.events.c.actor_label, done)
        .join(tables.principals, tables.principals.c.id == tables.events.c.actor_id)
        .where(
            tables.events.c.incident_id == number,
            tables.principals.c.kind == PrincipalKind.SLACK.value,
        )
        .group_by(tables.events.c.actor_label)
        .order_by(done.desc(), tables.events.c.actor_label)
        .limit(PEOPLE)
    ).scalars()
    return tuple(names)


def _newest_rca(read: Read, number: int) -> tuple[dict[str, Any], bool]:
    """The sections of the newest RCA, none where there is none, and whether it was approved."""
    row = read.connection.execute(
        select(tables.rcas.c.sections, tables.rcas.c.status)
        .where(tables.rcas.c.incident_id == number)
        .order_by(tables.rcas.c.version.desc())
        .limit(1)
    ).one_or_none()
    return (row.sections, row.status == RcaStatus.APPROVED.value) if row else ({}, False)
