"""Alerts become incidents: one a group, repeats counted, resolved while nobody holds it."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select, update

from core import inbox, incidents
from core.actor import Actor, Principal, PrincipalKind, Via
from core.domain import events
from core.domain.alerts import Alert, Decision, Group, Verdict, decide
from core.domain.incident import (
    NewIncident,
    SeveritySource,
    Status,
    incident_name,
)
from core.domain.spoken import shortened
from core.store import tables
from core.store.locks import try_lock
from core.store.work import Work
from core.teams import NO_RULES, Teams
from core.triage import Suggest

DELIVERIES_AT_ONCE = 50
LONGEST_KEY = 500
Parse = Callable[[str, Any], Sequence[Alert]]


def sender(source: str, request_id: str) -> Actor:
    """The actor that alerts of `source` come from."""
    scopes = frozenset({"alerts:write", "incidents:write", "incidents:read"})
    return Actor(
        Principal(PrincipalKind.ALERT, source, source, scopes=scopes), Via.WEBHOOK, request_id
    )


def take(
    work: Work,
    actor: Actor,
    parse: Parse,
    suggest: Suggest,
    limit: int = DELIVERIES_AT_ONCE,
    teams: Teams = NO_RULES,
) -> list[tuple[str, Decision]]:
    """Take the oldest webhook deliveries from the inbox and let their alerts act.

    Returns (source, decision) of every alert taken. One process at a time
    takes; a delivery that can't be read is marked failed with the reason.
    """
    if not try_lock(work, "inbox.alerts"):
        return []
    taken: list[tuple[str, Decision]] = []
    for row in inbox.pending(work, limit):
        by = sender(row["source"], row["request_id"])
        try:
            alerts = parse(row["source"], row["body"])
        except ValueError as error:
            outcome = {"alerts": [], "incidents": [], "error": str(error)}
            inbox.settle(work, row["id"], outcome, state=inbox.FAILED)
            continue
        ledger = receive(work, by, alerts, suggest, teams)
        inbox.settle(work, row["id"], _outcome(ledger))
        taken += [(row["source"], verdict.decision) for _, verdict, _ in ledger]
    return taken


def receive(
    work: Work,
    actor: Actor,
    alerts: Sequence[Alert],
    suggest: Suggest,
    teams: Teams = NO_RULES,
) -> list[tuple[Alert, Verdict, int | None]]:
    """Let each alert act, groups and fingerprints in sorted order.

    Says of each what it did to which incident.
    """
    ledger = []
    for alert in sorted(alerts, key=lambda a: (a.group_key, a.fingerprint, a.starts_at)):
        group = _group(work, alert)
        verdict = decide(alert, group, work.now)
        number = _act(work, actor, alert, group, verdict, suggest, teams)
        if not (verdict.decision is Decision.IGNORE and group is not None and group.ended):
            _remember(work, alert, number)
        ledger.append((alert, verdict, number))
    return ledger


def _outcome(ledger: list[tuple[Alert, Verdict, int | None]]) -> dict[str, Any]:
    rows = [
        {
            "fingerprint": alert.fingerprint,
            "decision": verdict.decision.value,
            "incident_id": incident_name(number) if number else None,
            "reason": verdict.reason,
        }
        for alert, verdict, number in ledger
    ]
    numbers = sorted({number for _, _, number in ledger if number})
    return {"alerts": rows, "incidents": [incident_name(number) for number in numbers]}


def _group(work: Work, alert: Alert) -> Group | None:
    """The latest incident of the alert's group, locked, with the alerts of it that still fire."""
    number = work.connection.execute(
        select(tables.alerts.c.incident_id)
        .join(tables.incidents, tables.incidents.c.id == tables.alerts.c.incident_id)
        .where(
            tables.alerts.c.source == alert.source,
            tables.alerts.c.group_key == _short(alert.group_key),
            tables.incidents.c.deleted_at.is_(None),
        )
        .order_by(tables.alerts.c.incident_id.desc())
        .limit(1)
    ).scalar()
    if number is None:
        return None
    row = work.incident(number)
    table = tables.alerts
    rows = work.connection.execute(
        select(table.c.fingerprint, table.c.starts_at, table.c.status).where(
            table.c.incident_id == number
        )
    ).all()
    same = [row for row in rows if row.fingerprint == alert.fingerprint]
    return Group(
        number=number,
        status=Status(row["status"]),
        acknowledged=row["acknowledged_at"] is not None,
        resolved_at=row["resolved_at"],
        firing=frozenset(each.fingerprint for each in rows if each.status == "firing"),
        fires_anew=any(
            each.status == "firing" and each.starts_at > alert.starts_at for each in same
        ),
        ended=any(each.status == "resolved" and each.starts_at == alert.starts_at for each in same),
    )


