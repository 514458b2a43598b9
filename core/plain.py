"""Answers of commands in plain text, for the API and the command line: what Slack shows."""

from collections.abc import Callable
from datetime import datetime

from core.commands import Answer
from core.domain.incident import Incident, Severity, severity_told
from core.domain.kept import in_order
from core.domain.legible import legible
from core.domain.logs_summary import LogSummary
from core.domain.spoken import shortened
from core.similar import Similar

FORM = "Say what is wrong, and that declares an incident; `help` lists what else can be said."
MOST_FREQUENT = 5


def plain(answer: Answer) -> str:
    """`answer` as lines of text, never empty."""
    render = RENDERERS.get(answer.kind)
    rows = render(answer) if render is not None else [answer.text]
    rows += [f"  {choice.label}: {choice.command}" for choice in answer.choices]
    rows = [row for row in rows if row] or [FORM]
    warned = [f"🔑 {answer.warning}"] if answer.warning else []
    return legible("\n".join([*warned, *rows]))


def _declared(answer: Answer) -> list[str]:
    incident = answer.incident
    if incident is None:
        return [answer.text]
    if not answer.created:
        return [f"{_headline(incident)} is open for this already."]
    return [f"Declared {_headline(incident)}", f"Severity {_severity(incident)}", incident.url]


def _one(answer: Answer) -> list[str]:
    incident = answer.incident
    if incident is None:
        return [answer.text]
    rows = [
        _headline(incident),
        f"Status {_status(incident.status)}, severity {_severity(incident)}",
        f"Declared {_time(incident.created_at)} via {incident.source}",
    ]
    if incident.service:
        rows.append(f"Service {incident.service}")
    if incident.acknowledged_at:
        rows.append(f"Acknowledged {_time(incident.acknowledged_at)} by {incident.acknowledged_by}")
    if incident.resolved_at:
        rows.append(f"Resolved {_time(incident.resolved_at)}")
    return [*rows, incident.url]


def _many(answer: Answer) -> list[str]:
    wide = max((len(incident.id) for incident in answer.incidents), default=0)
    levels, states = max(map(len, Severity)), len("in progress")
    return [
        answer.text,
        *(
            f"  {each.id:<{wide}}  {each.severity.value:<{levels}}  "
            f"{_status(each.status):<{states}}  {shortened(each.title, 120)}"
            for each in answer.incidents
        ),
    ]


def _timeline(answer: Answer) -> list[str]:
    rows = [f"Timeline of {answer.incident.id}" if answer.incident else "Timeline", answer.text]
    return rows + [
        f"  {_time(entry.at)}  {entry.actor}  {_indented(shortened(entry.text, 300))}"
        for entry in in_order(answer.entries)
    ]


def _logs(answer: Answer) -> list[str]:
    if answer.logs is None or answer.incident is None:
        return [answer.text]
    return [f"Logs of {answer.incident.id}", *log_lines(answer.logs)]


def log_lines(summary: LogSummary) -> list[str]:
    """What a log says, its lines worth reading and its commonest kinds of line."""
    rows = [summary.summary]
    if summary.key_lines:
        rows.append("Worth reading")
        rows += [
            f"  {key.line}: {shortened(key.text, 200)}  ({shortened(key.why, 100)})"
            for key in summary.key_lines
        ]
    common = sorted(summary.templates, key=lambda each: -each.count)[:MOST_FREQUENT]
    if common:
        rows.append("Most frequent")
        rows += [f"  {each.count} × {shortened(each.template, 200)}" for each in common]
    return rows


def _similar(answer: Answer) -> list[str]:
    if not answer.alike or answer.incident is None:
        return [answer.text]
    return [f"Like {answer.incident.id}"] + [
        row for earlier in answer.alike for row in _earlier(earlier)
    ]


def _earlier(earlier: Similar) -> list[str]:
    rows = [f"  {earlier.id} {shortened(earlier.title, 150)} ({_status(earlier.status)})"]
    rows += [f"    {name}: {_indented(shortened(text, 300))}" for name, text in earlier.became]
    return rows


def _preview(answer: Answer) -> list[str]:
    of = f" of {answer.incident.id}" if answer.incident else ""
    return [f"What a model would be shown{of}", answer.text]


def _headline(incident: Incident) -> str:
    return f"{incident.id} {incident.title}"


def _severity(incident: Incident) -> str:
    return shortened(severity_told(incident), 320)


def _status(status: str) -> str:
    return status.replace("_", " ")


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")


RENDERERS: dict[str, Callable[[Answer], list[str]]] = {
    "declared": _declared,
    "incident": _one,
    "cockpit": _one,
    "incidents": _many,
    "timeline": _timeline,
    "logs": _logs,
    "similar": _similar,
    "preview": _preview,
}
