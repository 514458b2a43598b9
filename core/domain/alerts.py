"""Alerts as every sender's body is read into, and what an alert does to incidents."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.domain.incident import Severity, Status, parse_alert_severity

REOPEN_WINDOW = timedelta(minutes=30)


class Alert(BaseModel):
    """One alert, normalised; times are aware UTC."""

    model_config = ConfigDict(frozen=True)

    source: str
    fingerprint: str
    group_key: str
    title: str
    description: str = ""
    severity_raw: str | None = None
    service: str | None = None
    status: Literal["firing", "resolved"]
    starts_at: datetime
    ends_at: datetime | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)
    url: str | None = None

    @property
    def severity(self) -> Severity | None:
        """The severity that the sender's label means, if it is one we know."""
        return parse_alert_severity(self.severity_raw) if self.severity_raw else None


class Decision(StrEnum):
    """What one alert does."""

    DECLARE = "declare"
    JOIN = "join"
    REOPEN = "reopen"
    RESOLVE = "resolve"
    QUIET = "quiet"
    IGNORE = "ignore"


@dataclass(frozen=True)
class Group:
    """What is known of an alert's group: its latest incident, and which alerts still fire.

    `fires_anew`: the same alert fires with a later start than the one at hand.
    `ended`: the end of the very firing at hand is known already.
    """

    number: int
    status: Status
    acknowledged: bool
    resolved_at: datetime | None
    firing: frozenset[str]
    fires_anew: bool = False
    ended: bool = False


@dataclass(frozen=True)
class Verdict:
    """A decision and the reason that the ledger shows."""

    decision: Decision
    reason: str


def decide(alert: Alert, group: Group | None, now: datetime) -> Verdict:
    """What `alert` does to its group's latest incident.

    Alerts never resolve an incident under people's hands. A later alert of the
    same group within 30 minutes of the resolve reopens, later than that it
    declares anew; one that started before the recorded resolve never reopens.
    """
    if alert.status == "resolved":
        return _decide_resolved(alert, group)
    if group is None:
        return Verdict(Decision.DECLARE, "the first alert of its group")
    if group.ended:
        return Verdict(Decision.IGNORE, "this firing has ended already")
    if group.status.active:
        return Verdict(Decision.JOIN, "its group's incident is open")
    if group.resolved_at is not None and alert.starts_at <= group.resolved_at:
        return Verdict(Decision.IGNORE, "it started before its incident was resolved")
    if group.resolved_at is not None and now - group.resolved_at <= REOPEN_WINDOW:
        return Verdict(Decision.REOPEN, "within 30 minutes of the resolve")
    return Verdict(Decision.DECLARE, "more than 30 minutes after the last incident of its group")


def _decide_resolved(alert: Alert, group: Group | None) -> Verdict:
    if group is None:
        return Verdict(Decision.IGNORE, "nothing is known of its group")
    if not group.status.active:
        return Verdict(Decision.IGNORE, "its incident is resolved already")
    if group.fires_anew:
        return Verdict(Decision.JOIN, "it has fired again since")
    if group.firing - {alert.fingerprint}:
        return Verdict(Decision.JOIN, "other alerts of its group still fire")
    if group.acknowledged:
        return Verdict(Decision.QUIET, "all alerts are quiet, but a person holds the incident")
    return Verdict(Decision.RESOLVE, "all alerts are quiet and nobody had acknowledged")
