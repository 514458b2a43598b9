"""Ranks texts by how well they answer a query: BM25 with word pairs, synonyms and exact names.

Pure and small enough to run over the candidates that a database's full-text search returns, or
over every document of a folder: similar incidents, and runbooks for an alert, are found by it.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.ai.text.synonyms import BOILERPLATE, SYNONYMS
from core.ai.text.words import terms

_K1 = 1.2
_LENGTH = 0.5  # how far long documents are held against their length, 0 to 1
_PAIR = 0.3  # what two words in a row count beside single words
_SYNONYM = 0.5  # what a word of the same meaning counts beside the word itself
_BOILERPLATE = 0.3  # what a phrase of every status update counts
_REPEATED = 0.7  # a word said twice in a query isn't twice as important
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_.:][A-Za-z0-9]+)*")
_HEADING = re.compile(r"\A\s*#*\s*(?:alert(?:name)?:?\s*)?`?([\w.:-]+)`?\s*(?:$|\n)", re.IGNORECASE)
_BY_NAME = 1000.0

Term = str
Postings = list[tuple[int, float]]


@dataclass(frozen=True)
class Ranked:
    """A document's key, its score (0: nothing matches), and the words that matched, best first."""

    key: str
    score: float
    words: tuple[str, ...] = ()


def rank(query: str, documents: Mapping[str, str]) -> list[Ranked]:
    """`documents` (`{key: text}`), best answer to `query` first; the same for the same input."""
    return Index(documents).rank(query)


class Index:
    """Documents (`{key: text}`) prepared for many queries; equals keep the order given."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._keys = list(documents)
        self._names = [_own_name(text) for text in documents.values()]
        bags = [terms(text) for text in documents.values()]
        self._words = _inverted(bags)
        self._pairs = _inverted([_pairs(bag) for bag in bags])

    def rank(self, query: str) -> list[Ranked]:
        """Every document, best first, for `query`.

        A document whose first line is nothing but a name that occurs in the query (a runbook's
        alert name) comes before all others.
        """
        scores = [0.0] * len(self._keys)
        matched: list[list[tuple[float, Term]]] = [[] for _ in self._keys]
        asked = terms(query)
        for term, weight in _weighed(asked).items():
            for number, value in self._words.get(term, ()):
                scores[number] += weight * value
                matched[number].append((-weight * value, term))
        for pair in dict.fromkeys(_pairs(asked)):
            for number, value in self._pairs.get(pair, ()):
                scores[number] += _PAIR * value
        called = {name.lower() for name in _NAME.findall(query)}
        for number, name in enumerate(self._names):
            if name in called:
                scores[number] += _BY_NAME
        order = sorted(range(len(self._keys)), key=lambda number: (-scores[number], number))
        return [
            Ranked(
                self._keys[number],
                scores[number],
                tuple(term for _, term in sorted(matched[number])[:5]),
            )
            for number in order
        ]


def _own_name(text: str) -> str:
    found = _HEADING.match(text)
    # An ordinary word as a heading (`# Overview`) names nothing.
    name = found[1] if found else ""
    return name.lower() if len(terms(name)) > 1 else ""


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{a} {b}" for a, b in pairwise(words) if not {a, b} <= BOILERPLATE]


def _weighed(asked: Sequence[str]) -> dict[Term, float]:
    counts = Counter[str]()
    for term in asked:
        counts[term] += 1
    weights = {
        term: (count * (_BOILERPLATE if term in BOILERPLATE else 1.0)) ** _REPEATED
        for term, count in counts.items()
    }
    lent: dict[Term, float] = {}
    for term, weight in weights.items():
        for other in SYNONYMS.get(term, ()):
            if other not in weights:
                lent[other] = max(lent.get(other, 0.0), _SYNONYM * weight)
    return weights | lent


def _inverted(bags: Sequence[Sequence[Term]]) -> dict[Term, Postings]:
    mean = sum(map(len, bags)) / len(bags) if bags else 0.0
    frequency = Counter(term for bag in bags for term in set(bag))
    lists: dict[Term, Postings] = {}
    for number, bag in enumerate(bags):
        norm = _K1 * (1 - _LENGTH + _LENGTH * len(bag) / (mean or 1.0))
        for term, count in Counter(bag).items():
            often = frequency[term]
            rare = math.log(1 + (len(bags) - often + 0.5) / (often + 0.5))
            value = rare * count * (_K1 + 1) / (count + norm)
            lists.setdefault(term, []).append((number, value))
    return lists
