"""What `logs/summarize`, `/incident logs` and *Summarise logs* answer with."""

from datetime import datetime

from core.domain.analysis import Finding, Frozen, Recommendation


class TemplateSummary(Frozen):
    """One kind of line; `template` has `<*>` where values differ."""

    template: str
    count: int
    level: str | None
    first_line: int
    last_line: int
    example: str


class Line(Frozen):
    """One line as it stands in the input."""

    line: int
    text: str


class KeyLineSummary(Line):
    """A line worth showing, and why."""

    why: str


class BurstSummary(Frozen):
    """A stretch in which one template came much faster than before."""

    template: str
    first_line: int
    last_line: int
    count: int
    started_at: datetime | None = None
    seconds: float | None = None


class LogSummary(Frozen):
    """A log, read: lines count from 1, and there are at most 10 key lines.

    `levels` counts lines by normalised level. `truncated` is True when a bound
    left templates or bytes out.
    """

    line_count: int
    first_at: datetime | None = None
    last_at: datetime | None = None
    levels: dict[str, int]
    summary: str
    templates: tuple[TemplateSummary, ...] = ()
    first_error: Line | None = None
    key_lines: tuple[KeyLineSummary, ...] = ()
    bursts: tuple[BurstSummary, ...] = ()
    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    truncated: bool = False
