"""Finds what plain text a regular expression needs, so that most lines need no expression at all.

Looking for a few hundred expressions in every line costs a millisecond a line; looking for their
plain parts first costs a hundredth of that.
"""

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?x)
      (?P<look>\(\?[!<=][^()]*(?:\([^()]*\)[^()]*)*\))
    | (?P<open>\((?:\?(?:-?[a-z]+)?:)?) | (?P<close>\)) | (?P<bar>\|)
    | (?P<set>\[\^?\]?[^\]]*\]) | (?P<escaped>\\[.()\[\]{}+*?|/'"-])
    | (?P<cls>\\x[0-9a-fA-F]{2}|\\[a-zA-Z]|\.)
    | (?P<many>[?*]\??|\{\d*,?\d*\}\??) | (?P<more>\+\??) | (?P<anchor>[\^$]) | (?P<plain>.)
    """
)
SHORTEST = 3


def needles(pattern: str) -> tuple[str, ...]:
    """Texts of which at least one is in whatever `pattern` matches, in lower case.

    Empty where no text of three letters is sure. For patterns without named groups, whose flags
    stand in groups.
    """
    found = _alternatives(_tokens(pattern))
    return found if found and min(map(len, found)) >= SHORTEST else ()


def _tokens(pattern: str) -> Iterator[tuple[str, str]]:
    for token in _TOKEN.finditer(pattern):
        yield str(token.lastgroup), token[0]


def _alternatives(tokens: Iterator[tuple[str, str]]) -> tuple[str, ...]:
    """Reads up to the closing bracket: one needle of every alternative, or none at all."""
    found: list[str] = []
    sure, ended = True, False
    while not ended:
        options, ended = _sequence(tokens)
        sure = sure and bool(options)
        found.extend(options)
    return tuple(dict.fromkeys(found)) if sure else ()


def _sequence(tokens: Iterator[tuple[str, str]]) -> tuple[tuple[str, ...], bool]:
    """The best needles of one alternative, and whether it was the last of its group."""
    parts: list[tuple[str, ...]] = [("",)]
    joined, ended = True, True
    for kind, text in tokens:
        if kind == "bar":
            ended = False
            break
        if kind == "close":
            break
        if kind in ("plain", "escaped"):
            letter = text[-1].lower()
            last = parts[-1][0] if joined else ""
            parts.append((last + letter,))
            joined = True
            continue
        if kind == "many":
            parts[-1] = (parts[-1][0][:-1],) if joined else ()
        else:
            parts.append(_alternatives(tokens) if kind == "open" else ())
        joined = False
    usable = [part for part in parts if part and all(part)]
    return max(usable, key=lambda part: (min(map(len, part)), -len(part)), default=()), ended
