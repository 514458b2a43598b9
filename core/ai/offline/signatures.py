"""The failures known by sight: loads `signatures.toml` and matches lines against it."""

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from core.ai.offline.denials import denied, unchanged
from core.ai.offline.harmless import blank
from core.ai.offline.needles import needles
from core.domain.analysis import Frozen, RootCauseCategory


class Signature(Frozen):
    """One kind of failure; the head of `signatures.toml` says what each field is for."""

    id: str
    name: str
    category: RootCauseCategory
    role: Literal["cause", "symptom", "change"]
    weight: int
    patterns: tuple[str, ...]
    words: tuple[str, ...]
    explanation: str
    check: str
    next_steps: tuple[str, ...]
    names: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


class Match(NamedTuple):
    """Where a signature was seen in a line, as a span of that line."""

    signature: Signature
    start: int
    end: int


class _Index(NamedTuple):
    """Every pattern with the place of its signature, and for each plain text who needs it."""

    patterns: tuple[tuple[int, "re.Pattern[str]"], ...]
    needles: tuple[tuple[str, int], ...]
    always: tuple[int, ...]


@cache
def library() -> tuple[Signature, ...]:
    """Every signature that ships with Tocsin, in the order of the file."""
    text = files("core.ai.offline").joinpath("signatures.toml").read_text(encoding="utf-8")
    return tuple(Signature(**entry) for entry in tomllib.loads(text)["signature"])


def signature(name: str) -> Signature:
    """The signature with this id; KeyError for any other."""
    return _by_id()[name]


@cache
def _by_id() -> dict[str, Signature]:
    return {known.id: known for known in library()}


def match_log(line: str) -> list[Match]:
    """The failures that a line of a log shows; what only looks like a failure is left out.

    Neither is a change seen in a line that says that nothing was changed, or that it was undone.
    """
    hits = _match(line)
    if any(hit.signature.role == "change" for hit in hits) and unchanged(line):
        return [hit for hit in hits if hit.signature.role != "change"]
    return hits


def match_changes(line: str) -> list[Match]:
    """The changes alone that a line of a log tells of; for logs of which every line is read."""
    hits = _match(line, _changes())
    return [] if hits and unchanged(line) else hits


def _match(line: str, index: _Index | None = None) -> list[Match]:
    index = index or _index()
    text = blank(line)
    lower = text.lower()
    due = {number for needle, number in index.needles if needle in lower}.union(index.always)
    found: dict[int, re.Match[str]] = {}
    for number in sorted(due):
        place, pattern = index.patterns[number]
        if place not in found and (hit := _asserted(pattern, text)):
            found[place] = hit
    known = library()
    return [Match(known[place], hit.start(), hit.end()) for place, hit in found.items()]


def _asserted(pattern: "re.Pattern[str]", text: str) -> "re.Match[str] | None":
    """The first match that the text doesn't deny."""
    return next((m for m in pattern.finditer(text) if not denied(text, m.start(), m.end())), None)


def match_prose(line: str) -> list[Match]:
    """The failures that a sentence of a person names, by their patterns or their usual words."""
    hits = {hit.signature.id: hit for hit in _match(line)}
    text = blank(line)
    for signature, words in zip(library(), _words(), strict=True):
        found = _asserted(words, text)
        if found and signature.id not in hits:
            hits[signature.id] = Match(signature, found.start(), found.end())
    return [hits[signature.id] for signature in library() if signature.id in hits]


@cache
def _index() -> _Index:
    return _indexed(lambda known: True)


@cache
def _changes() -> _Index:
    return _indexed(lambda known: known.role == "change")


def _indexed(chosen: Callable[[Signature], bool]) -> _Index:
    places = [place for place, known in enumerate(library()) if chosen(known)]
    patterns = [(place, p) for place in places for p in library()[place].patterns]
    wanted = [needles(pattern) for _, pattern in patterns]
    return _Index(
        tuple((place, re.compile(pattern, re.IGNORECASE)) for place, pattern in patterns),
        tuple((needle, number) for number, some in enumerate(wanted) for needle in some),
        tuple(number for number, some in enumerate(wanted) if not some),
    )


@cache
def _words() -> tuple["re.Pattern[str]", ...]:
    return tuple(
        re.compile(r"\b(?:" + "|".join(map(re.escape, signature.words)) + r")\b", re.IGNORECASE)
        for signature in library()
    )
