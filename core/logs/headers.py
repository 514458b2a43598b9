"""Learns from a sample of a log where its headers end, column by column."""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

_STRONG = "TKASLP"


class Layout:
    """Where headers end in one log, learnt from how often each row of field kinds occurs.

    A time, a level beside it or a `tag[pid]:` is a header wherever it leads. A number, a
    bracket, a logger's `name:` is one only in a column where nearly all lines have it, so that
    the same text inside some messages stays there.
    """

    def __init__(self, rows: Iterable[tuple[str, int]]) -> None:
        self._rows: Counter[str] = Counter()
        for row, weight in rows:
            self._rows[row] += weight
        self._total = sum(self._rows.values()) or 1
        self._below: Counter[str] = Counter()
        for row, weight in self._rows.items():
            for end in range(len(row) + 1):
                self._below[row[:end]] += weight
        self._first = Counter[int]()
        for row, weight in self._rows.items():
            self._first[_first_time(row)] += weight
        self._kinds_below = lru_cache(maxsize=1024)(self._kinds_at)
        self._widths = {row: self._width(row) for row in self._rows}
        self._columns: Counter[str] = Counter()
        for row, weight in self._rows.items():
            for column in range(self._widths[row]):
                self._columns[row[: column + 1]] += weight
        self.width = lru_cache(maxsize=4096)(self._agreed)

    def _agreed(self, row: str) -> int:
        """The width of a row, where a column that is header in most lines is so in all."""
        width = self._widths[row] if row in self._widths else self._width(row)
        while 0 < width < len(row):
            prefix = row[: width + 1]
            if self._columns[prefix] <= 0.8 * self._below[row[:width]]:
                break
            width += 1
        return width

    def _width(self, row: str) -> int:
        """How many fields of a line with this row of kinds are header."""
        width = self._lead(row)
        while width < len(row):
            step = self._step(row, width)
            if not step:
                break
            width += step
        return width

    def _lead(self, row: str) -> int:
        """The fields up to the first time, if it leads or stands in a column of its own."""
        first = _first_time(row)
        if first <= 0:
            return first + 1
        count = self._first[first]
        if count >= 5 or count * 2 > self._total:
            return first + 1
        return 0

    def _step(self, row: str, width: int) -> int:
        """How many further fields are header: 0 when the message begins."""
        kind, before = row[width], row[width - 1] if width else ""
        seen = self._below[row[:width]]
        share = self._below[row[: width + 1]] / seen
        if kind in "KASP" or (kind == "T" and (not width or share > 0.8)):
            return 1
        if kind == "L":
            direct = before in ("", "T", "N", "K", "A", "S", "D", "B") and "L" not in row[:width]
            return int(direct or share > 0.8)
        if not width:
            return 0
        if ahead := self._ahead(row, width, seen):
            return ahead
        if kind == "N":
            return int(share > 0.8 and (seen >= 8 or before == "T"))
        if kind in "BCD":
            return int(share > 0.8 and seen >= 8)
        return 0

    def _ahead(self, row: str, width: int, seen: int) -> int:
        """Steps to a time, level or tag close by that most lines have in the same column."""
        columns = self._kinds_below(row[:width])
        for offset in range(1, 6):
            if width + offset >= len(row):
                return 0
            kind = row[width + offset]
            wanted = {"T": "T", "L": "L", "P": "PC", "C": "PC", "B": "B"}.get(kind)
            if wanted is None or (offset > 1 and kind in "PCB"):
                continue
            column = width + offset
            same = sum(columns[column, other] for other in wanted)
            if same > 0.8 * seen and (seen >= 8 or kind in "TP" or (kind == "L" and offset == 1)):
                return offset + 1
        return 0

    def _kinds_at(self, prefix: str) -> Counter[tuple[int, str]]:
        """How often each kind stands in each of the next columns of rows with this prefix."""
        found = Counter[tuple[int, str]]()
        for row, weight in self._rows.items():
            if row.startswith(prefix):
                for column in range(len(prefix), min(len(row), len(prefix) + 6)):
                    found[column, row[column]] += weight
        return found


def _first_time(row: str) -> int:
    """The column of the first time among the first six, else -1."""
    return row.find("T", 0, 6)
