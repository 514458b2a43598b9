"""The RCA's parts on what was felt, how it was noticed, and what was done."""

from core.domain.facts import (
    LEFT_OUT,
    Durations,
    Facts,
    clock_time,
    counted,
    first_sign,
    sentence,
    spell,
    time_of_day,
)
from core.domain.incident import TimelineEntry
from core.domain.spoken import RESOLVING, Said, Topic, about

FEW = 6
PEOPLE = ("slack", "rest", "cli")


def impact(facts: Facts) -> str:
    """Who and what was hit: what people said, the alerts, the share of errors in the logs."""
    incident = facts.incident
    parts = []
    if incident.description:
        parts.append(sentence(incident.description.strip().split("\n")[0]))
    told = about(facts.said, Topic.IMPACT)
    parts += [sentence(said.quoted()) for said in told[:FEW]]
    parts += _services(facts) + _alerts(facts) + _errors(facts)
    parts.append(
        f"Severity {incident.severity.value} ({incident.severity_source.value}): "
        f"{sentence(incident.severity_reason)}"
    )
    if not told:
        parts.append("How many users or requests were affected is not in the evidence.")
    return " ".join(parts)


def _services(facts: Facts) -> list[str]:
    own = [facts.incident.service] if facts.incident.service else []
    alerted = facts.alerts.services if facts.alerts else ()
    names = list(dict.fromkeys([*own, *alerted]))
    if not names:
        return []
    return [f"Affected service{'s' if len(names) > 1 else ''}: {', '.join(names)}."]


def _alerts(facts: Facts) -> list[str]:
    known, received = facts.alerts, facts.incident.alert_count
    if known is None:
        return [f"{counted(received, 'firing alert')} received for it."] if received else []
    text = f"{counted(known.received, 'firing alert')} received for it"
    if known.kinds > 1:
        text += f" ({known.kinds} different ones)"
    if known.last_at > known.first_at:
        text += f", the first firing from {clock_time(known.first_at)}"
        return [f"{text}, the last from {clock_time(known.last_at)}."]
    return [f"{text}, firing from {clock_time(known.first_at)}."]


def _errors(facts: Facts) -> list[str]:
    logs = facts.logs
    if logs is None or not logs.records:
        return []
    if not logs.errors:
        return [f"None of the {logs.records} log records is an error."]
    share = 100 * logs.errors / logs.records
    verb = "is an error" if logs.errors == 1 else "are errors"
    said = f"{share:.0f}" if share >= 1 else f"{share:.1g}"
    return [f"{logs.errors} of {logs.records} log records {verb} ({said} %)."]


def detection(facts: Facts) -> str:
    """Who or what noticed, and how long after the first sign."""
    incident, timeline = facts.incident, facts.timeline
    at = clock_time(incident.created_at)
    if any(entry.via == "webhook" for entry in timeline[:1]):
        parts = [f"An alert from {incident.source} declared it at {at}."]
    else:
        who = timeline[0].actor if timeline else incident.source
        before = facts.alerts is not None and facts.alerts.first_at < incident.created_at
        alert = "an alert was firing already" if before else "no alert had come before"
        parts = [f"{who} declared it at {at} through {incident.source}; {alert}."]
    sign = first_sign(facts)
    if sign is not None:
        began, what = sign
        after = spell(incident.created_at - began)
        parts.append(f"At {clock_time(began)} {what}: it was declared {after} later.")
    told = about(facts.said, Topic.DETECTION)
    parts += [sentence(said.quoted()) for said in told[:FEW]]
    return " ".join(parts)


def response(facts: Facts, spans: Durations) -> str:
    """Who acknowledged, what was changed, what is said to have helped, who took part."""
    incident, timeline = facts.incident, facts.timeline
    parts = ["Nobody has acknowledged it."]
    if spans.to_acknowledge is not None:
        by, after = incident.acknowledged_by, spell(spans.to_acknowledge)
        parts = [f"{by} acknowledged after {after}."]
    if incident.lead:
        parts.append(f"{incident.lead} led it.")
    done = [(said.at, sentence(said.quoted())) for said in _fixes(facts)[:FEW]]
    done += [(e.at, _moved(e)) for e in timeline if e.kind in ("moved", "rated")]
    parts += [text for _, text in sorted(done, key=lambda each: each[0])]
    if people := participants(facts):
        parts.append(f"Taking part: {', '.join(people)}.")
    return " ".join(parts)


def _fixes(facts: Facts) -> list[Said]:
    """What was done about it; the words of a resolve stand with the resolve."""
    return [said for said in about(facts.said, Topic.FIX) if said.how != RESOLVING]


def _moved(entry: TimelineEntry) -> str:
    what, _, note = entry.text.partition(": ")
    text = f"{entry.actor} {what} at {time_of_day(entry.at)}"
    return f"{text}: “{' '.join(note.split())}”." if note else f"{text}."


def participants(facts: Facts) -> list[str]:
    """Everybody who did or said something, by name, once."""
    acted = {e.actor for e in facts.timeline if e.via in PEOPLE and e.kind not in LEFT_OUT}
    return sorted(acted | {said.by for said in facts.said})
