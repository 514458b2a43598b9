"""How telling a log line is by itself: its level, its failures, and the rows of common tools."""

import re
from typing import NamedTuple

from core.ai.offline.material import Kind
from core.ai.offline.signatures import match_log

_LEVELS = {"fatal": 4.0, "error": 3.0, "warn": 1.5, None: 0.6, "info": 0.5, "debug": 0.1}
_ROLES = {"cause": 0.8, "symptom": 0.5, "change": 0.8}
_SLOW = re.compile(
    r"\b(?:slow\w*|latency|performance|delay\w*|lag\w*|time-?outs?|timing out|hang\w*|degrad\w+)",
    re.IGNORECASE,
)
_DURATION = re.compile(
    r"(?<![\w.:=-])(?<!for )\+?(\d+(?:\.\d+)?)\s?(ms|milliseconds?|s|secs?|seconds?)\b",
    re.IGNORECASE,
)
_NAMED_MS = re.compile(
    r"(?:duration|elapsed|latency|response_?time|time_ms|durationms)\w*[\"']?\s*[=:]\s*[\"']?"
    r"(\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
# Rows of kubectl and its like: warnings, states with their reason, and rows of broken things.
_WARNING_ROW = re.compile(r"^\s*(?:\S+\s+)?Warning\s")
_NORMAL_ROW = re.compile(
    r"^\s*(?:\S+\s+)?Normal\s|:\s+(?:Successfully|Pull(?:ed|ing)|Created|Started|Scheduled)\b"
)
_HEALTHY_ROW = re.compile(r"\s(?P<n>\d+)/(?P=n)\s+(?:Running|Completed|Bound|Active)\s")
_STATE_ROW = re.compile(
    r"^\s*[\"']?(?:state|last state|reason|message|status|exit code|error|phase|restart count|"
    r"limits?|requests|image|command|args|node-selectors?|storageclass|title|description|"
    r"summary)[\"']?\s*[:=]\s*\S",
    re.IGNORECASE,
)
_BAD_STATE = re.compile(
    r"\b(?:CrashLoopBackOff|ImagePullBackOff|ErrImagePull|Error|Pending|Evicted|OOMKilled|Failed|"
    r"Terminated|NotReady|Waiting|Unhealthy|Unknown)\b"
)
_BAD_FLAG = re.compile(
    r"(?:running|ready|healthy|available|success|connected|synced|up)[\"']?\s*[:=]\s*false\b|"
    r"(?:alarm|partition\w*|error|failed|unreachable|down|blocked|throttled)[\"']?\s*[:=]\s*true\b",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"[:=]\s*(?:<none>|<unset>|<nil>|none|null|false|\"\"|\[\]|\{\}|0)?,?\s*$|^\s*[\]\[{}(),]*\s*$",
    re.IGNORECASE,
)
_TABLE_ROW = re.compile(r"^\S+(?:\s{2,}\S.*?){3,}$")


def slow_case(words: str) -> bool:
    """Whether people complain of slowness, so that durations are what to look at."""
    return bool(_SLOW.search(words))


def seconds(text: str) -> float:
    """The longest duration that a line names, in seconds; 0 where it names none."""
    found = [
        float(number) * (0.001 if unit.lower().startswith("m") else 1.0)
        for number, unit in _DURATION.findall(text)
    ]
    found += [float(number) / 1000 for number in _NAMED_MS.findall(text)]
    return max(found, default=0.0)


class Worth(NamedTuple):
    """0 for a line that says nothing, about 10 for a fatal error of a known kind; and the kinds."""

    value: float
    signatures: frozenset[str] = frozenset()


def worth(kind: Kind, *, slow: bool) -> Worth:
    """How telling a line is by itself."""
    text = kind.text[:400]
    if _NOTHING.search(text) and not kind.loud:
        return Worth(0.1)
    hits = [] if kind.level == "debug" else match_log(text)[:3]
    value = _LEVELS[kind.level] + 0.8 * kind.loud
    value += sum(hit.signature.weight * _ROLES[hit.signature.role] for hit in hits)
    value += _slowness(text) if slow else 0.0
    value += _row(text)
    value *= 0.5 if _NORMAL_ROW.search(text) or _HEALTHY_ROW.search(text) else 1.0
    return Worth(value, frozenset(hit.signature.id for hit in hits))


def _slowness(text: str) -> float:
    """In a trace the deepest slow span lies nearest to the cause."""
    duration = seconds(text)
    if duration < 1.0:
        return 0.0
    return min(4.0, 2.0 + duration / 5) + min(1.0, _indent(text) / 12)


def _row(text: str) -> float:
    """What the row of a table or a field of a description adds."""
    value = 0.0
    value += 2.5 if _WARNING_ROW.search(text) else 0.0
    value += 1.0 if text.lstrip().startswith("Caused by") else 0.0
    value += 1.0 if _STATE_ROW.search(text) else 0.0
    value += 0.8 if _BAD_STATE.search(text) else 0.0
    value += 2.0 if _BAD_FLAG.search(text) else 0.0
    return value


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t│├└─|"))


def table_row(text: str) -> bool:
    """Whether a line is a row of a table with several columns."""
    return bool(_TABLE_ROW.match(text))
