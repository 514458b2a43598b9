"""Takes a sentence apart into what can be looked up: quantities, times, names and telling words."""
# ruff: noqa: E501  a pattern or a table is easier to read unbroken

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from core.ai.claims.words import (
    IRREGULAR,
    STOP,
)

_TIME = {"ns": "1e-9", "us": "1e-6", "µs": "1e-6", "ms": "0.001", "msec": "0.001", "millis": "0.001",
         "millisecond": "0.001", "s": "1", "sec": "1", "second": "1", "min": "60", "minute": "60",
         "m": "60", "h": "3600", "hr": "3600", "hour": "3600", "d": "86400", "day": "86400", "week": "604800"}  # fmt: skip
_SIZE = {"b": "1", "byte": "1", "kb": "1e3", "mb": "1e6", "gb": "1e9", "tb": "1e12", "kib": "1024", "tib": "1099511627776", "ti": "1099511627776",
         "mib": "1048576", "gib": "1073741824", "ki": "1024", "mi": "1048576", "gi": "1073741824"}  # fmt: skip
UNITS: dict[str, tuple[str, Decimal]] = {
    **{unit: ("time", Decimal(factor)) for unit, factor in _TIME.items()},
    **{unit: ("size", Decimal(factor)) for unit, factor in _SIZE.items()},
    **{unit: ("time", Decimal(1)) for unit in ("sekunde", "sekunden", "secondes", "segundos")},
    **{unit: ("time", Decimal(60)) for unit in ("minuten", "minutos", "minuti")},
    **{unit: ("time", Decimal(3600)) for unit in ("stunde", "stunden", "heures", "horas")},
    **{unit: ("share", Decimal(1)) for unit in ("%", "percent", "pct")},
}
UNITS |= {
    f"{unit}s": UNITS[unit]
    for unit in (
        "second",
        "minute",
        "hour",
        "day",
        "week",
        "byte",
        "millisecond",
        "min",
        "sec",
        "hr",
    )
}
UNIT_PATTERN = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+|:\d{3}(?!\d))?(?!\d|:\d)")
DATE = re.compile(r"(?<!\d)\d{4}[-/]\d{2}[-/]\d{2}(?!\d)")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
DAY = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:(?:\s*(?:,|and|to|-|–)\s*)(\d{{1,2}})(?:st|nd|rd|th)?)? {_MONTH}\b(?: \d{{4}}\b)?|"
    rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:(?:\s*(?:,|and|to|-|–)\s*)(\d{{1,2}})(?:st|nd|rd|th)?)?\b(?!:)(?:,? \d{{4}}\b)?"
)
QUANTITY = re.compile(
    rf"(?<![\w.])[-+]?(\d+(?:[.,]\d+)*)(?:\s?({UNIT_PATTERN})(?![\w%]))?", re.IGNORECASE
)
IN_LINE = re.compile(
    rf"(?<![\d.])(\d+(?:[.,]\d+)*)(?:\s?({UNIT_PATTERN})(?![A-Za-z%_])(?!(?<=\s\w)=|(?<=\s\w\w)=|(?<=\s\w{{5}})=)|((?-i:[KMGTk]))(?!\w|-\w))?",
    re.IGNORECASE,
)
LETTERS = {"K": 1, "M": 2, "G": 3, "T": 4}
# `sub ops from 12,77` may be two as well as one
LISTED = re.compile(r"\d{1,2},\d{1,2}")
# A key that counts nothing: `lost=0`.
ZERO = re.compile(r"([A-Za-z_]+)[\"']?\s*[=:]\s*0(?![\w.])")
IN_A_NAME = re.compile(r"\.[a-z]{1,5}:$|[A-Za-z_]-?$|[A-Za-z0-9]-$|0x[0-9a-f]*$")
GOES_ON = re.compile(r"(?!(?:x|st|nd|rd|th)\b)[A-Za-z_]|-[A-Za-z]")
KEY = re.compile(r"([A-Za-z_]+)[\"']?\s*[=:]\s*[\"']?$")
SYSLOG_DAY = re.compile(rf"\b{_MONTH}\s+\d{{1,2}}(?= \d\d:)|\b\d{{1,2}}/{_MONTH}/\d{{4}}:")
COUNTING = re.compile(
    r"\b(?:attempt|retry|try|status|code|level|priority|port|pid|tid|line|count|partition|broker|node|shard|"
    r"generation|step|exit|errno|build|id|epoch|term|offset|index|seq|(?:ack|reject|process|fail|dropp|skipp|retri|receiv|replay|queu|requeu|complet|updat|insert|delet)ed|(?!\w*(?:ms|secs|seconds|"
    r"minutes|millis|bytes|ss)\b)[a-z]\w*[a-z]s)[\"']?\s?[=:#]\s?[\"']?$|"
    r"\b(?:attempt|retry|status|code|port|line|exit code|HTTP|partition|broker|shard)\s+$",
    re.IGNORECASE,
)
AFTER_A_WORD = re.compile(
    r"(?<!\bfrom)(?<!\bto)(?<![A-Za-z_])(?!from\b|to\b)[A-Za-z_]+[\"')]?\s?[=:]?\s?[\"']?$"
)
# What a bare number may be a time, a size or a share of.
LASTING = re.compile(
    r"(?:took|elapsed|dur(?:ation)?|time|timeout|latency|delay|wait\w*|interval|age|lag|ttl|lease\w*|uptime|after|behind|period|"
    r"back-?off|expir\w*|p\d\d|avg|mean|rt|urt|uct|size|mem\w*|rss|heap|used|free|allowed|limit|capacity|threshold|value|"
    r"rate|ratio|usage|util\w*|percent\w*|share|load|cpu|disk|window|for|in)\w{0,8}[\"']?\s?[=:(]?\s?[\"'\[]?$",
    re.IGNORECASE,
)
MILLIONS = re.compile(
    r" (?:rows|events|records|requests|messages|documents|docs|users|calls|keys|lines|hits|items|samples|points)\b"
)
COUNTED = re.compile(r"\s(?:attempts|retries|times|of|nodes?|pods?|replicas?|rows?|workers?)\b")
KEY_UNITS = frozenset(
    [
        "ms",
        "msec",
        "millis",
        "milliseconds",
        "s",
        "sec",
        "secs",
        "seconds",
        "bytes",
        "kb",
        "mb",
        "gb",
        "percent",
        "pct",
        "days",
        "hours",
        "minutes",
        "mins",
        "min",
    ]
)
WORD = re.compile(r"[A-Za-z][a-z']+|[A-Za-z]{2,}")
ENDINGS = (
    "ations", "ation", "ingly", "ings", "ing", "ions", "ion", "ness", "ies", "ied", "ed", "es", "ly",
    "s", "e", "y",
)  # fmt: skip


