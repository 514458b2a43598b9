"""The analysis post, completed in place."""

from collections.abc import Sequence

from bot.slack.views import text as t
from core.domain.analysis import Analysis, Citation, Finding, Outcome, Recommendation, RootCause
from core.domain.incident import Incident, SeveritySource
from core.domain.why import NOTHING, ONLY_REPORTED, head
from core.runbooks import Runbook
from core.similar import Similar

FINDINGS_SHOWN = 6
CAUSES_SHOWN = 3
STEPS_SHOWN = 5
QUOTE_SHOWN = 180
HEADING_SHOWN = 100
OPENING_SHOWN = 200
OUTCOME_MARK = {Outcome.COMPLETE: "🔎", Outcome.PARTIAL: "🔎", Outcome.INCONCLUSIVE: "🤷"}


def analysis_text(analysis: Analysis) -> str:
    """The post's fallback text."""
    return t.fallback(f"Analysis of {analysis.incident_id}: {analysis.summary}")


def analysis_post(
    analysis: Analysis,
    incident: Incident,
    *,
    reading: str | None = None,
    similar: Sequence[Similar] = (),
    runbook: Runbook | None = None,
    command: str = "/incident",
) -> list[t.Block]:
    """The whole post; `reading` names the model that is still at work, if one is.

    A severity other than the incident's own is offered, and changes nothing by itself. What
    stands in it once is not said again: a line is quoted where it is first cited.
    """
    quoted = Quoted()
    causes = analysis.root_causes[:CAUSES_SHOWN]
    blocks = [
        t.header(f"{OUTCOME_MARK[analysis.outcome]} Analysis of {analysis.incident_id}"),
        t.lines([t.word(t.cut(analysis.summary, 1500))]),
        *_severity(analysis, incident),
    ]
    if causes:
        blocks.append(_titled("Likely causes", _causes(causes, quoted)))
    if further := _further(analysis.findings, causes):
        rows = [_claim(finding, quoted) for finding in further[:FINDINGS_SHOWN]]
        blocks.append(_titled("Findings", t.bullets(rows)))
    if steps := _steps(analysis.recommendations, causes):
        blocks.append(_titled("Next steps", t.bullets(steps, ordered=True)))
    if not incident.logs and incident.status.active:
        blocks.append(_how_to_tell_more(incident, command))
    if runbook is not None:
        blocks.append(_runbook(runbook))
    if similar:
        rows = [alike(each) for each in similar]
        blocks.append(_titled("Similar incidents", t.bullets(rows)))
    if reading:
        blocks.append(t.small(f"⏳ {reading} is still reading; this post will be completed."))
    blocks.append(t.small(footer(analysis)))
    return blocks


class Quoted:
    """Which lines the post has quoted so far."""

    def __init__(self) -> None:
        self._lines: set[tuple[str, int]] = set()

    def first(self, citation: Citation) -> bool:
        """Whether its line has not been quoted yet; from now on it has."""
        place = (citation.evidence, citation.line)
        known = place in self._lines
        self._lines.add(place)
        return not known


def _further(findings: Sequence[Finding], causes: Sequence[RootCause]) -> list[Finding]:
    """The findings that say more than that a cause shown above was seen."""
    heads = {head(cause.text).lower() for cause in causes}
    return [each for each in findings if each.text.split(":")[0].lower() not in heads]


def _steps(
    recommendations: Sequence[Recommendation], causes: Sequence[RootCause]
) -> list[list[t.Element]]:
    """The next steps but for the deciding checks, which stand with their causes."""
    checks = {cause.check.split(":")[0] for cause in causes}
    return [
        [t.word(t.cut(step.text, 500)), *_where(step.citations[:2])]
        for step in recommendations
        if step.text.split(":")[0] not in checks
    ][:STEPS_SHOWN]


def _how_to_tell_more(incident: Incident, command: str) -> t.Block:
    return t.lines(
        [
            t.word("To add logs: "),
            t.word(f"{command} logs {incident.id} <lines>", code=True),
            t.word("  ·  what you know or did: "),
            t.word(f"{command} note {incident.id} <text>", code=True),
            t.word("  ·  then: "),
            t.word(f"{command} analyze {incident.id}", code=True),
        ]
    )


def alike(earlier: Similar) -> list[t.Element]:
    """An earlier incident in a line: what fixed it, who was there, what is still open."""
    name: t.Element = t.word(earlier.id, bold=True)
    if earlier.permalink:
        name = t.link(earlier.permalink, earlier.id)
    row = [name, t.word(f" {t.cut(earlier.title, 150)} ({earlier.status.replace('_', ' ')})")]
    for what, text in earlier.became:
        row += [t.word(f"\n{what}: ", italic=True), t.word(t.cut(text, 300))]
    return row


