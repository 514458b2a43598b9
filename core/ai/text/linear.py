"""A small linear classifier over named features, in plain Python and the same on every run.

It is trained towards an *anchor*: weights that stand where no example says otherwise. Rules are
the anchor of what ships, and what ships is the anchor of what one team's history teaches, so that
a team with five examples gets the prior and a team with five hundred gets its own model.

Classes are steps of one scale. What a feature is worth shall therefore rise or fall evenly over
them; that it speaks for a step in the middle alone takes more examples to be believed.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from operator import mul
from typing import TypeVar

from core.ai.text.descent import least

A = TypeVar("A")
B = TypeVar("B")
Weights = dict[str, list[float]]
Example = tuple[Mapping[str, float], int, float]
Column = list[float]
Sparse = tuple[list[int], Column]

# The feature that every example has: how common the classes are. It is hardly pulled.
EVER = "s:ever"

# More of them make no difference to the order of incidents.
STEPS = 40
# How much harder than an even rise over the classes anything else is pulled back.
_UNEVEN = 8.0
_PULL_EVER = 0.05
_LEAST_SEEN = 2


def probabilities(weights: Weights, classes: int, found: Mapping[str, float]) -> list[float]:
    """How likely each class is for one example; they add up to one."""
    sums = [0.0] * classes
    for key, value in found.items():
        if row := weights.get(key):
            for number, weight in enumerate(row):
                sums[number] += weight * value
    return _likely(sums)


def balanced(labels: Sequence[int], power: float = 1.0) -> list[float]:
    """A weight for each example, so that rare classes count as much as common ones."""
    counts = Counter(labels)
    raw = [counts[label] ** -power for label in labels]
    mean = sum(raw) / len(raw) if raw else 1.0
    return [each / mean for each in raw]


def train(
    examples: Sequence[Example],
    classes: int,
    *,
    anchor: Weights,
    pull: float,
    uneven: float = _UNEVEN,
    steps: int = STEPS,
) -> Weights:
    """Multinomial logistic regression on `(features, class, weight)`, pulled towards `anchor`.

    `pull` is how strongly: about how many examples it takes to move a weight by one; what does
    not rise evenly over the classes is pulled `uneven` times as hard. A feature that one example
    alone has and the anchor does not know says nothing yet. Goes over the examples once in each
    of `steps`. The result depends on the examples, not on their order.
    """
    if not examples:
        return {key: list(row) for key, row in anchor.items()}
    task = _Task(examples, classes, anchor, pull, uneven)
    return task.weights(least(task.slope, task.scales * classes, steps))


class _Task:
    """Examples by number instead of by name, to be read along rows and along columns."""

    def __init__(
        self,
        examples: Sequence[Example],
        classes: int,
        anchor: Weights,
        pull: float,
        uneven: float,
    ) -> None:
        seen = Counter(key for found, _, _ in examples for key in found)
        self.keys = [key for key in sorted(seen) if seen[key] >= _LEAST_SEEN or key in anchor]
        self._anchor = anchor
        self._labels = [label for _, label, _ in examples]
        self._shares = [share for _, _, share in examples]
        self._rows, self._columns = _numbered(self.keys, [found for found, _, _ in examples])
        self._even = _rise(classes)
        self._start = [
            [anchor[key][each] if key in anchor else 0.0 for key in self.keys]
            for each in range(classes)
        ]
        # how hard each feature is pulled, and how much more where it does not rise evenly
        self._pulls = [_PULL_EVER if key == EVER else pull for key in self.keys]
        self._more = [0.0 if key == EVER else pull * (uneven - 1) for key in self.keys]
        self.scales = [
            own + sum(self._shares[number] * value * value for number, value in _both(*column)) / 4
            for own, column in _both(self._pulls, self._columns)
        ]

    def slope(self, moved: Column) -> Column:
        """Which way, and how steeply, the loss rises where the weights have `moved` so far."""
        columns = self._apart(moved)
        now = [[a + b for a, b in _both(*pair)] for pair in _both(self._start, columns)]
        errors = [[0.0] * len(self._rows) for _ in now]
        for number, (places, values) in enumerate(self._rows):
            shares = _likely(
                [sum(map(mul, values, map(column.__getitem__, places))) for column in now]
            )
            shares[self._labels[number]] -= 1.0
            for error, share in _both(errors, shares):
                error[number] = self._shares[number] * share
        along = [sum(map(mul, self._even, row)) for row in zip(*columns, strict=True)]
        return [
            sum(map(mul, values, map(error.__getitem__, numbers)))
            + own * off
            + more * (off - part * rise)
            for error, column, rise in zip(errors, columns, self._even, strict=True)
            for (numbers, values), off, part, own, more in zip(
                self._columns, column, along, self._pulls, self._more, strict=True
            )
        ]

    def weights(self, moved: Column) -> Weights:
        """The anchor, and what it moved by, by name; `moved` has class after class."""
        columns = [
            [a + b for a, b in _both(*pair)] for pair in _both(self._start, self._apart(moved))
        ]
        rows = zip(self.keys, *columns, strict=True)
        learned = {key: list(row) for key, *row in rows}
        return {key: list(row) for key, row in self._anchor.items()} | learned

    def _apart(self, moved: Column) -> list[Column]:
        size = len(self.keys)
        return [moved[each * size : (each + 1) * size] for each in range(len(self._even))]


def _numbered(
    keys: Sequence[str], examples: Iterable[Mapping[str, float]]
) -> tuple[list[Sparse], list[Sparse]]:
    number_of = {key: number for number, key in enumerate(keys)}
    rows: list[Sparse] = []
    columns: list[Sparse] = [([], []) for _ in keys]
    for number, found in enumerate(examples):
        rows.append(([], []))
        for key, value in found.items():
            if (place := number_of.get(key)) is not None:
                for (where, values), which in ((rows[-1], place), (columns[place], number)):
                    where.append(which)
                    values.append(value)
    return rows, columns


def _rise(classes: int) -> Column:
    even = [each - (classes - 1) / 2 for each in range(classes)]
    length = math.sqrt(sum(each * each for each in even)) or 1.0
    return [each / length for each in even]


def _both(left: Iterable[A], right: Iterable[B]) -> Iterable[tuple[A, B]]:
    return zip(left, right, strict=True)


def _likely(sums: Sequence[float]) -> list[float]:
    top = max(sums)
    grown = [math.exp(each - top) for each in sums]
    total = sum(grown)
    return [each / total for each in grown]
