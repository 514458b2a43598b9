"""Reads: incidents, lists and timelines as people and callers see them. Nothing here writes."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy import ColumnElement, Row, and_, exists, false, func, or_, select

from core import access
from core.actor import Actor
from core.domain import kept
from core.domain.events import Kept
from core.domain.incident import (
    Incident,
    Kind,
    Severity,
    SlackPlace,
    Status,
    TimelineEntry,
    incident_name,
)
from core.errors import BadRequest, NotFound
from core.store.tables import events, evidence, homes, incidents
from core.store.work import Read

LIST_LOG_LINES = 50

T = TypeVar("T")
Sort = Literal["-created_at", "created_at", "-updated_at", "updated_at"]


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty means everything."""

    status: tuple[Status, ...] = ()
    severity: tuple[Severity, ...] = ()
    source: str | None = None
    service: str | None = None
    team: str | None = None
    kind: Kind | None = None
    labels: dict[str, str] = field(default_factory=dict)
    q: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, and the cursor of the next or None."""

    items: list[T]
    next: str | None


def encode_cursor(sort: Sort, at: datetime, number: int) -> str:
    """An opaque cursor that continues after (`at`, `number`) under `sort`."""
    raw = json.dumps([1, sort, at.isoformat(), number]).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str, sort: Sort) -> tuple[datetime, int]:
    """The position that `cursor` holds.

    Raises:
        BadRequest: the cursor was not made here, or for another sort order.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        version, made_for, at, number = json.loads(base64.urlsafe_b64decode(padded))
        position = (datetime.fromisoformat(at), int(number))
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        raise BadRequest("This cursor was not made here; start again without one.") from None
    if version != 1 or made_for != sort or position[0].tzinfo is None:
        raise BadRequest("This cursor belongs to another sort order; start again without one.")
    return position


def present(row: Any, *, logs: list[str], home: SlackPlace | None, base_url: str) -> Incident:
    """The public form of a row of `incidents`."""
    name = incident_name(row["id"])
    return Incident(
        **{key: row[key] for key in Incident.model_fields if key in row and key != "id"},
        id=name,
        logs=logs,
        url=f"{base_url}/api/v1/incidents/{name}",
        slack=home,
    )


def _place(row: Any) -> SlackPlace:
    return SlackPlace(
        channel=row["channel"],
        channel_name=row["channel_name"],
        own_channel=row["own_channel"],
        card_ts=row["card_ts"],
        permalink=row["permalink"],
    )


@dataclass(frozen=True)
class Views:
    """Queries for `store.read`; `base_url` is the public address that links begin with."""

    base_url: str

    def get(self, read: Read, actor: Actor, number: int) -> Incident:
        """Incident `number` with all its log lines.

        Raises:
            NotFound: there is none that the actor may know of.
        """
        row = require_row(read, actor, number)
        return self._present(read, [row])[0]

    def list(
        self,
        read: Read,
        actor: Actor,
        filters: Filters,
        *,
        sort: Sort = "-created_at",
        limit: int = 50,
        cursor: str | None = None,
    ) -> Page[Incident]:
        """A page of incidents, newest first unless `sort` says otherwise.

        Log lines are cut to the first 50 of each incident.

        Raises:
            BadRequest: a foreign cursor.
        """
        column = incidents.c[sort.lstrip("-")]
        statement = select(incidents).where(access.visible(actor), *_conditions(read, filters))
        if cursor:
            statement = statement.where(_after(column, sort, *decode_cursor(cursor, sort)))
        if sort.startswith("-"):
            statement = statement.order_by(column.desc(), incidents.c.id.desc())
        else:
            statement = statement.order_by(column, incidents.c.id)
        rows = list(read.connection.execute(statement.limit(limit + 1)).mappings())
        following = None
        if len(rows) > limit:
            rows = rows[:limit]
            following = encode_cursor(sort, rows[-1][column.name], rows[-1]["id"])
        return Page(list(self._present(read, rows, log_lines=LIST_LOG_LINES)), following)

    def _present(
        self, read: Read, rows: Sequence[Any], log_lines: int | None = None
    ) -> Sequence[Incident]:
        numbers = [row["id"] for row in rows]
        places = {
            row["incident_id"]: _place(row)
            for row in read.connection.execute(
                select(homes).where(homes.c.incident_id.in_(numbers))
            ).mappings()
        }
        logs = log_lines_of(read, numbers)
        return [
            present(
                row,
                logs=logs.get(row["id"], [])[:log_lines],
                home=places.get(row["id"]),
                base_url=self.base_url,
            )
            for row in rows
        ]


def require_row(read: Read, actor: Actor, number: int) -> Any:
    """The row of incident `number`.

    Raises:
        NotFound: there is none that the actor may know of.
    """
    statement = select(incidents).where(incidents.c.id == number, access.visible(actor))
    row = read.connection.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound(f"There is no incident {incident_name(number)}.")
    return row


def log_lines_of(read: Read, numbers: list[int]) -> dict[int, list[str]]:
    """All log lines attached to each of `numbers`, in the order they came."""
    statement = (
        select(evidence.c.incident_id, evidence.c.content)
        .where(evidence.c.incident_id.in_(numbers), evidence.c.kind == "logs")
        .order_by(evidence.c.id)
    )
    found: dict[int, list[str]] = {}
    for number, content in read.connection.execute(statement):
        found.setdefault(number, []).extend(content.split("\n"))
    return found


