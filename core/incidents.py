"""The verbs of an incident: declare, acknowledge, move, rate, edit, delete.

Each is a plain function for `store.write`: it awaits nothing, changes rows and
records what happened. What must follow (posts, analyses) is promised by the
records, in the same transaction.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core import access, evidence
from core.actor import Actor
from core.domain import events
from core.domain.analysis import SeverityOpinion
from core.domain.incident import (
    LEGAL_MOVES,
    IncidentChanges,
    NewIncident,
    Severity,
    SeveritySource,
    Status,
    Visibility,
    incident_name,
    readable,
)
from core.errors import Conflict, IllegalMove, Stale
from core.store import tables
from core.store.work import Work
from core.teams import NO_RULES, Teams

UNDO_SECONDS = 60
# null takes these away; the others always have a value
CLEARED = frozenset({"service", "team", "lead"})


@dataclass(frozen=True)
class Declaration:
    """The outcome of declaring: the incident's row, and whether it is new."""

    number: int
    created: bool
    row: dict[str, Any]
    logs: list[str]


def declare(
    work: Work,
    actor: Actor,
    new: NewIncident,
    suggestion: SeverityOpinion,
    *,
    severity_source: SeveritySource = SeveritySource.PERSON,
    source: str = "api",
    source_ref: str | None = None,
) -> Declaration:
    """Bring an incident into being, or find the open one with the same `dedup_key`.

    `suggestion` is used where `new.severity` is not given; otherwise the
    severity belongs to `severity_source`.

    Raises:
        Forbidden: the actor may not write incidents.
    """
    access.require(actor, "incidents:write")
    if new.dedup_key is not None:
        existing = _open_with_key(work, new.dedup_key)
        if existing is not None:
            _refuse_hidden(work, actor, existing)
            return Declaration(existing["id"], False, existing, [])
    severity = new.severity or suggestion.value
    given = new.severity is not None
    number, row = _insert(
        work,
        actor,
        new,
        severity,
        suggestion,
        {
            "severity_source": (severity_source if given else SeveritySource.SUGGESTED).value,
            "severity_reason": f"given by {actor.label}" if given else suggestion.reason,
            "source": new.source or source,
            "source_ref": source_ref,
        },
    )
    work.record(
        number,
        events.Declared(new.title, severity.value, row["severity_source"], row["severity_reason"]),
        actor,
    )
    if new.visibility is Visibility.PRIVATE:
        _join(work, actor, number)
    if new.logs:
        evidence.attach(work, actor, number, new.logs)
    return Declaration(number, True, row, list(new.logs))


def _insert(
    work: Work,
    actor: Actor,
    new: NewIncident,
    severity: Severity,
    suggestion: SeverityOpinion,
    about: dict[str, Any],
) -> tuple[int, dict[str, Any]]:
    row: dict[str, Any] = {
        "title": new.title,
        "description": new.description,
        "severity": severity.value,
        "status": Status.OPEN.value,
        "kind": new.kind.value,
        "visibility": new.visibility.value,
        "dedup_key": new.dedup_key,
        "service": new.service,
        "team": new.team,
        "labels": new.labels,
        "lead": None,
        "alert_count": 0,
        "alerts_quiet": False,
        "workspace_id": actor.principal.workspace_id,
        "acknowledged_at": None,
        "acknowledged_by": None,
        "resolved_at": None,
        "closed_at": None,
        "declared_by": actor.label,
        "merged_into": None,
        "deleted_at": None,
        **about,
    }
    number = work.new_incident(**row)
    stamps = {"id": number, "version": 1, "created_at": work.now, "updated_at": work.now}
    return number, {**row, **stamps}


def _open_with_key(work: Work, dedup_key: str) -> dict[str, Any] | None:
    row = (
        work.connection.execute(
            select(tables.incidents).where(
                tables.incidents.c.dedup_key == dedup_key,
                tables.incidents.c.deleted_at.is_(None),
                tables.incidents.c.status.in_([Status.OPEN.value, Status.IN_PROGRESS.value]),
            )
        )
        .mappings()
        .one_or_none()
    )
    return dict(row) if row is not None else None


