"""Number words and spelled-out durations as digits: `three and a half`, `2 min 21 s`."""
# ruff: noqa: E501  a pattern or a table is easier to read unbroken

import re
from collections.abc import Callable

SMALL = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20,
}  # fmt: skip
TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
_UNITS = r"(second|minute|hour|day)s?"
HALVES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\bhalf an? {_UNITS}\b", re.IGNORECASE), r"0.5 \1"),
    (
        re.compile(
            rf"\b(from|between) (\d+(?:\.\d+)?) (to|and) (\d+(?:\.\d+)?) {_UNITS}\b", re.IGNORECASE
        ),
        r"\1 \2 \5s \3 \4 \5s",
    ),
    (re.compile(rf"\ba tenth of an? {_UNITS}\b", re.IGNORECASE), r"0.1 \1"),
    (re.compile(rf"\ba hundredth of an? {_UNITS}\b", re.IGNORECASE), r"0.01 \1"),
    (re.compile(r"\ba quarter of a million\b", re.IGNORECASE), "250000"),
    (re.compile(r"\bhalf a million\b", re.IGNORECASE), "500000"),
    (re.compile(rf"\ba quarter of an? {_UNITS}\b", re.IGNORECASE), r"0.25 \1"),
    (re.compile(rf"\ban? {_UNITS} and a half\b", re.IGNORECASE), r"1.5 \1"),
    (re.compile(r"\b(\d+) and a half\b", re.IGNORECASE), r"\1.5"),
    (
        re.compile(
            rf"\b(from|between) (\d+(?:\.\d+)?) {_UNITS} (to|and) (\d+(?:\.\d+)?)(?!\.?\d| ?\w)",
            re.IGNORECASE,
        ),
        r"\1 \2 \3s \4 \5 \3s",
    ),
    (re.compile(r"(\d)[- ](?=(?:second|minute|hour|day|millisecond)s?\b)", re.IGNORECASE), r"\1 "),
)
FACTOR = re.compile(r"\bby a factor of (\d+)\b", re.IGNORECASE)
PERCENTILE = re.compile(r"\b(\d\d)(?:th|st|nd|rd) percentile\b", re.IGNORECASE)
SINGLE = re.compile(r"\bone (?=(?:second|minute|hour|day|week)s?\b)", re.IGNORECASE)
ONE = re.compile(
    r"\b(about|around|roughly|almost|nearly|over|under|within|than|approximately|least|most) an? (?=(?:second|minute|hour|day|week)\b)",
    re.IGNORECASE,
)
_AND = r",?\s(?:and\s)?(?:(?:nearly|almost|about|roughly|some|just under|just over)\s)?"
TOGETHER: tuple[tuple[re.Pattern[str], int, str], ...] = (
    (re.compile(rf"\b(\d+|an?)\s?(?:hours?|hrs?|h){_AND}(\d+)\s?(?:minutes?|mins?|m)\b", re.IGNORECASE), 60, "minutes"),
    (re.compile(rf"\b(\d+|a)\s?(?:minutes?|mins?|m){_AND}(\d+)\s?(?:seconds?|secs?|s)\b", re.IGNORECASE), 60, "seconds"),
    (re.compile(rf"\b(\d+|a)\s?days?{_AND}(\d+)\s?(?:hours?|h)\b", re.IGNORECASE), 24, "hours"),
)  # fmt: skip
WORDED = re.compile(
    rf"\b(?:({'|'.join(TENS)}|twenty)-(one|{'|'.join(SMALL)})|({'|'.join([*SMALL, *TENS])}))\b(?!-)",
    re.IGNORECASE,
)


def in_digits(claim: str) -> str:
    """The claim with its number words as digits: `three and a half`, `8.4 million`, `forty-one`."""

    def digit(match: re.Match[str]) -> str:
        if match[1]:
            ones = SMALL.get(match[2].lower(), 1)
            return str({**TENS, "twenty": 20}[match[1].lower()] + ones)
        return str({**SMALL, **TENS}[match[3].lower()])

    claim = SINGLE.sub("1 ", WORDED.sub(digit, claim))
    for pattern, plain in HALVES:
        claim = pattern.sub(plain, claim)
    for pattern, factor, unit in TOGETHER:
        claim = pattern.sub(_together(factor, unit), claim)
    claim = PERCENTILE.sub(r"p\1", FACTOR.sub(r"\1 times as", claim))
    return ONE.sub(r"\1 1 ", claim)


def _together(factor: int, unit: str) -> Callable[["re.Match[str]"], str]:
    def sum_of(match: "re.Match[str]") -> str:
        whole = 1 if match[1].lower() in ("a", "an") else int(match[1])
        return f"{whole * factor + int(match[2])} {unit}"

    return sum_of
