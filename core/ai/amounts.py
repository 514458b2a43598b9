"""Numbers in prose against numbers in lines: rounded, hedged, converted, counted, worked out."""
# ruff: noqa: E501  a pattern or a table is easier to read unbroken

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations

from core.ai import claim_parts as parts
from core.ai.claim_parts import Quantity

SMALL = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20,
}  # fmt: skip
TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
ORDINALS = {
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_UNITS = r"(second|minute|hour|day)s?"
HALVES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\bhalf an? {_UNITS}\b", re.IGNORECASE), r"0.5 \1"),
    (re.compile(rf"\ban? {_UNITS} and a half\b", re.IGNORECASE), r"1.5 \1"),
    (re.compile(r"\b(\d+) and a half\b", re.IGNORECASE), r"\1.5"),
    (re.compile(r"(\d)[- ](?=(?:second|minute|hour|day|millisecond)s?\b)", re.IGNORECASE), r"\1 "),
)
WORDED = re.compile(
    rf"\b(?:({'|'.join(TENS)}|twenty)-(one|{'|'.join(SMALL)})|({'|'.join([*SMALL, *TENS])}))\b(?!-)",
    re.IGNORECASE,
)
SCALED = re.compile(r"\b(\d+(?:\.\d+)?)\s+(thousand|million|billion)\b", re.IGNORECASE)
SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
RANGE = re.compile(
    rf"(?<!from )(?<!between )\b(\d+)\s?(?:to|or|–|-)\s?(\d+)\s({parts.UNIT_PATTERN})\b"
)
_HEDGE = r"\b(?:{})\s+(?:(?:a|an|the|of|only|another|mere|its|all)\s+)*$"
NEAR = re.compile(_HEDGE.format("about|around|roughly|approximately|some|circa|approx") + "|[~≈]$", re.IGNORECASE)  # fmt: skip
NEARLY = re.compile(_HEDGE.format("nearly|almost|close to|just under|not quite|a little under|slightly under"), re.IGNORECASE)  # fmt: skip
OVER = re.compile(
    _HEDGE.format("over|more than|at least|above|upwards of|exceeding|beyond"), re.IGNORECASE
)
UNDER = re.compile(
    _HEDGE.format("less than|under|within|fewer than|at most|up to|below"), re.IGNORECASE
)
WORKED_OUT = re.compile(
    r"\b(?:points?|more|fewer|less|over|above|below|difference|apart|short|rose|grew|climbed|went up|fell|dropped|"
    r"went down|increased?|decreased?|gained|lost|by)\b",
    re.IGNORECASE,
)  # fmt: skip
MOST_NUMBERS = 14
UNDATED = 2000
DAY = 86_400
STAMP = re.compile(
    r"(?:(\d{4})[-/](\d{2})[-/](\d{2})[T ,]+)?(?:(?<![\d:.])|(?<=/\d{4}:))(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6}))?)?(?![\d:])"
    r"\s?(Z|UTC|[+-]\d{2}:?\d{2})?"
)
COMPOSITE = re.compile(r"(?<![\w.])(?:(\d+)\s?h\s?)?(\d+)\s?m(?:in)?\s?(\d+(?:\.\d+)?)\s?s\b")


@dataclass(frozen=True)
class Moment:
    """A time of day in a line: `clock` as it stands there, `at` in UTC where the zone is told."""

    clock: str
    at: datetime
    zone: str | None


@dataclass(frozen=True)
class Told:
    """A number of a claim with what stands around it."""

    quantity: Quantity
    unit: Decimal
    digits: int
    before: str
    after: str


def in_digits(claim: str) -> str:
    """The claim with its number words as digits: `three and a half`, `8.4 million`, `forty-one`."""

    def digit(match: re.Match[str]) -> str:
        if match[1]:
            ones = SMALL.get(match[2].lower(), 1)
            return str({**TENS, "twenty": 20}[match[1].lower()] + ones)
        return str({**SMALL, **TENS}[match[3].lower()])

    claim = WORDED.sub(digit, claim)
    for pattern, plain in HALVES:
        claim = pattern.sub(plain, claim)
    return claim


def told(claim: str) -> list[Told]:
    """The numbers of a claim (already `in_digits`) that are not part of times and names."""
    plain = parts.CLOCK.sub(" ", parts.DATE.sub(" ", claim))
    for name in sorted(parts.names(claim), key=len, reverse=True):
        plain = re.sub(re.escape(name), " ", plain)
    found = []
    for match in parts.QUANTITY.finditer(plain):
        quantity = parts.quantity(match[1], match[2])
        if quantity is None:
            continue
        scale = SCALED.match(plain, match.start(1))
        unit = Decimal(SCALES[scale[2].lower()]) if scale else Decimal(1)
        if quantity.raw:
            unit = unit * quantity.value / quantity.raw
        digits = len(match[1].rpartition(".")[2]) if re.search(r"\.\d+$", match[1]) else 0
        found.append(
            Told(quantity, unit, digits, plain[: match.start()], plain[match.end() :][:40])
        )
    return found


def bounds(number: Told) -> tuple[Decimal, Decimal, bool]:
    """From where to where a line's number may lie for what is said, in base units; whether hedged."""
    value, half = number.quantity.raw * number.unit, number.unit / (2 * 10**number.digits)
    if NEAR.search(number.before):
        loose = max(abs(value) * Decimal("0.08"), half if number.quantity.dimension else half / 10)
        if number.quantity.dimension == "time" and number.quantity.raw <= Decimal("1.5"):
            loose = max(loose, number.unit / 6)
        return value - loose, value + loose, True
    if NEARLY.search(number.before):
        return value * Decimal("0.84"), value * Decimal("1.005"), True
    if OVER.search(number.before):
        return value, value * Decimal("1.35"), True
    if UNDER.search(number.before):
        return value * Decimal("0.4"), value, True
    if number.quantity.dimension is None and number.unit == 1:
        half = half if number.digits else Decimal("0.5")
    return value - half, value + half, False


