"""What one team's corrections teach about severities: a small linear text model over the rules.

What the words alone would suggest is a feature beside the words themselves, and its weights are
the anchor, so that a model that learned nothing says what the rules say. Two corrections of one
title move that title; the words they share move others like it. It is a model apart from
`SeverityModel`, whose levels are balanced for ordering and silly on a title of three words.
"""

import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.ai.offline.severity import words_say
from core.ai.text.features import features
from core.ai.text.linear import STEPS, Example, Weights, probabilities, train
from core.ai.text.severity import LEVELS, Correction, family_of
from core.ai.text.words import stem, tokens
from core.domain.analysis import SeverityOpinion
from core.domain.incident import Severity

# Raise it when features, anchor or training change: what was learned before is then learned anew.
FORMAT = 2
_SURE = 1.0
_ANCHOR = 0.3
_PULL = 0.5
# A team may have an opinion of one level alone: what is medium there need not rise evenly.
_UNEVEN = 1.0
# Few examples are gone over often, many seldom: the seconds stay bounded.
_READ = 20_000
_LEAST_STEPS = 12
_WORDS = frozenset(("t:", "b:", "w:", "g:", "p:"))
_SHOWN = 3


@dataclass(frozen=True)
class Lesson:
    """A correction and how much it counts: 1 for one's own, less for what is only near."""

    correction: Correction
    weight: float = 1.0


class TeamModel:
    """What was learned. Immutable, and the same for the same lessons in the same order."""

    def __init__(self, weights: Weights, seen: Mapping[str, int]) -> None:
        self._weights = weights
        self._seen = seen

    @classmethod
    def learn(cls, lessons: Iterable[Lesson]) -> "TeamModel":
        """A model of all `lessons`; takes a few seconds for two thousand of them."""
        found = [(lesson, _features(lesson.correction)) for lesson in lessons]
        seen = Counter(key for _, keys in found for key in keys)
        examples: list[Example] = [
            (keys, LEVELS.index(lesson.correction.severity), lesson.weight)
            for lesson, keys in found
        ]
        anchor = _anchor()
        learned = train(
            examples,
            len(LEVELS),
            anchor=anchor,
            pull=_PULL,
            uneven=_UNEVEN,
            steps=_steps(len(examples)),
        )
        kept = {key: [round(each, 2) for each in row] for key, row in learned.items()}
        return cls(
            {key: row for key, row in kept.items() if key in anchor or max(map(abs, row)) >= 0.03},
            {key: count for key, count in seen.items() if key in kept and key[:2] == "w:"},
        )

    def opinion(self, title: str, description: str = "") -> SeverityOpinion | None:
        """The severity that the team would give to this text; None where it is as ever."""
        anchor = words_say(title, description)
        found = _features(Correction(title, description, anchor))
        value = _middle(probabilities(self._weights, len(LEVELS), found))
        if value is anchor:
            return None
        return SeverityOpinion(value=value, reason=self._reason(title, description, anchor, value))

    def dumped(self) -> dict[str, Any]:
        """The model as JSON-compatible values."""
        return {"weights": self._weights, "seen": dict(self._seen)}

    @classmethod
    def loaded(cls, dumped: Mapping[str, Any]) -> "TeamModel":
        """The model that `dumped` was made from."""
        return cls(dumped["weights"], dumped["seen"])

    def _reason(self, title: str, description: str, anchor: Severity, value: Severity) -> str:
        worth: dict[str, float] = {}
        counts: dict[str, int] = {}
        for place, text in (("t", title), ("b", description[:300])):
            for token in tokens(text):
                word = stem(token)
                rows = [self._weights.get(f"{mark}:{word}") for mark in (place, "w")]
                gain = sum(_gain(row, anchor, value) for row in rows if row)
                if gain > 0:
                    worth[token] = max(worth.get(token, 0.0), gain)
                    counts[token] = self._seen.get(f"w:{word}", 0)
        # of words that are worth the same, a long one says more
        best = sorted(worth, key=lambda token: (-round(worth[token], 1), -len(token), token))
        best = best[:_SHOWN]
        if not best:
            return f"people here rate {value.value} what reads {anchor.value}"
        times = max(counts[token] for token in best)
        words = ", ".join(f"“{token}”" for token in best)
        return f"as people decided before: {words} ({times} incidents)"


def _steps(examples: int) -> int:
    return max(_LEAST_STEPS, min(STEPS, _READ // max(examples, 1)))


def _gain(row: list[float], anchor: Severity, value: Severity) -> float:
    return row[LEVELS.index(value)] - row[LEVELS.index(anchor)]


def _middle(shares: list[float]) -> Severity:
    """The level in the middle of what is likely: half of it is lighter, half worse."""
    total = 0.0
    for level, share in zip(LEVELS, shares, strict=True):
        total += share
        if total > 0.5:
            return level
    return LEVELS[-1]


def _features(correction: Correction) -> dict[str, float]:
    title, description = correction.title, correction.description
    kind = family_of(title, description, correction.source)
    found = features("alert rule" if kind == "alert rule" else "prose", title, description)
    words = {key: value for key, value in found.items() if key[:2] in _WORDS}
    norm = sum(value * value for value in words.values()) ** 0.5 or 1.0
    scaled = {key: value / norm for key, value in words.items()}
    return {**scaled, f"r:{words_say(title, description).value}": _ANCHOR}


@functools.cache
def _anchor() -> Weights:
    # a step away from what the rules say is e times less likely
    return {
        f"r:{level.value}": [_SURE * (2 - abs(there - here)) / _ANCHOR for there in range(4)]
        for here, level in enumerate(LEVELS)
    }