def timeline(
    read: Read, actor: Actor, number: int, *, after: int = 0, limit: int = 1000
) -> Page[TimelineEntry]:
    """The timeline of incident `number` from `seq` > `after` on, in the order of recording.

    A kept message has the time and the name of whoever said it; `kept.in_order` sorts by time.

    Raises:
        NotFound: there is none that the actor may know of.
    """
    require_row(read, actor, number)
    statement = (
        select(events)
        .where(events.c.incident_id == number, events.c.seq > after)
        .order_by(events.c.seq)
        .limit(limit + 1)
    )
    rows = list(read.connection.execute(statement).mappings())
    entries = [_entry(row) for row in rows[:limit]]
    return Page(entries, str(entries[-1].seq) if len(rows) > limit else None)


def last_seq(read: Read, actor: Actor, number: int) -> int:
    """The number of the newest event of an incident.

    Raises:
        NotFound: there is none that the actor may know of.
    """
    return int(require_row(read, actor, number)["last_seq"])


def _entry(row: Any) -> TimelineEntry:
    if row["kind"] == Kept.kind:
        return _kept(row)
    return TimelineEntry(
        seq=row["seq"],
        at=row["at"],
        kind=row["kind"],
        actor=row["actor_label"],
        via=row["via"],
        text=row["text"],
    )


def _kept(row: Any) -> TimelineEntry:
    """A kept message, as something that its author said; the event names who kept it."""
    data, keeper = row["data"], row["actor_label"]
    author = data["author"] or keeper
    return TimelineEntry(
        seq=row["seq"],
        at=kept.said_at(data["ts"], row["at"]),
        kind=row["kind"],
        actor=author,
        via=row["via"],
        text=kept.told(data["text"], author, keeper),
    )


def incident_of_channel(read: Read, actor: Actor, workspace_id: str, channel: str) -> int | None:
    """The incident whose own channel this is, or None."""
    statement = (
        select(incidents.c.id)
        .join(homes, homes.c.incident_id == incidents.c.id)
        .where(
            homes.c.workspace_id == workspace_id,
            homes.c.channel == channel,
            homes.c.own_channel.is_(True),
            access.visible(actor),
        )
    )
    return read.connection.execute(statement).scalar()


def incident_of_message(
    read: Read, actor: Actor, workspace_id: str, channel: str, root_ts: str, ts: str
) -> int | None:
    """The incident that a message belongs to, or None.

    It does when it is in the incident's own channel or its card's thread
    (`root_ts` is the thread's first message), or when the incident was
    declared from it.
    """
    belongs = or_(
        and_(
            homes.c.workspace_id == workspace_id,
            homes.c.channel == channel,
            or_(homes.c.own_channel.is_(True), homes.c.card_ts == root_ts),
        ),
        and_(
            homes.c.announcement_channel == channel,
            homes.c.announcement_ts == root_ts,
        ),
        incidents.c.source_ref == slack_reference(channel, ts),
    )
    statement = (
        select(incidents.c.id)
        .outerjoin(homes, homes.c.incident_id == incidents.c.id)
        .where(belongs, access.visible(actor))
        .order_by(incidents.c.id.desc())
        .limit(1)
    )
    return read.connection.execute(statement).scalar()


def slack_reference(channel: str, ts: str) -> str:
    """The `source_ref` of an incident that was declared from a message."""
    return f"slack:{channel}:{ts}"


def open_incidents(read: Read, actor: Actor, limit: int = 10) -> list[Row[Any]]:
    """The newest incidents that are still worked on: (id, title, severity, status)."""
    statement = (
        select(incidents.c.id, incidents.c.title, incidents.c.severity, incidents.c.status)
        .where(access.visible(actor), incidents.c.status.in_(["open", "in_progress"]))
        .order_by(incidents.c.created_at.desc(), incidents.c.id.desc())
        .limit(limit)
    )
    return list(read.connection.execute(statement))


def _after(column: Any, sort: Sort, at: datetime, number: int) -> ColumnElement[bool]:
    if sort.startswith("-"):
        return or_(column < at, and_(column == at, incidents.c.id < number))
    return or_(column > at, and_(column == at, incidents.c.id > number))


def _conditions(read: Read, filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.status:
        wanted.append(incidents.c.status.in_([s.value for s in filters.status]))
    if filters.severity:
        wanted.append(incidents.c.severity.in_([s.value for s in filters.severity]))
    for name in ("source", "service", "team", "kind"):
        value = getattr(filters, name)
        if value is not None:
            wanted.append(incidents.c[name] == str(value))
    if filters.since:
        wanted.append(incidents.c.created_at >= filters.since)
    if filters.until:
        wanted.append(incidents.c.created_at < filters.until)
    for key, value in filters.labels.items():
        wanted.append(_has_label(read, key, value))
    if filters.q is not None:
        wanted.append(_matches(filters.q))
    return wanted


def _has_label(read: Read, key: str, value: str) -> ColumnElement[bool]:
    if read.connection.dialect.name != "sqlite":
        found: ColumnElement[bool] = incidents.c.labels[key].as_string() == value
        return found
    # SQLite compares a path with the key as it was written down, escapes and all
    each = func.json_each(incidents.c.labels).table_valued("key", "value")
    return exists(select(1).select_from(each).where(each.c.key == key, each.c.value == value))


def _matches(q: str) -> ColumnElement[bool]:
    words = q.lower().split()
    if not words:
        return false()
    text = func.lower(incidents.c.title + " " + incidents.c.description)
    return and_(*(text.contains(word, autoescape=True) for word in words))
