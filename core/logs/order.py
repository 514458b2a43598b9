"""Puts the lines of a log in order of time where they stand in another."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from core.domain.analysis import Frozen
from core.logs.model import LogDigest
from core.logs.table import Table
from core.logs.times import read as read_time

# a thread may write late and a clock be off by so much; nothing is put in another order for it
LATE = timedelta(seconds=60)
# where no year is told, December before January looks like a step back
WRAP = timedelta(days=180)
LOOKED_AT = 1_000

T = TypeVar("T", bound=Frozen)
Moment = Callable[[str], datetime | None]


def by_time(table: Table, lines: Sequence[str], year: int | None) -> list[int] | None:
    """The places of all lines (from 0) by time; None where the lines are in order as they stand.

    A line without a time stays behind the one above it, and equal times keep their order. That
    a log is out of order, as when older lines were added to newer ones, shows in a sample.
    """

    def moment(text: str) -> datetime | None:
        stamp = table.line(text.rstrip("\r\n")).stamp
        return read_time(stamp, year) if stamp else None

    if not _out_of_order(_sample(table, lines), lines, moment):
        return None
    known = [moment(line) for line in lines]
    latest = next((at for at in known if at), None)
    if latest is None:
        return None
    times = []
    for at in known:
        latest = at or latest
        times.append(latest)
    return sorted(range(len(lines)), key=times.__getitem__)


def renumbered(digest: LogDigest, order: Sequence[int]) -> LogDigest:
    """A digest of lines read in `order`, with the numbers that they have where they stand."""

    def place(part: T) -> T:
        names = [name for name in ("line", "first_line", "last_line") if hasattr(part, name)]
        return part.model_copy(update={n: order[getattr(part, n) - 1] + 1 for n in names})

    return digest.model_copy(
        update={
            "templates": tuple(map(place, digest.templates)),
            "first_error": place(digest.first_error) if digest.first_error else None,
            "key_lines": tuple(map(place, digest.key_lines)),
            "bursts": tuple(map(place, digest.bursts)),
            "onset": place(digest.onset) if digest.onset else None,
        }
    )


def _sample(table: Table, lines: Sequence[str]) -> list[int]:
    """The first and last line of every shape, and some of those between."""
    shapes, step = table.shapes, max(1, len(lines) // LOOKED_AT)
    return sorted({*shapes.first_index, *shapes.last_index, *range(0, len(lines), step)})


def _out_of_order(sample: Sequence[int], lines: Sequence[str], moment: Moment) -> bool:
    latest: datetime | None = None
    back = timedelta()
    for place in sample:
        at = moment(lines[place])
        if at is None:
            continue
        if latest is not None:
            back = max(back, latest - at)
        latest = max(at, latest or at)
    return LATE < back < WRAP