@dataclass(frozen=True)
class Quantity:
    """A number with its unit's dimension, in the dimension's base unit.

    A bare number has no dimension. One that a line gives as how many or which (`attempt=2`,
    `status 503`) has `count` and one within a name (`web-2`) has `name`: neither is a time, a
    size or a share.
    """

    value: Decimal
    dimension: str | None
    raw: Decimal

    def same_as(self, other: "Quantity") -> bool:
        """Whether `other`, from a line, is the same amount; a line's bare number takes any unit."""
        if self.dimension == other.dimension and self.dimension is not None:
            return self.value == other.value
        if self.dimension is None:
            return self.raw == other.raw
        told_long = self.dimension == "time" and self.value >= 60 * self.raw >= 3600
        return other.dimension is None and self.raw == other.raw and not told_long


def _decimal(digits: str) -> Decimal | None:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    elif digits.count(".") > 1:
        return None
    try:
        return Decimal(digits.replace(",", "."))
    except InvalidOperation:
        return None


def quantity(digits: str, unit: str | None) -> Quantity | None:
    """The amount that digits with a unit tell, None if they are no number."""
    number = _decimal(digits)
    if number is None:
        return None
    if not unit:
        return Quantity(number, None, number)
    dimension, factor = UNITS[unit.lower()]
    return Quantity(number * factor, dimension, number)


