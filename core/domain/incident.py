"""What an incident is: its severities, statuses, the legal moves and what a move implies."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


class Severity(StrEnum):
    """How bad it is, worst first; one scale everywhere (Slack, API, metrics)."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """3 for critical down to 0 for low."""
        return 3 - list(Severity).index(self)

    def at_least(self, other: "Severity") -> bool:
        """Whether this severity is as bad as `other` or worse."""
        return self.rank >= other.rank


class SeveritySource(StrEnum):
    """Who set the severity; only a suggestion may be replaced by code."""

    SUGGESTED = "suggested"
    PERSON = "person"
    ALERT = "alert"


ARTICLES = {SeveritySource.PERSON: "a person", SeveritySource.ALERT: "an alert"}


class Status(StrEnum):
    """Where an incident is in its life."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def active(self) -> bool:
        """Still being worked on: neither resolved nor closed."""
        return self in (Status.OPEN, Status.IN_PROGRESS)


class Kind(StrEnum):
    """A real incident, or a drill that stays out of the statistics."""

    INCIDENT = "incident"
    DRILL = "drill"


class Visibility(StrEnum):
    """Private incidents exist only for their members and admins."""

    PUBLIC = "public"
    PRIVATE = "private"


LEGAL_MOVES: dict[Status, tuple[Status, ...]] = {
    Status.OPEN: (Status.IN_PROGRESS, Status.RESOLVED),
    Status.IN_PROGRESS: (Status.RESOLVED,),
    Status.RESOLVED: (Status.CLOSED, Status.IN_PROGRESS),
    Status.CLOSED: (Status.IN_PROGRESS,),
}

SEVERITY_WORDS: dict[str, Severity] = {
    **dict.fromkeys(("critical", "sev0", "sev1", "p0", "p1", "0", "1"), Severity.CRITICAL),
    **dict.fromkeys(("high", "sev2", "p2", "2"), Severity.HIGH),
    **dict.fromkeys(("medium", "sev3", "p3", "3"), Severity.MEDIUM),
    **dict.fromkeys(("low", "sev4", "sev5", "p4", "p5", "4", "5"), Severity.LOW),
}

ALERT_SEVERITY_WORDS: dict[str, Severity] = {
    **SEVERITY_WORDS,
    **dict.fromkeys(("fatal", "disaster"), Severity.CRITICAL),
    **dict.fromkeys(("error", "major"), Severity.HIGH),
    **dict.fromkeys(("warning", "average", "minor"), Severity.MEDIUM),
    **dict.fromkeys(("info", "notice"), Severity.LOW),
}


def parse_severity(word: str) -> Severity | None:
    """The severity a person means by `word` (`sev2`, `P1`, `high`, `2`), or None."""
    return SEVERITY_WORDS.get(word.strip().lower().replace("-", "").replace(" ", ""))


def parse_alert_severity(word: str) -> Severity | None:
    """The severity a monitor means by its label (`warning`; `page` is unknown), or None."""
    return ALERT_SEVERITY_WORDS.get(word.strip().lower())


def parse_incident_id(text: str) -> int | None:
    """The number in `INC-42`, `inc-42`, `#42` or `42`; None for anything else."""
    # phones write a dash for a hyphen
    name = text.strip().lower().replace("–", "-").replace("—", "-")
    digits = name.removeprefix("#").removeprefix("inc-")
    return (
        int(digits)
        if digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) > 0
        else None
    )


def incident_name(number: int) -> str:
    """The public id of incident `number`: `INC-42`."""
    return f"INC-{number}"


SURROGATE = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str:
    """`text` as both databases take it: U+FFFD stands for U+0000 and for lone surrogates."""
    text = text.replace("\x00", "\ufffd")
    return SURROGATE.sub("\ufffd", text)


def _severity(value: Any) -> Any:
    found = parse_severity(value) if isinstance(value, str) else None
    return found if found is not None else value


def _not_blank(value: str) -> str:
    if not any(sign.isprintable() and not sign.isspace() for sign in value):
        raise ValueError("must not be blank")
    return value


Text = Annotated[str, AfterValidator(readable)]
Title = Annotated[
    str, Field(min_length=1, max_length=300), AfterValidator(_not_blank), AfterValidator(readable)
]
SeverityWord = Annotated[Severity, BeforeValidator(_severity)]
Labels = Annotated[dict[Annotated[Text, Field(max_length=200)], Text], Field(max_length=100)]
LogLines = Annotated[list[Text], Field(max_length=1_000_000)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(readable)]


class NewIncident(BaseModel):
    """What a caller gives to declare an incident; a title is enough."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Title
    description: Annotated[Text, Field(max_length=100_000)] = ""
    severity: SeverityWord | None = None
    logs: LogLines = Field(default_factory=list)
    service: Name | None = None
    team: Name | None = None
    labels: Labels = Field(default_factory=dict)
    kind: Kind = Kind.INCIDENT
    visibility: Visibility = Visibility.PUBLIC
    dedup_key: (
        Annotated[str, Field(min_length=1, max_length=500), AfterValidator(readable)] | None
    ) = None
    source: Annotated[str, Field(min_length=1, max_length=40), AfterValidator(readable)] | None = (
        None
    )


class IncidentChanges(BaseModel):
    """The fields to change; those not sent stay as they are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Title | None = None
    description: Annotated[Text, Field(max_length=100_000)] | None = None
    severity: SeverityWord | None = None
    status: Status | None = None
    logs: LogLines | None = None
    service: Name | None = None
    team: Name | None = None
    labels: Labels | None = None
    lead: Name | None = None


class SlackPlace(BaseModel):
    """Where the incident lives in Slack."""

    channel: str
    channel_name: str
    own_channel: bool
    card_ts: str | None
    permalink: str | None


class Incident(BaseModel):
    """An incident as everyone reads it: API, commands, views."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    description: str
    severity: Severity
    severity_source: SeveritySource
    severity_reason: str
    status: Status
    kind: Kind
    visibility: Visibility
    source: str
    logs: list[str]
    dedup_key: str | None
    service: str | None
    team: str | None
    labels: dict[str, str]
    lead: str | None
    alert_count: int
    created_at: datetime
    updated_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    resolved_at: datetime | None
    closed_at: datetime | None
    version: int
    url: str
    slack: SlackPlace | None

    @property
    def number(self) -> int:
        """42 for `INC-42`."""
        return int(self.id.removeprefix("INC-"))


def severity_told(incident: Incident) -> str:
    """`high, set by ada`; `high, suggested: 23 % errors`: the severity, whose it is, and why."""
    source, reason = incident.severity_source, incident.severity_reason.strip()
    if source is SeveritySource.SUGGESTED:
        reason = f"suggested: {reason}" if reason else "suggested"
    return f"{incident.severity.value}, {reason or f'set by {ARTICLES[source]}'}"


class TimelineEntry(BaseModel):
    """One event as people read it."""

    model_config = ConfigDict(frozen=True)

    seq: int
    at: datetime
    kind: str
    actor: str
    via: str
    text: str
