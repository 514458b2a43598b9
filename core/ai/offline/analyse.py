"""The offline analyst: reads a case and answers without a model, the same for the same input."""

from itertools import chain

from core.ai.offline import findings as made
from core.ai.offline.evidence import holds
from core.ai.offline.history import History
from core.ai.offline.material import Material, read
from core.ai.offline.ranking import STANDS_OUT, rank
from core.ai.offline.severity import suggest
from core.ai.offline.summary import summarise
from core.ai.offline.suspects import Suspect
from core.domain.analysis import (
    Case,
    Claims,
    Finding,
    Outcome,
    Reading,
    Recommendation,
    RootCauseCategory,
    SeverityOpinion,
)


def analyse(case: Case, history: History | None = None) -> Reading:
    """A reading of `case`: severity, findings, hypotheses and next steps, all citing lines.

    `history` tells what is usual in the team's other incidents and so no clue. Every quote was
    found in its line before it is given.
    """
    material = read(case)
    suspects = rank(material, history or History())
    outcome, chosen = conclude(suspects)
    reading = Reading(
        analyst="offline",
        outcome=outcome,
        summary=summarise(material, outcome, chosen, suspects),
        severity=suggest(material, suspects),
        root_cause_category=_category(chosen),
        findings=made.findings(material, suspects),
        root_causes=made.root_causes(material, chosen),
        recommendations=made.recommendations(material, chosen),
    )
    return reading.model_copy(update={"claims": _claims(reading, material)})


def conclude(suspects: list[Suspect]) -> tuple[Outcome, list[Suspect]]:
    """How far it got, and the suspects worth naming as hypotheses.

    Complete when a log shows a cause, or that to undo a change ended it; partial when it shows
    symptoms alone or when only the report speaks; else inconclusive.
    """
    out = [suspect for suspect in suspects if suspect.score >= STANDS_OUT]
    causes = [suspect for suspect in out if suspect.role != "symptom"]
    if any((s.logged and s.role == "cause") or s.ended is not None for s in causes):
        return Outcome.COMPLETE, [suspect for suspect in causes if suspect.logged]
    hinted = causes or [s for s in suspects if s.role == "change" and s.score >= 2]
    symptoms = [suspect for suspect in suspects if suspect.role == "symptom" and suspect.score >= 2]
    named = sorted(hinted + symptoms, key=lambda s: (s.role == "symptom", -s.score, s.key))
    return (Outcome.PARTIAL, named) if named else (Outcome.INCONCLUSIVE, [])


def _category(chosen: list[Suspect]) -> RootCauseCategory:
    """The category of the likeliest hypothesis that has one: an RCA says that it points to it."""
    told = (suspect.signature.category for suspect in chosen if suspect.signature)
    known = (category for category in told if category is not RootCauseCategory.OTHERS)
    return next(known, RootCauseCategory.OTHERS)


def _claims(reading: Reading, material: Material) -> Claims:
    """Counts the claims, and those whose every citation holds."""
    parts = (reading.findings, reading.root_causes, reading.recommendations, [reading.severity])
    cited = [claim.citations for claim in chain[Finding | Recommendation | SeverityOpinion](*parts)]
    held = sum(bool(quotes) and all(holds(q, material) for q in quotes) for quotes in cited)
    return Claims(verified=held, total=len(cited))
