"""All that an analysis reads, made ready once: prose lines, and each distinct line of the logs."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.ai.offline.habits import habit
from core.domain.analysis import Case, Evidence
from core.logs import summarise
from core.logs.chunks import Shapes
from core.logs.levels import complaint
from core.logs.model import LogDigest
from core.logs.records import CONTINUES
from core.logs.table import Table

PROSE = ("title", "description", "alert", "note", "message")

# So many lines of one template are looked at singly; those between are only counted.
FIRST, LAST = 60, 20


class Prose(NamedTuple):
    """One line that a person or an alert wrote."""

    evidence: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Kind:
    """All lines of a log that differ in their numbers alone; `first` and `last` count from 1.

    `loud` is how plainly the line says that something failed (0 to 2), `habit` what is kept of
    it to know it again in another log, `record` the kind whose stack trace it belongs to.
    """

    evidence: str
    first: int
    last: int
    count: int
    text: str
    level: str | None
    service: str | None
    loud: int
    habit: str
    group: int
    stamp: str | None = None

    @property
    def failing(self) -> bool:
        """Whether it reports an error by its level or in plain terms."""
        return self.level in ("fatal", "error") or self.loud > 1


@dataclass(frozen=True, slots=True)
class Log:
    """One piece of log evidence, its digest and its kinds of lines in order of appearance."""

    id: str
    lines: tuple[str, ...]
    digest: LogDigest
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """A case, read."""

    case: Case
    prose: tuple[Prose, ...]
    logs: tuple[Log, ...]

    @property
    def habits(self) -> frozenset[str]:
        """What its log lines say, in the form by which a history knows them."""
        return frozenset(kind.habit for log in self.logs for kind in log.kinds)

    def line(self, evidence: str, number: int) -> str | None:
        """The text of a line of evidence, or None where there is none."""
        for log in self.logs:
            if log.id == evidence:
                return log.lines[number - 1] if 0 < number <= len(log.lines) else None
        for entry in self.prose:
            if (entry.evidence, entry.number) == (evidence, number):
                return entry.text
        return None


def read(case: Case) -> Material:
    """Reads a case; title and description count as evidence even where they are not listed."""
    pieces = list(case.evidence)
    named = {piece.kind for piece in pieces}
    if "description" not in named and case.description.strip():
        lines = tuple(case.description.splitlines())
        pieces.insert(0, Evidence(id="description", kind="description", lines=lines))
    if "title" not in named:
        pieces.insert(0, Evidence(id="title", kind="title", lines=(case.title,)))
    prose = tuple(
        Prose(piece.id, number, text)
        for piece in pieces
        if piece.kind in PROSE
        for number, text in enumerate(piece.lines, 1)
        if text.strip()
    )
    logs = tuple(_log(piece) for piece in pieces if piece.kind == "logs" and any(piece.lines))
    return Material(case, prose, logs)


def _log(piece: Evidence) -> Log:
    shapes = Shapes(careful=True)
    shapes.feed(piece.lines)
    table = Table(shapes)
    counts = Counter(shapes.ids)
    kinds: list[Kind] = []
    for group, members in _grouped(table).items():
        kept = [*members[:FIRST], *members[FIRST:][-LAST:]]
        rest = sum(counts[shape] for shape in members) - sum(counts[shape] for shape in kept)
        made = [_kind(piece.id, table, shape, counts[shape], group) for shape in kept]
        made[0] = replace(made[0], count=made[0].count + rest)
        kinds.extend(made)
    kinds.sort(key=lambda kind: kind.first)
    return Log(piece.id, piece.lines, summarise(piece.lines), tuple(kinds))


def _grouped(table: Table) -> dict[int, list[int]]:
    """The shapes of each group in order of appearance; a stack trace is part of its record."""
    shapes = table.shapes
    found: dict[int, list[int]] = {}
    group = 0
    for shape in sorted(range(len(shapes.first)), key=lambda s: shapes.first_index[s]):
        number = table.group_of[shape]
        group = number if number >= 0 else group
        if shapes.first[shape].strip():
            found.setdefault(group, []).append(shape)
    return found


def _kind(evidence: str, table: Table, shape: int, count: int, group: int) -> Kind:
    shapes, text = table.shapes, table.shapes.first[shape]
    line = table.line(text)
    inside = table.group_of[shape] == CONTINUES and table.groups
    return Kind(
        evidence=evidence,
        first=shapes.first_index[shape] + 1,
        last=shapes.last_index[shape] + 1,
        count=count,
        text=text,
        level=table.groups[group].level if inside else line.level,
        service=line.service,
        loud=complaint(line.message),
        habit=habit(line.message),
        group=group,
        stamp=line.stamp,
    )
