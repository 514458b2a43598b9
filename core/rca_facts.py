"""What an RCA is written from: the record, what people said, the alerts, the logs, the category."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core import analysis, gathered, views
from core.actor import Actor
from core.ai.text.causes import points
from core.domain import events, kept
from core.domain.analysis import RootCauseCategory
from core.domain.facts import (
    LEFT_OUT,
    LONGEST_UNNOTICED,
    AlertFacts,
    Category,
    Facts,
    LogFacts,
    LogMark,
)
from core.domain.incident import TimelineEntry
from core.domain.spoken import KEPT, MOVING, NOTE, Statement, Topic, about, heard
from core.domain.why import cause_of, head, stated
from core.logs import summarise
from core.logs.messages import read_lines
from core.logs.reader import Line
from core.logs.times import read as read_time
from core.store import tables
from core.store.work import Read

LONGEST_TIMELINE = 10_000
# a time without a zone may be hours off
_ZONE = re.compile(r"\d(?:Z\b| ?UTC\b|[+-]\d{2}:?\d{2}\b)|^\W*1[0-7]\d{8}")
STAMP_WITHIN = 120
# what a sentence has to score to say the category by itself; a passing word scores less
DECISIVE = 0.7


def facts(read: Read, actor: Actor, number: int, show: views.Views) -> Facts:
    """What is stored of the incident; `with_logs` adds what the logs and the words tell.

    Raises:
        NotFound: there is no such incident that the actor may know of.
    """
    return Facts(
        incident=show.get(read, actor, number),
        timeline=_told(read, actor, number),
        analysis=analysis.latest(read, actor, number),
        now=read.now,
        said=heard(statements(read, number)),
        alerts=_alerts(read, number),
    )


def with_logs(known: Facts) -> Facts:
    """`known` with its logs counted and its category decided. Blocking: large logs take seconds."""
    logs = _logs(known)
    lines = _read_lines(known, logs)
    if logs is not None:
        logs = replace(logs, marks=_marks(known, logs, lines))
    counted = replace(known, logs=logs, messages=_messages(known, lines))
    return replace(counted, category=_category(counted))


def _told(read: Read, actor: Actor, number: int) -> list[TimelineEntry]:
    """The timeline without what was taken back, and without Tocsin's own doings."""
    gone = gathered.taken_back(read, number)
    entries = views.timeline(read, actor, number, limit=LONGEST_TIMELINE).items
    return kept.in_order(
        entry for entry in entries if entry.seq not in gone and entry.kind not in LEFT_OUT
    )


def statements(read: Read, number: int) -> list[Statement]:
    """What people wrote of incident `number` and did not take back, in its order."""
    gone = gathered.taken_back(read, number)
    rows = read.connection.execute(
        select(tables.events)
        .where(
            tables.events.c.incident_id == number,
            tables.events.c.kind.in_([events.Noted.kind, events.Kept.kind, events.Moved.kind]),
        )
        .order_by(tables.events.c.seq)
    ).mappings()
    found = [each for row in rows if row["seq"] not in gone and (each := _statement(row))]
    return sorted(found, key=lambda each: each.at)


def _statement(row: Any) -> Statement | None:
    data, by = row["data"], row["actor_label"]
    if row["kind"] == events.Noted.kind:
        return Statement(row["at"], by, data["text"], NOTE)
    if row["kind"] == events.Kept.kind:
        at = kept.said_at(data["ts"], row["at"])
        return Statement(at, data["author"] or by, data["text"], KEPT)
    how = MOVING.get(data["after"])
    return Statement(row["at"], by, data["note"], how) if how and data.get("note") else None


def _alerts(read: Read, number: int) -> AlertFacts | None:
    rows = (
        read.connection.execute(select(tables.alerts).where(tables.alerts.c.incident_id == number))
        .mappings()
        .all()
    )
    if not rows:
        return None
    services = {row["labels"]["service"] for row in rows if row["labels"].get("service")}
    return AlertFacts(
        received=sum(row["count"] for row in rows),
        kinds=len({row["fingerprint"] for row in rows}),
        first_at=min(row["starts_at"] for row in rows),
        last_at=max(row["starts_at"] for row in rows),
        services=tuple(sorted(services)),
    )


def _logs(known: Facts) -> LogFacts | None:
    if not known.incident.logs:
        return None
    digest = summarise(known.incident.logs, now=known.incident.created_at)
    first = digest.first_error
    at = (
        next((t.first_at for t in digest.templates if t.first_line == first.line), None)
        if first
        else None
    )
    return LogFacts(
        lines=digest.line_count,
        records=digest.record_count,
        errors=digest.levels.get("error", 0) + digest.levels.get("fatal", 0),
        first_error_line=first.line if first else None,
        first_error_at=at,
    )


def _read_lines(known: Facts, counted: LogFacts | None) -> dict[int, Line]:
    """The first error and the lines that the causes cite, read by the layout of their log."""
    analysed = known.analysis
    numbers = {counted.first_error_line} if counted and counted.first_error_line else set()
    for cause in analysed.root_causes if analysed else ():
        numbers |= {cited.line for cited in cause.citations if cited.evidence == "logs"}
    return read_lines(known.incident.logs, numbers)


def _messages(known: Facts, lines: Mapping[int, Line]) -> dict[str, str]:
    """What is quoted of the cited lines, without their headers."""
    return {
        cited.quote: lines[cited.line].message
        for cause in (known.analysis.root_causes if known.analysis else ())
        for cited in cause.citations
        if cited.evidence == "logs" and cited.line in lines and lines[cited.line].message
    }


def _marks(known: Facts, counted: LogFacts, lines: Mapping[int, Line]) -> tuple[LogMark, ...]:
    """The first error, and what causes cite from before it, where the lines tell a sure time."""
    start, times = counted.first_error_line, _sure_times(known, lines)
    if start is None:
        return ()
    return tuple(
        LogMark(at, number, lines[number].message, first_error=number == start)
        for number, at in times.items()
        # by time where both have one: older lines may have been added after newer ones
        if (at, number) <= (times.get(start, at), start)
    )


def _sure_times(known: Facts, lines: Mapping[int, Line]) -> dict[int, datetime]:
    """When lines were written that say it with their zone, within a day before the incident."""
    declared, found = known.incident.created_at, {}
    for number, line in lines.items():
        text = known.incident.logs[number - 1][:STAMP_WITHIN]
        at = read_time(line.stamp or "", declared.year) if _ZONE.search(text) else None
        if at is None or not line.message:
            continue
        if declared - LONGEST_UNNOTICED <= at <= (known.incident.resolved_at or known.now):
            found[number] = at
    return found


def _category(known: Facts) -> Category:
    """What people said decides before what the logs show; the deciding sentence is named."""
    for said in [*stated(known), *about(known.said, Topic.FIX)]:
        scores = points(said.text)
        best = max(RootCauseCategory, key=lambda each: (scores[each], each.value))
        if scores[best] >= DECISIVE:
            return Category(best, f"because {said.quoted()}")
    if known.analysis is None:
        return Category(RootCauseCategory.OTHERS)
    cause = cause_of(known)
    because = f"because the analysis points to “{head(cause.text)}”" if cause else ""
    return Category(known.analysis.root_cause_category, because)
