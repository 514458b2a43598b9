"""From the facts to an RCA, all by code: nothing is invented, and what is unknown is said to be."""

from core.domain import follow_up, response, why
from core.domain.facts import (
    LEFT_OUT,
    Category,
    Durations,
    Facts,
    durations,
    first_sign,
    sentence,
    spell,
)
from core.domain.rca import RcaDurations, RcaSections, RcaTimelineEntry


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
        timeline=tuple(
            RcaTimelineEntry(at=entry.at, actor=entry.actor, text=entry.text, kind=entry.kind)
            for entry in facts.timeline
            if entry.kind not in LEFT_OUT
        ),
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
    incident = facts.incident
    after = f"was resolved after {spell(spans.to_resolve)}" if spans.to_resolve else "was resolved"
    state = {
        "open": "is open and not yet acknowledged",
        "in_progress": "is being worked on",
        "resolved": after,
        "closed": f"{after} and is closed",
    }[incident.status.value]
    text = f"{incident.id} “{incident.title}” ({incident.severity.value}) {state}."
    if told := why.stated(facts):
        return f"{text} Cause, as said: {sentence(told[0].quoted())}"
    if (cause := why.cause_of(facts)) is not None:
        text += f" Most likely cause: {sentence(cause.text)}"
    return text
