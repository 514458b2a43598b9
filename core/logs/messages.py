"""Reads chosen lines of a log by its layout, and names kinds of line for good."""

import hashlib
from collections.abc import Iterable, Sequence

from core.logs.chunks import Shapes
from core.logs.reader import Line
from core.logs.shapes import NAME_DIGIT, WILD, Masker
from core.logs.table import Table

# so many lines show how a log's headers look
LAYOUT_LINES = 500
# no letter that a stemmer takes for an ending, and the last one never twice
_LETTERS = "bcdfghjklmnpqrtv"
_PREFIX, _SUFFIX = "zx", "x"
_LENGTH = 12


def read_lines(lines: Sequence[str], numbers: Iterable[int]) -> dict[int, Line]:
    """The lines of these numbers (from 1) with message, level and time apart; others are left."""
    wanted = [number for number in sorted(set(numbers)) if 0 < number <= len(lines)]
    if not wanted:
        return {}
    shapes = Shapes()
    shapes.feed([*lines[:LAYOUT_LINES], *(lines[number - 1] for number in wanted)])
    table = Table(shapes)
    return {number: table.line(lines[number - 1]) for number in wanted}


def fingerprint(message: str) -> str:
    """A word that stands for every message that differs from this one in values alone.

    It is made of letters that full-text search and stemming leave as they are.
    """
    kind = Masker().mask(message).replace(NAME_DIGIT, WILD).lower()
    digest = hashlib.sha256(kind.encode()).hexdigest()[:_LENGTH]
    return _PREFIX + "".join(_LETTERS[int(digit, 16)] for digit in digest) + _SUFFIX


def is_fingerprint(word: str) -> bool:
    """Whether `word` was made by `fingerprint`."""
    return (
        len(word) == len(_PREFIX) + _LENGTH + len(_SUFFIX)
        and word.startswith(_PREFIX)
        and word.endswith(_SUFFIX)
        and set(word[len(_PREFIX) : -len(_SUFFIX)]) <= set(_LETTERS)
    )
