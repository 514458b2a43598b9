"""What a team said of the incidents that read most like this one: its memory, case by case.

A linear model knows what each word is worth; it does not know that a word meant something else
two years ago. Nearest examples do: they agree in words, shape, promised update and date at once.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from core.ai.text.features import Features, bag, features

# How many letters of a description are compared; the rest repeats.
_READ = 600
_WORDS = 1.5  # what the words count beside shape and date
_NEAR = 6.0  # how much faster than its likeness an example's vote grows
_DATED = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)(?:\s*,?\s*(\d\d?):(\d\d))?")
# Labelling habits drift: incidents of the same years and quarters are nearer to each other.
_SPANS = ((4.0, 0.6), (1.0, 0.6), (0.25, 0.6))
_PROMISES = (0.6, 1.1, 2.1, 4.1, 8.1, 24.1)
_DAYS = 365.25

Example = tuple[Features, int]


class Neighbours:
    """Examples (`seen`, class) to be asked what is like them; never changes."""

    def __init__(self, examples: Sequence[Example], classes: int) -> None:
        self._classes = classes
        self._count = len(examples)
        self._rare = _rarity([found for found, _ in examples])
        counts = Counter(label for _, label in examples)
        # Rare classes count as much as common ones.
        self._worth = [(label, 1 / counts[label]) for _, label in examples]
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for number, (found, _) in enumerate(examples):
            for key, value in self._vector(found).items():
                self._postings.setdefault(key, []).append((number, value))

    def __len__(self) -> int:
        return self._count

    def shares(self, found: Features) -> list[float]:
        """How the examples vote on what was `seen`, each by its likeness; they add up to one."""
        likeness = [0.0] * self._count
        for key, value in self._vector(found).items():
            for number, other in self._postings.get(key, ()):
                likeness[number] += value * other
        votes = [0.0] * self._classes
        for (label, worth), like in zip(self._worth, likeness, strict=True):
            votes[label] += worth * (max(like, 0.0) ** _NEAR + 1e-9)
        total = sum(votes)
        return [vote / total for vote in votes]

    def _vector(self, found: Features) -> Features:
        words = {
            key: value * self._rare[key]
            for key, value in found.items()
            if key in self._rare and key[0] in _OF_WORDS
        }
        scale = _WORDS / _length(words)
        rest = {key: value for key, value in found.items() if key[0] not in _OF_WORDS}
        vector = rest | {key: value * scale for key, value in words.items()}
        length = _length(vector)
        return {key: value / length for key, value in vector.items()}


_OF_WORDS = frozenset("tbwgp")


def seen(title: str, description: str) -> Features:
    """What incident prose is compared by: its words, cues, shape, dates and promised update."""
    first = features("prose", title, description)
    rest = {key: value for key, value in first.items() if key[0] not in _OF_WORDS}
    words = bag(title, description[:_READ], pairs=0.5, starts=0.0)
    return rest | words | _dated(f"{title} {description}")


def _dated(text: str) -> Features:
    moments = [moment for parts in _DATED.findall(text) if (moment := _moment(parts))]
    if not moments:
        return {}
    year = min(moments)[0] / _DAYS
    found: Features = {}
    for span, value in _SPANS:
        # Two neighbouring marks share the value, so that nothing jumps on New Year's Eve.
        mark, part = divmod(year / span, 1.0)
        found[f"d:{span}:{mark:.0f}"] = value * (1 - part)
        found[f"d:{span}:{mark + 1:.0f}"] = value * part
    return found | _promised([hours for _, hours in moments if hours is not None])


def _promised(hours: Sequence[float]) -> Features:
    # From the beginning to the next update that is promised: short when it is taken seriously.
    if len(hours) < 2:
        return {}
    gap = max(hours) - min(hours)
    return {"h:promised": 0.3} | {f"h:>{least}": 0.3 for least in _PROMISES if gap > least}


def _moment(parts: tuple[str, ...]) -> tuple[float, float | None] | None:
    year, month, day, hour, minute = parts
    try:
        date = datetime(int(year), int(month), int(day), tzinfo=UTC)
    except ValueError:
        return None
    days = date.toordinal()
    return float(days), (days * 24 + int(hour) + int(minute) / 60 if hour else None)


def _rarity(examples: Sequence[Features]) -> Mapping[str, float]:
    often = Counter(key for found in examples for key in found if key[0] in _OF_WORDS)
    return {key: math.log((1 + len(examples)) / (1 + count)) + 1 for key, count in often.items()}


def _length(vector: Features) -> float:
    return math.sqrt(sum(value * value for value in vector.values())) or 1.0
