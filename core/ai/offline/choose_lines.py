"""Chooses the few log lines worth showing: telling ones that do not repeat each other."""

import math
import re
from collections import Counter
from dataclasses import dataclass

from core.ai.offline.history import History
from core.ai.offline.material import Kind, Log, Material
from core.ai.offline.telling import slow_case, table_row, worth
from core.logs.model import LogLine

MOST = 10
SHOWN = 400
POOL = 300
BEFORE = 12
_WORD = re.compile(r"[a-z][a-z0-9_]{2,}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)+")
_PLAIN = frozenset(
    re.split(
        r"\s+",
        """
    the and for was with that this what why how are can from has have not there any please check
    problem issue wrong going reported caused causing which all one subject default namespace
    deployment pod job cluster""",
    )
)


@dataclass(slots=True)
class _Line:
    kind: Kind
    words: frozenset[str]
    worth: float
    signatures: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Question:
    """What people asked: its words, the names in it, and whether it is about slowness."""

    words: frozenset[str]
    names: frozenset[str]
    slow: bool


def choose(material: Material, history: History) -> tuple[LogLine, ...]:
    """At most ten whole lines of the logs, in order, that say most about what went wrong."""
    said = _HUMP.sub(" ", " ".join(entry.text for entry in material.prose))
    asked = _Question(
        _words(said) - _PLAIN, frozenset(_NAME.findall(said.lower())), slow_case(said)
    )
    chosen = [kind for log in material.logs for kind in _choose(log, asked, history)][:MOST]
    return tuple(LogLine(line=kind.first, text=kind.text) for kind in chosen)


def _choose(log: Log, asked: _Question, history: History) -> list[Kind]:
    words = [_words(kind.text[:SHOWN]) for kind in log.kinds]
    frequency = Counter(word for found in words for word in found)
    rarity = {w: min(4.0, math.log((1 + len(words)) / n)) for w, n in frequency.items()}
    lines = [
        _Line(kind, found, *worth(kind, slow=asked.slow))
        for kind, found in zip(log.kinds, words, strict=True)
    ]
    _add_context(lines)
    _add_onset(lines, log)
    _add_question(lines, asked, rarity)
    for line in lines:
        if history.usual(line.kind.habit):
            line.worth *= 0.6
    lines.sort(key=lambda line: (-line.worth, line.kind.first))
    return sorted(_spread(lines[:POOL], rarity, asked), key=lambda kind: kind.first)


def _add_context(lines: list[_Line]) -> None:
    """Lends a line some of the worth of what follows it closely, and less of what precedes."""
    own = [line.worth for line in lines]
    for place, line in enumerate(lines):
        after = max(own[place + 1 : place + 5], default=0.0)
        before = max(own[max(0, place - 2) : place], default=0.0)
        line.worth += 0.15 * after + 0.1 * before


def _add_onset(lines: list[_Line], log: Log) -> None:
    """What stands shortly before the failures began may be what began them."""
    digest = log.digest
    start = digest.onset.line if digest.onset else 0
    for line in lines:
        if start - BEFORE <= line.kind.first < start:
            line.worth += 1.0


def _add_question(lines: list[_Line], asked: _Question, rarity: dict[str, float]) -> None:
    """Prefers lines about what was asked; rows about other things in a table count less."""
    subjects = {
        name for name in asked.names if any(name in line.kind.text.lower() for line in lines)
    }
    for line in lines:
        line.worth += 0.3 * sum(rarity[word] for word in line.words & asked.words)
        text = line.kind.text.lower()
        if subjects and table_row(line.kind.text) and not any(s in text for s in subjects):
            line.worth *= 0.4


class _Shown:
    """What the lines taken so far have told."""

    def __init__(self, words: frozenset[str]) -> None:
        self.words = set(words)
        self.groups: Counter[int] = Counter()
        self.signatures: Counter[str] = Counter()

    def add(self, line: _Line) -> None:
        self.words |= line.words
        self.groups[line.kind.group] += 1
        self.signatures.update(line.signatures)

    def gain(self, line: _Line, rarity: dict[str, float]) -> float:
        """What a further line adds: less for a known template, failure or word."""
        new = sum(rarity[word] for word in line.words - self.words)
        told = min((self.signatures[name] for name in line.signatures), default=0)
        return line.worth * math.sqrt(0.5 + new) * 0.6 ** self.groups[line.kind.group] * 0.8**told


def _spread(lines: list[_Line], rarity: dict[str, float], asked: _Question) -> list[Kind]:
    """Takes the line that adds most, again and again."""
    shown = _Shown(asked.words)
    chosen: list[Kind] = []
    left = list(lines)
    while left and len(chosen) < MOST:
        best = max(left, key=lambda line: (shown.gain(line, rarity), -line.kind.first))
        left.remove(best)
        chosen.append(best.kind)
        shown.add(best)
    return chosen


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
