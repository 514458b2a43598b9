"""What an RCA is written from: the record, what people said, the alerts, the logs, the category."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from core import analysis, views
from core.actor import Actor
from core.ai.text.causes import points
from core.domain import events
from core.domain.analysis import RootCauseCategory
from core.domain.facts import LEFT_OUT, AlertFacts, Category, Facts, LogFacts
from core.domain.incident import TimelineEntry
from core.domain.spoken import KEPT, MOVING, NOTE, Statement, Topic, about, heard
from core.domain.why import cause_of, head, stated
from core.logs import summarise
from core.logs.chunks import Shapes
from core.logs.table import Table
from core.store import tables
from core.store.work import Read

LONGEST_TIMELINE = 10_000
# so many lines show how a log's headers look
LAYOUT_LINES = 500
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
        said=heard(_statements(read, number)),
        alerts=_alerts(read, number),
    )


def with_logs(known: Facts) -> Facts:
    """`known` with its logs counted and its category decided. Blocking: large logs take seconds."""
    counted = replace(known, logs=_logs(known), messages=_messages(known))
    return replace(counted, category=_category(counted))


def _told(read: Read, actor: Actor, number: int) -> list[TimelineEntry]:
    """The timeline without what was taken back, and without Tocsin's own doings."""
    gone = analysis.taken_back(read, number)
    entries = views.timeline(read, actor, number, limit=LONGEST_TIMELINE).items
    return [entry for entry in entries if entry.seq not in gone and entry.kind not in LEFT_OUT]


def _statements(read: Read, number: int) -> list[Statement]:
    gone = analysis.taken_back(read, number)
    rows = read.connection.execute(
        select(tables.events)
        .where(
            tables.events.c.incident_id == number,
            tables.events.c.kind.in_([events.Noted.kind, events.Kept.kind, events.Moved.kind]),
        )
        .order_by(tables.events.c.seq)
    ).mappings()
    return [each for row in rows if row["seq"] not in gone and (each := _statement(row))]


def _statement(row: Any) -> Statement | None:
    data, by = row["data"], row["actor_label"]
    if row["kind"] == events.Noted.kind:
        return Statement(row["at"], by, data["text"], NOTE)
    if row["kind"] == events.Kept.kind:
        return Statement(row["at"], data["author"] or by, data["text"], KEPT)
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


def _messages(known: Facts) -> dict[str, str]:
    """The lines that the causes cite, each without its header, by what is quoted of it."""
    logs, analysed = known.incident.logs, known.analysis
    cited = {
        citation.quote: logs[citation.line - 1]
        for cause in (analysed.root_causes if analysed else ())
        for citation in cause.citations
        if citation.evidence == "logs" and 0 < citation.line <= len(logs)
    }
    if not cited:
        return {}
    shapes = Shapes()
    shapes.feed([*logs[:LAYOUT_LINES], *cited.values()])
    table = Table(shapes)
    messages = {quote: table.line(line).message for quote, line in cited.items()}
    return {quote: text for quote, text in messages.items() if text and text in cited[quote]}


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
