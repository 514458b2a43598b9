"""A small linear classifier over named features, in plain Python and the same on every run.

It is trained towards an *anchor*: weights that stand where no example says otherwise. Rules are
the anchor of what ships, and what ships is the anchor of what one team's history teaches, so that
a team with five examples gets the prior and a team with five hundred gets its own model.
"""

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence

Weights = dict[str, list[float]]
Example = tuple[Mapping[str, float], int, float]

_EPOCHS = 25
_RATE = 0.5


def probabilities(weights: Weights, classes: int, found: Mapping[str, float]) -> list[float]:
    """How likely each class is for one example; they add up to one."""
    sums = [0.0] * classes
    for key, value in found.items():
        if row := weights.get(key):
            for number, weight in enumerate(row):
                sums[number] += weight * value
    top = max(sums)
    grown = [math.exp(each - top) for each in sums]
    total = sum(grown)
    return [each / total for each in grown]


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
    epochs: int = _EPOCHS,
) -> Weights:
    """Multinomial logistic regression on `(features, class, weight)`, pulled towards `anchor`.

    `pull` is how strongly: about how many examples it takes to move a weight by one. Adaptive
    gradient steps in an order fixed by a seed; the result depends on the examples alone.
    """
    weights: Weights = {key: list(row) for key, row in anchor.items()}
    nothing = [0.0] * classes
    seen = Counter(key for found, _, _ in examples for key in found)
    squares: dict[str, list[float]] = {}
    for key in seen:
        weights.setdefault(key, [0.0] * classes)
        squares[key] = [1e-3] * classes
    order = list(range(len(examples)))
    shuffle = random.Random(0).shuffle
    for _ in range(epochs):
        shuffle(order)
        for number in order:
            found, label, share = examples[number]
            errors = probabilities(weights, classes, found)
            errors[label] -= 1.0
            errors = [share * error for error in errors]
            for key, value in found.items():
                rest = anchor.get(key, nothing)
                row, sums, back = weights[key], squares[key], pull / seen[key]
                for index, error in enumerate(errors):
                    slope = error * value + back * (row[index] - rest[index])
                    sums[index] += slope * slope
                    row[index] -= _RATE * slope / math.sqrt(sums[index])
    return weights
