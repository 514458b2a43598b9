"""What an analyst gets to see of an incident: its words, its logs, its alerts, what people said."""

import json

from sqlalchemy import select

from core.domain import events
from core.domain.analysis import Evidence
from core.store import tables
from core.store.work import Read

MOST_ALERTS = 200
SPOKEN_EVENTS = (events.Noted.kind, events.Kept.kind)


def pieces(read: Read, number: int) -> tuple[tuple[Evidence, ...], tuple[int, ...]]:
    """The evidence of incident `number`, which is there, and the rows that its logs are in.

    Lines keep their numbers as more is said: what is new comes after what was there.
    """
    row = read.connection.execute(
        select(tables.incidents.c.title, tables.incidents.c.description).where(
            tables.incidents.c.id == number
        )
    ).one()
    found = [Evidence(id="title", kind="title", lines=(row.title,))]
    if row.description:
        lines = tuple(row.description.split("\n"))
        found.append(Evidence(id="description", kind="description", lines=lines))
    logs, ids = _logs(read, number)
    if logs:
        found.append(Evidence(id="logs", kind="logs", lines=tuple(logs)))
    found += _alerts(read, number) + _spoken(read, number)
    return tuple(found), tuple(ids)


def _logs(read: Read, number: int) -> tuple[list[str], list[int]]:
    rows = read.connection.execute(
        select(tables.evidence.c.id, tables.evidence.c.content)
        .where(tables.evidence.c.incident_id == number, tables.evidence.c.kind == "logs")
        .order_by(tables.evidence.c.id)
    ).all()
    return [line for _, content in rows for line in content.split("\n")], [row.id for row in rows]


def _alerts(read: Read, number: int) -> list[Evidence]:
    rows = read.connection.execute(
        select(tables.alerts)
        .where(tables.alerts.c.incident_id == number)
        .order_by(tables.alerts.c.id)
        .limit(MOST_ALERTS)
    ).mappings()
    lines = [
        json.dumps(
            {"title": row["title"], "labels": row["labels"], "annotations": row["annotations"]},
            ensure_ascii=False,
            sort_keys=True,
        )
        for row in rows
    ]
    return [Evidence(id="alerts", kind="alert", lines=tuple(lines))] if lines else []


def _spoken(read: Read, number: int) -> list[Evidence]:
    gone = taken_back(read, number)
    rows = read.connection.execute(
        select(tables.events.c.seq, tables.events.c.data)
        .where(tables.events.c.incident_id == number, tables.events.c.kind.in_(SPOKEN_EVENTS))
        .order_by(tables.events.c.seq)
    )
    lines = [line for seq, data in rows if seq not in gone for line in data["text"].split("\n")]
    return [Evidence(id="notes", kind="note", lines=tuple(lines))] if lines else []


def taken_back(read: Read, number: int) -> set[int]:
    """The events of messages that were kept and taken back, and of the taking back."""
    rows = read.connection.execute(
        select(tables.events.c.seq, tables.events.c.kind, tables.events.c.data)
        .where(
            tables.events.c.incident_id == number,
            tables.events.c.kind.in_([events.Kept.kind, events.Unkept.kind]),
        )
        .order_by(tables.events.c.seq)
    )
    gone: set[int] = set()
    standing: dict[tuple[str, str], int] = {}
    for seq, kind, data in rows:
        place = (data["channel"], data["ts"])
        if kind == events.Kept.kind:
            standing[place] = seq
        else:
            gone |= {seq, standing.pop(place, seq)}
    return gone
