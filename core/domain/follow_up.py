"""The RCA's parts on what comes next: action items with suggested owners, lessons."""

import re
from datetime import timedelta

from core.domain.facts import SPOKEN, Durations, Facts, counted, first_sign, sentence, spell
from core.domain.rca import ActionItem
from core.domain.spoken import RESOLVING, Topic, about
from core.domain.why import cause_of, stated

QUIET_AFTER = timedelta(minutes=30)
QUICK = timedelta(minutes=5)
MOST_ITEMS = 8
NOTHING_YET = ("To be filled in by the people who were there.",)
_WORDS = re.compile(r"[a-z][a-z0-9_.-]{3,}")
_COMMON_WORDS = (
    "that this with from have were been what when which will would should could there their "
    "they them then than into after before check make sure look find show shows same more "
    "most some logs error errors service time incident "
)
_COMMON = frozenset(_COMMON_WORDS.split())
SHARED_WORDS = 2


def actions(facts: Facts) -> tuple[ActionItem, ...]:
    """What people asked for first, then what the analysis recommends; who may own it, and why."""
    asked = [
        ActionItem(
            text=said.text, owner=said.by, owner_reason=f"who asked for it at {said.at:%H:%M} UTC"
        )
        for said in about(facts.said, Topic.FOLLOW_UP)
    ]
    cause, analysis = cause_of(facts), facts.analysis
    texts = [r.text for r in (analysis.recommendations[:5] if analysis else ())]
    if cause is not None and cause.check:
        texts.insert(0, cause.check)
    if not texts and not asked:
        texts = ["Find the cause: attach logs from the affected service and analyze again."]
    known = {_key(item.text) for item in asked}
    found = asked + [
        _owned(facts, text) for text in dict.fromkeys(texts) if _key(text) not in known
    ]
    return tuple(found[:MOST_ITEMS])


def _key(text: str) -> str:
    return " ".join(text.lower().split()).rstrip(".")


def _owned(facts: Facts, text: str) -> ActionItem:
    """Whoever wrote of the same thing; else who fixed it, knew the cause, led or acknowledged."""
    wanted = _terms(text)
    shared = [(len(wanted & _terms(said.text)), said) for said in facts.said]
    most, near = max(shared, key=lambda each: each[0], default=(0, None))
    if near is not None and most >= SHARED_WORDS:
        return ActionItem(
            text=text, owner=near.by, owner_reason=f"who wrote of it at {near.at:%H:%M} UTC"
        )
    fixed, told = about(facts.said, Topic.FIX), stated(facts)
    if fixed:
        verb = fixed[-1].verb
        return ActionItem(text=text, owner=fixed[-1].by, owner_reason=f"who wrote “{verb}”")
    if told:
        return ActionItem(text=text, owner=told[0].by, owner_reason="who named the cause")
    incident = facts.incident
    if incident.lead:
        return ActionItem(text=text, owner=incident.lead, owner_reason="who led")
    reason = "who acknowledged" if incident.acknowledged_by else ""
    return ActionItem(text=text, owner=incident.acknowledged_by, owner_reason=reason)


def _terms(text: str) -> set[str]:
    return set(_WORDS.findall(text.lower())) - _COMMON


def lessons(facts: Facts, spans: Durations) -> tuple[str, ...]:
    """What people said they learned, and the gaps that the record itself shows."""
    found = [sentence(said.quoted()) for said in about(facts.said, Topic.LESSON)]
    if facts.incident.source in ("slack", "api") and not facts.incident.alert_count:
        found.append("A person noticed before any alert did: is an alert missing?")
    if spans.longest_silence is not None and spans.longest_silence > QUIET_AFTER:
        found.append(f"For {spell(spans.longest_silence)} nothing was written down.")
    if not facts.incident.logs:
        found.append("No logs were attached, so the analysis had little to go on.")
    return tuple(found) or NOTHING_YET


def went_well(facts: Facts, spans: Durations) -> tuple[str, ...]:
    """What the record shows to have gone well."""
    well = []
    sign = first_sign(facts)
    by_alert = any(entry.via == "webhook" for entry in facts.timeline[:1])
    if by_alert and sign is not None and spans.to_detect is not None and spans.to_detect <= QUICK:
        well.append(f"An alert declared it within {spell(spans.to_detect)} of the first sign.")
    if spans.to_acknowledge is not None and spans.to_acknowledge <= QUICK:
        well.append(f"It was acknowledged within {spell(spans.to_acknowledge)}.")
    if any(said.how == RESOLVING for said in facts.said):
        well.append("Whoever resolved it wrote down how.")
    notes = sum(entry.kind in SPOKEN for entry in facts.timeline)
    if notes:
        well.append(f"{counted(notes, 'note')} kept on the timeline while it went on.")
    return tuple(well) or NOTHING_YET
