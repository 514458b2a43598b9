"""What can be worked out of the lines' numbers: differences, ratios, sums, fractions, counts."""
# ruff: noqa: E501  a pattern or a table is easier to read unbroken

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations

from core.ai.claims import parts
from core.ai.claims.amounts import FRACTION, Told, bounds
from core.ai.claims.parts import Quantity

WORKED_OUT = re.compile(
    r"\b(?:points?|more|fewer|less|over|above|below|under|behind|ahead|beyond|past|older|late|difference|apart|short|freed|rose|grew|climbed|went up|fell|dropped|"
    r"went down|increased?|decreased?|gain\w*|los\w+|lost|by|add\w*|remov\w*|extra|additional|another|join\w*|left|jump|gap|oversold|too (?:few|many|much)|longer|shorter|higher|slower|faster|"
    r"shed|cut|rais\w*|lower\w*|new)\b",
    re.IGNORECASE,
)  # fmt: skip
_VALUE = rf"(-?\d+(?:\.\d+)?)\s?({parts.UNIT_PATTERN})?"
CHANGE = re.compile(
    rf"(?<![\w.,]){_VALUE}(?:[\"'}}\]]?,?\s*[\"']?(?:-+>|=+>|→|\bto\b|\bnow\b|\bnew\b|\bafter\b|\bcurrent\b)"
    rf"[\"']?\s*[:=]?\s*[\"'\[]?){_VALUE}(?![\w:]|,\d)",
    re.IGNORECASE,
)
BEFORE = re.compile(
    rf"([a-z]\w*)[\"']?[=:][\"']?{_VALUE}(?![A-Za-z])[^=:]{{0,20}}?\b(?:prev|previous|old|last)_?\1[\"']?[=:][\"']?{_VALUE}(?![A-Za-z])",
    re.IGNORECASE,
)
FRACTIONS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
BY = re.compile(r"\b(?:by|jump of|gap of|difference of)\s+$", re.IGNORECASE)
OUT_OF = re.compile(r"(?<![\w./-])(\d+)(?:/| (?:out )?of (?:the |its |all )?)(\d+)(?![\w/-]|\.\d)")
RATE = re.compile(r"\s*\w*\s*(?:per|a|an|each|every)\s+(second|minute|hour)\b", re.IGNORECASE)
PER = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)\s?\w{0,12}/\s?(s|sec|second|min|minute|m|h|hr|hour)\b",
    re.IGNORECASE,
)
LISTED = re.compile(r"(?:[\[:=(]\s?[\"']?|\b(?:of|to|from) )((?:[\w.@-]+,\s?)+[\w.@-]+)")
MOST_NUMBERS = 14


def worked_out(number: Told, claim: str, known: Sequence[Quantity], lines: Sequence[str]) -> bool:
    """Whether it is a sum, difference or ratio of the lines' numbers, and told as one.

    What a line itself sets against each other counts most: `11 -> 14`, `97 of 100`.
    """
    wholes = shares_of(lines)
    told_apart = changes(lines) + wholes
    said, (low, high, hedged) = number.quantity, bounds(number)
    points = bool(re.match(r"\s*(?:percentage\s+)?points?\b", number.after))
    numbers = list(dict.fromkeys(q.raw for q in known if q.dimension != "name"))[:MOST_NUMBERS]
    kinds = {q.raw: q.dimension if q.dimension != "count" else None for q in known}
    every = [(max(a, b), min(a, b)) for a, b in combinations(numbers, 2) if min(a, b) > 0]
    pairs = [(a, b) for a, b in every if kinds[a] == kinds[b]]
    measured = list(
        dict.fromkeys(q.value for q in known if q.dimension in ("time", "size") and q.value)
    )[:MOST_NUMBERS]
    summed = re.search(r"\d\s+(?:out )?of\s+(?:the\s+)?$", number.before)
    found: list[Decimal] = []
    if said.dimension == "share" and not points:
        found += [100 * b / a for a, b in pairs] + [
            100 * (a - b) / whole for a, b in pairs for whole in (a, b)
        ]
        found += [100 * b / (a + b) for a, b in pairs]
        found = found if hedged or re.search(r"\bof\b", claim) else []
        if wholes:  # the lines say themselves what is a part of what
            found = [share for a, b in wholes if b for share in (100 * a / b, 100 - 100 * a / b)]
    elif points or (
        WORKED_OUT.search(claim) and (said.raw >= 5 or number.digits or BY.search(number.before))
    ):
        found += [a - b for a, b in pairs]
        found += [(a - b) * number.unit for a, b in pairs if said.dimension == "size"]
    found += [abs(a - b) for a, b in told_apart]
    if re.match(
        r"\s*(?:times|fold) (?:as|the|more|what|its|higher|longer|larger|that|over|slower|faster|of)\b|\s*fold\b|\s*\w+ per\b|-fold",
        number.after,
    ):
        found += [a / b for a, b in every]
        found += [max(a, b) / min(a, b) for a, b in combinations(measured, 2)]
    if said.dimension in ("time", "size") and WORKED_OUT.search(claim):
        found += [abs(a - b) for a, b in combinations(measured, 2)]
    if rate := RATE.match(number.after):
        seconds = parts.UNITS[rate[1].lower()][1]
        spans = [q.value for q in known if q.dimension == "time" and q.value > 0]
        found += [n * seconds / span for n in numbers for span in spans]
    if summed:
        found += [a + b for a, b in pairs]
    if hedged and said.dimension in (None, "size"):
        found += _shares(known, said.dimension)
    return any(low <= value <= high for value in found)


