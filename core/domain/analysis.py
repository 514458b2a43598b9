"""What an analyst is given, what it answers, and what is kept of the answer."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from core.domain.incident import Severity


class Frozen(BaseModel):
    """A value: it never changes after it was made, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Confidence = Literal["high", "medium", "low"]


class RootCauseCategory(StrEnum):
    """Why it happened, in the six classes that repeat causes are counted by."""

    CONFIG = "CONFIG"
    DEPLOY = "DEPLOY"
    EXTERNAL = "EXTERNAL"
    MAINTAIN = "MAINTAIN"
    OVERLOAD = "OVERLOAD"
    OTHERS = "OTHERS"


class Outcome(StrEnum):
    """How far an analysis got. Inconclusive is a good answer."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    INCONCLUSIVE = "inconclusive"


class Evidence(Frozen):
    """One numbered text that claims may cite; `lines` count from 1.

    `id` is `title`, `description`, `logs`, `alerts`, `notes` or, for a second
    piece of a kind, `logs:2` and so on.
    """

    id: str
    kind: Literal["title", "description", "logs", "alert", "note", "message"]
    lines: tuple[str, ...]
    at: datetime | None = None

    @property
    def spoken(self) -> bool:
        """Whether people wrote it while the incident went on."""
        return self.kind in ("note", "message")


class Citation(Frozen):
    """A span of one line of evidence that a claim rests on; `quote` occurs in that line."""

    evidence: str
    line: int
    quote: str


class SeverityOpinion(Frozen):
    """A suggested severity with its reason, fit to be shown as `high: 23 % errors (line 12)`."""

    value: Severity
    reason: str
    citations: tuple[Citation, ...] = ()


class Case(Frozen):
    """All that an analyst sees of an incident.

    `taught` is what the corrections of the team's people say of such a text, where they say
    anything.
    """

    title: str
    description: str = ""
    severity: Severity | None = None
    service: str | None = None
    team: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    created_at: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    taught: SeverityOpinion | None = None


class Finding(Frozen):
    """Something seen in the evidence."""

    text: str
    confidence: Confidence
    verified: bool = True
    citations: tuple[Citation, ...] = ()


class RootCause(Finding):
    """A hypothesis, with what speaks against it and the one check that would decide."""

    service: str | None = None
    against: str = ""
    check: str = ""


class Recommendation(Frozen):
    """One next step."""

    text: str
    citations: tuple[Citation, ...] = ()


class Claims(Frozen):
    """How many of the claims made held when code checked them."""

    verified: int = 0
    total: int = 0


class Usage(Frozen):
    """What a model call cost; `cost_usd` is None when the price is unknown."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = 0.0


class Reading(Frozen):
    """An analyst's answer, already verified, before it is stored.

    `notes` are what its footer says besides: that it was shortened, taken from the cache, and how
    much of which budget is spent. `manner` is a digest of how a model was asked: its address, its
    parameters and the form of its answer.
    """

    analyst: Literal["offline", "openai", "anthropic"]
    model: str | None = None
    outcome: Outcome
    fallback_reason: str | None = None
    summary: str
    severity: SeverityOpinion
    root_cause_category: RootCauseCategory = RootCauseCategory.OTHERS
    findings: tuple[Finding, ...] = ()
    root_causes: tuple[RootCause, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    claims: Claims = Claims()
    masked: int = 0
    usage: Usage = Usage()
    prompt_version: str | None = None
    notes: tuple[str, ...] = ()
    manner: str | None = None


class Analysis(Reading):
    """A stored analysis, in the shape that the API answers with."""

    # for the cache alone
    manner: SkipJsonSchema[str | None] = Field(default=None, exclude=True)

    id: int
    incident_id: str
    duration_seconds: float
    input_sha256: str
    created_at: datetime
