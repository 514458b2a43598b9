"""Lines of one kind, told apart by a name: what a sentence says of one has to stand in that one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from core.ai.claims.digits import in_digits
from core.ai.claims.parts import CLOCK, DATE, clock_times, stem, ungrouped
from core.ai.claims.words import STOP

KEY = re.compile(r"([A-Za-z_][\w.-]*)[\"']?\s*[=:]\s*[\"']?(?=[\w/<\[-])")
TOKEN = re.compile(r"[A-Za-z0-9](?:[\w.@-]*\w)?")
CONTRAST = re.compile(
    r";\s|,?\s(?:while|whereas|but|and|against|versus)\s|,\s(?=\w+\s+\w+)", re.IGNORECASE
)
SET_AGAINST = re.compile(r";\s|,?\s(?:while|whereas|but)\s", re.IGNORECASE)
TIMES = re.compile(rf"{DATE.pattern}T?|{CLOCK.pattern}Z?|\b\d{{10,}}\b")
FIELD = re.compile(r"([A-Za-z_][\w.-]*)[\"']?\s*[=:]\s*[\"']?([A-Za-z0-9](?:[\w.@-]*\w)?)")
VALUE = re.compile(r"\d+(?:\.\d+)?(?:ms|s|m|h|%|[kmgt]i?b?)?")
NAME = re.compile(r"\d{1,2}:\d{2}|(?=.*\d)(?=.*[a-z]).{3,}|\d{4,}|\w+[-._]\w[\w.-]*")
HEDGED = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|over|under|than|least|most|approximately)\s+\d\S*"
)
SHARED_KEYS = 2
MOSTLY = 0.6


@dataclass(frozen=True)
class _Row:
    """What only this line has of all that are cited: its names and its values."""

    names: frozenset[str]
    values: frozenset[str]
    every: frozenset[str]


def mixed(claim: str, lines: Sequence[str]) -> str | None:
    """A name of one line with a value that only another line of the same kind has."""
    rows = _rows(lines)
    plain = ungrouped(in_digits(claim))
    if re.search(r"\b(?:between|from)\b", plain):
        plain = TIMES.sub(" ", plain)  # the times there are the ends of a span
    if why := _across(plain, rows):
        return why
    for clause in CONTRAST.split(plain):
        said = _said(HEDGED.sub(" ", clause))
        named = [row for row in rows if row.names & said]
        valued = [row for row in rows if row.values & said]
        if len(named) == 1 and valued and named[0] not in valued:
            name, value = min(named[0].names & said), min(valued[0].values & said)
            return f"“{value}” is not what the cited lines give for “{name}”"
    return None


def _across(claim: str, rows: Sequence[_Row]) -> str | None:
    """Two parts of the sentence that each put together what two lines tell apart."""
    parts = [_said(part) for part in SET_AGAINST.split(claim)]
    for one, other in combinations(rows, 2):
        mixed = [part - _clocks(claim) for part in parts]
        mixed = [part for part in mixed if part & one.every and part & other.every]
        if len(mixed) > 1:
            return (
                f"“{min(mixed[0] & one.every)}” and “{min(mixed[0] & other.every)}” are told apart"
            )
    return None


def _said(part: str) -> set[str]:
    plain = TIMES.sub(" ", part)
    return _clocks(part) | {form for match in TOKEN.finditer(plain) for form in _forms(match[0])}


def _forms(token: str) -> set[str]:
    lowered = token.lower()
    return {lowered, stem(lowered)} if lowered.isalpha() else {lowered}


def _rows(lines: Sequence[str]) -> list[_Row]:
    """The cited lines that are of one kind, none where there are not at least two."""
    fields = [_fields(line) for line in lines]
    rows = []
    for at, line in enumerate(lines):
        alike = [i for i, other in enumerate(lines) if i != at and _kin(line, other)]
        if not alike:
            continue
        others = set().union(*(_tokens(lines[i]) for i in alike))
        only = _tokens(line) - others
        shared = {
            value for key, value in fields[at].items() if all(key in fields[i] for i in alike)
        }
        values = frozenset(t for t in only & shared if VALUE.fullmatch(t))
        names = frozenset(t for t in only - values if t in shared or NAME.fullmatch(t))
        rows.append(_Row(names, values, frozenset(only)))
    return rows


def _fields(line: str) -> dict[str, str]:
    return {match[1].lower(): match[2].lower() for match in FIELD.finditer(TIMES.sub(" ", line))}


def _tokens(line: str) -> set[str]:
    plain = TIMES.sub(" ", line)
    forms = {form for match in TOKEN.finditer(plain) for form in _forms(match[0])}
    return (forms | _clocks(line)) - STOP


def _clocks(text: str) -> set[str]:
    """The times of day in a text, to the minute."""
    return {time.rpartition(":")[0] if time.count(":") > 1 else time for time in clock_times(text)}


def _kin(line: str, other: str) -> bool:
    keys, theirs = set(KEY.findall(line)), set(KEY.findall(other))
    if (
        keys
        and len(keys & theirs) >= SHARED_KEYS
        and len(keys & theirs) >= MOSTLY * len(keys | theirs)
    ):
        return True
    words, others = _words(line), _words(other)
    return len(words & others) >= MOSTLY * max(len(words | others), 3)


def _words(line: str) -> set[str]:
    return {word.lower() for word in re.findall(r"(?<![\w-])[A-Za-z]{3,}(?![\w-])", line)}