def changes(lines: Iterable[str]) -> list[tuple[Decimal, Decimal]]:
    """What lines set against each other: `11 -> 14`, `from=120 to=220`, `size=4 prev_size=7`."""
    found: list[tuple[Decimal, Decimal]] = []
    for line in lines:
        found += [
            (_base(m[1], m[2] or m[4]), _base(m[3], m[4] or m[2])) for m in CHANGE.finditer(line)
        ]
        found += [(_base(m[4], m[5]), _base(m[2], m[3])) for m in BEFORE.finditer(line)]
    return found


def _base(digits: str, unit: str | None) -> Decimal:
    factor = parts.UNITS[unit.lower()][1] if unit else Decimal(1)
    return Decimal(digits) * factor


def shares_of(lines: Iterable[str]) -> list[tuple[Decimal, Decimal]]:
    """What lines tell as a part and its whole: `4998/5000`, `97 of 100`."""
    return [
        (Decimal(m[1]), Decimal(m[2]))
        for line in lines
        for m in OUT_OF.finditer(parts.ungrouped(line))
    ]


def fractions_missing(claim: str, known: Sequence[Quantity]) -> list[str]:
    """The fractions of a claim (already `in_digits`) that no two numbers of the lines make."""
    usable = [q.raw for q in known if q.dimension != "name" and q.raw > 0]
    numbers = list(dict.fromkeys(usable))[:MOST_NUMBERS]
    ratios = [a / b for a in numbers for b in numbers if a < b]
    missing = []
    for match in FRACTION.finditer(claim):
        count = match[1] or match[3] or "1"
        share = Decimal(count if count.isdigit() else 1)
        share /= FRACTIONS[(match[2] or match[4]).lower()]
        whole = any(abs(number - 100 * share) < 1 for number in numbers)
        # `raised by half`, `3 healthy and 9 unhealthy`
        ratios += [1 / ratio - 1 for ratio in ratios] + [
            a / (a + b) for a in numbers for b in numbers
        ]
        if (
            ratios
            and not whole
            and not any(abs(ratio / share - 1) < Decimal("0.12") for ratio in ratios)
        ):
            missing.append(match[0])
    return missing


def listed(lines: Iterable[str]) -> list[Quantity]:
    """How many things each list of the lines has: `Wait queue: 9981, 9987, 9990` has three."""
    counts = {Decimal(m[1].count(",") + 1) for line in lines for m in LISTED.finditer(line)}
    return [Quantity(count, "count", count) for count in sorted(counts)]


def parts_swapped(claim: str, lines: Iterable[str]) -> str | None:
    """`three of four` where the lines have `1/4`, `4 of 3` for `3 of 4`."""
    there = shares_of(lines)
    for part, whole in shares_of([claim]):
        wholes = [p for p, w in there if w == whole]
        if any(p == part for p, _ in there) and not any(w == whole for _, w in there):
            return f"the cited lines don't give {part:f} of {whole:f}"
        rest = (whole - part, whole) in there
        if not rest and (part, whole) not in there and (wholes or (whole, part) in there):
            return f"the cited lines don't give {part:f} of {whole:f}"
    return None


def _shares(known: Sequence[Quantity], dimension: str | None) -> list[Decimal]:
    """What each percentage is of each plain number."""
    shares = [q.raw / 100 for q in known if q.dimension == "share"][:4]
    plain = [q.raw for q in known if q.dimension in (None, "count") and q.raw >= 100]
    if dimension == "size":
        plain = [q.value for q in known if q.dimension == "size"]
    return [share * number for share in shares for number in plain[:MOST_NUMBERS]]


def enumerated(claim: str) -> set[Decimal]:
    """How many names the sentence itself lists: `two instances (i-1 and i-2)`."""
    lists = re.findall(r"\(([^()]*)\)", claim)
    found = [re.split(r",\s*(?:and\s+)?|\s+and\s+", inside) for inside in lists]
    return {Decimal(len(items)) for items in found if len(items) > 1}


def other_rate(claim: str, cited: str) -> str | None:
    """`340 per second` where the lines have `340/min`."""
    there = {Decimal(m[1]): m[2].lower()[0] for m in PER.finditer(cited)}
    for match in re.finditer(
        rf"(\d+(?:\.\d+)?){RATE.pattern}", parts.ungrouped(claim), re.IGNORECASE
    ):
        unit = there.get(Decimal(match[1]))
        if unit and unit != match[2].lower()[0]:
            return f"the cited lines don't have {match[1]} per {match[2]}"
    return None
