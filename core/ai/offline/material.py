"""All that an analysis reads, made ready once: prose lines, and each distinct line of the logs."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.ai.offline.changes import may_tell, tells
from core.ai.offline.habits import habit
from core.ai.offline.slowness import Call, Rise, rises, seconds
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
# So many lines that may tell of a change are kept one by one: their numbers are versions.
MOST_CHANGES = 200
MOST_ASKED = 2_000
MOST_CALLS = 5_000


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


class Slowed(NamedTuple):
    """Calls that became slow, the first line that shows it, and that every n-th was measured."""

    rise: Rise
    kind: Kind
    every: int


@dataclass(frozen=True, slots=True)
class Log:
    """One piece of log evidence, its digest and its kinds of lines in order of appearance.

    `changed` are the single lines that may tell of a change, `slowed` the calls that became slow.
    """

    id: str
    lines: tuple[str, ...]
    digest: LogDigest
    kinds: tuple[Kind, ...]
    changed: tuple[Kind, ...] = ()
    slowed: tuple[Slowed, ...] = ()


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
    changed = [
        _single(piece, table, shape, place)
        for place, shape, _ in _those(piece, shapes, _telling(shapes))
    ]
    return Log(
        piece.id,
        piece.lines,
        summarise(piece.lines),
        tuple(kinds),
        tuple(changed[-MOST_CHANGES:]),
        tuple(_slowed(piece, table)),
    )


def _single(piece: Evidence, table: Table, shape: int, place: int) -> Kind:
    """One line by itself, whatever other lines are like it."""
    made = _kind(piece.id, table, shape, 1, -1, piece.lines[place])
    return replace(made, first=place + 1, last=place + 1)


def _telling(shapes: Shapes) -> set[int]:
    """The shapes of lines that tell of changes; where very many may, the first and last of them."""
    asked = [shape for shape, text in enumerate(shapes.first) if may_tell(text)]
    if len(asked) > MOST_ASKED:
        asked = [*asked[: MOST_ASKED // 2], *asked[-MOST_ASKED // 2 :]]
    return {shape for shape in asked if tells(shapes.first[shape])}


def _those(
    piece: Evidence, shapes: Shapes, kept: Collection[int]
) -> Iterator[tuple[int, int, str]]:
    """The place, shape and text of every line of the shapes that are kept."""
    if kept:
        for place, (shape, text) in enumerate(zip(shapes.ids, piece.lines, strict=False)):
            if shape in kept:
                yield place, shape, text


def _slowed(piece: Evidence, table: Table) -> Iterator[Slowed]:
    """The calls that become slow; of very many every n-th is measured, and the first found out."""
    shapes = table.shapes
    telling = {s for s, text in enumerate(shapes.first) if seconds(text) is not None}
    timed = list(_those(piece, shapes, telling))
    every = -(-len(timed) // MOST_CALLS)
    keys = {shape: "" for _, shape, _ in timed}
    for shape in keys:
        keys[shape] = habit(table.line(shapes.first[shape]).message)
    calls = [
        Call(keys[shape], place + 1, took)
        for place, shape, text in timed[:: every or 1]
        if (took := seconds(text)) is not None
    ]
    for rise in rises(calls):
        last_quick = max(c.line for c in calls if c.key == rise.key and c.line < rise.first)
        first = next(
            (place + 1, shape)
            for place, shape, text in timed
            if place + 1 > last_quick and keys[shape] == rise.key and _slow(text, rise)
        )
        kind = _single(piece, table, first[1], first[0] - 1)
        yield Slowed(rise._replace(first=first[0]), kind, every)


def _slow(text: str, rise: Rise) -> bool:
    took = seconds(text)
    return took is not None and took >= rise.bar


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


def _kind(
    evidence: str, table: Table, shape: int, count: int, group: int, text: str | None = None
) -> Kind:
    shapes = table.shapes
    text = shapes.first[shape] if text is None else text
    line = table.line(text)
    inside = table.group_of[shape] == CONTINUES and table.groups and group >= 0
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