def _runbook(runbook: Runbook) -> t.Block:
    """The runbook by its heading: linked where it has an address, else with its file."""
    heading = t.cut(runbook.heading or runbook.name, HEADING_SHOWN)
    row = [t.word("Runbook  ", bold=True)]
    if runbook.name.startswith(("https://", "http://")):
        row.append(t.link(runbook.name, t.plain(heading)["text"]))
    else:
        row += [t.word(f"{heading}  ")] if runbook.heading else []
        row.append(t.word(runbook.name, code=True))
    rows = [row]
    if runbook.opening:
        rows.append([t.word(t.cut(runbook.opening, OPENING_SHOWN), italic=True)])
    return t.lines(*rows)


def _titled(title: str, part: t.Element) -> t.Block:
    return t.rich(t.paragraph(t.word(title, bold=True)), part)


def _severity(analysis: Analysis, incident: Incident) -> list[t.Block]:
    opinion, current = analysis.severity, incident.severity
    if opinion.value is current and incident.severity_reason.endswith(opinion.reason):
        # the card says the same
        return []
    value, reason = opinion.value.value, t.cut(opinion.reason, 400)
    if opinion.value is current or not incident.status.active:
        said = [t.word("Severity looks "), t.word(value, bold=True), t.word(f": {reason}")]
        return [t.lines(said)]
    theirs = incident.severity_source is SeveritySource.PERSON
    stays = "as a person decided" if theirs else "until somebody changes it"
    buttons = [t.button(f"Change to {value}", "change_severity", f"{incident.id} {value}")]
    if not theirs:
        buttons.append(t.button(f"Keep {current.value}", "keep_severity", incident.id))
    return [
        t.lines(
            [t.word("Suggested now: "), t.word(value, bold=True), t.word(f" — {reason}")],
            [t.word(f"It stays {current.value}, {stays}.", italic=True)],
        ),
        t.actions(f"severity:{incident.id}", *buttons),
    ]


def _causes(causes: Sequence[RootCause], quoted: Quoted) -> t.Element:
    rows, asked = [], set()
    for cause in causes:
        row = _claim(cause, quoted)
        if cause.against and not cause.against.startswith((NOTHING, ONLY_REPORTED)):
            row += [t.word("\nAgainst it: ", italic=True), t.word(t.cut(cause.against, 300))]
        # two causes may be decided by the same deed
        deed = cause.check.split(":")[0]
        if deed and deed not in asked:
            asked.add(deed)
            row += [t.word("\nTo decide: ", italic=True), t.word(t.cut(cause.check, 300))]
        rows.append(row)
    return t.bullets(rows, ordered=True)


def _claim(claim: Finding, quoted: Quoted) -> list[t.Element]:
    mark = "" if claim.verified else " (unsupported)"
    # everybody sees the title
    told = [each for each in claim.citations[:3] if each.evidence != "title"]
    cited = [(each, quoted.first(each)) for each in told]
    return [
        t.word(t.cut(claim.text, 600)),
        t.word(f" [{claim.confidence}]{mark}", italic=True),
        *_where([each for each, new in cited if not new]),
        *_cited([each for each, new in cited if new]),
    ]


def _cited(citations: Sequence[Citation]) -> list[t.Element]:
    said: list[t.Element] = []
    for citation in citations:
        quote = t.cut(" ".join(citation.quote.split()), QUOTE_SHOWN)
        said += [t.word(f"\n{citation.evidence}:{citation.line} "), t.word(quote or " ", code=True)]
    return said


def _where(citations: Sequence[Citation]) -> list[t.Element]:
    """The lines that something rests on, whose words stand elsewhere; everybody sees the title."""
    told = [each for each in citations if each.evidence != "title"]
    places = ", ".join(f"{each.evidence}:{each.line}" for each in told)
    return [t.word(f"  ({places})", italic=True)] if places else []


def footer(analysis: Analysis) -> str:
    """Who says so, how much of it held, what it cost, and why a fallback answered."""
    who = analysis.analyst if analysis.model is None else f"{analysis.analyst} {analysis.model}"
    claims = analysis.claims
    noun = "claim" if claims.total == 1 else "claims"
    parts = [who, f"{claims.verified} of {claims.total} {noun} verified"]
    if analysis.masked:
        parts.append(_counted(analysis.masked, "secret") + " masked")
    if analysis.analyst != "offline":
        cost = analysis.usage.cost_usd
        parts.append(_counted(analysis.usage.input_tokens + analysis.usage.output_tokens, "token"))
        parts.append(f"${cost:.4f}" if cost is not None else "cost unknown")
    parts.append(f"{analysis.duration_seconds:.1f} s")
    parts += analysis.notes
    if analysis.fallback_reason:
        parts.append(analysis.fallback_reason)
    return "  ·  ".join(parts)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
