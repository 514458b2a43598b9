"""Suggests a severity from rules: what the report says and how many log lines are errors."""

import re
from typing import NamedTuple

from core.ai.offline.evidence import cite, cite_line
from core.ai.offline.material import Log, Material
from core.ai.offline.suspects import Sighting, Suspect, window
from core.domain.analysis import Citation, SeverityOpinion
from core.domain.incident import Severity


class _Rule(NamedTuple):
    severity: Severity
    reason: str
    pattern: "re.Pattern[str]"


def _rule(severity: Severity, reason: str, pattern: str) -> _Rule:
    return _Rule(severity, reason, re.compile(pattern, re.IGNORECASE))


_MINOR = _rule(
    Severity.LOW,
    "not in production",
    r"\b(?:staging|sandbox|dev(?:elopment)? (?:env\w*|cluster|server)|test (?:env\w*|cluster)|"
    r"qa env\w*|cosmetic|typo|drill|non-?production)\b",
)
_RULES = (
    _rule(
        Severity.CRITICAL,
        "an outage",
        r"\b(?:outage|(?:completely|totally|entirely) (?:down|"
        r"unavailable)|(?:site|website|production|platform|everything|all services) (?:is |are )?"
        r"down|all (?:users|customers|requests|regions)|every (?:user|customer|request)|"
        r"sev-?[01]|p[01]\b)",
    ),
    _rule(
        Severity.CRITICAL,
        "data or security at risk",
        r"\b(?:data (?:loss|breach|leak\w*)|"
        r"security (?:breach|incident)|breach|ransomware|compromised|corrupt\w*)\b",
    ),
    _rule(
        Severity.HIGH,
        "something is down or exhausted",
        r"\b(?:down|unavailable|unreachable|"
        r"exhausted|at capacity|cannot|can't|unable|crash\w*|oom\w*|broken|dead|stuck|"
        r"not (?:working|responding)|failing|fails|failed|failure|full|rejected)\b",
    ),
    _rule(Severity.HIGH, "server errors", r"\b(?:5\d\ds?|5xx|error rate|server errors?|errors)\b"),
    _rule(
        Severity.MEDIUM,
        "slower or partly degraded",
        r"\b(?:slow\w*|latency|degraded|degradation|"
        r"intermittent\w*|delay\w*|partial\w*|elevated|timeouts?|timing out|warning|lag\w*|"
        r"high (?:cpu|memory|load)|flapping|some (?:users|customers|requests))\b",
    ),
    _rule(
        Severity.LOW,
        "small",
        r"\b(?:minor|informational|info|notice|question|cleanup|"
        r"housekeeping|low priority|watchdog)\b",
    ),
)
_FACING = re.compile(
    r"\b(?:customers?|users?|checkout|payments?|orders?|login|log ?in|sign ?in|api gateway|website|"
    r"storefront|public|production|prod)\b",
    re.IGNORECASE,
)


class _Part(NamedTuple):
    severity: Severity
    reason: str
    citations: tuple[Citation, ...]


def suggest(material: Material, suspects: list[Suspect]) -> SeverityOpinion:
    """The severity that the evidence supports, with the reason to be shown behind it."""
    parts = [part for part in (_words(material), *_logs(material, suspects)) if part]
    minor = _said(material, _MINOR.pattern)
    if not parts:
        parts = [_Part(Severity.MEDIUM, "nothing says how bad it is", _title(material))]
    worst = max(parts, key=lambda part: part.severity.rank)
    value = worst.severity
    facing = _said(material, _FACING)
    reasons = [worst.reason, *(p.reason for p in parts if p is not worst and p.severity.rank)]
    cited = [c for part in (worst, *parts) for c in part.citations]
    if minor:
        value = max(Severity.LOW, value, key=lambda s: -s.rank)
        reasons.append(_MINOR.reason)
        cited.extend(cite(material, [minor]))
    elif facing:
        reasons.append("customer-facing")
        cited.extend(cite(material, [facing]))
    kept = tuple(dict.fromkeys(cited))[:3]
    return SeverityOpinion(
        value=value, reason=", ".join(dict.fromkeys(reasons)), citations=kept or _title(material)
    )


def _words(material: Material) -> _Part | None:
    for rule in _RULES:
        seen = _said(material, rule.pattern)
        if seen:
            reason = f"{rule.reason} ({seen.evidence}: “{_word(rule, seen)}”)"
            return _Part(rule.severity, reason, cite(material, [seen]))
    return None


def _word(rule: _Rule, seen: Sighting) -> str:
    found = rule.pattern.search(seen.quote)
    return found[0] if found else ""


def _said(material: Material, pattern: "re.Pattern[str]") -> Sighting | None:
    for entry in material.prose:
        found = pattern.search(entry.text)
        if found:
            quote = window(entry.text, found.start(), found.end())
            return Sighting(entry.evidence, entry.number, quote, 1)
    return None


def _logs(material: Material, suspects: list[Suspect]) -> list[_Part]:
    parts = [part for log in material.logs if (part := _share(material, log))]
    for suspect in suspects:
        signature = suspect.signature
        if signature and signature.weight == 3 and signature.role == "cause" and suspect.logged:
            place = suspect.logged[0]
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
    shown = f"{percent:.0f} %" if percent >= 1 else f"{failed} of {digest.record_count} lines"
    fatal = digest.levels.get("fatal", 0)
    enough = percent >= 10 or fatal
    reason = f"{shown} errors (line {digest.first_error.line})"
    citations = cite_line(material, log.id, digest.first_error.line)
    return _Part(Severity.HIGH if enough else Severity.MEDIUM, reason, citations)


def _title(material: Material) -> tuple[Citation, ...]:
    return cite_line(material, "title", 1)
