"""The RCA's parts on why: the cause, the chain of whys, and what contributed."""

import re

from core.domain.analysis import RootCause
from core.domain.facts import UNKNOWN, Facts, sentence
from core.domain.spoken import RESOLVING, Said, Topic, about, link

FEW = 4
NOTHING = "Nothing in the evidence"
_FULL_STOPS = re.compile(r"[.!?\s]+$")


def cause_of(facts: Facts) -> RootCause | None:
    """The analysis's first hypothesis, or None."""
    analysis = facts.analysis
    return analysis.root_causes[0] if analysis and analysis.root_causes else None


def stated(facts: Facts) -> list[Said]:
    """What people said the cause was, the words of the newest resolve first, then by time."""
    told = about(facts.said, Topic.CAUSE)
    resolving = [said for said in told if said.how == RESOLVING]
    return [*reversed(resolving), *(said for said in told if said.how != RESOLVING)]


def root_cause(facts: Facts) -> str:
    """What people said it was, then what the logs show, each told apart."""
    told, cause = stated(facts), cause_of(facts)
    parts = [sentence(said.quoted()) for said in told[:FEW]]
    if cause is None:
        why = "The analysis was inconclusive; see what it ruled out."
        if not told:
            parts.append(f"{UNKNOWN} {why}")
        return " ".join(parts)
    lead = "The analysis points to: " if told else ""
    parts.append(f"{lead}{sentence(cause.text)} (confidence: {cause.confidence})")
    if cause.against and not cause.against.startswith(NOTHING):
        parts.append(f"Against it: {sentence(cause.against)}")
    if cause.check and not told:
        parts.append(f"The check that would decide: {sentence(cause.check)}")
    return " ".join(parts)


def five_whys(facts: Facts) -> tuple[str, ...]:
    """Why after why as far as something answers; then whom to ask, for the evidence stops."""
    cause, whys, last = cause_of(facts), [], facts.incident.title
    asked = _who_may_know(facts)
    if cause is not None:
        quote = f" (“{cause.citations[0].quote}”)" if cause.citations else ""
        whys.append(f"Why “{_bare(last)}”? {sentence(cause.text)}{quote}")
        last = cause.text
    for said in stated(facts)[: 4 - len(whys)]:
        joined = link(said.text)
        if joined is not None and len(whys) < 4:
            effect, because = joined
            whys.append(f"Why “{_bare(effect)}”? {sentence(f'“{because}” ({_credit(said)})')}")
            last, asked = because, said.by
        elif not whys or said.text != last:
            whys.append(f"Why “{_bare(last)}”? {sentence(said.quoted())}")
            last, asked = said.text, said.by
        if joined is not None:
            break
    whys.append(f"Why “{_bare(last)}”? The evidence stops here: {asked} may know.")
    return tuple(whys[-5:])


def _credit(said: Said) -> str:
    return f"{said.by}, {said.at:%H:%M} UTC, {said.how}"


def _bare(text: str) -> str:
    return _FULL_STOPS.sub("", text)


def _who_may_know(facts: Facts) -> str:
    fixed = about(facts.said, Topic.FIX)
    who = fixed[-1].by if fixed else None
    incident = facts.incident
    return who or incident.lead or incident.acknowledged_by or "the owning team"


def factors(facts: Facts) -> tuple[str, ...]:
    """Suspicions, other hypotheses and further findings; what was ruled out is said, too."""
    analysis, cause = facts.analysis, cause_of(facts)
    found = [f"Suspected: {sentence(s.quoted())}" for s in about(facts.said, Topic.SUSPECTED)]
    found += [f"Ruled out: {sentence(s.quoted())}" for s in about(facts.said, Topic.RULED_OUT)]
    if analysis is not None:
        found += [f"Also possible: {sentence(c.text)}" for c in analysis.root_causes[1:4]]
        known = {c.quote for c in cause.citations} if cause else set()
        found += [
            sentence(finding.text)
            for finding in analysis.findings[:5]
            if not known.intersection(c.quote for c in finding.citations)
        ]
    found += [f"Also said of the cause: {sentence(s.quoted())}" for s in stated(facts)[FEW:]]
    return tuple(dict.fromkeys(found)) or ("None found in the evidence.",)
