"""Times of day and durations in lines, whatever format the log has."""
# ruff: noqa: E501  a pattern is easier to read unbroken

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations

from core.ai.claims import parts
from core.ai.claims.parts import Quantity

SPAN = re.compile(
    r"(?:\b(?:oldest|age|for|after|uptime|elapsed|took|duration|lag|in|wait\w*)\s|=)[\"']?(\d{1,2}):(\d{2}):(\d{2})(?![\d:])",
    re.IGNORECASE,
)
LASTING = re.compile(r"\b(?:in|for|took|elapsed|uptime)\s0?\d:\d\d:\d\d(?:\.\d+)?(?![\d:])")
UNDATED = 2000
DAY = 86_400
STAMP = re.compile(
    r"(?:(\d{4})[-/](\d{2})[-/](\d{2})[T ,]+)?(?:(?<![\d:.v])|(?<=/\d{4}:))(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})|:\d{3}(?!\d))?)?(?!\d|:\d)"
    r"\s?(Z|UTC|(?<!\d[T ]\d\d:\d\d)(?<![=\s]\d\d:\d\d)[+-](?:0\d|1[0-4]):?\d{2})?"
)
ACCESS_LOG = re.compile(r"\b(\d{2})/([A-Z][a-z]{2})/(\d{4}):(?=\d\d:)")
DOTTED = re.compile(r"\b(20\d{2})\.(\d{2})\.(\d{2})-(\d{2})\.(\d{2})\.(\d{2})[:.](?=\d)")
EPOCH = re.compile(
    r"\b(?:time|ts|timestamp|epoch|t)[\"']?\s?[:=]\s?[\"']?(1\d{9})(?:\d{3})?(?:\.\d+)?(?!\d)"
)
AT_THE_START = re.compile(r"(?:^|\[)(1[5-9]\d{8})(?:\.\d+)?(?=[:\]]|\s)")
COMPACT = re.compile(r"\b(20\d{2})(\d{2})(\d{2})[ T](\d{2})(\d{2})(\d{2})(?=[.,Z\s]|$)")
COMPOSITE = re.compile(r"(?<![\w.])(?:(\d+)\s?h\s?)?(\d+)\s?m(?:in)?\s?(\d+(?:\.\d+)?)\s?s\b")


@dataclass(frozen=True)
class Moment:
    """A time of day in a line: `clock` as it stands there, `at` in UTC where the zone is told."""

    clock: str
    at: datetime
    zone: str | None


def moments(line: str) -> list[Moment]:
    """The times of day in a line, each on its day if it is told."""
    plain = LASTING.sub(" ", written(line))
    return [told for match in STAMP.finditer(plain) if (told := _moment(match))] + [
        Moment(f"{at:%H:%M:%S}", at, "UTC")
        for pattern in (EPOCH, AT_THE_START)
        for match in pattern.finditer(line)
        for at in [datetime.fromtimestamp(int(match[1]), tz=UTC)]
    ]


def written(line: str) -> str:
    """The line with its times in the one usual form: `20261118 233015` as `2026-11-18 23:30:15`."""
    return DOTTED.sub(
        r"\1-\2-\3 \4:\5:\6.", COMPACT.sub(r"\1-\2-\3 \4:\5:\6", ACCESS_LOG.sub(_numbered, line))
    )


def _numbered(match: "re.Match[str]") -> str:
    """`21/Nov/2026:18:00:02` as `2026-11-21 18:00:02`."""
    return f"{match[3]}-{parts.MONTHS.index(match[2].lower()) + 1:02d}-{match[1]} "


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
    """`1min 12.480s` and `oldest 00:01:12` as seconds."""
    spans = [Decimal(int(m[1]) * 3600 + int(m[2]) * 60 + int(m[3])) for m in SPAN.finditer(line)]
    return [Quantity(seconds, "time", seconds) for seconds in spans] + [
        Quantity(seconds, "time", seconds)
        for match in COMPOSITE.finditer(line)
        for seconds in [Decimal(match[1] or 0) * 3600 + Decimal(match[2]) * 60 + Decimal(match[3])]
    ]
