"""The root-cause document: its sections, and its Markdown."""

from datetime import datetime
from enum import StrEnum

from core.domain.analysis import Citation, Claims, Frozen


class RcaStatus(StrEnum):
    """How far the document got."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"


class RcaTimelineEntry(Frozen):
    """A line of the document's timeline."""

    at: datetime
    actor: str
    text: str


class ActionItem(Frozen):
    """Something to do so that it doesn't happen again."""

    text: str
    owner: str | None = None
    due: datetime | None = None
    status: str = "open"


class RcaSections(Frozen):
    """The document's parts, apart, so that each can be improved and compared by itself."""

    summary: str
    impact: str
    detection: str
    response: str
    timeline: tuple[RcaTimelineEntry, ...]
    root_cause: str
    root_cause_category: str = "OTHERS"
    root_cause_citations: tuple[Citation, ...] = ()
    five_whys: tuple[str, ...] = ()
    contributing_factors: tuple[str, ...]
    action_items: tuple[ActionItem, ...]
    lessons: tuple[str, ...]
    went_well: tuple[str, ...]


class Rca(RcaSections):
    """A stored version of an incident's RCA."""

    incident_id: str
    version: int
    status: RcaStatus
    markdown: str
    analyst: str
    model: str | None = None
    claims: Claims = Claims()
    created_at: datetime
