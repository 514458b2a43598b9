"""Puts lines together into records: a stack trace belongs to the line that it follows."""

import re
from collections import Counter

from core.logs.chunks import Shapes
from core.logs.headers import Layout
from core.logs.reader import Cut

CONTINUES = -1
BLANK = -2

_TRACE = re.compile(
    r"""(?x)
    \s+at\ [\w.$<>/]+[ ]?\( | \s+File\ ".*",\ line\ \d | \s+\.\.\.\ \d+\ (?:more|common)
    |at\ [\w.$<>/]+\( | Caused\ by:\  | \s*Suppressed:\  | \.\.\.\ \d+\ more
    |During\ handling\ of\ the\ above | The\ above\ exception\ was | \[signal\ SIG
    |created\ by\ \w | \s+[\w/.*()-]+\.go:\d+ | \s+from\ \S+\.rb:\d+
    """
)
_CONTINUES = re.compile(
    r"""(?x)
    \s+\S | Traceback\ \(most\ recent | goroutine\ \d+\ \[ | \#\d+\s+\S
    |(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Exit|Interrupt|Failure|Throwable)\b(?:[:\s]|$)
    """
)


def continues(line: str, *, headed: bool) -> bool:
    """Whether a line without a header belongs to the record above it.

    In a log whose records have headers (`headed`), indentation is enough; in other text only
    the frames of a stack trace are taken for a continuation.
    """
    return bool(_TRACE.match(line) or (headed and _CONTINUES.match(line)))


def roles(shapes: Shapes, cuts: list[Cut], layout: Layout, counts: Counter[int]) -> dict[int, int]:
    """The shapes that begin no record: `BLANK` or `CONTINUES`, by shape."""
    bare = [shape for shape, cut in enumerate(cuts) if not (cut.named or layout.width(cut.row))]
    if not bare:
        return {}
    flush = [shape for shape, text in enumerate(shapes.first) if text[:1].strip()]
    unheaded = sum(counts[shape] for shape in bare if shapes.first[shape][:1].strip())
    headed = unheaded * 2 < sum(counts[shape] for shape in flush)
    found: dict[int, int] = {}
    for shape in bare:
        text = shapes.first[shape]
        if not text.strip():
            found[shape] = BLANK
        elif shapes.first_index[shape] and continues(text, headed=headed):
            found[shape] = CONTINUES
    return found