def line_quantities(line: str) -> list[Quantity]:
    """Every number of a line of evidence, with the unit beside it or in its key (`wait_ms=40`)."""
    found: list[Quantity] = []
    line = CLOCK.sub(" ", DATE.sub(" ", SYSLOG_DAY.sub(" ", line)))
    for match in IN_LINE.finditer(line):
        before = line[max(0, match.start() - 40) : match.start()]
        millions = match[2] == "m" and MILLIONS.match(line, match.end())
        if letter := match[3] or ((match[2] == "M" or millions) and "M"):
            found += _lettered(match[1], letter)
            continue
        unit = match[2] or _unit_of_key(before)
        whole = quantity(match[1], unit)
        if whole and not unit and (whole.raw == int(whole.raw) or IN_A_NAME.search(before)):
            whole = replace(whole, dimension=_kind(before, line, match.end()))
        apart = not whole or LISTED.fullmatch(match[1])
        listed = [quantity(digits, unit) for digits in match[1].split(",")] if apart else []
        found += [amount for amount in (whole, *listed) if amount is not None]
    return found


def _kind(before: str, line: str, end: int) -> str | None:
    if IN_A_NAME.search(before) or GOES_ON.match(line, end):
        return "name"
    if COUNTING.search(before) or COUNTED.match(line, end):
        return "count"
    return "count" if AFTER_A_WORD.search(before) and not LASTING.search(before) else None


def _lettered(digits: str, letter: str) -> list[Quantity]:
    """`512G` as a size, by either thousand, and as a count."""
    number, power = _decimal(digits), LETTERS[letter.upper()]
    if number is None:
        return []
    thousands = Decimal(1000) ** power
    return [
        Quantity(number * thousands, "size", number),
        Quantity(number * Decimal(1024) ** power, "size", number),
        Quantity(number * thousands, None, number * thousands),
    ]


def _unit_of_key(before: str) -> str | None:
    """The unit that a key tells: `wait_ms=`, `durationMillis:`, `Seconds_Behind_Master=`."""
    key = KEY.search(before)
    if key is None:
        return None
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", key[1]).lower().split()
    rate = len(words) > 1 and words[-2] == "per"
    return next((word for word in reversed(words) if word in KEY_UNITS and not rate), None)


def days_missing(claim: str, cited: str) -> list[str]:
    """The days of a claim (`7 and 8 March`) that the lines have in no usual form of a date."""
    missing = []
    for match in DAY.finditer(claim):
        name = match[3] or match[4]
        month = MONTHS.index(name[:3].lower()) + 1
        for day in (int(d) for d in (match[1], match[2], match[5], match[6]) if d):
            forms = (
                rf"[-/.]0?{month}[-/.]0?{day}(?!\d)|(?<![\d-])0?{day}[-/.]0?{month}(?!\d)|(?<!\d)0?{month}/0?{day}(?!\d)|"
                rf"{name[:3]}[a-z]*\s+0?{day}(?!\d)|(?<!\d)0?{day}[ /-]{name[:3]}|(?<!\d){month:02d}{day:02d}(?!\d)|"
                rf"\d{{2}}{month:02d}{day:02d}(?:\d{{4}}|\d{{6}})?(?!\d)"
            )
            if not re.search(forms, cited, re.IGNORECASE):
                missing.append(match[0])
    return missing


def clock_times(text: str) -> list[str]:
    """Times of day as `HH:MM` or `HH:MM:SS`."""
    return [match[1] for match in CLOCK.finditer(text)]


def untimed(text: str) -> str:
    """The text without its dates and times of day."""
    return CLOCK.sub(" ", DATE.sub(" ", text))


def ungrouped(text: str) -> str:
    """`12,000` as `12000`."""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """A word without its endings, so that `timeouts` and `timed out` come near each other."""
    word = IRREGULAR.get(word.lower(), word.lower()).removesuffix("'s")
    ending = next(
        (end for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= 3), None
    )
    if ending is not None:
        return stem(word[: -len(ending)])
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def stems(text: str) -> set[str]:
    """The telling words of a text, by their stems; CamelCase and snake_case are taken apart."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|_|-", " ", text)
    return {stem(word) for word in WORD.findall(apart) if word.lower() not in STOP}
