"""A log's summary for people and callers: the digest, with what the offline analyst makes of it."""

from collections.abc import Iterable
from itertools import chain, islice

from core.ai import offline
from core.domain.analysis import Case, Citation, Evidence, Finding, Recommendation
from core.domain.logs_summary import (
    BurstSummary,
    KeyLineSummary,
    Line,
    LogSummary,
    TemplateSummary,
)
from core.logs import summarise
from core.logs.model import LogDigest

ANALYSED_LINES = 50_000
TITLE = "Log summary"


def summarise_logs(lines: Iterable[str]) -> LogSummary:
    """Read a log of any length in bounded memory; lines count from 1.

    Up to 50,000 lines the offline analyst reads them, too; in a longer log the
    findings are those that counting alone shows.
    """
    stream = iter(lines)
    head = list(islice(stream, ANALYSED_LINES + 1))
    if len(head) > ANALYSED_LINES:
        digest = summarise(chain(head, stream))
        return _summary(digest, counted(digest), (), _told(digest))
    digest = summarise(head)
    if not head:
        return _summary(digest, (), (), "The log is empty.")
    case = Case(title=TITLE, evidence=(Evidence(id="logs", kind="logs", lines=tuple(head)),))
    reading = offline.analyse(case)
    return _summary(digest, reading.findings, reading.recommendations, reading.summary)


def counted(digest: LogDigest) -> tuple[Finding, ...]:
    """The findings that the digest's counts alone support."""
    found = []
    if digest.first_error is not None:
        errors = digest.levels.get("error", 0) + digest.levels.get("fatal", 0)
        first = digest.first_error
        found.append(
            Finding(
                text=f"{errors} error lines; the first is line {first.line}.",
                confidence="high",
                citations=(Citation(evidence="logs", line=first.line, quote=first.text),),
            )
        )
    for key in digest.key_lines[:5]:
        cited = Citation(evidence="logs", line=key.line, quote=key.text)
        found.append(
            Finding(text=f"Line {key.line}: {key.why}.", confidence="medium", citations=(cited,))
        )
    return tuple(found)


def _told(digest: LogDigest) -> str:
    errors = digest.levels.get("error", 0) + digest.levels.get("fatal", 0)
    text = f"{digest.line_count} lines of {len(digest.templates)} kinds, {errors} of them errors."
    if digest.first_error is not None:
        text += f" The first error is line {digest.first_error.line}."
    return text


def _summary(
    digest: LogDigest,
    findings: tuple[Finding, ...],
    recommendations: tuple[Recommendation, ...],
    summary: str,
) -> LogSummary:
    templates = {template.id: template.template for template in digest.templates}
    first = digest.first_error
    return LogSummary(
        line_count=digest.line_count,
        first_at=digest.first_at,
        last_at=digest.last_at,
        levels=digest.levels,
        summary=summary,
        templates=tuple(
            TemplateSummary(
                template=each.template,
                count=each.count,
                level=each.level,
                first_line=each.first_line,
                last_line=each.last_line,
                example=each.example,
            )
            for each in digest.templates
        ),
        first_error=Line(line=first.line, text=first.text) if first else None,
        key_lines=tuple(
            KeyLineSummary(line=key.line, text=key.text, why=key.why)
            for key in digest.key_lines[:10]
        ),
        bursts=tuple(
            BurstSummary(
                template=templates.get(burst.template, ""),
                first_line=burst.first_line,
                last_line=burst.last_line,
                count=burst.count,
                started_at=burst.started_at,
                seconds=burst.seconds,
            )
            for burst in digest.bursts
        ),
        findings=findings,
        recommendations=recommendations,
        truncated=digest.truncated,
    )
