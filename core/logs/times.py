"""Finds timestamps as logs write them, and reads them as UTC."""

import re
from datetime import UTC, datetime, timedelta, timezone

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MON = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?\s+)?"
_CLOCK = r"\d{1,2}[:.]\d{1,2}[:.]\d{1,2}(?:[.,:]\d{1,9})?"
_SHORT = r"\d{1,2}:\d{2}(?:[:.]\d{1,2}(?:[.,:]\d{1,9})?)?"
_ZONE = r"(?:\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})(?:\.\d{3}Z)?\b)?"

# The order matters: a longer form stands before one that is its beginning.
STAMP = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:(?:[T_-]|,?\s+){_SHORT}{_ZONE})"
    rf"|{_DAY}{_MON}\s+\d{{1,2}},?(?:\s+\d{{4}},?)?\s+{_CLOCK}(?:\s[AP]M\b)?(?:\s+[A-Z]{{3,4}})?"
    rf"(?:\s+(?:19|20)\d\d\b)?{_ZONE}"
    rf"|{_DAY}\d{{1,2}}[-/ ]{_MON}[-/ ]\d{{2,4}}[:,]?\s?{_CLOCK}(?:\s[AP]M\b)?{_ZONE}"
    rf"|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}}),?\s+{_CLOCK}(?:\s[AP]M\b)?{_ZONE}"
    rf"|\d{{1,2}}[-/.]\d{{1,2}}\s+{_CLOCK}{_ZONE}"
    rf"|(?:19|20)\d{{6}}[-T ]?{_CLOCK}{_ZONE}"
    r"|(?:19|20)\d{6}[-T]\d{6}(?:\.\d+)?Z?\b"
    r"|\d{6}\s+\d{2}:?\d{2}:?\d{2}\b(?![.:\d])"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?![-/.\d:])"
    r"|1[0-7]\d{8}(?:[.,]\d{1,9}|\d{3}(?:\d{3})?(?:\d{3})?)?(?![\d.])"
    rf"|\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,9}})?{_ZONE}(?![\d:]))"
)
# A date written out inside a message: weekday and month are values too.
DATED = (
    rf"\b{_DAY}{_MON}\s+\d{{1,2}},?(?:\s+\d{{4}},?)?\s+{_CLOCK}(?:\s[AP]M\b)?(?:\s+[A-Z]{{3,4}}\b)?"
    rf"(?:\s+(?:19|20)\d\d\b)?{_ZONE}"
    rf"|\b{_DAY}\d{{1,2}}[-/ ]{_MON}[-/ ]\d{{2,4}}(?:[:,]?\s?{_CLOCK}(?:\s[AP]M\b)?{_ZONE})?"
    rf"|\b\d{{4}}-\d{{2}}-\d{{2}}(?:(?:[T_-]|,?\s+){_SHORT}{_ZONE})"
)
KLOG = re.compile(r"[IWEF](\d{2})(\d{2}) (\d{2}:\d{2}:\d{2}\.\d{3,9})")

_YMD = re.compile(r"((?:19|20)\d{2})[-/.]?(\d{1,2})[-/.]?(\d{1,2})")
_NAMED = re.compile(rf"({_MON})\s+(\d{{1,2}})|(\d{{1,2}})[-/ ]({_MON})", re.ASCII)
_YEAR = re.compile(r"(?<![\d:.,])((?:19|20)\d{2})(?!\d)")
_NUMBERED = re.compile(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}|\d{2}))?(?=,?\s)")
_HMS = re.compile(r"(\d{1,2})[:.](\d{1,2})(?:[:.](\d{1,2})(?:[.,:](\d{1,9}))?)?")
_TAIL_ZONE = re.compile(r"([+-])(\d{2}):?(\d{2})\s*(?:\.\d{3}Z)?$")
_EPOCH = re.compile(r"(1[0-7]\d{8})(?:[.,](\d{1,9})|(\d{3,9}))?$")
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{2})\s+(\d{2}):?(\d{2}):?(\d{2})$")


def read(stamp: str, year: int | None) -> datetime | None:
    """The moment a timestamp names, in UTC; `year` stands in where it names none.

    None when it can't be a date, or names no year and none is given.
    """
    try:
        return _read(stamp.strip("[]()<> "), year)
    except (ValueError, OverflowError):
        return None


def _read(stamp: str, year: int | None) -> datetime | None:
    if found := _EPOCH.fullmatch(stamp):
        digits = found[2] or found[3] or ""
        return datetime.fromtimestamp(int(found[1]), UTC) + _fraction(digits)
    if found := _COMPACT.fullmatch(stamp):
        yy, month, day, hour, minute, second = map(int, found.groups())
        return datetime(2000 + yy, month, day, hour, minute, second, tzinfo=UTC)
    if found := KLOG.match(stamp):
        return None if year is None else _at(year, int(found[1]), int(found[2]), found[3])
    if found := _YMD.match(stamp):
        return _at(int(found[1]), int(found[2]), int(found[3]), stamp[found.end() :])
    if found := _NAMED.search(stamp):
        name, day_text = (found[1], found[2]) if found[1] else (found[4], found[3])
        month = MONTHS.index(name[:3].lower()) + 1
        written = _YEAR.search(stamp)
        chosen = int(written[1]) if written else year
        return None if chosen is None else _at(chosen, month, int(day_text), stamp[found.end() :])
    if found := _NUMBERED.match(stamp):
        return _numbered(found, stamp[found.end() :], year)
    return None


def _numbered(found: "re.Match[str]", rest: str, year: int | None) -> datetime | None:
    """A date in digits without a four-digit year in front: 17/06/09, 12/31/2024, 03-17."""
    first, second, third = int(found[1]), int(found[2]), found[3]
    if third is None:
        return None if year is None else _at(year, first, second, rest)
    if len(third) == 2 and "/" in found[0]:
        return _at(2000 + first, second, int(third), rest)
    whole = int(third) if len(third) == 4 else 2000 + int(third)
    month, day = (second, first) if first > 12 or "." in found[0] else (first, second)
    return _at(whole, month, day, rest)


def _at(year: int, month: int, day: int, rest: str) -> datetime:
    moment = datetime(year, month, day, tzinfo=UTC)
    clock = _HMS.search(_YEAR.sub("", rest))
    if clock:
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if rest.rstrip().endswith("PM") and hour < 12:
            hour += 12
        moment = moment.replace(hour=hour, minute=minute, second=min(second, 59))
        moment += _fraction(clock[4] or "")
    if clock and (zone := _TAIL_ZONE.search(rest)):
        shift = timedelta(hours=int(zone[2]), minutes=int(zone[3]))
        offset = timezone(shift if zone[1] == "+" else -shift)
        moment = moment.replace(tzinfo=offset).astimezone(UTC)
    return moment


def _fraction(digits: str) -> timedelta:
    return timedelta(microseconds=int(digits[:6].ljust(6, "0"))) if digits else timedelta()
