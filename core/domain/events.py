"""Facts about an incident, in the past tense. The timeline is made of them and nothing else.

Each event is a frozen value. `kind` is its name in the database, the API and the
table of reactions; `describe()` is the sentence that people read on the timeline.
An edit of something recorded is a new event, never a change to an old one.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Event:
    """Something that happened to one incident."""

    kind: ClassVar[str]

    def describe(self) -> str:
        """The sentence for the timeline, without its actor and time."""
        raise TypeError(f"{type(self).__name__} does not say what it means")

    def data(self) -> dict[str, Any]:
        """The fields as JSON-compatible values."""
        return asdict(self)


@dataclass(frozen=True)
class Declared(Event):
    """The incident came into being."""

    kind: ClassVar[str] = "declared"
    title: str
    severity: str
    severity_source: str
    severity_reason: str

    def describe(self) -> str:
        return f"declared “{self.title}” as {self.severity}"


@dataclass(frozen=True)
class Acknowledged(Event):
    """Somebody took it; happens once."""

    kind: ClassVar[str] = "acknowledged"

    def describe(self) -> str:
        return "acknowledged"


@dataclass(frozen=True)
class Moved(Event):
    """The status changed."""

    kind: ClassVar[str] = "moved"
    before: str
    after: str
    note: str = ""

    def describe(self) -> str:
        reopened = self.after == "in_progress" and self.before in ("resolved", "closed")
        verb = {"in_progress": "started work", "resolved": "resolved", "closed": "closed"}
        text = "reopened" if reopened else verb.get(self.after, f"moved to {self.after}")
        return f"{text}: {self.note}" if self.note else text


@dataclass(frozen=True)
class Rated(Event):
    """The severity was set; `confirmed` when a person kept the suggestion."""

    kind: ClassVar[str] = "rated"
    before: str
    after: str
    source: str
    reason: str = ""

    def describe(self) -> str:
        if self.before == self.after:
            return f"kept severity {self.after}"
        return f"changed severity from {self.before} to {self.after}"


@dataclass(frozen=True)
class Edited(Event):
    """Fields were changed; before and after by field name."""

    kind: ClassVar[str] = "edited"
    before: dict[str, Any]
    after: dict[str, Any]

    def describe(self) -> str:
        changed = sorted(self.after)
        if "title" in changed:
            changed[changed.index("title")] = f"title to “{self.after['title']}”"
        return "changed " + ", ".join(changed)


@dataclass(frozen=True)
class Noted(Event):
    """A person wrote a note for the timeline."""

    kind: ClassVar[str] = "noted"
    text: str

    def describe(self) -> str:
        return self.text


@dataclass(frozen=True)
class Kept(Event):
    """A message was put on the timeline (📌, ⏱ or the shortcut)."""

    kind: ClassVar[str] = "kept"
    text: str
    author: str
    channel: str
    ts: str
    permalink: str = ""

    def describe(self) -> str:
        return f"kept a message: “{self.text}”"


@dataclass(frozen=True)
class Unkept(Event):
    """The reaction that had kept a message was taken back."""

    kind: ClassVar[str] = "unkept"
    channel: str
    ts: str

    def describe(self) -> str:
        return "took a kept message back"


@dataclass(frozen=True)
class LogsAdded(Event):
    """Logs were attached as evidence."""

    kind: ClassVar[str] = "logs_added"
    sha256: str
    line_count: int

    def describe(self) -> str:
        return f"added {self.line_count} log line{'s' if self.line_count != 1 else ''}"


@dataclass(frozen=True)
class AlertJoined(Event):
    """A firing alert was counted to this incident."""

    kind: ClassVar[str] = "alert_joined"
    source: str
    fingerprint: str
    title: str
    count: int

    def describe(self) -> str:
        return f"alert from {self.source}: {self.title}"


@dataclass(frozen=True)
class AlertsQuiet(Event):
    """Every alert of the incident has ended, but a person holds it."""

    kind: ClassVar[str] = "alerts_quiet"
    source: str

    def describe(self) -> str:
        return f"all alerts from {self.source} are quiet"


@dataclass(frozen=True)
class AnalysisRequested(Event):
    """Somebody, or the declaration, asked for an analysis."""

    kind: ClassVar[str] = "analysis_requested"
    fresh: bool = False

    def describe(self) -> str:
        return "asked for an analysis"


@dataclass(frozen=True)
class Analysed(Event):
    """An analysis was stored; `final` unless something better is on its way."""

    kind: ClassVar[str] = "analysed"
    analysis_id: int
    analyst: str
    outcome: str
    final: bool

    def describe(self) -> str:
        return f"analysis by {self.analyst}: {self.outcome}"


@dataclass(frozen=True)
class RcaRequested(Event):
    """Somebody asked for an RCA draft."""

    kind: ClassVar[str] = "rca_requested"

    def describe(self) -> str:
        return "asked for an RCA draft"


@dataclass(frozen=True)
class RcaDrafted(Event):
    """A version of the RCA was stored."""

    kind: ClassVar[str] = "rca_drafted"
    rca_id: int
    version: int

    def describe(self) -> str:
        return f"RCA draft, version {self.version}"


@dataclass(frozen=True)
class RcaMoved(Event):
    """A version of the RCA was sent to review, approved, or taken back to a draft."""

    kind: ClassVar[str] = "rca_moved"
    version: int
    before: str
    after: str

    def describe(self) -> str:
        verb = {"in_review": "sent", "approved": "approved", "draft": "took back"}[self.after]
        end = " to review" if self.after == "in_review" else ""
        return f"{verb} the RCA, version {self.version}{end}"


@dataclass(frozen=True)
class HomeOpened(Event):
    """The incident got its home in Slack."""

    kind: ClassVar[str] = "home_opened"
    channel: str
    own_channel: bool

    def describe(self) -> str:
        return "opened a channel" if self.own_channel else "opened a thread"


@dataclass(frozen=True)
class Deleted(Event):
    """The incident was taken out of every read; its events stay for the audit."""

    kind: ClassVar[str] = "deleted"

    def describe(self) -> str:
        return "deleted"
