"""An incident's card and its announcement."""

from typing import Any

from bot.slack.views import text as t
from core.domain.incident import Incident, Severity, Status, severity_told
from core.homes import Home

SEVERITY_MARK = {
    Severity.CRITICAL: "🔴",
    Severity.HIGH: "🟠",
    Severity.MEDIUM: "🟡",
    Severity.LOW: "🔵",
}
STATUS_WORD = {
    Status.OPEN: "open",
    Status.IN_PROGRESS: "in progress",
    Status.RESOLVED: "resolved",
    Status.CLOSED: "closed",
}
STATUS_MARK = {
    Status.OPEN: "🚨",
    Status.IN_PROGRESS: "🛠️",
    Status.RESOLVED: "✅",
    Status.CLOSED: "📁",
}
DESCRIPTION_SHOWN = 600
REACTIONS_MEAN = "👀 acknowledge  ·  📌 or ⏱ keep a message on the timeline"


def headline(incident: Incident) -> str:
    """`INC-42 checkout returns 500s`: how the incident is called in one line."""
    return f"{incident.id} {incident.title}"


def card_text(incident: Incident) -> str:
    """The card's fallback text; begins with `INC-42 `."""
    state = f"{incident.severity.value}, {STATUS_WORD[incident.status]}"
    return t.fallback(f"{headline(incident)} ({state})")


def card(incident: Incident) -> list[t.Block]:
    """The card: what is known now, and what can be done next."""
    blocks = [
        t.header(f"{STATUS_MARK[incident.status]} {headline(incident)}"),
        t.lines(*facts(incident)),
    ]
    if incident.description:
        blocks.append(t.rich(t.quote(t.cut(incident.description, DESCRIPTION_SHOWN))))
    if incident.alert_count:
        blocks.append(t.small(_alerts(incident)))
    blocks.append(t.actions(f"card:{incident.id}", *_buttons(incident)))
    blocks.append(t.context(REACTIONS_MEAN))
    return blocks


def facts(incident: Incident) -> list[list[t.Element]]:
    """Status, severity with its reason, and who did what when, a line each."""
    rows = [
        [
            t.word("Status  ", bold=True),
            t.word(STATUS_WORD[incident.status]),
            t.word("    Severity  ", bold=True),
            t.word(f"{SEVERITY_MARK[incident.severity]} {t.cut(severity_told(incident), 320)}"),
        ],
        [
            t.word("Declared  ", bold=True),
            t.moment(incident.created_at),
            t.word(f" via {incident.source}"),
        ],
    ]
    if incident.service:
        rows.append([t.word("Service  ", bold=True), t.word(incident.service)])
    if incident.acknowledged_at:
        rows.append(
            [
                t.word("Acknowledged  ", bold=True),
                t.moment(incident.acknowledged_at),
                t.word(f" by {incident.acknowledged_by}"),
            ]
        )
    if incident.resolved_at:
        rows.append([t.word("Resolved  ", bold=True), t.moment(incident.resolved_at)])
    return rows


def _alerts(incident: Incident) -> str:
    count = incident.alert_count
    return f"{count} firing alert{'s' if count != 1 else ''} received from {incident.source}"


def quiet_notice(incident: Incident) -> t.Block:
    """Said on the card when every alert has ended but a person holds the incident."""
    return t.section(f"🔕 All alerts of {incident.id} are quiet. *Resolve* it if it is over.")


def _buttons(incident: Incident) -> list[t.Element]:
    name = incident.id
    if incident.status is Status.CLOSED:
        return [t.button("Reopen", "reopen", name), t.button("Draft RCA", "rca", name)]
    if incident.status is Status.RESOLVED:
        return [
            t.button("Draft RCA", "rca", name, "primary"),
            t.button("Close", "close", name),
            t.button("Reopen", "reopen", name),
        ]
    buttons = []
    if incident.acknowledged_at is None:
        buttons.append(t.button("Acknowledge", "acknowledge", name, "primary"))
    buttons.append(t.button("Resolve", "resolve", name))
    if incident.severity_source.value == "suggested":
        buttons.append(t.button(f"Keep {incident.severity.value}", "keep_severity", name))
    buttons.append(_severity_menu(incident))
    return buttons


def _severity_menu(incident: Incident) -> dict[str, Any]:
    return {
        "type": "static_select",
        "action_id": "change_severity",
        "placeholder": t.plain("Change severity"),
        "options": [
            {
                "text": t.plain(f"{SEVERITY_MARK[severity]} {severity.value}"),
                "value": f"{incident.id} {severity.value}",
            }
            for severity in Severity
        ],
    }


def announcement(incident: Incident, home: Home) -> list[t.Block]:
    """Posted in the announcement channel when the incident has a channel of its own."""
    mark = SEVERITY_MARK[incident.severity]
    return [
        t.lines(
            [t.word(f"{mark} {headline(incident)}", bold=True)],
            [
                t.word(f"{incident.severity.value}, {STATUS_WORD[incident.status]}  ·  join "),
                {"type": "channel", "channel_id": home.channel},
            ],
        )
    ]


def topic(incident: Incident) -> str:
    """The channel's topic, at most 250 characters."""
    state = f"{incident.severity.value} · {STATUS_WORD[incident.status]}"
    return t.cut(f"{state} · {t.escape(incident.title)}", 250)
