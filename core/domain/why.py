"""The RCA's parts on why: the cause, the chain of whys, and what contributed."""

import re

from core.domain.analysis import Citation, RootCause
from core.domain.facts import UNKNOWN, Facts, sentence
from core.domain.people import named
from core.domain.spoken import (
    RESOLVING,
    Said,
    Topic,
    about,
    explained,
    link,
    shortened,
    unrefuted,
)
from core.domain.versions import went_out

FEW = 4
MOST_WHYS = 5
HEAD_SHOWN = 140
QUOTE_SHOWN = 120
NOTHING = "Nothing in the evidence"
# the hypothesis says itself where it stands
ONLY_REPORTED = "Only the report says so."
NO_FACTORS = ("None found in the evidence.",)
# what was counted, and what only the report says, contributed to nothing
_NO_FACTOR = re.compile(r"\d+ of \d+ log records|The share of errors|.*\bsays? so\.")
_FULL_STOPS = re.compile(r"[.!?\s]+$")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")


def cause_of(facts: Facts) -> RootCause | None:
    """The analysis's first hypothesis, or None."""
    analysis = facts.analysis
    return analysis.root_causes[0] if analysis and analysis.root_causes else None


def stated(facts: Facts) -> list[Said]:
    """What people said the cause was, the words of the newest resolve first, then by time."""
    told = about(facts.said, Topic.CAUSE)
    resolving = [said for said in told if said.how == RESOLVING]
    return [*reversed(resolving), *(said for said in told if said.how != RESOLVING)]


def in_resolving(facts: Facts) -> Said | None:
    """The newest words of a resolve that explain something, where nobody named a cause."""
    if stated(facts):
        return None
    return next((said for said in reversed(facts.said) if explained(said)), None)


def head(text: str) -> str:
    """The first sentence of a hypothesis, short and without its full stop."""
    end = _SENTENCE_END.search(text)
    return shortened(_bare(text[: end.start()] if end else text), HEAD_SHOWN)


def cited(facts: Facts, citation: Citation) -> str:
    """`logs line 52: “no connection from the pool”`: where it stands, and the telling part."""
    if citation.evidence == "title":
        return "the title says so"
    quote = facts.messages.get(citation.quote, citation.quote)
    shown = shortened(" ".join(quote.split()), QUOTE_SHOWN)
    return f"{citation.evidence} line {citation.line}: “{shown}”"


def root_cause(facts: Facts) -> str:
    """What people said it was, then what the logs show, each told apart."""
    told, cause, words = stated(facts), cause_of(facts), in_resolving(facts)
    parts = [sentence(said.quoted()) for said in told[:FEW]]
    if words is not None:
        parts.append(f"Said when it was resolved: {sentence(words.quoted())}")
    if cause is None:
        if not parts:
            parts.append(f"{UNKNOWN} {_why_unknown(facts)}")
        return " ".join(parts)
    lead = "The analysis points to: " if parts else ""
    parts.append(f"{lead}{sentence(cause.text)} Confidence: {cause.confidence}.")
    parts += went_out(facts, " ".join(parts))
    if cause.against and not cause.against.startswith((NOTHING, ONLY_REPORTED)):
        parts.append(f"Against it: {sentence(cause.against)}")
    if cause.check and not told and facts.incident.status.active:
        parts.append(f"The check that would decide: {sentence(cause.check)}")
    return " ".join(parts)


def _why_unknown(facts: Facts) -> str:
    if not facts.incident.logs:
        return "No logs were attached, so nothing was ruled out either."
    if facts.analysis is None:
        return "There is no analysis yet."
    return sentence(facts.analysis.summary)


def five_whys(facts: Facts) -> tuple[str, ...]:
    """Why after why as far as something answers; then whom to ask, for the evidence stops."""
    cause, whys, last = cause_of(facts), [], facts.incident.title
    asked = _who_may_know(facts)
    if cause is not None:
        seen = f" ({cited(facts, cause.citations[0])})" if cause.citations else ""
        whys.append(f"{_why(last)} {head(cause.text)}{seen}.")
        last = head(cause.text)
    for said in _answers(facts)[: MOST_WHYS - 1 - len(whys)]:
        effect, because = link(said.text) or (last, explained(said) or said.text)
        if because == last or len(whys) >= MOST_WHYS - 1:
            continue
        whys.append(f"{_why(effect)} {sentence(said.quoted(because))}")
        last, asked = because, said.by if named(said.by) else asked
        if link(said.text) is not None:
            break
    whys.append(f"{_why(last)} The evidence stops here: {asked} may know.")
    return tuple(whys)


def _answers(facts: Facts) -> list[Said]:
    words = in_resolving(facts)
    return stated(facts) or ([words] if words is not None else [])


def _why(what: str) -> str:
    return f"Why “{shortened(_bare(what), HEAD_SHOWN)}”?"


def _bare(text: str) -> str:
    return _FULL_STOPS.sub("", text)


def _who_may_know(facts: Facts) -> str:
    fixed = [said.by for said in about(facts.said, Topic.FIX)]
    incident = facts.incident
    known = [*reversed(fixed), incident.lead, incident.acknowledged_by]
    return next((who for who in known if who and named(who)), "the owning team")


def factors(facts: Facts) -> tuple[str, ...]:
    """Suspicions, other hypotheses and surer findings; what was ruled out is said, too."""
    analysis = facts.analysis
    found = [f"Suspected: {sentence(s.quoted())}" for s in unrefuted(facts.said)]
    found += [f"Ruled out: {sentence(s.quoted())}" for s in about(facts.said, Topic.RULED_OUT)]
    if analysis is not None:
        found += [f"Also possible: {sentence(c.text)}" for c in analysis.root_causes[1:4]]
        # a finding of the same name says no more than the hypothesis does
        heads = {head(each.text).lower() for each in analysis.root_causes}
        known = {c.quote for each in analysis.root_causes for c in each.citations}
        found += [
            sentence(finding.text)
            for finding in analysis.findings[:5]
            if finding.confidence != "low"
            and not _NO_FACTOR.match(finding.text)
            and not known.intersection(c.quote for c in finding.citations)
            and finding.text.split(":")[0].lower() not in heads
        ]
    found += [f"Also said of the cause: {sentence(s.quoted())}" for s in stated(facts)[FEW:]]
    return tuple(dict.fromkeys(found)) or NO_FACTORS
