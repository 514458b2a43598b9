"""Logs as evidence: attached, added to, replaced; lines count from 1."""

import hashlib

from sqlalchemy import update

from core import access, views
from core.actor import Actor
from core.domain import events
from core.errors import Problem
from core.store import tables
from core.store.work import Work


def attach(work: Work, actor: Actor, number: int, lines: list[str]) -> None:
    """Attach log lines as evidence; they count from 1 in the order given."""
    content = _joined(lines)
    sha256 = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
    count = content.count("\n") + 1
    work.add(
        tables.evidence,
        incident_id=number,
        kind="logs",
        sha256=sha256,
        content=content,
        line_count=count,
        permalink=None,
        created_at=work.now,
    )
    work.record(number, events.LogsAdded(sha256, count), actor)


def add(work: Work, actor: Actor, number: int, lines: list[str]) -> None:
    """Attach more log lines to an incident.

    Raises:
        NotFound, Forbidden, Problem (no lines).
    """
    access.held(work, actor, number)
    if not any(line.strip() for line in lines):
        raise Problem("There are no log lines to add.", [("/logs", "give at least one line")])
    attach(work, actor, number, lines)
    work.change(number)


def replace(work: Work, actor: Actor, number: int, lines: list[str]) -> None:
    """Let `lines` stand for all logs of the incident; what stood before is kept, no longer read."""
    if _joined(lines) == _joined(views.log_lines_of(work, [number]).get(number, [])):
        return
    work.connection.execute(
        update(tables.evidence)
        .where(tables.evidence.c.incident_id == number, tables.evidence.c.kind == "logs")
        .values(kind="replaced")
    )
    if lines:
        attach(work, actor, number, lines)
    work.change(number)


def _joined(lines: list[str]) -> str:
    return "\n".join(line.replace("\r\n", "\n").rstrip("\n") for line in lines)