def _refuse_hidden(work: Work, actor: Actor, row: dict[str, Any]) -> None:
    """A private incident does not exist for others, but its alarm is taken."""
    if row["visibility"] == Visibility.PRIVATE.value and not access.is_member(
        work, actor, row["id"]
    ):
        raise Conflict("Another open incident has this dedup_key; use another one.")


def _join(work: Work, actor: Actor, number: int) -> None:
    work.add(
        tables.members,
        incident_id=number,
        principal_id=work.principal_id(actor),
        role="declarer",
        since=work.now,
    )


def acknowledge(work: Work, actor: Actor, number: int) -> bool:
    """Take the incident: sets who and when once, and moves open to in_progress.

    Returns False when somebody had acknowledged before; then nothing changes.

    Raises:
        NotFound, Forbidden; IllegalMove when it is resolved or closed.
    """
    row = access.held(work, actor, number)
    if row["acknowledged_at"] is not None:
        return False
    if not Status(row["status"]).active:
        raise IllegalMove(
            f"{incident_name(number)} is {row['status']}: reopen it before it is acknowledged.",
            allowed=[status.value for status in LEGAL_MOVES[Status(row["status"])]],
        )
    _acknowledge(work, actor, row)
    if row["status"] == Status.OPEN.value:
        _set_status(work, actor, row, Status.IN_PROGRESS, "")
    return True


def _acknowledge(work: Work, actor: Actor, row: dict[str, Any]) -> None:
    work.change(row["id"], acknowledged_at=work.now, acknowledged_by=actor.label)
    work.record(row["id"], events.Acknowledged(), actor)


def move(work: Work, actor: Actor, number: int, to: Status, note: str = "") -> bool:
    """Change the status along the legal moves; the same status again is no move (False).

    A person's first move out of open acknowledges, too. Reopening clears `resolved_at`.

    Raises:
        NotFound, Forbidden; IllegalMove with the allowed statuses.
    """
    row = access.held(work, actor, number)
    current = Status(row["status"])
    if current is to:
        if note:
            work.record(number, events.Noted(readable(note)), actor)
        return False
    if to not in LEGAL_MOVES[current]:
        raise _illegal(row, to)
    if current is Status.OPEN and actor.is_person and row["acknowledged_at"] is None:
        _acknowledge(work, actor, row)
    _set_status(work, actor, row, to, note)
    return True


def reopen(work: Work, actor: Actor, number: int, note: str = "") -> bool:
    """Back to in_progress from resolved or closed; False when it is being worked on already.

    Raises:
        NotFound, Forbidden; Conflict when another open incident has its dedup_key.
    """
    row = access.held(work, actor, number)
    if Status(row["status"]).active:
        return False
    return move(work, actor, number, Status.IN_PROGRESS, note)


def _set_status(work: Work, actor: Actor, row: dict[str, Any], to: Status, note: str) -> None:
    before = Status(row["status"])
    stamps: dict[str, Any] = {"status": to.value}
    if to is Status.RESOLVED:
        stamps["resolved_at"] = work.now
    elif to is Status.CLOSED:
        stamps["closed_at"] = work.now
    elif not before.active:
        stamps |= {"resolved_at": None, "closed_at": None, "alerts_quiet": False}
        _refuse_second_open(work, row)
    work.change(row["id"], **stamps)
    work.record(row["id"], events.Moved(before.value, to.value, readable(note)), actor)


def _refuse_second_open(work: Work, row: dict[str, Any]) -> None:
    if row["dedup_key"] is None:
        return
    other = _open_with_key(work, row["dedup_key"])
    if other is not None and other["id"] != row["id"]:
        raise Conflict(
            f"{incident_name(other['id'])} is open for the same alarm; work on that one instead."
        )


