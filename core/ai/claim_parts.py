"""Takes a sentence apart into what can be looked up: quantities, times, names and telling words."""
# ruff: noqa: E501  a pattern or a table is easier to read unbroken

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from core.ai.claim_words import (
    ACRONYMS,
    IRREGULAR,
    KNOWN_SYSTEMS,
    PLAIN_HYPHENS,
    SENTENCE_WORDS,
    STOP,
)

_TIME = {"ns": "1e-9", "us": "1e-6", "µs": "1e-6", "ms": "0.001", "msec": "0.001", "millis": "0.001",
         "millisecond": "0.001", "s": "1", "sec": "1", "second": "1", "min": "60", "minute": "60",
         "m": "60", "h": "3600", "hr": "3600", "hour": "3600", "d": "86400", "day": "86400"}  # fmt: skip
_SIZE = {"b": "1", "byte": "1", "kb": "1e3", "mb": "1e6", "gb": "1e9", "tb": "1e12", "kib": "1024",
         "mib": "1048576", "gib": "1073741824", "ki": "1024", "mi": "1048576", "gi": "1073741824"}  # fmt: skip
UNITS: dict[str, tuple[str, Decimal]] = {
    **{unit: ("time", Decimal(factor)) for unit, factor in _TIME.items()},
    **{unit: ("size", Decimal(factor)) for unit, factor in _SIZE.items()},
    **{unit: ("share", Decimal(1)) for unit in ("%", "percent", "pct")},
}
UNITS |= {
    f"{unit}s": UNITS[unit]
    for unit in ("second", "minute", "hour", "day", "byte", "millisecond", "min", "sec", "hr")
}
UNIT_PATTERN = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?(?![\d:])")
DATE = re.compile(r"(?<!\d)\d{4}[-/]\d{2}[-/]\d{2}(?!\d)")
QUANTITY = re.compile(
    rf"(?<![\w.])[-+]?(\d+(?:[.,]\d+)*)(?:\s?({UNIT_PATTERN})(?![\w%]))?", re.IGNORECASE
)
IN_LINE = re.compile(
    rf"(?<![\d.])(\d+(?:[.,]\d+)*)(?:\s?({UNIT_PATTERN})(?![A-Za-z%]))?", re.IGNORECASE
)
KEY = re.compile(r"([A-Za-z_]+)[\"']?\s*[=:]\s*[\"']?$")
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
    ]
)
TOKEN = re.compile(r"[A-Za-z0-9_](?:[\w./:@#$~%+-]*[A-Za-z0-9_])?(?:\(\))?")
QUOTED = re.compile(r"[\"“'‘`]([^\"”'’`\n]{2,80})[\"”'’`]")
WORD = re.compile(r"[A-Za-z][a-z']+|[A-Za-z]{2,}")
ENDINGS = (
    "ations", "ation", "ingly", "ings", "ing", "ions", "ion", "ness", "ies", "ied", "ed", "es", "ly",
    "s", "e", "y",
)  # fmt: skip
STARTERS = re.compile(r"(?:^|[.!?:;]\s+|[(\"“'‘]\s*|—\s*|–\s*)$")


@dataclass(frozen=True)
class Quantity:
    """A number with its unit's dimension, in the dimension's base unit; `bare` has none."""

    value: Decimal
    dimension: str | None
    raw: Decimal

    def same_as(self, other: "Quantity") -> bool:
        """Whether `other`, from a line, is the same amount; a line's bare number takes any unit."""
        if self.dimension is None or other.dimension is None:
            return self.raw == other.raw
        return self.dimension == other.dimension and self.value == other.value


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


def quantities(claim: str) -> list[Quantity]:
    """The numbers of a claim, apart from those that belong to times, dates and names."""
    plain = CLOCK.sub(" ", DATE.sub(" ", claim))
    for name in sorted(names(claim), key=len, reverse=True):
        plain = re.sub(re.escape(name), " ", plain)
    found = [quantity(match[1], match[2]) for match in QUANTITY.finditer(plain)]
    return [amount for amount in found if amount is not None]


