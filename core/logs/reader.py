"""Reads lines: where the message of each begins, and what its header says."""

from itertools import pairwise
from typing import NamedTuple

from core.logs.fields import cut
from core.logs.headers import Layout
from core.logs.levels import normal
from core.logs.structured import Named, named


class Line(NamedTuple):
    """One line read: `headed` tells whether it has a header of its own."""

    message: str
    level: str | None
    stamp: str | None
    service: str | None
    headed: bool


class Cut(NamedTuple):
    """A line with the fields at its beginning, before it is known which are header."""

    text: str
    row: str
    ends: list[int]
    named: Named | None


def prepare(text: str) -> Cut:
    """Cuts a line into fields."""
    structure = named(text)
    row, ends = ("", []) if structure else cut(text)
    return Cut(text, row, ends, structure)


def read(line: Cut, layout: Layout) -> Line:
    """Reads one line by the layout of the log it stands in."""
    if line.named:
        level = normal(line.named.level) if line.named.level else None
        return Line(
            line.named.message,
            level,
            line.named.stamp,
            line.named.service,
            headed=True,
        )
    width, message = _split(line, layout)
    return _read(line, width, message)


def message_of(line: Cut, layout: Layout) -> str:
    """The message alone, as `read` has it."""
    return line.named.message if line.named else _split(line, layout)[1]


def _split(line: Cut, layout: Layout) -> tuple[int, str]:
    """How many fields are header, and the message, which is never empty for want of more."""
    width = layout.width(line.row)
    if not width:
        return 0, line.text.strip()
    message = line.text[line.ends[width - 1] :].lstrip(" |\t").removeprefix("- ").strip()
    while not message and width:
        width -= 1
        message = line.text[line.ends[width - 1] if width else 0 :].strip(" |\t")
    return width, message


def _read(line: Cut, width: int, message: str) -> Line:
    level = stamp = service = None
    text = line.text
    words = [text[a:b].strip(" ,;|") for a, b in pairwise([0, *line.ends[:width]])]
    for index, (kind, word) in enumerate(zip(line.row, words, strict=False)):
        if kind in "TK" and stamp is None:
            stamp = word
            level = normal(word[0]) if kind == "K" else level
        elif kind == "L" and level is None:
            level = normal(word)
            if index and line.row[index - 1] in "WD":
                service = words[index - 1].strip("- ")
        elif kind in "PC" and service is None:
            service = word.rstrip(":").partition("[")[0]
    return Line(message, level, stamp, service, headed=width > 0)
