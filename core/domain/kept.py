"""Kept messages: when they were said, how they are told, and where they stand on a timeline."""

import math
from collections.abc import Iterable
from datetime import UTC, datetime

from core.domain.incident import TimelineEntry


def said_at(ts: str, kept_at: datetime) -> datetime:
    """When a message was said, by Slack's `ts` (seconds since 1970); never after it was kept.

    `kept_at` where `ts` is no time.
    """
    try:
        seconds = float(ts)
    except ValueError:
        return kept_at
    if not math.isfinite(seconds) or not 0 < seconds <= kept_at.timestamp():
        return kept_at
    return datetime.fromtimestamp(seconds, UTC)


def told(text: str, author: str, keeper: str) -> str:
    """The words, and who kept them where that is somebody else."""
    return text if author == keeper else f"{text} (kept by {keeper})"


def in_order(timeline: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """By when it happened or was said; what happened at the same time as it was recorded."""
    return sorted(timeline, key=lambda entry: (entry.at, entry.seq))
