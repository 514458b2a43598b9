"""Which of two lines came first, by their clocks and else by their places."""

from datetime import datetime

from core.ai.offline.material import Kind
from core.logs.times import read as read_time


def moment(kind: Kind, year: int | None) -> datetime | None:
    """When the first line of a kind was written, as far as it says."""
    return read_time(kind.stamp, year) if kind.stamp else None


def seconds_between(earlier: Kind, later: Kind) -> float | None:
    """Seconds from one line to another; None where either has no time."""
    first, second = moment(earlier, 2000), moment(later, 2000)
    if first is None or second is None or (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return (second - first).total_seconds()


def before(one: Kind, other: Kind) -> bool:
    """Whether one line was written before another; the log may be joined from several."""
    gap = seconds_between(one, other)
    return gap > 0 if gap else one.first < other.first