def _act(
    work: Work,
    actor: Actor,
    alert: Alert,
    group: Group | None,
    verdict: Verdict,
    suggest: Suggest,
    teams: Teams,
) -> int | None:
    if verdict.decision is Decision.DECLARE:
        return _declare(work, actor, alert, suggest, teams)
    if group is None:
        return None
    if verdict.decision is Decision.REOPEN:
        incidents.move(work, actor, group.number, Status.IN_PROGRESS, "its alert fires again")
    if verdict.decision in (Decision.JOIN, Decision.REOPEN) and alert.status == "firing":
        known = alert.fingerprint in group.firing
        _count(work, actor, alert, group.number, known=known)
    if verdict.decision is Decision.RESOLVE:
        incidents.move(work, actor, group.number, Status.RESOLVED, "all alerts are quiet")
    if verdict.decision is Decision.QUIET and not work.incident(group.number)["alerts_quiet"]:
        work.change(group.number, alerts_quiet=True)
        work.record(group.number, events.AlertsQuiet(alert.source), actor)
    return group.number


def _declare(work: Work, actor: Actor, alert: Alert, suggest: Suggest, teams: Teams) -> int:
    new = NewIncident(
        title=shortened(alert.title.strip(), 300) or alert.fingerprint[:300] or alert.source,
        description=alert.description[:100_000],
        severity=alert.severity,
        service=alert.service[:200] if alert.service else None,
        labels={name[:200]: value for name, value in list(alert.labels.items())[:100]},
        dedup_key=_short(f"{alert.source}:{alert.group_key}"),
    )
    new = teams.assign(new)
    suggestion = suggest(new.title, new.description, [], new.team)
    declared = incidents.declare(
        work,
        actor,
        new,
        suggestion,
        severity_source=SeveritySource.ALERT,
        source=alert.source,
        source_ref=alert.url,
    )
    _count(work, actor, alert, declared.number, known=False)
    return declared.number


def _count(work: Work, actor: Actor, alert: Alert, number: int, *, known: bool) -> None:
    """Count a firing alert to the incident; only one that is new to it is an event."""
    count = work.incident(number)["alert_count"] + 1
    work.change(number, alert_count=count, alerts_quiet=False)
    if not known:
        event = events.AlertJoined(alert.source, alert.fingerprint, alert.title, count)
        work.record(number, event, actor)


def _short(key: str) -> str:
    """`key` in at most 500 characters; what is cut off still tells keys apart."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - 65]}:{hashlib.sha256(key.encode()).hexdigest()}"


def _remember(work: Work, alert: Alert, number: int | None) -> None:
    """Keep the alert; the same firing again only counts up."""
    table = tables.alerts
    same = (
        (table.c.source == alert.source)
        & (table.c.fingerprint == alert.fingerprint)
        & (table.c.starts_at == alert.starts_at)
    )
    ends_at = alert.ends_at or work.now if alert.status == "resolved" else None
    values: dict[str, Any] = {"status": alert.status, "ends_at": ends_at, "last_seen_at": work.now}
    if number is not None:
        values["incident_id"] = number
    known = work.connection.execute(
        update(table).where(same).values(**values, count=table.c.count + 1)
    )
    if known.rowcount:
        return
    # an end that is known by its fingerprint alone, or was missed before it fired anew
    work.connection.execute(
        update(table)
        .where(
            table.c.source == alert.source,
            table.c.fingerprint == alert.fingerprint,
            table.c.status == "firing",
        )
        .values(status="resolved", ends_at=ends_at or work.now)
    )
    work.connection.execute(
        table.insert().values(
            source=alert.source,
            fingerprint=alert.fingerprint,
            group_key=_short(alert.group_key),
            title=alert.title,
            severity_raw=alert.severity_raw[:100] if alert.severity_raw else None,
            labels=alert.labels,
            annotations=alert.annotations,
            starts_at=alert.starts_at,
            count=1,
            incident_id=number,
            **{name: value for name, value in values.items() if name != "incident_id"},
        )
    )
