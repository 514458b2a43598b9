"""Groups masked messages into templates: a column that takes many values is a variable."""

import re
from collections.abc import Sequence

from core.logs.shapes import NAME_DIGIT, WILD

# With fewer values than this in a column, the words are taken for different events.
VALUES = 5
_TOKEN = re.compile(
    r"<\*>[^\s=,:;()\[\]{}|\"']*"
    r"|(?<!\w)\"[^\"]{0,120}\"|(?<!\w)'[^']{0,120}'(?!\w)"
    r"|[^\s=,:;()\[\]{}|\"']+|\s+|[=,:;()\[\]{}|\"']"
)
_PLAIN = re.compile(r"[A-Za-z][A-Za-z'._-]+")


def mine(masked: Sequence[str]) -> list[str]:
    """The template of each masked message, in order; the same for the same set of messages."""
    distinct = {message: tuple(_TOKEN.findall(message)) for message in dict.fromkeys(masked)}
    rows = {message: list(tokens) for message, tokens in distinct.items()}
    current = list(rows.values())
    for _ in range(3):
        if not _merge(current):
            break
        current = list({tuple(row): row for row in current}.values())
        # Rows that became equal must stay one object from here on.
        canon = {tuple(row): row for row in current}
        rows = {message: canon[tuple(row)] for message, row in rows.items()}
    texts = {message: _text(row) for message, row in rows.items()}
    return [texts[message] for message in masked]


def _text(row: list[str]) -> str:
    return "".join(row).replace(NAME_DIGIT, WILD)


def _merge(rows: list[list[str]]) -> bool:
    """Makes wild every column in which rows that are otherwise equal differ enough."""
    buckets: dict[tuple[int, int, int], list[int]] = {}
    for number, row in enumerate(rows):
        size = len(row)
        marks = [hash((column, token)) for column, token in enumerate(row)]
        whole = 0
        for value in marks:
            whole ^= value
        for column, token in enumerate(row):
            if len(token) > 1 and token != WILD:
                buckets.setdefault((size, column, whole ^ marks[column]), []).append(number)
    changed = False
    for (_, column, _), members in buckets.items():
        if len(members) > 1 and _varies({rows[number][column] for number in members}):
            if not _anchored(rows[members[0]], column):
                continue
            for number in members:
                rows[number][column] = WILD
            changed = True
    return changed


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
