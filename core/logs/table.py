"""From shapes to templates: every shape read, masked and mined once, then put in groups."""

from collections import Counter
from dataclasses import dataclass, field

from core.logs.chunks import Shapes
from core.logs.headers import Layout
from core.logs.levels import LEVELS, judge
from core.logs.mining import mine
from core.logs.reader import Line, prepare, read
from core.logs.records import roles
from core.logs.shapes import Masker


@dataclass(slots=True)
class Group:
    """All records of one template and one level. `first` and `last` count from 0."""

    key: tuple[str, str | None]
    template: str
    level: str | None
    first: int
    last: int
    example: str
    message: str
    count: int = 0
    first_stamp: str | None = None
    last_stamp: str | None = None
    service: str | None = None
    services: Counter[str] = field(default_factory=Counter)

    @property
    def rank(self) -> int:
        """0 for fatal up to 5 for no level."""
        return LEVELS.index(self.level) if self.level else 5


class Table:
    """The groups of a log in order of their first line, and the group of each shape.

    `group_of` gives for every shape an index into `groups`, or a role of `core.logs.records`.
    """

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.counts = Counter(shapes.ids)
        cuts = [prepare(text) for text in shapes.first]
        self.layout = Layout((cut.row, self.counts[shape]) for shape, cut in enumerate(cuts))
        self.read = [read(cut, self.layout) for cut in cuts]
        special = roles(shapes, cuts, self.layout, self.counts)
        masked = list(map(Masker().mask, [line.message for line in self.read]))
        self.group_of = [0] * len(cuts)
        self.groups: list[Group] = []
        known: dict[tuple[str, str | None], int] = {}
        for shape, (line, template) in enumerate(zip(self.read, mine(masked), strict=True)):
            role = special.get(shape)
            self.group_of[shape] = (
                self._place(shape, line, template, known) if role is None else role
            )

    def _place(
        self, shape: int, line: Line, template: str, known: dict[tuple[str, str | None], int]
    ) -> int:
        shapes, text = self.shapes, self.shapes.first[shape]
        level = judge(line.level, line.message)
        key = (template, level)
        index = known.setdefault(key, len(self.groups))
        first, last = shapes.first_index[shape], shapes.last_index[shape]
        if index == len(self.groups):
            self.groups.append(
                Group(
                    key,
                    template,
                    level,
                    first,
                    first,
                    text,
                    line.message,
                    first_stamp=line.stamp,
                    last_stamp=line.stamp,
                    service=line.service,
                )
            )
        group = self.groups[index]
        group.count += self.counts[shape]
        if last > group.last:
            group.last = last
            group.last_stamp = self.line(shapes.last[shape]).stamp
        if line.service:
            group.services[line.service] += self.counts[shape]
        return index

    def line(self, text: str) -> Line:
        """Reads one more line by the layout of this log."""
        return read(prepare(text), self.layout)
