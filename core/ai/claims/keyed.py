"""Which key a number stands under in the cited lines, and which one a sentence names."""

import re
from collections.abc import Sequence
from decimal import Decimal

from core.ai.claims.amounts import Told, bounds, told
from core.ai.claims.digits import in_digits
from core.ai.claims.parts import stem, stems

FIELD = re.compile(
    r"(?<![\w/.\[?&-])(?![\w.]*[-.][\w.-]*:\d)([A-Za-z_][\w.-]*)[\"')]?\s*[=:]\s*[\"']?(\d+(?:\.\d+)?)\s?(?:[A-Za-z%µ]{1,5})?(?![\w:=-]|\.\d)"
)
CLAUSES = re.compile(
    r"[;,]\s|\s(?:and|but|while|whereas|against|versus|than|then|where)\s", re.IGNORECASE
)
NOTHING = re.compile(
    r"(?:(?<=\bhad )no|(?<=\bhas )no|(?<=\bwith )no|\bzero|\bnone)\s+(?=[a-z]{4,})", re.IGNORECASE
)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|[_.-]")
SAME = {"averag": "avg", "maxim": "max", "peak": "max", "minim": "min", "nreturn": "return"}
BOUNDS = frozenset(["max", "min", "limit", "capac", "quota", "threshold"])
LEAST_PART = 3
NEAR = 30
UNIT_PARTS = frozenset(
    ["ms", "s", "sec", "secs", "seconds", "bytes", "mb", "gb", "kb", "pct", "percent", "total"]
)


def misnamed(claim: str, lines: Sequence[str]) -> str | None:
    """`sync took 269.6 s` where a line has `write=269.604 s, sync=1.820 s`."""
    keys = [(_parts(m[1]), Decimal(m[2])) for line in lines for m in FIELD.finditer(line)]
    common = set.intersection(*[p for p, _ in keys]) if keys else set()
    for clause in CLAUSES.split(NOTHING.sub("0 ", in_digits(claim))):
        numbers = told(clause)
        if len(numbers) != 1 or re.match(r"\s*(?:times|fold)\b", numbers[0].after):
            continue
        said = {SAME.get(word, word) for word in stems(clause)}
        own = [parts - common for parts, value in keys if _same(numbers[0], value)]
        if not own or any(_spoken(parts, said) for parts in own) or any(not parts for parts in own):
            continue
        meant = {
            word for parts, _ in keys if not parts & BOUNDS for word in (parts - common) & said
        }
        apart = {word: _distance(word, numbers[0], clause) for word in meant}
        nearest = min(apart, key=lambda word: (apart[word], word), default=None)
        if nearest is not None and apart[nearest] <= NEAR:
            return f"the cited lines don't give {numbers[0].quantity.raw:f} as “{nearest}”"
    return None


def _spoken(parts: set[str], said: set[str]) -> bool:
    """Whether a word of the key is said, or begins one that is: `rev` for `revision`."""
    return any(
        word.startswith(part[:4]) for part in parts for word in said if len(part) >= LEAST_PART
    )


def _distance(word: str, number: Told, clause: str) -> int:
    """How far a word stands from the number in its clause, in characters."""
    at = len(number.before)
    places = [m.start() for m in re.finditer(r"[A-Za-z_-]+", clause) if word in stems(m[0])]
    return min((abs(place - at) for place in places), default=len(clause))


def _parts(key: str) -> set[str]:
    words = {stem(p) for p in CAMEL.split(key) if len(p) > 1 and p.lower() not in UNIT_PARTS}
    return {SAME.get(word, word) for word in words}


def _same(told: Told, there: Decimal) -> bool:
    said = told.quantity
    if there in (said.raw, said.value, said.value * 1000):
        return True
    low, high, hedged = bounds(told)
    in_unit = low / told.unit <= there <= high / told.unit if told.unit else False
    return in_unit and (hedged or told.digits > 0)
