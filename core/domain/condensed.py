"""A long timeline in few lines: what people did and said stays, runs of alerts become one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from core.domain.rca import RcaTimelineEntry

# what must not be left out, first kept first
WEIGHTS = {
    "declared": 5,
    "moved": 5,
    "acknowledged": 4,
    "logged": 4,
    "rated": 3,
    "kept": 2,
    "noted": 2,
}


@dataclass(frozen=True)
class Condensed:
    """The lines to show, in order, and how many entries have no line of their own."""

    entries: tuple[RcaTimelineEntry, ...]
    left_out: int


def condensed(timeline: Sequence[RcaTimelineEntry], limit: int) -> Condensed:
    """At most `limit` lines: alerts in a row are joined, then the least telling left out."""
    joined = [line for _, run in groupby(timeline, _is_alert) for line in _joined(list(run))]
    if len(joined) <= limit:
        return Condensed(tuple(joined), 0)
    order = sorted(
        range(len(joined)), key=lambda n: (-WEIGHTS.get(joined[n].kind, 1), _far(n, joined))
    )
    kept = sorted(order[:limit])
    return Condensed(tuple(joined[n] for n in kept), len(joined) - limit)


def _far(index: int, entries: Sequence[RcaTimelineEntry]) -> int:
    """How far from the nearer end: how it began and how it ended tell more than the middle."""
    return min(index, len(entries) - 1 - index)


def _is_alert(entry: RcaTimelineEntry) -> bool:
    return entry.kind == "alert_joined"


def _joined(run: list[RcaTimelineEntry]) -> list[RcaTimelineEntry]:
    if len(run) < 3 or not _is_alert(run[0]):
        return run
    first, last = run[0], run[-1]
    text = f"{first.text} (and {len(run) - 1} more alerts until {last.at:%H:%M:%S})"
    return [first.model_copy(update={"text": text})]