def line_quantities(line: str) -> list[Quantity]:
    """Every number of a line of evidence, with the unit beside it or in its key (`wait_ms=40`)."""
    found: list[Quantity] = []
    line = CLOCK.sub(" ", DATE.sub(" ", line))
    for match in IN_LINE.finditer(line):
        unit = match[2] or _unit_of_key(line[max(0, match.start() - 40) : match.start()])
        whole = quantity(match[1], unit)
        listed = [] if whole else [quantity(digits, unit) for digits in match[1].split(",")]
        found += [amount for amount in (whole, *listed) if amount is not None]
    return found


def _unit_of_key(before: str) -> str | None:
    """The unit that a key tells: `wait_ms=`, `durationMillis:`, `Seconds_Behind_Master=`."""
    key = KEY.search(before)
    if key is None:
        return None
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", key[1]).lower().split()
    return next((word for word in reversed(words) if word in KEY_UNITS), None)


def clock_times(text: str) -> list[str]:
    """Times of day as `HH:MM` or `HH:MM:SS`."""
    return [match[1] for match in CLOCK.finditer(text)]


def names(claim: str) -> list[str]:
    """What names a machine, service, version, file or product, as it is written."""
    found = [match[1] for match in QUOTED.finditer(claim) if " " not in match[1]]
    for match in TOKEN.finditer(claim):
        token = match[0].rstrip(".:")
        lowered = token.lower()
        starts = bool(STARTERS.search(claim[: match.start()])) or match.start() == 0
        if lowered in KNOWN_SYSTEMS or _looks_like_a_name(token, starts=starts):
            found.append(token)
    return list(dict.fromkeys(n for n in found if n.count(".") > 1 or not QUANTITY.fullmatch(n)))


def _looks_like_a_name(token: str, *, starts: bool) -> bool:
    if token in ACRONYMS or CLOCK.fullmatch(token) or DATE.fullmatch(token) or len(token) < 2:
        return False
    if token.lower() in UNITS:
        return False
    if token[0].isdigit() and re.fullmatch(r"[\d.]+:\d+", token) and token.count(".") == 3:
        return True
    if QUANTITY.fullmatch(token) or re.fullmatch(r"[\d.,]+(?:x|st|nd|rd|th)?%?", token):
        return token.count(".") > 1
    letters, digits = any(c.isalpha() for c in token), any(c.isdigit() for c in token)
    if letters and digits and not re.fullmatch(r"\d+(?:\.\d+)?[A-Za-z]{1,7}", token):
        return True
    if any(mark in token for mark in "_/@.") and letters:
        return not re.fullmatch(r"[A-Za-z]+/[A-Za-z]+|e\.g|i\.e", token)
    if "-" in token:
        return not any(part.lower() in PLAIN_HYPHENS for part in token.split("-"))
    camel = bool(re.search(r"[a-z][A-Z]", token))
    shouted = token.isupper() and len(token) > 2
    proper = token[0].isupper() and not starts and token not in SENTENCE_WORDS
    return camel or shouted or proper


def occurs(name: str, text: str) -> bool:
    """Whether `name` stands in `text` as a whole: not `host-1` in `host-11`."""
    bare = name.removesuffix("()")
    if re.fullmatch(r"v\d[\w.]*", bare):
        bare = bare[1:]
    if bare.lower() in KNOWN_SYSTEMS and re.search(rf"\b{re.escape(bare)}", text, re.IGNORECASE):
        return True
    if re.search(r"[a-z][A-Z]\w+[a-z]s$", bare) and occurs(bare[:-1], text):
        return True
    pattern = (
        rf"(?<![A-Za-z0-9_])(?<![A-Za-z0-9]-){re.escape(bare)}(?![A-Za-z0-9_])(?!-[A-Za-z0-9])"
    )
    if bare[:1].isdigit():
        before = r"(?:(?<![A-Za-z0-9_.])|(?<![A-Za-z0-9_.]v)(?<=v))"
        pattern = rf"{before}{re.escape(bare)}(?![A-Za-z0-9_]|\.\d)"
    return bool(re.search(pattern, text, re.IGNORECASE))


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
