"""What is normal for a team: the lines that its other incidents had as well."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.ai.offline.habits import habit
from core.logs.chunks import Shapes
from core.logs.table import BLANK, Table

ENOUGH = 5
USUAL = 0.25


@dataclass(frozen=True)
class History:
    """In how many of a team's other logs each kind of line stood. No label is ever kept."""

    logs: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    @classmethod
    def learn(cls, logs: Iterable[Iterable[str]]) -> "History":
        """Reads the logs of other incidents, one iterable of lines each."""
        seen: Counter[str] = Counter()
        total = 0
        for lines in logs:
            found = _habits(lines)
            total += bool(found)
            seen.update(found)
        return cls(total, dict(sorted(seen.items())))

    def without(self, lines: Iterable[str]) -> "History":
        """The same history had it not read this one log; for scoring an incident it contains."""
        seen = dict(self.seen)
        for known in _habits(lines):
            seen[known] = max(0, seen.get(known, 0) - 1)
        return History(max(0, self.logs - 1), seen)

    def share(self, known: str) -> float | None:
        """The share of the other logs that had such a line; None while too few are known."""
        return self.seen.get(known, 0) / self.logs if self.logs >= ENOUGH else None

    def usual(self, known: str) -> bool:
        """Whether such a line is background: it stands in a quarter of the other logs."""
        share = self.share(known)
        return share is not None and share >= USUAL


def _habits(lines: Iterable[str]) -> set[str]:
    shapes = Shapes(careful=True)
    shapes.feed(lines)
    table = Table(shapes)
    return {
        habit(table.line(text).message)
        for text, group in zip(shapes.first, table.group_of, strict=True)
        if group != BLANK
    }
