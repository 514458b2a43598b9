"""Two events, or two ends, that a sentence tells in the other order than the cited lines."""
# ruff: noqa: E501  a pattern or a table is easier to read unbroken

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from core.ai.claims.digits import in_digits
from core.ai.claims.names import names, occurs
from core.ai.claims.parts import CLOCK, clock_times, stems, untimed
from core.ai.claims.times import UNDATED, moments

FROM_TO = re.compile(
    r"\b(?:from|between)\s+(\S+?)\s+(?:to|and|down to|up to)\s+(\S+?)(?=[\s,;)]|\.(?:\s|$)|$)",
    re.IGNORECASE,
)
CERTAIN = 2
ORDER = re.compile(r"\b(before|after|followed by|preceded by|prior to|then)\b", re.IGNORECASE)
HEDGES = r"(?:(?:about|around|roughly|approximately|almost|nearly|just|only|some|over|under|less|more|than|within|a|an|the|few|well|exactly|little|bit|shortly|soon|immediately|right|moments)\s+)*"
# `from 250 to 4900` speaks of two lines at once
SPANS = re.compile(r"\bfrom \d\S* to \d|\bthan\b.*\bbefore\b")
# `after 5 seconds`, `after that` order nothing within the sentence
NO_ORDER = re.compile(
    rf"\s+{HEDGES}(?:(?<!\bthe )\d|(?:that|this|which|midnight|noon|seconds?|minutes?|hours?)\b)",
    re.IGNORECASE,
)
FIRST = re.compile(r"(.+?)\bfirst,? (?:and|then) (.+?)\s(?:followed|second|next)\b")
# a time in a field is no time of the line: `notAfter="2025-01-28T10:28:00Z"`
QUOTED = re.compile(r"\w+=\"[^\"]*\"|\"\w+\":\s?\"[^\"]*\"")
AFTER_IT = re.compile(r"(?:seconds?|minutes?|hours?) (?:after|before) (?:it|they) ")
THEN = re.compile(r"([\w.-]*\d[\w.-]*),? (?:and )?then (?:\w+ ){0,3}?([\w.-]*\d[\w.-]*)")
DURATION = re.compile(
    rf"\b{HEDGES}(?:\d+(?:\.\d+)?\s+)?(?:milli)?(?:seconds?|minutes?|hours?|days?|moments?|later)\b",
    re.IGNORECASE,
)


def swapped(claim: str, lines: Sequence[tuple[int, str]]) -> str | None:
    """Two ends, or two events, told in the other order than the cited lines have them."""
    if why := _swapped_ends(claim, lines):
        return why
    if len({number for number, _ in lines}) < 2:
        return _swapped_in_a_line(in_digits(claim), lines)
    if any(_several_times(text) for _, text in lines):
        return None  # a line that tells of another time than its own
    when, claim = event_order(lines), in_digits(claim)
    first = FIRST.match(claim)
    told = _events(first[1], first[2], lines) if first else None
    if told and when[told[0]] > when[told[1]]:
        return "“first” is the wrong way round"
    return _before_or_after(claim, when, lines)


def _before_or_after(
    claim: str, when: Mapping[int, tuple[float, int]], lines: Sequence[tuple[int, str]]
) -> str | None:
    for match in ORDER.finditer(claim):
        pronoun = AFTER_IT.search(claim, max(0, match.start() - 12), match.end() + 6)
        if NO_ORDER.match(claim, match.end()) or SPANS.search(claim) or pronoun:
            continue
        before, rest = (
            claim[: match.start()],
            re.split(r"[;:]\s|\sand\s|,\swith\s", claim[match.end() :])[0],
        )
        if not stems(DURATION.sub(" ", before)):
            # `Three minutes after the fix, calls worked` tells the later one last
            if match[1].lower() not in ("before", "after") or ", " not in rest:
                continue
            rest, before = rest.split(", ", 1)
        told = _events(before, rest, lines)
        earlier_first = match[1].lower() in ("before", "followed by", "prior to", "then")
        if told and (when[told[0]] < when[told[1]]) != earlier_first:
            return f"“{match[1]}” is the wrong way round"
    return None


def event_order(texts: Iterable[tuple[int, str]]) -> dict[int, tuple[float, int]]:
    """When each line's event was, as a key to sort by: its first time, else its place."""
    lines = list(texts)
    first = {number: moments(text)[:1] for number, text in lines}
    if not all(first.values()):
        return {number: (0.0, number) for number, _ in lines}
    at = {number: told[0].at for number, told in first.items()}
    dated = not any(moment.year == UNDATED for moment in at.values())
    day = datetime(UNDATED, 1, 1, tzinfo=UTC).date()
    return {
        number: ((moment if dated else datetime.combine(day, moment.timetz())).timestamp(), number)
        for number, moment in at.items()
    }


