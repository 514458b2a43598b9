"""What an RCA is made from, and how times and lengths are said in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from core.domain.analysis import Analysis, RootCauseCategory
from core.domain.incident import Incident, TimelineEntry
from core.domain.spoken import Said

UNKNOWN = "Unknown from the evidence."
# Tocsin's own doings, the document's among them
LEFT_OUT = frozenset(
    {
        "analysis_requested",
        "analysed",
        "rca_requested",
        "rca_drafted",
        "rca_moved",
        "home_opened",
    }
)
SPOKEN = frozenset({"noted", "kept"})
# a sign that is older belongs to something else, or to another clock
LONGEST_UNNOTICED = timedelta(hours=24)


@dataclass(frozen=True)
class AlertFacts:
    """The alerts of an incident: how often they came, when they fired, and for what."""

    received: int
    kinds: int
    first_at: datetime
    last_at: datetime
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class LogMark:
    """A log line that belongs on the timeline: the first error, or what the cause rests on."""

    at: datetime
    line: int
    message: str
    first_error: bool = False


@dataclass(frozen=True)
class LogFacts:
    """What counting the logs shows; the first error's time is None where its line has none."""

    lines: int
    records: int
    errors: int
    first_error_line: int | None = None
    first_error_at: datetime | None = None
    marks: tuple[LogMark, ...] = ()


@dataclass(frozen=True)
class Category:
    """The root-cause category, and what decided it; `because` is empty where nothing did."""

    value: RootCauseCategory
    because: str = ""


@dataclass(frozen=True)
class Facts:
    """What an RCA is made from; `messages` are cited log lines without their headers, by quote."""

    incident: Incident
    timeline: Sequence[TimelineEntry]
    analysis: Analysis | None
    now: datetime
    said: Sequence[Said] = field(default_factory=tuple)
    alerts: AlertFacts | None = None
    logs: LogFacts | None = None
    category: Category | None = None
    messages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Durations:
    """How long things took; None where they have not happened or aren't known."""

    to_acknowledge: timedelta | None
    to_resolve: timedelta | None
    longest_silence: timedelta | None
    to_detect: timedelta | None = None


def durations(
    incident: Incident,
    timeline: Sequence[TimelineEntry],
    now: datetime,
    first_sign: datetime | None = None,
) -> Durations:
    """Times to detect (from `first_sign`), to acknowledge, to resolve; the longest silence."""
    end = incident.resolved_at or now
    people = [e.at for e in timeline if e.kind in SPOKEN | {"moved", "acknowledged", "rated"}]
    within = (at for at in people if incident.created_at <= at <= end)
    marks = sorted({incident.created_at, *within, end})
    gaps = [later - earlier for earlier, later in pairwise(marks)]
    return Durations(
        _since(incident.created_at, incident.acknowledged_at),
        _since(incident.created_at, incident.resolved_at),
        max(gaps, default=None),
        incident.created_at - first_sign if first_sign else None,
    )


def declaration(timeline: Sequence[TimelineEntry]) -> TimelineEntry | None:
    """The entry that declared it, wherever it stands; None where it isn't among them."""
    return next((entry for entry in timeline if entry.kind == "declared"), None)


def first_sign(facts: Facts) -> tuple[datetime, str] | None:
    """The earliest sign of trouble before it was declared, and what it was; None if unknown."""
    declared = facts.incident.created_at
    signs: list[tuple[datetime, str]] = []
    if facts.alerts is not None:
        signs.append((facts.alerts.first_at, "the first alert began to fire"))
    if facts.logs is not None and facts.logs.first_error_at is not None:
        line = facts.logs.first_error_line
        signs.append((facts.logs.first_error_at, f"the first error in the logs (line {line})"))
    known = [sign for sign in signs if timedelta() <= declared - sign[0] <= LONGEST_UNNOTICED]
    return min(known, default=None)


def _since(start: datetime, end: datetime | None) -> timedelta | None:
    return end - start if end is not None else None


def spell(length: timedelta) -> str:
    """`2 h 5 min`, `45 s`: a duration as people say it."""
    seconds = int(length.total_seconds())
    days, rest = divmod(max(seconds, 0), 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds if not days + hours else 0, "s")]
    said = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(said[:2]) or "0 s"


def sentence(text: str) -> str:
    """`text` with a full stop at its end, unless it has one."""
    text = text.strip()
    bare = text.rstrip("”)’\"'")
    return text if bare.endswith((".", "!", "?", "…")) and bare == text else f"{text}."


def counted(count: int, what: str) -> str:
    """`1 note was`, `3 notes were`."""
    return f"1 {what} was" if count == 1 else f"{count} {what}s were"


def clock_time(at: datetime) -> str:
    """`2026-11-24 14:05:00 UTC`."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def time_of_day(at: datetime) -> str:
    """`14:05 UTC`."""
    return f"{at:%H:%M} UTC"
