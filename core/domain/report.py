"""From a timeline to durations, gaps and the outline of an RCA; all by code, nothing invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from core.domain.analysis import Analysis, RootCause
from core.domain.incident import Incident, TimelineEntry
from core.domain.rca import ActionItem, RcaSections, RcaTimelineEntry

UNKNOWN = "Unknown from the evidence."
QUIET_AFTER = timedelta(minutes=30)
SPOKEN = frozenset({"noted", "kept"})
LEFT_OUT = frozenset(
    {"analysis_requested", "analysed", "rca_requested", "rca_drafted", "home_opened"}
)


@dataclass(frozen=True)
class Facts:
    """What an RCA is made from."""

    incident: Incident
    timeline: Sequence[TimelineEntry]
    analysis: Analysis | None
    now: datetime


@dataclass(frozen=True)
class Durations:
    """How long things took; None where they have not happened."""

    to_acknowledge: timedelta | None
    to_resolve: timedelta | None
    longest_silence: timedelta | None


def durations(incident: Incident, timeline: Sequence[TimelineEntry], now: datetime) -> Durations:
    """Times to acknowledge and to resolve, and the longest stretch with nothing written."""
    end = incident.resolved_at or now
    people = [e.at for e in timeline if e.kind in SPOKEN | {"moved", "acknowledged", "rated"}]
    marks = sorted({incident.created_at, *(at for at in people if at <= end), end})
    gaps = [later - earlier for earlier, later in pairwise(marks)]
    return Durations(
        _since(incident.created_at, incident.acknowledged_at),
        _since(incident.created_at, incident.resolved_at),
        max(gaps, default=None),
    )


def _since(start: datetime, end: datetime | None) -> timedelta | None:
    return end - start if end is not None else None


def spell(length: timedelta) -> str:
    """`2 h 5 min`, `45 s`: a duration as people say it."""
    seconds = int(length.total_seconds())
    days, rest = divmod(max(seconds, 0), 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds if not days + hours else 0, "s")]
    said = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(said[:2]) or "0 s"


def draft(facts: Facts) -> RcaSections:
    """The whole RCA from the facts alone, each part saying so where nothing is known."""
    incident, analysis = facts.incident, facts.analysis
    spans = durations(incident, facts.timeline, facts.now)
    cause = analysis.root_causes[0] if analysis and analysis.root_causes else None
    return RcaSections(
        summary=_summary(incident, spans, cause),
        impact=_impact(facts),
        detection=_detection(incident, facts.timeline),
        response=_response(incident, facts.timeline, spans),
        timeline=tuple(
            RcaTimelineEntry(at=entry.at, actor=entry.actor, text=entry.text)
            for entry in facts.timeline
            if entry.kind not in LEFT_OUT
        ),
        root_cause=_root_cause(cause),
        root_cause_category=analysis.root_cause_category.value if analysis else "OTHERS",
        root_cause_citations=cause.citations if cause else (),
        five_whys=_five_whys(facts, cause),
        contributing_factors=_factors(facts, cause),
        action_items=_actions(facts, cause),
        lessons=_lessons(facts, spans),
        went_well=_went_well(facts, spans),
    )


def _summary(incident: Incident, spans: Durations, cause: RootCause | None) -> str:
    state = {
        "open": "is open and not yet acknowledged",
        "in_progress": "is being worked on",
        "resolved": f"was resolved after {spell(spans.to_resolve)}" if spans.to_resolve else "",
        "closed": f"was resolved after {spell(spans.to_resolve)} and is closed"
        if spans.to_resolve
        else "is closed",
    }[incident.status.value]
    text = f"{incident.id} “{incident.title}” ({incident.severity.value}) {state}."
    if cause is not None:
        text += f" Most likely cause: {_sentence(cause.text)}"
    return text


def _impact(facts: Facts) -> str:
    incident = facts.incident
    parts = []
    if incident.description:
        parts.append(_sentence(incident.description.strip().split("\n")[0]))
    if incident.service:
        parts.append(f"Affected service: {incident.service}.")
    if incident.alert_count:
        parts.append(f"{_counted(incident.alert_count, 'firing alert')} received for it.")
    parts.append(
        f"Severity {incident.severity.value} ({incident.severity_source.value}): "
        f"{_sentence(incident.severity_reason)}"
    )
    parts.append("How many users or requests were affected is not in the evidence.")
    return " ".join(parts)


def _detection(incident: Incident, timeline: Sequence[TimelineEntry]) -> str:
    at = clock_time(incident.created_at)
    if any(entry.via == "webhook" for entry in timeline[:1]):
        return f"An alert from {incident.source} declared it at {at}."
    who = timeline[0].actor if timeline else incident.source
    return f"{who} declared it at {at} through {incident.source}; no alert had come before."


def _response(incident: Incident, timeline: Sequence[TimelineEntry], spans: Durations) -> str:
    said = []
    if spans.to_acknowledge is not None:
        said.append(f"{incident.acknowledged_by} acknowledged after {spell(spans.to_acknowledge)}.")
    else:
        said.append("Nobody has acknowledged it.")
    said += [f"{e.actor} {e.text}." for e in timeline if e.kind == "moved"]
    people = sorted({e.actor for e in timeline if e.via in ("slack", "rest", "cli")})
    if people:
        said.append(f"Taking part: {', '.join(people)}.")
    return " ".join(said)


def _root_cause(cause: RootCause | None) -> str:
    if cause is None:
        return f"{UNKNOWN} The analysis was inconclusive; see what it ruled out."
    text = f"{_sentence(cause.text)} (confidence: {cause.confidence})"
    if cause.against:
        text += f" Against it: {_sentence(cause.against)}"
    if cause.check:
        text += f" The check that would decide: {_sentence(cause.check)}"
    return text


def _five_whys(facts: Facts, cause: RootCause | None) -> tuple[str, ...]:
    """Stops where the evidence stops, and names who may know more."""
    whys = []
    if cause is not None:
        quote = f" (“{cause.citations[0].quote}”)" if cause.citations else ""
        whys.append(f"Why {facts.incident.title}? {_sentence(cause.text)}{quote}")
    asked = facts.incident.lead or facts.incident.acknowledged_by or "the owning team"
    last = _sentence(cause.text).rstrip(".") if cause else facts.incident.title
    whys.append(f"Why “{last}”? The evidence stops here: {asked} may know.")
    return tuple(whys)


def _factors(facts: Facts, cause: RootCause | None) -> tuple[str, ...]:
    analysis = facts.analysis
    factors = [
        f"Also possible: {_sentence(c.text)}"
        for c in (analysis.root_causes[1:4] if analysis else ())
    ]
    if analysis:
        known = {c.quote for c in cause.citations} if cause else set()
        factors += [
            _sentence(finding.text)
            for finding in analysis.findings[:5]
            if not known.intersection(c.quote for c in finding.citations)
        ]
    return tuple(dict.fromkeys(factors)) or ("None found in the evidence.",)


def _actions(facts: Facts, cause: RootCause | None) -> tuple[ActionItem, ...]:
    owner = facts.incident.lead or facts.incident.acknowledged_by
    items = [r.text for r in (facts.analysis.recommendations[:5] if facts.analysis else ())]
    if cause is not None and cause.check:
        items.insert(0, cause.check)
    if not items:
        items = ["Find the cause: attach logs from the affected service and analyze again."]
    return tuple(ActionItem(text=text, owner=owner) for text in dict.fromkeys(items))


def _lessons(facts: Facts, spans: Durations) -> tuple[str, ...]:
    lessons = []
    if facts.incident.source in ("slack", "api") and not facts.incident.alert_count:
        lessons.append("A person noticed before any alert did: is an alert missing?")
    if spans.longest_silence is not None and spans.longest_silence > QUIET_AFTER:
        lessons.append(f"For {spell(spans.longest_silence)} nothing was written down.")
    if not facts.incident.logs:
        lessons.append("No logs were attached, so the analysis had little to go on.")
    return tuple(lessons) or ("To be filled in by the people who were there.",)


def _went_well(facts: Facts, spans: Durations) -> tuple[str, ...]:
    well = []
    if spans.to_acknowledge is not None and spans.to_acknowledge <= timedelta(minutes=5):
        well.append(f"It was acknowledged within {spell(spans.to_acknowledge)}.")
    notes = sum(entry.kind in SPOKEN for entry in facts.timeline)
    if notes:
        well.append(f"{_counted(notes, 'note')} kept on the timeline while it went on.")
    return tuple(well) or ("To be filled in by the people who were there.",)


def _counted(count: int, what: str) -> str:
    return f"1 {what} was" if count == 1 else f"{count} {what}s were"


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def clock_time(at: datetime) -> str:
    """`2026-11-24 14:05:00 UTC`."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
