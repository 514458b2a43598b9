"""The line under an analysis: who says so, what held, what it cost."""

from datetime import UTC, datetime

from bot.slack.views.analysis import footer
from core.domain.analysis import Analysis, Claims, Outcome, SeverityOpinion, Usage
from core.domain.incident import Severity


def analysis(claims: Claims, usage: Usage, masked: int, *notes: str) -> Analysis:
    """A model's analysis with these counts."""
    return Analysis(
        id=1,
        incident_id="INC-1",
        analyst="openai",
        model="gpt-6.1-sol",
        outcome=Outcome.PARTIAL,
        summary="The pool is full.",
        severity=SeverityOpinion(value=Severity.HIGH, reason="customers see it"),
        claims=claims,
        masked=masked,
        usage=usage,
        notes=notes,
        duration_seconds=2.0,
        input_sha256="0" * 64,
        created_at=datetime(2026, 11, 24, tzinfo=UTC),
    )


def test_one_is_singular() -> None:
    """One claim, one secret and one token are not many."""
    said = footer(analysis(Claims(verified=1, total=1), Usage(input_tokens=1, cost_usd=0.1), 1))
    assert "1 of 1 claim verified" in said
    assert "1 secret masked" in said
    assert "1 token  ·" in said


def test_several_are_plural_and_notes_are_told() -> None:
    """Counts, an unknown cost, and what there is to say of the budget."""
    usage = Usage(input_tokens=1000, output_tokens=26, cost_usd=None)
    said = footer(analysis(Claims(verified=2, total=3), usage, 0, "0.03 $ of 1.00 $ this incident"))
    assert "2 of 3 claims verified  ·  1026 tokens  ·  cost unknown" in said
    assert said.endswith("0.03 $ of 1.00 $ this incident")
