"""Notices calls that come to take far longer than the same calls took before in the same log."""

import re
from collections.abc import Iterable
from statistics import median
from typing import NamedTuple

LEAST_CALLS = 3
TIMES = 3.0
LEAST_SECONDS = 0.25
LOOK_AHEAD = 10
_UNITS = {"ms": 0.001, "mi": 0.001, "us": 0.000001, "µs": 0.000001}
# the time that a call took, as its own word or as the value of a field
_TOOK = re.compile(
    r"(?<![\w.:=/-])(?P<number>\d+(?:\.\d+)?) ?(?P<unit>ms|millis\w*|[uµ]s|s|secs?|seconds?)\b"
    r"|(?<![\w-])[\"']?(?:\w+[._])?(?P<name>duration|elapsed|latency|took|rt|response_?time"
    r"|request_?time|(?:duration|elapsed|latency|time)_?(?:ms|millis)|ms)[\"']?\s*[=:]\s*[\"']?"
    r"(?P<value>\d+(?:\.\d+)?) ?(?P<of>ms|millis\w*|[uµ]s|s|secs?|seconds?)?\b",
    re.IGNORECASE,
)
# what stands before a duration that was set, waited or counted, and that no call took
_SET = re.compile(
    r"(?:time-?out\w*|limit\w*|interval|every|ttl|in|after|back-?off|sleep\w*|wait\w*|delay\w*"
    r"|uptime|age|within|last|past|for|than|period|window|up|lag)[\"'=: (]*$",
    re.IGNORECASE,
)
_DONE_IN = re.compile(r"(?:done|finished|completed|took|served|rendered|ran) in $", re.IGNORECASE)
_HINT = re.compile(r"\d ?(?:m|s|u|µ)|duration|elapsed|latency|took|rt|time|ms", re.IGNORECASE)


class Call(NamedTuple):
    """A line that says how long a call took; `key` is the same for calls of one kind."""

    key: str
    line: int
    seconds: float


class Rise(NamedTuple):
    """Where calls of one kind become slow: from `first` to `last`, in lines that count from 1.

    `before` and `after` are medians in seconds of the `calls_before` and the `calls` slow ones;
    `bar` is from where on a call counts as slow.
    """

    key: str
    first: int
    last: int
    calls: int
    calls_before: int
    before: float
    after: float
    bar: float


def seconds(text: str) -> float | None:
    """The longest time in seconds that the line says a call took; None where it says none."""
    if not _HINT.search(text):
        return None
    found = []
    for hit in _TOOK.finditer(text[:2000]):
        ahead = text[max(0, hit.start() - 24) : hit.start()]
        if _SET.search(ahead) and not _DONE_IN.search(ahead):
            continue
        number = hit["number"] or hit["value"]
        unit = hit["unit"] or hit["of"] or _unit_of(hit["name"], number)
        if unit:
            found.append(float(number) * _UNITS.get(unit[:2].lower(), 1.0))
    return max(found, default=None)


def _unit_of(name: str, number: str) -> str | None:
    """The unit that a field's name tells; web servers give fractions of seconds without one."""
    if re.search(r"(?:ms|millis)$", name, re.IGNORECASE):
        return "ms"
    return "s" if "." in number and re.match(r"rt$|re\w+_?time$", name, re.IGNORECASE) else None


def rises(calls: Iterable[Call]) -> tuple[Rise, ...]:
    """Every kind of call that becomes slow, at least threefold, by order of its first slow line."""
    kinds: dict[str, list[Call]] = {}
    for call in calls:
        kinds.setdefault(call.key, []).append(call)
    found = [rise for of_kind in kinds.values() if (rise := _rise(of_kind))]
    return tuple(sorted(found, key=lambda rise: (rise.first, rise.key)))


def _rise(calls: list[Call]) -> Rise | None:
    if len(calls) < 2 * LEAST_CALLS:
        return None
    usual = median(call.seconds for call in calls[: max(LEAST_CALLS, len(calls) // 4)])
    bar = max(TIMES * usual, usual + LEAST_SECONDS)
    for place in range(LEAST_CALLS, len(calls) - LEAST_CALLS + 1):
        if calls[place].seconds < bar:
            continue
        ahead = [call.seconds >= bar for call in calls[place : place + LOOK_AHEAD]]
        if sum(ahead) >= max(LEAST_CALLS, 0.6 * len(ahead)):
            slow = [call for call in calls[place:] if call.seconds >= bar]
            return Rise(
                calls[0].key,
                slow[0].line,
                slow[-1].line,
                len(slow),
                place,
                median(call.seconds for call in calls[:place]),
                median(call.seconds for call in slow),
                bar,
            )
    return None


def spelled(duration: float) -> str:
    """A duration as people read it: `21 ms`, `5.2 s`."""
    if duration < 1:
        return f"{duration * 1000:.3g} ms"
    return f"{duration:.3g} s"
