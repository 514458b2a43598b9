"""A team's incidents that have an approved RCA, as they opened and as they were explained."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, func, select

from core import access
from core.actor import Actor
from core.domain import events
from core.domain.incident import Kind, Severity, SeveritySource, Visibility, incident_name
from core.domain.rca import RcaSections, RcaStatus
from core.store import tables
from core.store.work import Read


@dataclass(frozen=True)
class OwnCase:
    """An incident as it opened, and what its approved RCA says of it.

    `alarm` is the key of the alert that declared it, `severity` the one that a person gave last.
    """

    number: int
    title: str
    description: str
    alarm: str | None
    service: str | None
    severity: Severity | None
    logs: tuple[str, ...]
    sections: RcaSections
    annotations: tuple[Mapping[str, str], ...] = ()

    @property
    def name(self) -> str:
        """`INC-42`."""
        return incident_name(self.number)

    @property
    def group(self) -> str:
        """Repeats of one alarm belong together."""
        return f"own|{self.alarm or self.name}"


@dataclass(frozen=True)
class OwnCases:
    """The incidents with an approved RCA; how many were left out as private, and as drills."""

    cases: tuple[OwnCase, ...]
    private: int
    drills: int


def own_cases(read: Read, actor: Actor, *, private: bool = False) -> OwnCases:
    """Every incident with an approved RCA that the actor may know of, by its newest approved one.

    Private ones are taken in only with `private`, drills never.
    """
    rcas, incidents = tables.rcas, tables.incidents
    newest = (
        select(rcas.c.incident_id, func.max(rcas.c.version).label("version"))
        .where(rcas.c.status == RcaStatus.APPROVED.value)
        .group_by(rcas.c.incident_id)
        .subquery()
    )
    rows = read.connection.execute(
        select(incidents, rcas.c.sections)
        .join(newest, newest.c.incident_id == incidents.c.id)
        .join(
            rcas,
            and_(rcas.c.incident_id == newest.c.incident_id, rcas.c.version == newest.c.version),
        )
        .where(access.visible(actor))
        .order_by(incidents.c.id)
    ).all()
    drills = [row for row in rows if row.kind == Kind.DRILL.value]
    real = [row for row in rows if row.kind != Kind.DRILL.value]
    hidden = [row for row in real if row.visibility == Visibility.PRIVATE.value and not private]
    cases = tuple(_case(read, row) for row in real if row not in hidden)
    return OwnCases(cases, len(hidden), len(drills))


def _case(read: Read, row: Row[Any]) -> OwnCase:
    opened = _as_opened(read, row)
    alerts = read.connection.execute(
        select(tables.alerts.c.annotations)
        .where(tables.alerts.c.incident_id == row.id)
        .order_by(tables.alerts.c.id)
    ).scalars()
    annotations = tuple(alerts)
    given = row.severity_source == SeveritySource.PERSON.value
    return OwnCase(
        number=row.id,
        title=opened["title"],
        description=opened["description"],
        alarm=row.dedup_key if annotations else None,
        service=row.service,
        severity=Severity(row.severity) if given else None,
        logs=tuple(_logs(read, row.id)),
        sections=RcaSections.model_validate(row.sections),
        annotations=annotations,
    )


def _as_opened(read: Read, row: Row[Any]) -> dict[str, str]:
    """Title and description before anybody changed them."""
    edits = read.connection.execute(
        select(tables.events.c.data)
        .where(tables.events.c.incident_id == row.id, tables.events.c.kind == events.Edited.kind)
        .order_by(tables.events.c.seq.desc())
    ).scalars()
    opened = {"title": row.title, "description": row.description}
    for data in edits:
        opened |= {name: data["before"][name] for name in opened if name in data["before"]}
    return opened


def _logs(read: Read, number: int) -> Iterator[str]:
    contents = read.connection.execute(
        select(tables.evidence.c.content)
        .where(tables.evidence.c.incident_id == number, tables.evidence.c.kind == "logs")
        .order_by(tables.evidence.c.id)
    ).scalars()
    for content in contents:
        yield from content.split("\n")
