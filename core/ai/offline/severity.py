"""Suggests a severity: what the report says, what history says of it, and what the logs show.

The rules are the anchor. The text model that learned from public incidents may move what they
say by one step, and neither to nor from critical; a team's own history (`Case.taught`) stands
in place of both. Logs only raise. What is plainly outside production stays low.
"""

import functools
import re
from typing import NamedTuple

from core.ai.offline.evidence import cite, cite_line
from core.ai.offline.material import Log, Material, Prose
from core.ai.offline.ranking import STANDS_OUT
from core.ai.offline.severity_rules import (
    ASIDE,
    DRILL,
    FACING,
    NOT_PRODUCTION,
    PRODUCTION,
    RULES,
)
from core.ai.offline.suspects import Sighting, Suspect, window
from core.ai.text.severity import LEVELS, Family, SeverityModel, family_of
from core.domain.analysis import Case, Citation, SeverityOpinion
from core.domain.incident import Severity

# How far from a text that says nothing the model's score must lie to move the rules by a step.
_STANDS_OUT = 0.75
_PLAIN: dict[Family, str] = {"alert rule": "rule", "cloud provider": "status/", "status page": ""}
_SILENT = "nothing says how bad it is"
_ONLY_FACING = "customer-facing, and nothing else says how bad it is"
# a share of fewer records says nothing
_LEAST_RECORDS = 5
_LEARNED_WORD = re.compile(r"“[^”]*”(?:, )?")


class _Part(NamedTuple):
    severity: Severity
    reason: str
    citations: tuple[Citation, ...]


def suggest(material: Material, suspects: list[Suspect]) -> SeverityOpinion:
    """The severity that the evidence supports, with the reason to be shown behind it."""
    said = _said(material)
    parts = [said, *_raised(material, said, _logs(material, suspects))]
    worst = max(parts, key=lambda part: part.severity.rank)
    value = worst.severity
    told = [worst, *(p for p in parts if p is not worst and p.severity.rank)]
    reasons = [p.reason for p in told if p.reason != _SILENT or len(told) == 1]
    cited = [c for part in (worst, *parts) for c in part.citations]
    aside = None if material.case.taught else _cap(material)
    facing = _sighting(material, FACING)
    if aside is not None:
        value = min(aside.severity, value, key=lambda level: level.rank)
        reasons.append(aside.reason)
        cited.extend(aside.citations)
    elif facing:
        reasons = [_ONLY_FACING] if reasons == [_SILENT] else [*reasons, "customer-facing"]
        cited.extend(cite(material, [facing]))
    kept = tuple(dict.fromkeys(cited))[:3]
    reason = ", ".join(dict.fromkeys(reasons))
    return SeverityOpinion(value=value, reason=reason, citations=kept or _title(material))


def words_say(title: str, description: str) -> Severity:
    """What rules and the shipped model make of the words alone: the anchor of a team's history."""
    lines = [("title", title), *(("description", line) for line in description.splitlines())]
    prose = tuple(Prose(name, 1, line) for name, line in lines if line.strip())
    material = Material(Case(title=title, description=description), prose, ())
    cap = _cap(material)
    level = _said(material).severity
    return level if cap is None else min(cap.severity, level, key=lambda each: each.rank)


def _said(material: Material) -> _Part:
    """What the words come to: taught by the team, else by rules and what ships."""
    taught = material.case.taught
    if taught is not None:
        return _Part(taught.value, taught.reason, _title(material))
    ruled = _ruled(material) or _Part(Severity.MEDIUM, _SILENT, _title(material))
    # critical wakes people up: only plain words say so, and only plain words take it back
    if ruled.severity is Severity.CRITICAL:
        return ruled
    step, why = _learned(material.case.title, material.case.description)
    # a model of words can't weigh a denial
    if any(rule.denied_in(entry.text) for rule in RULES for entry in material.prose):
        step = min(step, 0)
    level = LEVELS.index(ruled.severity) + step
    if not step or not 0 <= level < LEVELS.index(Severity.CRITICAL):
        return ruled
    moved = f"{ruled.reason}, {'raised' if step > 0 else 'lowered'}: {why}"
    return ruled._replace(severity=LEVELS[level], reason=moved)


