"""Templates of log lines as they may be shown: made of masked lines alone.

Where values differ a template has `<*>`, also inside a secret; what is left of the secret on both
sides has lost the shape by which it would be found.
"""

import re
from collections.abc import Sequence

ANY = "<*>"
MOST_WORDS = 120
PLACEHOLDER = re.compile(r"\[[A-Z0-9_]+_\d+:[0-9a-f]{4}\]")


def shown(template: str, line: str) -> str:
    """`template`, with nothing in it but what stands in `line`, its first line, masked.

    Where masking left too little in common, it is the line itself.
    """
    kind, words = template.split()[:MOST_WORDS], line.split()[:MOST_WORDS]
    told: list[str] = []
    passed = at = 0
    for place, other in _in_common(kind, words):
        told += [word for word in words[at:place] if PLACEHOLDER.search(word)]
        told += [ANY] if ANY in kind[passed:other] else []
        told.append(kind[other])
        passed, at = other + 1, place + 1
    told += [word for word in words[at:] if PLACEHOLDER.search(word)]
    told += [ANY] if ANY in kind[passed:] else []
    return " ".join(told) if any(word != ANY for word in told) else " ".join(words)


def _in_common(kind: Sequence[str], words: Sequence[str]) -> list[tuple[int, int]]:
    """Places of words in both that match, in the order of both and as many as there can be."""
    fits = [[_fits(each, word) for each in kind] for word in words]
    longest = [[0] * (len(kind) + 1) for _ in range(len(words) + 1)]
    for i in reversed(range(len(words))):
        for j in reversed(range(len(kind))):
            longest[i][j] = (
                longest[i + 1][j + 1] + 1
                if fits[i][j]
                else max(longest[i + 1][j], longest[i][j + 1])
            )
    found, i, j = [], 0, 0
    while i < len(words) and j < len(kind):
        if fits[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _fits(kind: str, word: str) -> bool:
    """Whether a word of the template stands for `word`; `<*>` alone is no word."""
    if kind == ANY:
        return False
    parts = kind.split(ANY)
    if len(parts) == 1:
        return kind == word
    if not word.startswith(parts[0]) or not word.endswith(parts[-1]):
        return False
    at = len(parts[0])
    for part in parts[1:-1]:
        at = word.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at <= len(word) - len(parts[-1])
