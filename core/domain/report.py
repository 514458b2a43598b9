"""From the facts to an RCA, all by code: nothing is invented, and what is unknown is said to be."""

from core.domain import follow_up, response, why
from core.domain.facts import (
    LEFT_OUT,
    Category,
    Durations,
    Facts,
    declaration,
    durations,
    first_sign,
    sentence,
    spell,
)
from core.domain.rca import RcaDurations, RcaSections, RcaTimelineEntry
from core.domain.spoken import Topic, about, explained, shortened
from core.domain.versions import went_out

LOGGED_SHOWN = 160


def draft(facts: Facts) -> RcaSections:
    """The whole RCA from the facts alone, each part saying so where nothing is known."""
    sign = first_sign(facts)
    spans = durations(facts.incident, facts.timeline, facts.now, sign[0] if sign else None)
    cause, category = why.cause_of(facts), facts.category
    if category is None and facts.analysis is not None:
        category = Category(facts.analysis.root_cause_category)
    return RcaSections(
        summary=_summary(facts, spans),
        impact=response.impact(facts),
        detection=response.detection(facts),
        response=response.response(facts, spans),
        durations=_seconds(spans),
        timeline=_timeline(facts),
        root_cause=why.root_cause(facts),
        root_cause_category=category.value.value if category else "OTHERS",
        root_cause_category_reason=category.because if category else "",
        root_cause_citations=cause.citations if cause else (),
        five_whys=why.five_whys(facts),
        contributing_factors=why.factors(facts),
        action_items=follow_up.actions(facts),
        lessons=follow_up.lessons(facts, spans),
        went_well=follow_up.went_well(facts, spans),
    )


def _seconds(spans: Durations) -> RcaDurations:
    known = (spans.to_detect, spans.to_acknowledge, spans.to_resolve)
    detect, acknowledge, resolve = (s.total_seconds() if s is not None else None for s in known)
    return RcaDurations(
        to_detect_seconds=detect,
        to_acknowledge_seconds=acknowledge,
        to_resolve_seconds=resolve,
    )


def _summary(facts: Facts, spans: Durations) -> str:
    """What happened, what was felt, why, and what fixed it: a sentence each."""
    incident = facts.incident
    after = f"was resolved after {spell(spans.to_resolve)}" if spans.to_resolve else "was resolved"
    state = {
        "open": "is open and not yet acknowledged",
        "in_progress": "is being worked on",
        "resolved": after,
        "closed": f"{after} and is closed",
    }[incident.status.value]
    parts = [f"{incident.id} “{incident.title}” ({incident.severity.value}) {state}."]
    if felt := about(facts.said, Topic.IMPACT):
        parts.append(f"Impact: {sentence(felt[0].quoted())}")
    parts += _cause(facts)
    if (fix := response.fix_of(facts)) is not None:
        parts.append(f"What fixed it: {sentence(fix.quoted())}")
    return " ".join(parts)


def _cause(facts: Facts) -> list[str]:
    parts = _cause_told(facts)
    return parts + went_out(facts, " ".join(parts))


def _cause_told(facts: Facts) -> list[str]:
    if told := why.stated(facts):
        return [f"Cause, as said: {sentence(told[0].quoted())}"]
    cause, words = why.cause_of(facts), why.in_resolving(facts)
    parts = []
    if cause is not None:
        likely = f"Most likely cause ({cause.confidence} confidence)"
        lead = "Suspected, not confirmed" if cause.confidence == "low" else likely
        where = f"; {why.cited(facts, cause.citations[0])}" if cause.citations else ""
        parts.append(f"{lead}: {why.head(cause.text)}{where}.")
    if words is not None:
        parts.append(f"Said when it was resolved: {sentence(words.quoted(explained(words)))}")
    return parts


def _timeline(facts: Facts) -> tuple[RcaTimelineEntry, ...]:
    """What was logged, and what people and monitors did.

    An alert that is the declaration itself stands once.
    """
    shown: list[RcaTimelineEntry] = []
    declared = declaration(facts.timeline)
    for entry in response.without_twins(facts.timeline):
        if entry.kind in LEFT_OUT:
            continue
        text = entry.text.replace(f"alert from {entry.actor}: ", "alert: ", 1)
        told = declared.text if declared is not None and declared.actor == entry.actor else ""
        if entry.kind == "alert_joined" and f"“{text.removeprefix('alert: ')}”" in told:
            continue
        shown.append(RcaTimelineEntry(at=entry.at, actor=entry.actor, text=text, kind=entry.kind))
    return tuple(sorted([*_logged(facts), *shown], key=lambda entry: entry.at))


def _logged(facts: Facts) -> list[RcaTimelineEntry]:
    """What the logs tell of how it began."""
    return [
        RcaTimelineEntry(
            at=mark.at,
            actor="logs",
            text=f"{'first error, ' if mark.first_error else ''}line {mark.line}: "
            f"“{shortened(' '.join(mark.message.split()), LOGGED_SHOWN)}”",
            kind="logged",
        )
        for mark in (facts.logs.marks if facts.logs else ())
    ]
