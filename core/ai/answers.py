"""The forms that models fill in: flat, every field required, bounds checked by us."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from core.domain.analysis import Confidence


def _short(most: int) -> BeforeValidator:
    def cut(value: Any) -> Any:
        return value[:most] if isinstance(value, str | list) else value

    return BeforeValidator(cut)


class Form(BaseModel):
    """A part of an answer; what a model adds on its own is ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)


Sentence = Annotated[str, _short(800)]


class Quote(Form):
    """A span of one line of the evidence."""

    evidence: Annotated[str, _short(40)]
    line: int
    quote: Annotated[str, _short(500)]


Quotes = Annotated[list[Quote], _short(8)]


class SaidFinding(Form):
    """Something that the model sees in the evidence."""

    text: Sentence
    confidence: Confidence
    citations: Quotes


class SaidCause(Form):
    """A hypothesis; `service` may be empty."""

    text: Sentence
    confidence: Confidence
    service: Annotated[str, _short(100)]
    against: Sentence
    check: Sentence
    citations: Quotes


class SaidStep(Form):
    """A next step."""

    text: Sentence
    citations: Quotes


class AnalysisAnswer(Form):
    """A whole analysis as a model gives it, before anything in it was checked."""

    outcome: Literal["complete", "partial", "inconclusive"]
    summary: Annotated[str, _short(1500)]
    severity: Literal["critical", "high", "medium", "low"]
    severity_reason: Sentence
    severity_citations: Quotes
    root_cause_category: Literal["CONFIG", "DEPLOY", "EXTERNAL", "MAINTAIN", "OVERLOAD", "OTHERS"]
    findings: Annotated[list[SaidFinding], _short(8)]
    root_causes: Annotated[list[SaidCause], _short(4)]
    recommendations: Annotated[list[SaidStep], _short(6)]


class SectionAnswer(Form):
    """A section of an RCA in better words."""

    text: Annotated[str, _short(4000)]
