"""Groups masked messages into templates: a column that takes many values is a variable."""

import random
import re
from collections.abc import Sequence
from operator import mul

from core.logs.shapes import NAME_DIGIT, WILD

# With fewer values than this in a column, the words are taken for different events.
VALUES = 5
PASSES = 3
COLUMNS = 160
_TOKEN = re.compile(
    r"<\*>[^\s=,:;()\[\]{}|\"']*"
    r"|(?<!\w)\"[^\"]{0,120}\"|(?<!\w)'[^']{0,120}'(?!\w)"
    r"|[^\s=,:;()\[\]{}|\"']+|\s+|[=,:;()\[\]{}|\"']"
)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z'._-]+")
_draw = random.Random(1)
# Fixed salts, so that rows are compared alike in every process.
_SALTS = tuple(_draw.getrandbits(60) | 1 for _ in range(COLUMNS))
_BLANKS = tuple(_draw.getrandbits(60) for _ in range(COLUMNS))


def mine(masked: Sequence[str]) -> list[str]:
    """The template of each masked message, in order; the same for the same set of messages."""
    rows = {message: _TOKEN.findall(message) for message in dict.fromkeys(masked)}
    current = list(rows.values())
    for _ in range(PASSES):
        if not _merge(current):
            break
        # Rows that became equal are one from here on.
        canon: dict[tuple[str, ...], list[str]] = {}
        for message, row in rows.items():
            rows[message] = canon.setdefault(tuple(row), row)
        current = list(canon.values())
    texts = {message: "".join(row).replace(NAME_DIGIT, WILD) for message, row in rows.items()}
    return [texts[message] for message in masked]


def _merge(rows: list[list[str]]) -> bool:
    """Makes wild every column in which rows that are otherwise equal differ enough."""
    first: dict[int, tuple[int, int]] = {}
    buckets: dict[int, list[int]] = {}
    numbers: dict[str, int] = {}
    for index, row in enumerate(rows):
        marks = list(map(mul, [numbers.setdefault(t, len(numbers) + 1) for t in row], _SALTS))
        whole = sum(marks) + len(row)
        for column, (token, mark, blank) in enumerate(zip(row, marks, _BLANKS)):
            if len(token) == 1 and not token.isalnum():
                continue
            key = whole - mark + blank
            if key not in first:
                first[key] = (column, index)
            elif key in buckets:
                buckets[key].append(index)
            else:
                buckets[key] = [first[key][1], index]
    changed = False
    for key, members in buckets.items():
        changed |= _widen([rows[index] for index in members], first[key][0])
    return changed


def _widen(rows: list[list[str]], column: int) -> bool:
    """Makes a column wild if its values look like data; False when it stays."""
    if not _varies({row[column] for row in rows}) or not _anchored(rows[0], column):
        return False
    for row in rows:
        row[column] = WILD
    return True


def _anchored(row: list[str], column: int) -> bool:
    """Whether enough plain words remain to tell the event by; the first word tells most."""
    words = sum(other != column and bool(_PLAIN.fullmatch(t)) for other, t in enumerate(row))
    return words >= (2 if column else 3)


def _varies(values: set[str]) -> bool:
    """Whether the values of one column look like data and not like different events."""
    if len(values) >= VALUES:
        return True
    data = sum(WILD in value and " " not in value for value in values)
    return len(values) > 1 and (WILD in values or data * 2 >= len(values))
