"""What an incident is: its severities, statuses, the legal moves and what a move implies."""

from enum import StrEnum


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
    **{word: Severity.CRITICAL for word in ("critical", "sev0", "sev1", "p0", "p1", "0", "1")},
    **{word: Severity.HIGH for word in ("high", "sev2", "p2", "2")},
    **{word: Severity.MEDIUM for word in ("medium", "sev3", "p3", "3")},
    **{word: Severity.LOW for word in ("low", "sev4", "sev5", "p4", "p5", "4", "5")},
}

ALERT_SEVERITY_WORDS: dict[str, Severity] = {
    **SEVERITY_WORDS,
    **{word: Severity.CRITICAL for word in ("fatal", "disaster")},
    **{word: Severity.HIGH for word in ("error", "major")},
    **{word: Severity.MEDIUM for word in ("warning", "average", "minor")},
    **{word: Severity.LOW for word in ("info", "notice")},
}


def parse_severity(word: str) -> Severity | None:
    """The severity a person means by `word` (`sev2`, `P1`, `high`, `2`), or None."""
    return SEVERITY_WORDS.get(word.strip().lower().replace("-", "").replace(" ", ""))


def parse_alert_severity(word: str) -> Severity | None:
    """The severity a monitoring system means by its label (`warning`, `page` is unknown), or None."""
    return ALERT_SEVERITY_WORDS.get(word.strip().lower())


def parse_incident_id(text: str) -> int | None:
    """The number in `INC-42`, `inc-42`, `#42` or `42`; None for anything else."""
    digits = text.strip().lower().removeprefix("#").removeprefix("inc-")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) > 0 else None


def incident_name(number: int) -> str:
    """The public id of incident `number`: `INC-42`."""
    return f"INC-{number}"
