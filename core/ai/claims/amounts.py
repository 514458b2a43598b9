"""Numbers in prose against numbers in lines: rounded, hedged, converted, counted, worked out."""
# ruff: noqa: E501  a pattern or a table is easier to read unbroken

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.ai.claims import parts
from core.ai.claims.names import names
from core.ai.claims.parts import Quantity

ORDINALS = {
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
SCALED = re.compile(r"\b(\d+(?:\.\d+)?)\s+(thousand|million|billion)\b", re.IGNORECASE)
SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
RANGE = re.compile(
    rf"(?<!from )(?<!between )(?<![:.])\b(\d+)\s?(?:to|or|–|-)\s?(\d+)\s({parts.UNIT_PATTERN})\b"
)
BETWEEN = re.compile(
    rf"\b(?:between|from)\s(\d+)\s(?:(?:{parts.UNIT_PATTERN})\s)?(?:and|to)\s(\d+)\s({parts.UNIT_PATTERN})\b"
)
_HEDGE = r"\b(?:{})\s+(?:(?:a|an|the|of|only|another|mere|its|all)\s+)*$"
NEAR = re.compile(
    _HEDGE.format(
        "(?:about|around|roughly|approximately|some|circa|approx)(?:\\s+\\d[\\d.,]*\\s?\\w*\\s+(?:to|and|or))?"
    )
    + "|[~≈]$",
    re.IGNORECASE,
)
NEARLY = re.compile(_HEDGE.format("nearly|almost|close to|just under|not quite|a little under|slightly under"), re.IGNORECASE)  # fmt: skip
OVER = re.compile(
    _HEDGE.format("over|more than|at least|above|upwards of|exceeding|beyond"), re.IGNORECASE
)
AT_MOST = re.compile(_HEDGE.format("at most|up to"), re.IGNORECASE)
WITHIN = re.compile(_HEDGE.format("within"), re.IGNORECASE)
UNDER = re.compile(_HEDGE.format("less than|under|within|fewer than|below"), re.IGNORECASE)
COUNTED = re.compile(
    rf"\s+(?!(?:{parts.UNIT_PATTERN}|points|times|percent|metres|meters|towards|across|versus|always)\b)(?:[a-z]+\s+)?[a-z]{{3,}}s\b"
)
FRACTION = re.compile(
    r"\b(?:(?:(an?|one|\d)\s+)?(half|halves)|(an?|one|\d)\s+(third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|hundredth|"
    r"thousandth)s?)(?:\s+(?:of|as)\b|(?=[.,;)]|$))",
    re.IGNORECASE,
)
MEMORY_STEP = 128
EXACT = 3  # as many digits are not rounded much
ROUNDED = re.compile(r"[1-9]\d+?(0{2,})")


@dataclass(frozen=True)
class Told:
    """A number of a claim with what stands around it."""

    quantity: Quantity
    unit: Decimal
    digits: int
    before: str
    after: str


def told(claim: str) -> list[Told]:
    """The numbers of a claim (already `in_digits`) that are not part of times and names."""
    plain = parts.CLOCK.sub(" ", parts.DATE.sub(" ", claim))
    plain = FRACTION.sub(" ", parts.DAY.sub(" ", plain))
    for name in sorted(names(claim), key=len, reverse=True):
        plain = re.sub(re.escape(name), " ", plain)
    found = []
    for match in parts.QUANTITY.finditer(plain):
        # `512M` is no time: only its digits are compared
        quantity = parts.quantity(match[1], None if match[2] == "M" else match[2])
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
        exact = len(f"{number.quantity.raw:f}".replace(".", "").strip("0")) >= EXACT
        loose = max(
            abs(value) * Decimal("0.02" if exact else "0.09"),
            half * Decimal("1.2") if number.quantity.dimension else half / 10,
        )
        if number.quantity.dimension == "time" and number.quantity.raw <= Decimal("1.5"):
            loose = max(loose, number.unit / 6)
        return value - loose, value + loose, True
    if NEARLY.search(number.before):
        return value * Decimal("0.84"), value * Decimal("1.005"), True
    if OVER.search(number.before):
        return value * Decimal("0.999"), value * (1 + _more(number)), True
    if AT_MOST.search(number.before):
        return value * Decimal("0.97"), value * Decimal("1.01"), True
    if UNDER.search(number.before) and number.quantity.raw == 1:
        return Decimal(0), value, True
    if UNDER.search(number.before):
        loose = number.quantity.dimension == "time" and not WITHIN.search(number.before)
        least = Decimal("0.4" if loose else "0.6")
        return value * least, value * Decimal("1.01"), True
    if number.quantity.dimension is None and number.unit == 1:
        half = half if number.digits else Decimal("0.5")
        if rounded := ROUNDED.fullmatch(f"{number.quantity.raw:f}"):  # `132,000` for 131,877
            half = Decimal(10) ** len(rounded[1]) / 2
    return value - half, value + half, False


def _rounded(number: Told) -> bool:
    return ROUNDED.fullmatch(f"{number.quantity.raw:f}") is not None


def _more(number: Told) -> Decimal:
    """By how much of itself a number may be exceeded that is told with *over*."""
    whole_unit = number.quantity.dimension == "time" and number.quantity.raw == 1
    if re.search(
        r"\b(?:just|little|slightly|bit|barely) (?:over|more than|above)\b", number.before[-30:]
    ):
        return Decimal("0.5") if whole_unit else Decimal("0.25")
    return Decimal("0.95") if whole_unit else Decimal("0.3")


def holds(number: Told, known: Sequence[Quantity], gaps: Sequence[Decimal]) -> bool:
    """Whether the lines give this number, as it stands, rounded, or converted."""
    said = number.quantity
    counted = said.dimension is None and COUNTED.match(number.after)
    measured = said.dimension or NEAR.search(number.before)
    fitting = [
        q
        for q in known
        if not (counted and q.dimension in ("time", "size", "name"))
        and not (measured and q.dimension == "name")
    ]
    if (number.unit == 1 or said.dimension) and any(said.same_as(other) for other in fitting):
        return True
    low, high, hedged = bounds(number)
    soonest = low * Decimal("0.4") if WITHIN.search(number.before) else low
    if said.dimension == "time" and any(
        soonest <= gap <= high
        or (not hedged and abs(gap - said.value) < (Decimal("0.05") if number.digits else 1))
        for gap in gaps
    ):
        return True
    values = list(_comparable(number, known, hedged=hedged))
    if said.dimension == "size" and number.unit % 1000 == 0:  # MB is said of MiB as well
        power = Decimal(len(f"{number.unit:f}") // 3)
        more = Decimal("1.024") ** power
        values += [value / more for value in values]
    return any(low <= value <= high for value in values)


def _comparable(number: Told, known: Sequence[Quantity], *, hedged: bool) -> Iterable[Decimal]:
    """The lines' numbers that may be told as this one, in its base unit."""
    dimension = number.quantity.dimension
    for each in known:
        other = replace(each, dimension=None) if each.dimension == "count" else each
        if each.dimension == "name" or (each.dimension == "count" and dimension):
            continue
        whole = other.raw == other.raw.to_integral_value()
        if dimension == "size" and other.dimension is None and other.raw % MEMORY_STEP == 0:
            yield other.raw * 2**20  # memory is set in MiB where nothing else is said
        if dimension and other.dimension == dimension:
            yield other.value
        elif dimension == "time" and other.dimension is None:
            if not whole or hedged or number.unit >= 60:
                yield other.raw
            if other.raw >= 1000:
                yield other.raw / 1000
        elif (
            (dimension == "size" and other.dimension is None and other.raw >= 1_000_000)
            or (dimension == "share" and other.dimension is None and (hedged or not whole))
            or (dimension is None and (hedged or not whole or number.unit > 1 or _rounded(number)))
        ):
            yield other.raw


def range_holds(low: str, high: str, unit: str, known: Sequence[Quantity], gaps: Sequence[Decimal]) -> bool:  # fmt: skip
    """Whether `five to six minutes` has a time of the lines in it."""
    dimension, factor = parts.UNITS[unit.lower()]
    values = [q.value for q in known if q.dimension == dimension] + list(gaps)
    return any(Decimal(low) * factor <= value <= Decimal(high) * factor for value in values)


def between_holds(claim: str, known: Sequence[Quantity], gaps: Sequence[Decimal]) -> str:
    """The claim without its `between 21 and 22 minutes` that a time of the lines lies in."""
    for match in BETWEEN.finditer(claim):
        if range_holds(match[1], match[2], match[3], known, gaps):
            claim = claim.replace(match[0], " ")
    return claim
