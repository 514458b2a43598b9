"""The root-cause document: its sections, how far it got, and what a reader is told about it."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from core.domain.analysis import Citation, Claims, Frozen


class RcaStatus(StrEnum):
    """How far the document got."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"


RCA_MOVES: dict[RcaStatus, tuple[RcaStatus, ...]] = {
    RcaStatus.DRAFT: (RcaStatus.IN_REVIEW, RcaStatus.APPROVED),
    RcaStatus.IN_REVIEW: (RcaStatus.APPROVED, RcaStatus.DRAFT),
    RcaStatus.APPROVED: (),
}


class RcaTimelineEntry(Frozen):
    """A line of the document's timeline; `kind` is the event's."""

    at: datetime
    actor: str
    text: str
    kind: str = ""


class ActionItem(Frozen):
    """Something to do so that it doesn't happen again; the owner is suggested, and why."""

    text: str
    owner: str | None = None
    owner_reason: str = ""
    due: datetime | None = None
    status: str = "open"


class RcaDurations(Frozen):
    """How long things took, in seconds; null where they didn't happen or aren't known."""

    to_detect_seconds: float | None = None
    to_acknowledge_seconds: float | None = None
    to_resolve_seconds: float | None = None


class RcaSections(Frozen):
    """The document's parts, apart, so that each can be improved and compared by itself.

    `notes` say what a model did not improve, and why; `input_sha256` is the digest of what code
    drafted from the facts: while it stays the same, nothing has changed.
    """

    summary: str
    impact: str
    detection: str
    response: str
    durations: RcaDurations = RcaDurations()
    timeline: tuple[RcaTimelineEntry, ...]
    root_cause: str
    root_cause_category: str = "OTHERS"
    root_cause_category_reason: str = ""
    root_cause_citations: tuple[Citation, ...] = ()
    five_whys: tuple[str, ...] = ()
    contributing_factors: tuple[str, ...]
    action_items: tuple[ActionItem, ...]
    lessons: tuple[str, ...]
    went_well: tuple[str, ...]
    notes: tuple[str, ...] = ()
    input_sha256: str = ""


class WordingRemark(Frozen):
    """A sentence that blames a person, and a neutral way to say it; a note to the author."""

    section: str
    text: str
    suggestion: str


class SectionChange(Frozen):
    """What one section gained and lost against the version before."""

    section: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Rca(RcaSections):
    """A stored version of an incident's RCA."""

    incident_id: str
    version: int
    status: RcaStatus
    markdown: str
    analyst: str
    model: str | None = None
    claims: Claims = Claims()
    wording: tuple[WordingRemark, ...] = ()
    changes: tuple[SectionChange, ...] = Field(
        (), description="against the version before; empty for the first"
    )
    created_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None
