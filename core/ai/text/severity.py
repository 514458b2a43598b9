"""How bad an incident is, read from its opening text: a suggestion with its reason.

Rules (`cues`) say what a newcomer would guess, weights learned from public incidents correct
them, and a team's own corrections correct those: each stage starts where the one before ends.
Status pages, cloud providers' notices and alert rules have a model each, since what is learned
from one says nothing about another.
"""

import functools
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from core.ai.text.features import Features, cues, features, pieces
from core.ai.text.linear import EVER, Weights, balanced, probabilities, train
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
# What the incidents most like this one count beside the weights, in what history teaches. Providers
# write to a form and label by habits that change, so what is near in form and time tells most.
_MEMORY: Mapping[Family, float] = {"status page": 0.4, "cloud provider": 0.85}
_HALF = 30  # corrections of one source after which its history counts as much as what ships
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


@dataclass(frozen=True)
class _History:
    """What corrections tell of one family beside its weights.

    The weights from before them, the incidents themselves, and how many each source has.
    """

    before: Weights
    memory: Neighbours | None
    counts: Mapping[str | None, int]

    def trust(self, source: str | None) -> float:
        """How far this history counts for an incident of `source`, from 0 to 1."""
        known = sum(self.counts.values())
        if source is not None:
            known = self.counts.get(source, 0) + self.counts.get(None, 0)
        return known / (known + _HALF)


class SeverityModel:
    """Weights per family, and the corrections it learned. Immutable: learning gives a new model."""

    def __init__(
        self,
        weights: Mapping[Family, Weights],
        histories: Mapping[Family, _History] | None = None,
    ) -> None:
        self._weights = weights
        self._histories = histories or {}

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
        known = _sorted_out(corrections)
        histories = dict(self._histories)
        for family, ones in known.items():
            memory = _remembered(ones) if family in _MEMORY else None
            counts = Counter(one.source for one in ones)
            histories[family] = _History(self._weights[family], memory, counts)
        return SeverityModel(self._learned(known, _PULL_TEAM), histories)

    def trained(self, corrections: Iterable[Correction]) -> "SeverityModel":
        """What ships, learned from `self` (the rules) and public incidents; for the trainer."""
        return SeverityModel(self._learned(_sorted_out(corrections), _PULL_SHIPPED))

    def suggest(
        self, title: str, description: str = "", *, source: str | None = None
    ) -> Suggestion:
        """The severity of an incident that opens with this text.

        `source` (`rule/…`, `status/…`, `statuspage/…`, or a webhook's name) chooses the family;
        without it the text's shape does.
        """
        family = family_of(title, description, source)
        found = _features(family, title, description)
        shares = self._shares(family, found, title, description, source)
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

    def _shares(
        self, family: Family, found: Features, title: str, description: str, source: str | None
    ) -> list[float]:
        shares = probabilities(self._weights[family], len(LEVELS), found)
        history = self._histories.get(family)
        if history is None:
            return shares
        if history.memory:
            shares = _mixed(
                shares, history.memory.shares(seen(title, description)), _MEMORY[family]
            )
        before = probabilities(history.before, len(LEVELS), found)
        return _mixed(before, shares, history.trust(source))

    def _learned(
        self, known: Mapping[Family, list[Correction]], pulls: Mapping[Family, float]
    ) -> dict[Family, Weights]:
        weights = dict(self._weights)
        for family, ones in known.items():
            labels = [LEVELS.index(one.severity) for one in ones]
            found = [_features(family, one.title, one.description) for one in ones]
            weights[family] = train(
                list(zip(found, labels, balanced(labels), strict=True)),
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
    found = features("alert rule" if family == "alert rule" else "prose", title, description)
    found[EVER] = 1.0
    # those who name things to a form put much into parts of words; people at status pages don't
    return found if family == "status page" else found | pieces(title)


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


def _sorted_out(corrections: Iterable[Correction]) -> dict[Family, list[Correction]]:
    known: dict[Family, list[Correction]] = {}
    for one in corrections:
        known.setdefault(family_of(one.title, one.description, one.source), []).append(one)
    return known


def _remembered(known: Iterable[Correction]) -> Neighbours:
    return Neighbours(
        [(seen(one.title, one.description), LEVELS.index(one.severity)) for one in known],
        len(LEVELS),
    )


def _mixed(one: list[float], other: list[float], part: float) -> list[float]:
    return [a + part * (b - a) for a, b in zip(one, other, strict=True)]


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