def rate(work: Work, actor: Actor, number: int, severity: Severity, reason: str = "") -> bool:
    """A person sets the severity, or keeps the suggested one; from then on only people change it.

    Returns False when it is theirs already and stays the same.

    Raises:
        NotFound, Forbidden.
    """
    row = access.held(work, actor, number)
    same = row["severity"] == severity.value
    if same and row["severity_source"] == SeveritySource.PERSON.value:
        return False
    because = reason or (row["severity_reason"] if same else "")
    why = f"{'kept' if same else 'set'} by {actor.label}" + (f": {because}" if because else "")
    work.change(
        number,
        severity=severity.value,
        severity_source=SeveritySource.PERSON.value,
        severity_reason=why,
    )
    event = events.Rated(row["severity"], severity.value, SeveritySource.PERSON.value, why)
    work.record(number, event, actor)
    return True


def edit(
    work: Work,
    actor: Actor,
    number: int,
    changes: IncidentChanges,
    *,
    if_version: int | None = None,
    merge_labels: dict[str, str | None] | None = None,
    teams: Teams = NO_RULES,
) -> None:
    """Change the fields that were sent; status and severity go through their own verbs.

    `merge_labels` is a merge patch (RFC 7396) for `labels`, used instead of a whole set. A new
    service brings its team by `teams`, unless the incident has one or it was sent.

    Raises:
        NotFound, Forbidden; Stale when `if_version` is not the current version;
        IllegalMove.
    """
    row = access.held(work, actor, number)
    if if_version is not None and if_version != row["version"]:
        raise Stale(
            f"{incident_name(number)} is at version {row['version']}; read it again first.",
            version=row["version"],
        )
    sent = changes.model_dump(exclude_unset=True, exclude={"severity", "status", "logs"})
    if merge_labels is not None:
        sent["labels"] = _merge(row["labels"], merge_labels)
    sent = {name: value for name, value in sent.items() if value is not None or name in CLEARED}
    sent |= _team_of_service(row, sent, teams)
    before = {name: row[name] for name in sent if row[name] != sent[name]}
    after = {name: sent[name] for name in before}
    if after:
        work.change(number, **after)
        work.record(number, events.Edited(before, after), actor)
    if changes.severity is not None:
        rate(work, actor, number, changes.severity)
    if changes.status is not None:
        move(work, actor, number, changes.status)
    if changes.logs is not None:
        evidence.replace(work, actor, number, changes.logs)


def _team_of_service(row: dict[str, Any], sent: dict[str, Any], teams: Teams) -> dict[str, str]:
    """The team that a changed service brings to an incident without one."""
    if row["team"] is not None or "team" in sent or not sent.get("service"):
        return {}
    about = {**row, **sent}
    found = teams.find(about["title"], about["service"], about["labels"])
    return {"team": found.team} if found else {}


def _merge(labels: dict[str, str], patch: dict[str, str | None]) -> dict[str, str]:
    merged = {**labels, **patch}
    return {name: value for name, value in merged.items() if value is not None}


def delete(work: Work, actor: Actor, number: int) -> None:
    """Take the incident out of every read; its events stay for the audit.

    Raises:
        NotFound, Forbidden.
    """
    access.held(work, actor, number)
    work.record(number, events.Deleted(), actor)
    work.change(number, deleted_at=work.now)


def undo_declaration(work: Work, actor: Actor, number: int) -> None:
    """Delete an incident that the actor declared less than a minute ago.

    Raises:
        NotFound, Forbidden; Conflict when the minute is over or somebody else declared it.
    """
    row = access.held(work, actor, number)
    if _declarer(work, number) != work.principal_id(actor):
        raise Conflict(f"Only {row['declared_by']} can undo this declaration.")
    if (work.now - row["created_at"]).total_seconds() > UNDO_SECONDS:
        raise Conflict(f"The minute to undo is over; resolve {incident_name(number)} instead.")
    delete(work, actor, number)


def _declarer(work: Work, number: int) -> int | None:
    """The principal who declared the incident."""
    return work.connection.execute(
        select(tables.events.c.actor_id).where(
            tables.events.c.incident_id == number, tables.events.c.seq == 1
        )
    ).scalar()


def _illegal(row: dict[str, Any], to: Status) -> IllegalMove:
    current = Status(row["status"])
    allowed = [status.value for status in LEGAL_MOVES[current]]
    return IllegalMove(
        f"{incident_name(row['id'])} is {current.value}: it can't become {to.value}, "
        f"only {' or '.join(allowed)}.",
        allowed=allowed,
    )
