"""Chooses the lines that a responder should read first."""

import math

from core.logs.complaints import complaint
from core.logs.model import KeyLine
from core.logs.table import Group

MOST = 10
_WEIGHT = {"fatal": 6.0, "error": 5.0, "warn": 2.5, "info": 0.3, "debug": 0.0}


def key_lines(groups: list[Group]) -> tuple[KeyLine, ...]:
    """At most ten lines of different templates, the most telling first, each with its reason."""
    total = sum(group.count for group in groups) or 1
    scored = sorted(
        ((_score(group, total), -group.first, group) for group in groups),
        key=lambda entry: entry[:2],
        reverse=True,
    )
    return tuple(
        KeyLine(line=group.first + 1, text=group.example[:2000], why=_why(group))
        for score, _, group in scored[:MOST]
        if score > 0
    )


def _score(group: Group, total: int) -> float:
    loud = complaint(group.message)
    rare = math.log(total / group.count) / math.log(total + 1)
    if not group.level and not loud:
        return 0.2 * rare if total > 1 else 0.1
    return _WEIGHT.get(group.level or "", 0.5) + 1.5 * loud + rare


def _why(group: Group) -> str:
    reasons = [f"level {group.level}"] if group.level in ("fatal", "error", "warn") else []
    if complaint(group.message):
        reasons.append("reports a failure")
    reasons.append("seen once" if group.count == 1 else f"first of {group.count}")
    return ", ".join(reasons)