def _several_times(line: str) -> bool:
    told = moments(line)[:1] + moments(QUOTED.sub(" ", line))
    at = [moment.at.hour * 60 + moment.at.minute for moment in told]
    return bool(at) and max(at) - min(at) > 1


def _swapped_ends(claim: str, lines: Sequence[tuple[int, str]]) -> str | None:
    for match in FROM_TO.finditer(claim):
        first, second = match[1].strip("\"'`,"), match[2].strip("\"'`,")
        if clock_times(first) and clock_times(second) and first < second:
            continue
        back = re.compile(rf"to\W+{re.escape(second)}\W+from\W+{re.escape(first)}", re.IGNORECASE)
        for _, line in lines:
            if re.search(r"prev|old_|oldest|former|instead|\blast", line, re.IGNORECASE):
                continue
            if re.search(rf"\bwas\s+[\"'\[]?{re.escape(first)}", line, re.IGNORECASE):
                continue
            at, then = _place(first, line), _place(second, line, last=True)
            if at is not None and then is not None and at > then and not back.search(line):
                return f"“{first}” and “{second}” are swapped"
    return None


def _events(before: str, rest: str, lines: Sequence[tuple[int, str]]) -> tuple[int, int] | None:
    """The two lines that the parts of a sentence speak of, None if that is not certain."""
    left, right = _scores(before, lines), _scores(rest, lines)
    best = max(
        ((one, other) for one in left for other in right if one != other),
        key=lambda pair: left[pair[0]] + right[pair[1]],
        default=None,
    )
    if best is None:
        return None
    one, other = best
    leads = left[one] - left[other], right[other] - right[one]
    return best if min(leads) >= 0 and sum(leads) >= CERTAIN else None


def _swapped_in_a_line(claim: str, lines: Sequence[tuple[int, str]]) -> str | None:
    for match in re.finditer(r"\b(before|after)\b", claim, re.IGNORECASE):
        for _, line in lines:
            if why := _then(claim[: match.start()], claim[match.end() :], match[1], line):
                return why
            there = re.search(r"\b(before|after)\b", line, re.IGNORECASE)
            if there is None or NO_ORDER.match(line, there.end()):
                continue
            straight = len(stems(claim[: match.start()]) & stems(line[: there.start()])) + len(
                stems(claim[match.end() :]) & stems(line[there.end() :])
            )
            crossed = len(stems(claim[: match.start()]) & stems(line[there.end() :])) + len(
                stems(claim[match.end() :]) & stems(line[: there.start()])
            )
            if NO_ORDER.match(claim, match.end()):
                continue
            same = there[1].lower() == match[1].lower()
            if (crossed > straight and same) or (straight > crossed and not same):
                return f"“{match[1]}” is the wrong way round"
    return None


def _then(left: str, right: str, order: str, line: str) -> str | None:
    """`b before a` where the line has `a, then b`."""
    for match in THEN.finditer(line):
        first, second = match[1].rstrip("."), match[2].rstrip(".")
        earlier, later = (left, right) if order.lower() == "before" else (right, left)
        turned = occurs(second, earlier) and occurs(first, later)
        if turned and not occurs(first, earlier) and not occurs(second, later):
            return f"“{order}” is the wrong way round"
    return None


def _place(token: str, line: str, *, last: bool = False) -> int | None:
    plain = line if clock_times(token) else CLOCK.sub(lambda time: " " * len(time[0]), line)
    found = re.finditer(rf"(?<![\w.]){re.escape(token)}(?![\w])", plain, re.IGNORECASE)
    places = [match.start() for match in found]
    return places[-last] if places else None


def _scores(part: str, lines: Sequence[tuple[int, str]]) -> dict[int, int]:
    """How much each cited line shares with a part of the sentence."""
    words, times = stems(part), clock_times(part)
    named = [name for name in names(part) if sum(occurs(name, line) for _, line in lines) == 1]
    states = {  # `UP` and `DOWN` are no telling words otherwise
        state
        for state in re.findall(r"\b[A-Z]{2,}\b", part)
        if sum(bool(re.search(rf"\b{state}\b", line)) for _, line in lines) == 1
    }
    figures = re.findall(r"(?<![\w.:-])\d{2,}(?![\w:-]|\.\d)", part)
    return {
        number: len(words & stems(line))
        + 3 * sum(time in line for time in times)
        + 2 * sum(occurs(name, line) for name in named)
        + 2 * sum(_alone(figure, line, lines) for figure in figures)
        + 2 * sum(bool(re.search(rf"\b{state}\b", line)) for state in states)
        for number, line in lines
    }


def _alone(figure: str, line: str, lines: Sequence[tuple[int, str]]) -> bool:
    """Whether this line is the only one with the figure."""
    without_times = [(text, untimed(text)) for _, text in lines]
    holding = [
        text for text, plain in without_times if re.search(rf"(?<![\d.]){figure}(?!\d|\.\d)", plain)
    ]
    return holding == [line]
