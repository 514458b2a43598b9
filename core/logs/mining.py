"""Groups masked messages into templates: a column that takes many values is a variable."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from operator import mul

from core.logs.shapes import NAME_DIGIT, WILD

# With fewer values than this in a column, the words are taken for different events.
VALUES = 5
PASSES = 3
COLUMNS = 160
_GAPS = re.compile(r"([\s=,:;()\[\]{}|\"']+)")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z'._-]+")
_draw = random.Random(1)
# Fixed salts, so that rows are compared alike in every process.
_SALTS = tuple(_draw.getrandbits(60) | 1 for _ in range(COLUMNS))
_BLANKS = tuple(_draw.getrandbits(60) for _ in range(COLUMNS))


def mine(masked: Sequence[str]) -> list[str]:
    """The template of each masked message, in order; the same for the same set of messages."""
    rows = {message: _row(message) for message in dict.fromkeys(masked)}
    number = defaultdict[str, int](count(1).__next__)
    current = list(rows.values())
    for _ in range(PASSES):
        changed = _merge(current, number)
        if not changed:
            break
        # Rows that became equal are one from here on.
        canon: dict[tuple[str, ...], list[str]] = {}
        for message, row in rows.items():
            if row[-1] in changed:
                rows[message] = canon.setdefault(tuple(row), row)
        current = list(canon.values())
    texts = {message: _text(row) for message, row in rows.items()}
    return [texts[message] for message in masked]


def _row(message: str) -> list[str]:
    """The words of a message, and behind them, as one, all that stands between them."""
    parts = _GAPS.split(message, COLUMNS - 2)
    row = parts[::2]
    row.append("\0".join(parts[1::2]))
    return row


def _text(row: list[str]) -> str:
    gaps = [*row[-1].split("\0"), ""]
    text = "".join([word + gap for word, gap in zip(row[:-1], gaps, strict=False)])
    return text.replace(NAME_DIGIT, WILD)


def _merge(rows: list[list[str]], number: dict[str, int]) -> set[str]:
    """Makes wild every column in which rows that are otherwise equal differ enough.

    Answers what stands between the words of the rows that changed.
    """
    first: dict[object, tuple[int, list[str]]] = {}
    alike: dict[object, list[list[str]]] = {}
    led = Counter([(row[-1], row[0]) for row in rows])
    for row in rows:
        keys: Iterable[object]
        if led[row[-1], row[0]] == 1:
            # A row alike in all but one column shares its first word, unless that is the one.
            keys = (tuple(row[1:]),)
        else:
            marks = list(map(mul, map(number.__getitem__, row), _SALTS))
            whole = sum(marks)
            keys = (
                tuple(row[1:]),
                *[whole - m + b for m, b in zip(marks[1:-1], _BLANKS, strict=False)],
            )
        for column, key in enumerate(keys):
            if key not in first:
                first[key] = (column, row)
            elif key in alike:
                alike[key].append(row)
            else:
                alike[key] = [first[key][1], row]
    return {members[0][-1] for key, members in alike.items() if _widen(members, first[key][0])}


def _widen(rows: list[list[str]], column: int) -> bool:
    """Makes a column wild if its values look like data; False when it stays."""
    if (
        not rows[0][column]
        or not _varies({row[column] for row in rows})
        or not _anchored(rows[0], column)
    ):
        return False
    for row in rows:
        row[column] = WILD
    return True


def _anchored(row: list[str], column: int) -> bool:
    """Whether enough plain words remain to tell the event by; the first word tells most."""
    words = sum(other != column and bool(_PLAIN.fullmatch(t)) for other, t in enumerate(row[:-1]))
    return words >= (2 if column else 3)


def _varies(values: set[str]) -> bool:
    """Whether the values of one column look like data and not like different events."""
    if len(values) >= VALUES:
        return True
    data = sum(WILD in value and " " not in value for value in values)
    return len(values) > 1 and (WILD in values or data * 2 >= len(values))