def holds(number: Told, known: Sequence[Quantity], gaps: Sequence[Decimal]) -> bool:
    """Whether the lines give this number, as it stands, rounded, or converted."""
    said = number.quantity
    if (number.unit == 1 or said.dimension) and any(said.same_as(other) for other in known):
        return True
    low, high, hedged = bounds(number)
    if said.dimension == "time" and any(
        low <= gap <= high or (not hedged and abs(gap - said.value) < 1) for gap in gaps
    ):
        return True
    return any(low <= value <= high for value in _comparable(number, known, hedged=hedged))


def _comparable(number: Told, known: Sequence[Quantity], *, hedged: bool) -> Iterable[Decimal]:
    """The lines' numbers that may be told as this one, in its base unit."""
    dimension = number.quantity.dimension
    for other in known:
        whole = other.raw == other.raw.to_integral_value()
        if dimension and other.dimension == dimension:
            yield other.value
        elif dimension == "time" and other.dimension is None:
            if not whole or hedged:
                yield other.raw
            if other.raw >= 1000:
                yield other.raw / 1000
        elif (
            (dimension == "size" and other.dimension is None and other.raw >= 1_000_000)
            or (dimension == "share" and other.dimension is None and (hedged or not whole))
            or (dimension is None and (hedged or not whole or number.unit > 1))
        ):
            yield other.raw


def worked_out(number: Told, claim: str, known: Sequence[Quantity]) -> bool:
    """Whether it is a sum, difference or ratio of the lines' numbers, and told as one."""
    said, (low, high, hedged) = number.quantity, bounds(number)
    points = bool(re.match(r"\s*(?:percentage\s+)?points?\b", number.after))
    numbers = list(dict.fromkeys(q.raw for q in known))[:MOST_NUMBERS]
    pairs = [(max(a, b), min(a, b)) for a, b in combinations(numbers, 2) if min(a, b) > 0]
    summed = re.search(r"\d\s+(?:out )?of\s+(?:the\s+)?$", number.before)
    found: list[Decimal] = []
    if said.dimension == "share" and not points:
        found += [100 * b / a for a, b in pairs] + [100 * (a - b) / b for a, b in pairs]
        found += [100 * b / (a + b) for a, b in pairs]
        found = found if hedged or re.search(r"\bof\b", claim) else []
    elif points or (WORKED_OUT.search(claim) and said.raw >= 5):
        found += [a - b for a, b in pairs]
    if re.match(r"\s*(?:times|fold)\b|\s*\w+ per\b|-fold", number.after):
        found += [a / b for a, b in pairs]
    if summed:
        found += [a + b for a, b in pairs]
    if hedged and said.dimension is None:
        found += _shares(known)
    return any(low <= value <= high for value in found)


def _shares(known: Sequence[Quantity]) -> list[Decimal]:
    """What each percentage is of each plain number."""
    shares = [q.raw / 100 for q in known if q.dimension == "share"][:4]
    plain = [q.raw for q in known if q.dimension is None and q.raw >= 100][:MOST_NUMBERS]
    return [share * number for share in shares for number in plain]


def range_holds(low: str, high: str, unit: str, known: Sequence[Quantity], gaps: Sequence[Decimal]) -> bool:  # fmt: skip
    """Whether `five to six minutes` has a time of the lines in it."""
    dimension, factor = parts.UNITS[unit.lower()]
    values = [q.value for q in known if q.dimension == dimension] + list(gaps)
    return any(Decimal(low) * factor <= value <= Decimal(high) * factor for value in values)


def moments(line: str) -> list[Moment]:
    """The times of day in a line, each on its day if it is told."""
    return [told for match in STAMP.finditer(line) if (told := _moment(match))]


def _moment(match: "re.Match[str]") -> Moment | None:
    """None where it is no time at all (25:00, 31 February)."""
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        at = datetime(
            int(year or UNDATED), int(month or 1), int(day or 1), int(hour), int(minute),
            int(second or 0), int((fraction or "0").ljust(6, "0")), tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return None
    clock = f"{hour}:{minute}" + (f":{second}" if second else "")
    if zone and zone[0] in "+-":
        sign = -1 if zone[0] == "-" else 1
        at -= sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return Moment(clock, at, zone)


def gaps(lines: Iterable[str]) -> list[Decimal]:
    """The seconds between any two times in the cited lines."""
    times = list(dict.fromkeys(m.at for line in lines for m in moments(line)))[:12]
    found = []
    for one, other in combinations(times, 2):
        apart = abs((one - other) / timedelta(seconds=1))
        if UNDATED not in (one.year, other.year):
            found.append(Decimal(str(apart)))
        else:
            within = apart % DAY
            found.append(Decimal(str(min(within, DAY - within))).quantize(Decimal("0.001")))
    return found


def composite(line: str) -> list[Quantity]:
    """`1min 12.480s` as 72.48 seconds."""
    return [
        Quantity(seconds, "time", seconds)
        for match in COMPOSITE.finditer(line)
        for seconds in [Decimal(match[1] or 0) * 3600 + Decimal(match[2]) * 60 + Decimal(match[3])]
    ]
