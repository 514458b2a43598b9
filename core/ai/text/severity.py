"""How bad an incident is, read from its opening text: a suggestion with its reason.

Rules (`cues`) say what a newcomer would guess, weights learned from public incidents correct
them, and a team's own corrections correct those: each stage starts where the one before ends.
Status pages, cloud providers' notices and alert rules have a model each, since what is learned
from one says nothing about another.
"""

import functools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from core.ai.text.features import Features, cues, features
from core.ai.text.linear import Weights, balanced, probabilities, train
from core.ai.text.neighbours import Neighbours, seen
from core.ai.text.synonyms import BOILERPLATE
from core.ai.text.words import STOP_WORDS, stem, tokens
from core.domain.incident import Severity

Family = Literal["status page", "cloud provider", "alert rule"]

FAMILIES: tuple[Family, ...] = ("status page", "cloud provider", "alert rule")
LEVELS = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)

# How many examples a weight of the shipped model is worth against a team's own history.
_PULL_SHIPPED: Mapping[Family, float] = {
    "status page": 1.0,
    "cloud provider": 0.3,
    "alert rule": 0.3,
}
_PULL_TEAM: Mapping[Family, float] = {
    "status page": 3.0,
    "cloud provider": 1.0,
    "alert rule": 1.0,
}
# How far the incidents most like this one count beside the weights, once there are many. Providers
# write to a form and label by habits that change, so what is near in form and time tells most;
# status pages and rules are too short and too mixed for it.
_MEMORY: Mapping[Family, float] = {"cloud provider": 0.7}
_HALF = 30  # corrections after which the memory has half of that
_PROVIDER = re.compile(r"\bUS/Pacific\b|\bGoogle Cloud\b|\bAmazon \w+ \(|\bAWS\b|\bAzure\b")
_ALERT_NAME = re.compile(r"(?:[A-Z][a-z0-9]+|[A-Z]{2,}[a-z0-9]*){2,}\S*\Z")
_SPOKEN = frozenset("tbwpgc")  # the rest (length, dates) is no reason that a person can follow


@dataclass(frozen=True)
class Correction:
    """What a person said an incident's severity is: the training data of a team's own model."""

    title: str
    description: str
    severity: Severity
    source: str | None = None


@dataclass(frozen=True)
class Suggestion:
    """A suggested severity; `score` orders incidents (0 low to 3 critical), `reason` is shown."""

    label: Severity
    score: float
    reason: str