def _ruled(material: Material) -> _Part | None:
    for rule in RULES:
        for entry in material.prose:
            found = rule.find(entry.text)
            if found:
                seen = _seen(entry, found)
                reason = f"{rule.reason} ({seen.evidence}: “{found[0]}”)"
                return _Part(rule.severity, reason, cite(material, [seen]))
    return None


@functools.lru_cache(maxsize=64)
def _learned(title: str, description: str) -> tuple[int, str]:
    """Whether public incidents that read like this were worse (1) or lighter (-1), and why."""
    model = SeverityModel.shipped()
    told = model.suggest(title, description)
    apart = told.score - _plain_score(family_of(title, description))
    if abs(apart) < _STANDS_OUT:
        return 0, ""
    # words that it learned are no reason that a person can follow; what rules mean is one
    why = _LEARNED_WORD.sub("", told.reason).strip(", ")
    return (1 if apart > 0 else -1), why or "as public incidents that read like it"


@functools.cache
def _plain_score(family: Family) -> float:
    return SeverityModel.shipped().suggest("", source=_PLAIN[family] or None).score


def _cap(material: Material) -> _Part | None:
    """The most that it can be where it is said to be no production at all."""
    if drill := _sighting(material, DRILL):
        return _Part(Severity.LOW, "a drill", cite(material, [drill]))
    if _sighting(material, PRODUCTION):
        return None
    if minor := _sighting(material, NOT_PRODUCTION):
        return _Part(Severity.LOW, "not in production", cite(material, [minor]))
    aside = ASIDE.search(material.case.title)
    if aside is None:
        return None
    seen = _seen(Prose("title", 1, material.case.title), aside)
    return _Part(Severity.MEDIUM, f"a side matter (title: “{aside[0]}”)", cite(material, [seen]))


def _sighting(material: Material, pattern: "re.Pattern[str]") -> Sighting | None:
    for entry in material.prose:
        if found := pattern.search(entry.text):
            return _seen(entry, found)
    return None


def _seen(entry: Prose, found: "re.Match[str]") -> Sighting:
    quote = window(entry.text, found.start(), found.end())
    return Sighting(entry.evidence, entry.number, quote, 1)


def _raised(material: Material, said: _Part, parts: list[_Part]) -> list[_Part]:
    """What the logs say; above what a team taught of such incidents they raise by one step."""
    if material.case.taught is None:
        return parts
    most = LEVELS[min(LEVELS.index(said.severity) + 1, len(LEVELS) - 1)]
    return [
        part._replace(severity=min(part.severity, most, key=lambda level: level.rank))
        for part in parts
    ]


def _logs(material: Material, suspects: list[Suspect]) -> list[_Part]:
    parts = [part for log in material.logs if (part := _share(material, log))]
    for suspect in suspects:
        signature = suspect.signature
        plain = [s for s in suspect.logged if s.kind and s.kind.level not in ("info", "debug")]
        named = signature and signature.weight == 3 and signature.role == "cause"
        if signature and named and plain and suspect.score >= STANDS_OUT:
            place = plain[0]
            reason = f"{signature.name.lower()} (line {place.line})"
            parts.append(_Part(Severity.HIGH, reason, cite(material, [place])))
            break
    return parts


def _share(material: Material, log: Log) -> _Part | None:
    """How many records are errors, by their levels."""
    digest = log.digest
    failed = digest.levels.get("error", 0) + digest.levels.get("fatal", 0)
    if not failed or digest.first_error is None or not digest.record_count:
        return None
    percent = 100 * failed / digest.record_count
    few = digest.record_count < _LEAST_RECORDS
    shown = f"{percent:.0f} % errors"
    if few or percent < 1:
        shown = f"{failed} of {digest.record_count} log records in error"
    enough = (percent >= 10 and not few) or digest.levels.get("fatal", 0)
    reason = f"{shown} (line {digest.first_error.line})"
    citations = cite_line(material, log.id, digest.first_error.line)
    return _Part(Severity.HIGH if enough else Severity.MEDIUM, reason, citations)


def _title(material: Material) -> tuple[Citation, ...]:
    return cite_line(material, "title", 1)
