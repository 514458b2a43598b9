"""What is normal for a team: the lines that its other incidents had as well."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.ai.offline.habits import habit
from core.logs.chunks import Shapes
from core.logs.records import BLANK
from core.logs.table import Table

ENOUGH = 5
USUAL = 0.25
SAME = 0.2


@dataclass(frozen=True)
class History:
    """The kinds of line that each of a team's other logs had. No label is ever kept."""

    logs: tuple[frozenset[str], ...] = ()

    @classmethod
    def learn(cls, logs: Iterable[Iterable[str]]) -> "History":
        """Reads the logs of other incidents, one iterable of lines each."""
        return cls(tuple(found for lines in logs if (found := _habits(lines))))

    def without(self, lines: Iterable[str]) -> "History":
        """The same history had it not read this one log; for scoring an incident it contains."""
        gone = _habits(lines)
        left = list(self.logs)
        if gone in left:
            left.remove(gone)
        return History(tuple(left))

    def near(self, habits: frozenset[str]) -> "History":
        """The part of it that comes from the same system: logs that share a fifth of the habits.

        What is usual in the log of a message broker says nothing of one of a shop.
        """
        return History(tuple(log for log in self.logs if _overlap(log, habits) >= SAME))

    def share(self, known: str) -> float | None:
        """The share of the logs that had such a line; None while too few are known."""
        if len(self.logs) < ENOUGH:
            return None
        return sum(known in log for log in self.logs) / len(self.logs)

    def usual(self, known: str) -> bool:
        """Whether such a line is background: it stands in a quarter of the logs."""
        share = self.share(known)
        return share is not None and share >= USUAL


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _habits(lines: Iterable[str]) -> frozenset[str]:
    shapes = Shapes(careful=True)
    shapes.feed(lines)
    table = Table(shapes)
    return frozenset(
        habit(table.line(text).message)
        for text, group in zip(shapes.first, table.group_of, strict=True)
        if group != BLANK
    )
