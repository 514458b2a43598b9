"""The RCA's parts on what was felt, how it was noticed, and what was done."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.domain.facts import (
    LEFT_OUT,
    Durations,
    Facts,
    clock_time,
    counted,
    declaration,
    first_sign,
    sentence,
    spell,
    time_of_day,
)
from core.domain.incident import TimelineEntry, severity_told
from core.domain.people import named, subject
from core.domain.spoken import RESOLVING, Said, Topic, about

FEW = 6
PEOPLE = ("slack", "rest", "cli")
AT_ONCE = timedelta(seconds=1)


def impact(facts: Facts) -> str:
    """Who and what was hit: what people said, the alerts, the share of errors in the logs."""
    incident = facts.incident
    parts = []
    if incident.description:
        parts.append(sentence(incident.description.strip().split("\n")[0]))
    told = about(facts.said, Topic.IMPACT)
    parts += [sentence(said.quoted()) for said in told[:FEW]]
    parts += _services(facts) + _alerts(facts) + _errors(facts)
    parts.append(_severity(facts))
    if not told:
        parts.append("How many users or requests were affected is not in the evidence.")
    return " ".join(parts)


def _severity(facts: Facts) -> str:
    return sentence(f"Severity {severity_told(facts.incident)}")


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
    if known.received > known.kinds > 1:
        text += f" ({known.kinds} different ones)"
    if known.last_at > known.first_at:
        text += f", from {known.first_at:%H:%M:%S} to {known.last_at:%H:%M:%S} UTC"
    return [f"{text}."]


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
    incident, timeline, sign = facts.incident, facts.timeline, first_sign(facts)
    at = clock_time(incident.created_at)
    after = ""
    if sign is not None:
        began, what = sign
        after = f", {spell(incident.created_at - began)} after {what}, at {began:%H:%M:%S} UTC"
    declared = declaration(timeline)
    if declared is not None and declared.via == "webhook":
        parts = [f"An alert from {incident.source} declared it at {at}{after}."]
    else:
        who = declared.actor if declared is not None else incident.source
        before = facts.alerts is not None and facts.alerts.first_at < incident.created_at
        alert = "An alert was firing already." if before else "No alert had come before."
        through = {"slack": " in Slack", "api": " through the API" if named(who) else ""}
        how = through.get(incident.source, f" through {incident.source}")
        parts = [f"{subject(who)} declared it{how} at {at}{after}.", alert]
    told = about(facts.said, Topic.DETECTION)
    parts += [sentence(said.quoted()) for said in told[:FEW]]
    return " ".join(parts)


def response(facts: Facts, spans: Durations) -> str:
    """Who acknowledged, what was done and what fixed it, who took part."""
    incident = facts.incident
    parts = ["Nobody has acknowledged it."]
    if spans.to_acknowledge is not None and incident.acknowledged_by:
        quick = spans.to_acknowledge < AT_ONCE
        after = "at once" if quick else f"after {spell(spans.to_acknowledge)}"
        parts = [f"{subject(incident.acknowledged_by)} acknowledged {after}."]
    if incident.lead:
        parts.append(f"{subject(incident.lead)} led it.")
    done = _repairs(facts)
    moves = [entry for entry in without_twins(facts.timeline) if entry.kind in ("moved", "rated")]
    done += [(entry.at, _moved(entry)) for entry in moves]
    parts += [text for _, text in sorted(done, key=lambda each: each[0])]
    people = participants(facts)
    if people and people != [incident.acknowledged_by]:
        parts.append(f"Taking part: {', '.join(people)}.")
    return " ".join(parts)


def fix_of(facts: Facts) -> Said | None:
    """What fixed it: the last that was done before it got better or was resolved, or None.

    What was done and did not help is none; the words of a resolve stand in where they tell of
    something else than the notes do.
    """
    last, final = None, None
    for said in facts.said:
        if said.how == RESOLVING:
            final = said if Topic.FIX in said.topics else final
        elif said.helped is False:
            last = None
        elif Topic.FIX in said.topics:
            last = said
    if facts.incident.status.active and not any(said.helped for said in facts.said):
        return None
    if final is not None and (last is None or (final.actions and not final.actions & last.actions)):
        return final
    return last


def _repairs(facts: Facts) -> list[tuple[datetime, str]]:
    """What was done about it and what came of it; the words of a resolve stand with the resolve."""
    fixed, found = fix_of(facts), []
    seen = False
    for said in facts.said:
        if said.how == RESOLVING:
            continue
        if Topic.FIX in said.topics:
            lead, seen = ("What fixed it" if said is fixed else "Done"), True
            if said.helped is False:
                lead = "Tried, without success"
        elif seen and said.helped is not None:
            lead = "It helped" if said.helped else "It did not help"
        else:
            continue
        found.append((said.at, f"{lead}: {sentence(said.quoted())}"))
    return found[-FEW:]


def without_twins(timeline: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """The timeline without the start of work that every acknowledge brings with it."""
    acknowledged = [entry for entry in timeline if entry.kind == "acknowledged"]
    return [entry for entry in timeline if not _begins(entry, acknowledged)]


def _begins(entry: TimelineEntry, acknowledged: Sequence[TimelineEntry]) -> bool:
    return (
        entry.kind == "moved"
        and entry.text == "started work"
        and any(
            each.actor == entry.actor and abs(each.at - entry.at) <= AT_ONCE
            for each in acknowledged
        )
    )


def _moved(entry: TimelineEntry) -> str:
    what, _, note = entry.text.partition(": ")
    what = {"resolved": "resolved it", "closed": "closed it", "reopened": "reopened it"}.get(
        what, what
    )
    text = f"{subject(entry.actor)} {what} at {time_of_day(entry.at)}"
    return f"{text}: “{' '.join(note.split())}”." if note else f"{text}."


def participants(facts: Facts) -> list[str]:
    """Everybody who did or said something, by name, once; callers without a name are left out."""
    acted = {e.actor for e in facts.timeline if e.via in PEOPLE and e.kind not in LEFT_OUT}
    return sorted(who for who in acted | {said.by for said in facts.said} if named(who))