class SeverityModel:
    """Weights per family, and the corrections it learned. Immutable: learning gives a new model."""

    def __init__(
        self,
        weights: Mapping[Family, Weights],
        memory: Mapping[Family, Neighbours] | None = None,
    ) -> None:
        self._weights = weights
        self._memory = memory or {}

    @classmethod
    def rules(cls) -> "SeverityModel":
        """The rules alone, with nothing learned."""
        return cls({family: _rules(family) for family in FAMILIES})

    @classmethod
    def shipped(cls) -> "SeverityModel":
        """What is packaged: the rules, corrected by public incidents (see NOTICE)."""
        return _shipped()

    def learn(self, corrections: Iterable[Correction]) -> "SeverityModel":
        """This model moved towards a team's corrections, as far as their number justifies.

        With none it is the same model; the result depends on the corrections and their order
        alone. Takes a few seconds for a thousand.
        """
        known = list(corrections)
        memory = {**self._memory, **_remembered(known)}
        return SeverityModel(self._learned(known, _PULL_TEAM), memory)

    def trained(self, corrections: Iterable[Correction]) -> "SeverityModel":
        """What ships, learned from `self` (the rules) and public incidents; for the trainer."""
        return SeverityModel(self._learned(corrections, _PULL_SHIPPED))

    def suggest(
        self, title: str, description: str = "", *, source: str | None = None
    ) -> Suggestion:
        """The severity of an incident that opens with this text.

        `source` (`rule/…`, `status/…`, `statuspage/…`, or a webhook's name) chooses the family;
        without it the text's shape does.
        """
        family = family_of(title, description, source)
        found = _features(family, title, description)
        shares = probabilities(self._weights[family], len(LEVELS), found)
        if memory := self._memory.get(family):
            trust = _MEMORY[family] * len(memory) / (len(memory) + _HALF)
            votes = memory.shares(seen(title, description))
            shares = [
                share + trust * (vote - share) for share, vote in zip(shares, votes, strict=True)
            ]
        best = max(range(len(LEVELS)), key=lambda number: (shares[number], number))
        score = sum(number * share for number, share in enumerate(shares))
        spelled = {stem(word): word for word in reversed(tokens(f"{title} {description}"))}
        return Suggestion(LEVELS[best], score, self._reason(family, found, best, spelled))

    def dumped(self) -> str:
        """The weights as compact JSON; what makes no difference is left out.

        So are the corrections that `learn` remembers one by one: they are the team's own.
        """
        small = {family: dict(_rounded(self._weights[family])) for family in FAMILIES}
        return json.dumps(small, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"

    def _learned(
        self, corrections: Iterable[Correction], pulls: Mapping[Family, float]
    ) -> dict[Family, Weights]:
        sorted_out: dict[Family, list[tuple[Features, int]]] = {family: [] for family in FAMILIES}
        for one in corrections:
            family = family_of(one.title, one.description, one.source)
            found = _features(family, one.title, one.description)
            sorted_out[family].append((found, LEVELS.index(one.severity)))
        weights = dict(self._weights)
        for family, examples in sorted_out.items():
            if examples:
                shares = balanced([label for _, label in examples])
                weights[family] = train(
                    [(*example, share) for example, share in zip(examples, shares, strict=True)],
                    len(LEVELS),
                    anchor=self._weights[family],
                    pull=pulls[family],
                )
        return weights

    def _reason(
        self, family: Family, found: Features, best: int, spelled: Mapping[str, str]
    ) -> str:
        weights = self._weights[family]
        said: dict[str, float] = {}
        for key, value in found.items():
            row = weights.get(key)
            words = _words(family, key, spelled)
            if row is None or not words:
                continue
            rest = (sum(row) - row[best]) / (len(row) - 1)
            said[words] = said.get(words, 0.0) + (row[best] - rest) * value
        top = sorted(said.items(), key=lambda item: (-item[1], item[0]))[:3]
        chosen = [words for words, worth in top if worth > 0.05]
        return ", ".join(chosen) or "nothing in the text stands out"


def family_of(title: str, description: str = "", source: str | None = None) -> Family:
    """Which family's conventions a text follows: by its source, else by its shape."""
    if source:
        for prefix, family in _SOURCES:
            if source.startswith(prefix):
                return family
    if _ALERT_NAME.match(title.strip()):
        return "alert rule"
    return "cloud provider" if _PROVIDER.search(f"{title} {description}") else "status page"


_SOURCES: tuple[tuple[str, Family], ...] = (
    ("rule", "alert rule"),
    ("alertmanager", "alert rule"),
    ("grafana", "alert rule"),
    ("status/", "cloud provider"),
    ("statuspage", "status page"),
)


def _features(family: Family, title: str, description: str) -> Features:
    return features("alert rule" if family == "alert rule" else "prose", title, description)


def _rules(family: Family) -> Weights:
    # Steps of severity become weights that rise evenly from low to critical.
    kind: Literal["prose", "alert rule"] = "alert rule" if family == "alert rule" else "prose"
    unit = 0.25 if kind == "prose" else 0.4
    weights: Weights = {}
    for cue in cues(kind):
        for field, share in (("t", 1.0), ("b", 0.4)):
            rise = cue.weight * share / unit
            weights[f"c:{field}:{cue.key}"] = [rise * step for step in (-1.5, -0.5, 0.5, 1.5)]
    return weights


def _words(family: Family, key: str, spelled: Mapping[str, str]) -> str:
    # A cue in our words, or a word as it was written; nothing for what would only puzzle.
    mark, name = key.split(":", 1)
    if mark not in _SPOKEN:
        return ""
    if mark == "c":
        kind: Literal["prose", "alert rule"] = "alert rule" if family == "alert rule" else "prose"
        cue_key = name.split(":", 1)[1]
        return next(cue.means for cue in cues(kind) if cue.key == cue_key)
    parts = name.split("_") if mark == "g" else [name]
    if mark == "p":
        parts = [next((root for root in spelled if root.startswith(name)), "")]
    words = [spelled.get(part, "") for part in parts]
    telling = [
        word
        for word in words
        if len(word) > 2 and word not in STOP_WORDS and stem(word) not in BOILERPLATE
    ]
    return f"“{' '.join(words)}”" if len(telling) == len(words) else ""


def _remembered(known: Iterable[Correction]) -> dict[Family, Neighbours]:
    sorted_out: dict[Family, list[tuple[Features, int]]] = {family: [] for family in _MEMORY}
    for one in known:
        family = family_of(one.title, one.description, one.source)
        if family in _MEMORY:
            example = seen(one.title, one.description), LEVELS.index(one.severity)
            sorted_out[family].append(example)
    return {
        family: Neighbours(examples, len(LEVELS))
        for family, examples in sorted_out.items()
        if examples
    }


def _rounded(weights: Weights) -> Iterable[tuple[str, list[float]]]:
    for key, row in weights.items():
        mean = sum(row) / len(row)
        short = [round(each - mean, 2) + 0.0 for each in row]
        if any(abs(each) >= 0.05 for each in short):
            yield key, short


@functools.cache
def _shipped() -> SeverityModel:
    text = resources.files("core.ai.text").joinpath("severity_weights.json").read_text("utf-8")
    return SeverityModel(json.loads(text))
