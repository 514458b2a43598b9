"""Answers to one person: a command's result as an ephemeral message."""

from collections.abc import Callable
from typing import Any

from bot.slack.views import text as t
from bot.slack.views.analysis import alike
from bot.slack.views.card import SEVERITY_MARK, STATUS_WORD, facts, headline
from core.commands import Answer
from core.domain.incident import Incident, severity_told
from core.domain.kept import in_order
from core.domain.logs_summary import LogSummary

UNDO_LABEL = "Undo"


def ephemeral(text: str, blocks: list[t.Block] | None = None) -> dict[str, Any]:
    """The body of a command's answer that only its author sees."""
    body: dict[str, Any] = {"response_type": "ephemeral", "text": text}
    if blocks:
        body["blocks"] = blocks
    return body


def answer(result: Answer) -> dict[str, Any]:
    """`result` as the body of a slash command's answer."""
    render = RENDERERS.get(result.kind, _said)
    blocks = render(result)
    if result.warning:
        blocks.insert(0, t.lines([t.word(f"🔑 {result.warning}", bold=True)]))
    return ephemeral(t.fallback(result.text or _fallback(result)), blocks)


def refusal(detail: str) -> dict[str, Any]:
    """Why something was not done, and what to do about it."""
    return ephemeral(t.fallback(detail), [t.lines([t.word(f"⚠️ {t.cut(detail, 2000)}")])])


def _fallback(result: Answer) -> str:
    return headline(result.incident) if result.incident else "Tocsin"


def _said(result: Answer) -> list[t.Block]:
    return [t.lines([t.word(t.cut(result.text, 2500))])]


def _declared(result: Answer) -> list[t.Block]:
    incident = _incident(result)
    if not result.created:
        return [t.lines([t.word(f"{headline(incident)} is open for this already.")])]
    severity = f"{SEVERITY_MARK[incident.severity]} {t.cut(severity_told(incident), 320)}"
    return [
        t.lines(
            [t.word("Declared "), t.word(headline(incident), bold=True)],
            [t.word(f"Severity {severity}")],
            [t.word("Its card and the analysis are on their way.")],
        ),
        t.actions(f"declared:{incident.id}", t.button(UNDO_LABEL, "undo", incident.id)),
    ]


def _one(result: Answer) -> list[t.Block]:
    incident = _incident(result)
    blocks = [t.lines([t.word(headline(incident), bold=True)], *facts(incident))]
    if incident.slack and incident.slack.permalink:
        blocks.append(t.lines([t.link(incident.slack.permalink, "Open its card")]))
    return blocks


def _cockpit(result: Answer) -> list[t.Block]:
    incident = _incident(result)
    name = incident.id
    return [
        *_one(result),
        t.actions(
            f"cockpit:{name}",
            t.button("Acknowledge", "acknowledge", name),
            t.button("Analyze again", "analyze", name),
            t.button("Resolve", "resolve", name),
            t.button("Draft RCA", "rca", name),
        ),
    ]


def _many(result: Answer) -> list[t.Block]:
    rows = [_row(incident) for incident in result.incidents]
    title = t.paragraph(t.word(result.text, bold=True))
    return [t.rich(title, t.bullets(rows))] if rows else _said(result)


def _row(incident: Incident) -> list[t.Element]:
    name: t.Element = t.word(incident.id, bold=True)
    if incident.slack and incident.slack.permalink:
        name = t.link(incident.slack.permalink, incident.id)
    return [
        t.word(f"{SEVERITY_MARK[incident.severity]} "),
        name,
        t.word(f" {t.cut(incident.title, 120)}  "),
        t.word(STATUS_WORD[incident.status], italic=True),
    ]


def _timeline(result: Answer) -> list[t.Block]:
    rows = [
        [t.moment(entry.at), t.word(f"  {entry.actor} "), t.word(t.cut(entry.text, 300))]
        for entry in in_order(result.entries)
    ]
    title = t.paragraph(t.word(f"Timeline of {_incident(result).id}", bold=True))
    parts = [t.rich(title, t.bullets(rows))]
    return [*parts, t.small(result.text)] if result.text else parts


def _logs(result: Answer) -> list[t.Block]:
    if result.logs is None:
        return _said(result)
    return log_summary(result.logs, f"Logs of {_incident(result).id}")


def log_summary(summary: LogSummary, title: str) -> list[t.Block]:
    """What a log says: its lines worth reading, and its commonest kinds of line."""
    blocks = [
        t.lines([t.word(title, bold=True)], [t.word(t.cut(summary.summary, 1500))]),
    ]
    if summary.key_lines:
        rows = [
            [
                t.word(f"{key.line}: "),
                t.word(t.cut(key.text, 200) or " ", code=True),
                t.word(f"  {t.cut(key.why, 100)}"),
            ]
            for key in summary.key_lines
        ]
        blocks.append(t.rich(t.paragraph(t.word("Worth reading", bold=True)), t.bullets(rows)))
    common = sorted(summary.templates, key=lambda each: -each.count)[:5]
    rows = [
        [t.word(f"{each.count} × "), t.word(t.cut(each.template, 200) or " ", code=True)]
        for each in common
    ]
    if rows:
        blocks.append(t.rich(t.paragraph(t.word("Most frequent", bold=True)), t.bullets(rows)))
    return blocks


def _similar(result: Answer) -> list[t.Block]:
    if not result.alike:
        return _said(result)
    title = t.paragraph(t.word(f"Like {_incident(result).id}", bold=True))
    return [t.rich(title, t.bullets([alike(each) for each in result.alike]))]


def _preview(result: Answer) -> list[t.Block]:
    title = f"What a model would be shown of {_incident(result).id}"
    shown = t.cut(result.text, t.RICH_TEXT_LIMIT)
    return [t.lines([t.word(title, bold=True)]), t.rich(t.code_block(shown))]


def _which(result: Answer) -> list[t.Block]:
    buttons = [
        t.button(choice.label, f"run_command:{index}", choice.command)
        for index, choice in enumerate(result.choices[:25])
    ]
    return [t.lines(_marked(result.text)), t.actions("choose", *buttons)]


def _marked(text: str) -> list[t.Element]:
    """A sentence of ours, what stands between backticks as code."""
    parts = enumerate(text.split("`"))
    return [t.word(part, code=n % 2 == 1) for n, part in parts if part]


def _help(result: Answer) -> list[t.Block]:
    rows = []
    for line in result.text.split("\n"):
        how, _, what = line.partition(" — ")
        rows.append([t.word(how, code=True), t.word("  "), *_marked(what)])
    title = t.paragraph(t.word("What you can say", bold=True))
    return [
        t.rich(title, t.bullets(rows)),
        t.context("Or pick *Declare incident* in a message's menu. Quotes always declare."),
    ]


def _incident(result: Answer) -> Incident:
    if result.incident is None:
        raise ValueError(f"an answer of kind {result.kind} needs its incident")
    return result.incident


RENDERERS: dict[str, Callable[[Answer], list[t.Block]]] = {
    "said": _said,
    "declared": _declared,
    "incident": _one,
    "cockpit": _cockpit,
    "incidents": _many,
    "timeline": _timeline,
    "logs": _logs,
    "preview": _preview,
    "similar": _similar,
    "which": _which,
    "unclear": _which,
    "help": _help,
}
