"""The failures known by sight: loads `signatures.toml` and matches lines against it."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from core.ai.offline.harmless import blank
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
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]


class Match(NamedTuple):
    """Where a signature was seen in a line, as a span of that line."""

    signature: Signature
    start: int
    end: int


class _Compiled(NamedTuple):
    signature: Signature
    pattern: "re.Pattern[str]"
    words: "re.Pattern[str]"


@cache
def library() -> tuple[Signature, ...]:
    """Every signature that ships with Tocsin, in the order of the file."""
    text = files("core.ai.offline").joinpath("signatures.toml").read_text(encoding="utf-8")
    return tuple(Signature(**entry) for entry in tomllib.loads(text)["signature"])


def match_log(line: str) -> list[Match]:
    """The failures that a line of a log shows; what only looks like a failure is left out."""
    return _match(line, prose=False)


def match_prose(line: str) -> list[Match]:
    """The failures that a sentence of a person names, by their patterns or their usual words."""
    return _match(line, prose=True)


def _match(line: str, *, prose: bool) -> list[Match]:
    text = blank(line)
    found = []
    for signature, pattern, words in _compiled():
        hit = pattern.search(text) or (words.search(text) if prose else None)
        if hit:
            found.append(Match(signature, hit.start(), hit.end()))
    return found


@cache
def _compiled() -> tuple[_Compiled, ...]:
    return tuple(
        _Compiled(
            signature,
            re.compile("|".join(f"(?:{p})" for p in signature.patterns), re.IGNORECASE),
            re.compile(
                r"\b(?:" + "|".join(re.escape(w) for w in signature.words) + r")\b", re.IGNORECASE
            ),
        )
        for signature in library()
    )
